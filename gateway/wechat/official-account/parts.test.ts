import { createCipheriv } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { decryptReply, encryptPush, messageXml } from '../../test/fake-wechat-pushes.js';
import { MessageCrypto } from './crypto.js';
import { readIncoming } from './events.js';
import { isFresh, isSigned, signatureOf } from './signature.js';
import { readXml, writeXml } from './xml.js';

/** The example that WeChat publishes with its own libraries (WXBizMsgCrypt). */
const SAMPLE = {
  token: 'spamtest', key: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG', appId: 'wx2c2769f8efd9abc2', timestamp: '1409735669', nonce: '1320562132', signature: '5d197aaffba7e9b25a30732f161a50dee96bd5fa',
  encrypted:
    'hyzAe4OzmOMbd6TvGdIOO6uBmdJoD0Fk53REIHvxYtJlE2B655HuD0m8KUePWB3+LrPXo87wzQ1QLvbeUgmBM4x6F8PGHQHFVAFmOD2LdJF9FrXpbUAh0B5GIItb52sn896wVsMSHGuPE328HnRGBcrS7C41IzDWyWNlZkyyXwon8T332jisa+h6tEDYsVticbSnyU8dKOIbgU6ux5VTjg3yt+WGzjlpKn6NPhRjpA912xMezR4kw6KWwMrCVKSVCZciVGCgavjIQ6X8tCOp3yZbGpy0VxpAe+77TszTfRd5RJSVO/HTnifJpXgCSUdUue1v6h0EIBYYI1BD1DlD+C0CR8e6OewpusjZ4uBl9FyJvnhvQl+q5rv1ixrcpCumEPo5MJSgM9ehVsNPfUM669WuMyVWQLCzpu9GhglF2PE=',
};
const crypto = new MessageCrypto(SAMPLE.key, SAMPLE.appId);
/** Encrypts bytes as they are, padding and all. */
const sealed = (plain: Buffer): string => {
  const key = Buffer.from(`${SAMPLE.key}=`, 'base64');
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([cipher.update(plain), cipher.final()]).toString('base64');
};
/** What is encrypted, with a length and a padding of the test's choice. */
const laidOut = ({ message = 'abc', length = Buffer.byteLength(message), appId = SAMPLE.appId, pad = (fill: number) => Buffer.alloc(fill, fill) }: { message?: string; length?: number; appId?: string; pad?: (fill: number) => Buffer } = {}): Buffer => {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(length);
  const body = Buffer.concat([Buffer.alloc(16, 7), size, Buffer.from(message), Buffer.from(appId)]);
  return Buffer.concat([body, pad(32 - (body.length % 32))]);
};

describe('signatures', () => {
  it('are those of WeChat’s own example', () => {
    expect(signatureOf(SAMPLE.token, SAMPLE.timestamp, SAMPLE.nonce, SAMPLE.encrypted)).toBe(SAMPLE.signature);
    expect(isSigned(SAMPLE.signature, SAMPLE.encrypted, SAMPLE.nonce, SAMPLE.token, SAMPLE.timestamp)).toBe(true);
  });

  it.each([[null], [''], [SAMPLE.signature.toUpperCase()], [SAMPLE.signature.slice(1)], [`${SAMPLE.signature}0`]])('%j is none', (signature) => {
    expect(isSigned(signature, SAMPLE.token, SAMPLE.timestamp, SAMPLE.nonce, SAMPLE.encrypted)).toBe(false);
  });

  it('hold for five minutes, either way', () => {
    const at = Number(SAMPLE.timestamp) * 1000;
    expect([0, 300_000, -300_000].map((off) => isFresh(SAMPLE.timestamp, at + off))).toEqual([true, true, true]);
    expect([300_001, -300_001].map((off) => isFresh(SAMPLE.timestamp, at + off))).toEqual([false, false]);
    expect([null, '', '1e9', '-140973566', `${SAMPLE.timestamp}0`, ' 1409735669'].map((timestamp) => isFresh(timestamp, at))).toEqual(Array(6).fill(false));
  });
});

