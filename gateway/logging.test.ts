import { describe, expect, it } from '@jest/globals';
import { createLogger, maskPersonal } from './logging.js';

const logged = (details: object, message = 'said'): string => {
  let text = '';
  createLogger('info', { write: (line) => void (text += line) }).info(details, message);
  return text;
};

describe('the log', () => {
  it.each([
    ['a phone', { phone: '13800138000' }, '13800138000'],
    ['a phone in a sentence', { err: new Error('the carrier refused +8613800138000') }, '13800138000'],
    ['a phone with blanks', { reason: 'call 138 0013 8000' }, '138 0013 8000'],
    ['an ID number in a store’s words', { err: new Error('E11000 duplicate key { identifier: "11010519491231002X" }') }, '11010519491231002X'],
    ['a session token', { sid: `1.${'a'.repeat(43)}` }, `1.${'a'.repeat(43)}`],
    ['a bearer token', { line: 'Authorization: Bearer abcdefghijkl' }, 'abcdefghijkl'],
    ['a JWT', { idToken: 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl' }, 'eyJzdWIiOiIxIn0'],
    ['a code by its key', { variables: { code: '482913' } }, '482913'],
    ['a password below', { variables: { input: { password: 'Blau-7-Zeppelin' } } }, 'Blau-7-Zeppelin'],
    ['headers', { request: { headers: { cookie: 'sid=plain-words' } } }, 'plain-words'],
    ['a code in a text message', { text: '【云间区】验证码 482913，5分钟内有效' }, '482913'],
  ])('keeps no %s', (_name, details, secret) => {
    expect(logged(details)).not.toContain(secret);
    expect(logged({ request: details })).not.toContain(secret);
  });

  it('keeps what is needed to find a fault', () => {
    const line = logged({ code: 'INTERNAL', requestId: 'request-1234567', at: 1_763_876_390_000, feed: 'district:1234567890' });
    expect(JSON.parse(line)).toMatchObject({ code: 'INTERNAL', requestId: 'request-1234567', at: 1_763_876_390_000, feed: 'district:1234567890', msg: 'said' });
  });

  it('leaves lines whole that hold nothing personal', () => {
    const line = '{"version":"0123456789abcdef","lat":31.2304,"lng":121.4737,"took":12.5,"digits":"123456789012"}';
    expect(maskPersonal(line)).toBe(line);
  });
});
