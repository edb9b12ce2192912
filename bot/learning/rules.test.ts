import { describe, expect, it } from '@jest/globals';
import { literally, mayReplace, newPhrases } from './rules.js';

const masked = (text: string): string => text.replace(/\d/g, '*');

describe('a new training', () => {
  it.each([[0.9, 0.9, true], [0.91, 0.9, true], [0.89, 0.95, false], [0.95, 0.89, false]])('with %d accepted and %d refused after 0.9 and 0.9: %s', (accepted, refused, may) => {
    expect(mayReplace({ accepted: 0.9, refused: 0.9 }, { accepted, refused })).toBe(may);
  });
});

describe('phrases to learn', () => {
  it('are each learnt once, masked, without known ones', () => {
    expect(newPhrases([' 车到哪了 ', '车到哪了', '路灯不亮', '电话１２'], new Set(['路灯不亮']), masked)).toEqual(['车到哪了', '电话**']);
  });
  it.each([[[]], [Array.from({ length: 51 }, (_, i) => `第${i}句`)], [['']], [['长'.repeat(101)]], [['123']], [['路灯不亮']]])('%#: are refused with a reason', (phrases: string[]) => {
    expect(typeof newPhrases(phrases, new Set(['路灯不亮']), masked)).toBe('string');
  });
  it('mean themselves', () => {
    expect(literally('a[b](c|d)\\')).toBe('a\\[b\\]\\(c\\|d\\)\\\\');
  });
});