describe('encryption', () => {
  it('reads WeChat’s own example', () => {
    expect(readIncoming(readXml(crypto.decrypt(SAMPLE.encrypted)))).toMatchObject({ account: 'gh_10f6c3c3ac5a', openId: 'oyORnuP8q7ou2gfYjqLzSIWZf0rs', happening: { kind: 'text', text: 'abcdteT' } });
  });

  it('agrees with another writer of it, at every length around a block', () => {
    for (let length = 0; length <= 70; length++) {
      const text = '句'.repeat(length);
      expect(crypto.decrypt(encryptPush(text, SAMPLE.key, SAMPLE.appId))).toBe(text);
      expect(decryptReply(crypto.encrypt(text), SAMPLE.key, SAMPLE.appId)).toBe(text);
    }
    expect(crypto.encrypt('same')).not.toBe(crypto.encrypt('same'));
  });

  it('refuses, always in the same way, what is not whole', () => {
    const good = Buffer.from(SAMPLE.encrypted, 'base64');
    const flipped = Buffer.from(good);
    flipped[flipped.length - 1] = (flipped.at(-1) ?? 0) ^ 1;
    const wrong = {
      empty: '', noBase64: '!!!!', truncated: good.subarray(0, -32).toString('base64'), halfBlock: good.subarray(0, -16).toString('base64'), odd: good.subarray(0, -1).toString('base64'), flipped: flipped.toString('base64'),
      noPadding: sealed(laidOut({ pad: (fill) => Buffer.alloc(fill) })), tooLongPadding: sealed(laidOut({ pad: (fill) => Buffer.alloc(fill, 33) })),
      unevenPadding: sealed(laidOut({ pad: (fill) => Buffer.from([...Buffer.alloc(fill - 1, fill === 1 ? 1 : fill - 1), fill]) })),
      onlyPadding: sealed(Buffer.alloc(32, 32)), nearlyOnlyPadding: sealed(Buffer.concat([Buffer.alloc(18), Buffer.alloc(14, 14)])),
      tooLong: sealed(laidOut({ length: 500 })), hugeLength: sealed(laidOut({ length: 0xffffffff })), tooShort: sealed(laidOut({ length: 1 })),
      otherApp: encryptPush('abc', SAMPLE.key, 'wx2c2769f8efd9abc3'), longerApp: encryptPush('abc', SAMPLE.key, `${SAMPLE.appId}0`), noApp: sealed(laidOut({ appId: '' })),
      otherKey: encryptPush('abc', [...SAMPLE.key].reverse().join(''), SAMPLE.appId),
    };
    for (const [name, encrypted] of Object.entries(wrong)) {
      let thrown: unknown = null;
      try {
        crypto.decrypt(encrypted);
      } catch (error) {
        thrown = error;
      }
      expect([name, thrown]).toEqual([name, expect.objectContaining({ code: 'UNAUTHENTICATED', details: { reason: 'the message does not decrypt' } })]);
    }
    expect(crypto.decrypt(sealed(laidOut()))).toBe('abc');
  });

  it('takes no other key than WeChat’s', () => {
    expect(() => new MessageCrypto('short', SAMPLE.appId)).toThrow('43');
  });
});

describe('XML', () => {
  const refusal = (text: string | Buffer): unknown => {
    try {
      return readXml(text);
    } catch (error) {
      return (error as { code?: string }).code; // a Fault, or nothing with a code
    }
  };

  it('gives texts as they are: numbers of 64 bits, markup in CDATA', () => {
    expect({ ...readXml('<?xml version="1.0" encoding="UTF-8"?>\n<xml>\n<MsgId>6054768590064713728</MsgId> <Content><![CDATA[<!DOCTYPE a> &lt; <b>]]></Content><A><B>1</B></A><C></C></xml>\n') }).toMatchObject({ MsgId: '6054768590064713728', Content: '<!DOCTYPE a> &lt; <b>', A: { B: '1' }, C: '' });
  });

  it.each([
    ['an outer entity', '<!DOCTYPE xml [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><Content>&a;</Content></xml>'],
    ['entities in entities', '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><xml><C>&b;</C></xml>'],
    ['a document type elsewhere', '<!DOCTYPE xml SYSTEM "http://127.0.0.1/x.dtd"><xml><A>1</A></xml>'],
    ['a document type behind', '<xml><A>1</A></xml><!DOCTYPE xml>'],
    ['a parameter entity', '<!ENTITY % a "b"><xml><A>1</A></xml>'],
    ['an instruction', '<?php echo 1 ?><xml><A>1</A></xml>'],
    ['a comment', '<xml><!-- a --><A>1</A></xml>'],
    ['a name twice', '<xml><A>1</A><A>2</A></xml>'],
    ['another root', '<html><A>1</A></html>'],
    ['two roots', '<xml><A>1</A></xml><xml><A>1</A></xml>'],
    ['nothing', ''],
    ['no XML', '{"a":1}'],
    ['an open element', '<xml><A>1</xml>'],
    ['open CDATA', '<xml><A><![CDATA[1</A></xml>'],
    ['text beside elements', '<xml>text<A>1</A></xml>'],
    ['depth', `<xml>${'<a>'.repeat(9_000)}1${'</a>'.repeat(9_000)}</xml>`],
    ['a name of the language', '<xml><__proto__><a>1</a></__proto__></xml>'],
  ])('refuses %s', (_name, text) => {
    expect(refusal(text)).toBe('BAD_INPUT');
  });

  it('refuses what is no UTF-8', () => {
    expect(refusal(Buffer.concat([Buffer.from('<xml><A>'), Buffer.from([0xff, 0xfe]), Buffer.from('</A></xml>')]))).toBe('BAD_INPUT');
  });

  it('leaves an unknown entity as it stands', () => {
    expect({ ...readXml('<xml><A>&undefined;&lt;</A></xml>') }).toEqual({ A: '&undefined;&lt;' });
  });

  it('is written so that it reads back, whatever the text', () => {
    for (const text of [']]>', 'a]]]]>>b<![CDATA[', '</Content>', '😀 𠮷', '{{}} & <']) expect(readXml(writeXml({ Content: text, Time: 12 }))['Content']).toBe(text);
    expect(writeXml({ A: 'a\u0000\u0008\ud800b\n', N: 12 })).toBe('<xml><A><![CDATA[ab\n]]></A><N>12</N></xml>');
  });
});

