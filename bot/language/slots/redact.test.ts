import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { redact } from './redact.js';

describe('what may not be stored', () => {
  it.each([
    ['我的身份证是31019919900307001X，帮我查', '我的身份证是******************，帮我查'],
    ['３１０１９９１９９００３０７００１Ｘ', '******************'],
    ['310199 19900307 001X', '****** ******** ****'],
    ['电话17900001234', '电话***********'],
    ['179-0000-1234', '***-****-****'],
    ['幺七九零零零零一二三四', '***********'],
    ['+8617900001234', '+*************'],
    ['老号码310199900307001', '老号码***************'],
  ])('%s', (text, masked) => {
    expect(redact(text)).toBe(masked);
  });

  it.each(['24路', '二十四路', '2026-03-18', 'YJ202603180012', '五一去哪', '10月1日 8:30', '021'])('%s stays', (text) => {
    expect(redact(text)).toBe(text);
  });

  it('leaves no telephone in any text', () => {
    fc.assert(fc.property(fc.string({ maxLength: 40 }), fc.string({ maxLength: 40 }), (before, after) => {
      expect(redact(`${before}号17900001234码${after}`)).not.toContain('17900001234');
    }));
  });
});