describe('messages and events', () => {
  const head = { ToUserName: 'gh_1', FromUserName: 'open-1', CreateTime: 1_409_735_668 };
  const read = (fields: Record<string, string | number>) => readIncoming(readXml(messageXml({ ...head, ...fields })));
  const message = (fields: Record<string, string | number>) => read({ MsgId: '1', ...fields }).happening;
  const event = (fields: Record<string, string | number>) => read({ MsgType: 'event', ...fields }).happening;

  it('are told apart', () => {
    expect([
      message({ MsgType: 'text', Content: '你好' }), message({ MsgType: 'voice', MediaId: 'm', Recognition: '二十四路' }), message({ MsgType: 'voice', MediaId: 'm' }),
      message({ MsgType: 'location', Location_X: '31.03', Location_Y: '121.22', Scale: 20, Label: '文诚路' }), message({ MsgType: 'image', PicUrl: 'http://a' }), message({ MsgType: 'hologram' }),
      event({ Event: 'subscribe', EventKey: '' }), event({ Event: 'subscribe', EventKey: 'qrscene_say:24路' }), event({ Event: 'unsubscribe' }), event({ Event: 'SCAN', EventKey: '12' }),
      event({ Event: 'CLICK', EventKey: 'help' }), event({ Event: 'VIEW', EventKey: 'https://a' }), event({ Event: 'LOCATION', Latitude: '31.03', Longitude: '-121.5', Precision: '9' }), event({ Event: 'kf_close_session' }),
    ]).toEqual([
      { kind: 'text', text: '你好' }, { kind: 'voice', text: '二十四路' }, { kind: 'voice', text: '' },
      { kind: 'location', position: { lat: 31.03, lon: 121.22 } }, { kind: 'other' }, { kind: 'other' },
      { kind: 'subscribe', scene: null }, { kind: 'subscribe', scene: 'say:24路' }, { kind: 'unsubscribe' }, { kind: 'scan', scene: '12' },
      { kind: 'click', key: 'help' }, { kind: 'unanswered' }, { kind: 'position', position: { lat: 31.03, lon: -121.5 } }, { kind: 'unanswered' },
    ]);
  });

  it('have one key for all retries: MsgId, or who, when and what', () => {
    expect(read({ MsgType: 'text', Content: 'a', MsgId: '7' }).key).toBe(read({ MsgType: 'text', Content: 'a', MsgId: '7', CreateTime: 1 }).key);
    expect(read({ MsgType: 'event', Event: 'CLICK', EventKey: 'a' }).key).toBe(read({ MsgType: 'event', Event: 'CLICK', EventKey: 'a' }).key);
    const keys = [read({ MsgType: 'text', MsgId: '7' }), read({ MsgType: 'text', MsgId: '8' }), read({ MsgType: 'event', Event: 'subscribe' }), read({ MsgType: 'event', Event: 'LOCATION', Latitude: '1', Longitude: '1' }), read({ MsgType: 'event', Event: 'subscribe', CreateTime: 2 })].map(({ key }) => key);
    expect(new Set(keys).size).toBe(5);
  });

  it.each([
    [{ MsgType: 'text', Content: 'no id' }], [{ MsgType: 'text', MsgId: '1', FromUserName: '' }], [{ MsgType: 'text', MsgId: '1', FromUserName: 'x'.repeat(129) }], [{ MsgType: 'text', MsgId: 'a' }],
    [{ MsgType: 'location', MsgId: '1', Location_X: '91', Location_Y: '0' }], [{ MsgType: 'location', MsgId: '1', Location_X: '1e1', Location_Y: '0' }], [{ MsgType: 'event', Event: 'LOCATION' }], [{ CreateTime: 'now', MsgType: 'text', MsgId: '1' }],
  ])('%j is refused', (fields) => {
    expect(() => read(fields)).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }));
  });
});
