import { describe, expect, it } from '@jest/globals';
import { createFakePushes, messageXml, type PushMode } from '../../test/fake-wechat-pushes.js';
import { APP, ChatWorld, KEY, text, TOKEN } from '../../test/chat-world.js';

const chat = new ChatWorld('wechat-callback');

describe('WeChat’s check of the address', () => {
  it('is answered with its own word, where it is signed and of now', async () => {
    const { pushes, url } = await chat.account();
    const { address } = await pushes.push(text('hi'));
    const ask = async (query: string) => {
      const response = await fetch(`${url}?${query}`);
      return [response.status, response.status === 200 ? await response.text() : ''];
    };
    const signed = new URL(address).search.slice(1);
    expect(await ask(`${signed}&echostr=5837397576500011341`)).toEqual([200, '5837397576500011341']);
    expect(await ask(`${signed}&echostr=${encodeURIComponent('<script>alert(1)</script> ')}`)).toEqual([400, '']);
    expect(await ask(`${signed.replace('signature=', 'signature=0')}&echostr=1`)).toEqual([401, '']);
    expect(await ask('echostr=1')).toEqual([401, '']);
  });
});

describe.each<[PushMode]>([['plain'], ['compatible'], ['safe']])('in %s mode', (mode) => {
  it('a message is answered in the same way, and what is not signed is refused', async () => {
    const { pushes } = await chat.account({ mode });
    expect((await pushes.push(text('24路还有多久'))).reply).toMatchObject({ ToUserName: 'open-1', FromUserName: 'gh_1', MsgType: 'text', Content: '答：24路还有多久' });
    const wrong = [{ signature: '0'.repeat(40) }, { off: -301 }, { off: 301 }, ...(mode === 'plain' ? [] : [{ messageSignature: '0'.repeat(40) }, { appId: 'wx-other' }, { body: messageXml(text('in the clear')) }])];
    for (const tampering of wrong) expect([tampering, (await pushes.push(text('forged'), tampering)).status]).toEqual([tampering, 401]);
    expect(chat.heard()).toEqual(['24路还有多久']);
  });
});

describe('what is refused', () => {
  it('another message by an address that was used, in plain mode', async () => {
    const { pushes } = await chat.account();
    const first = await pushes.push(text('mine'));
    expect((await pushes.push(text('forged', 'open-2'), { address: first.address })).status).toBe(401);
    expect(chat.heard()).toEqual(['mine']);
  });

  it('a plain message where there is a key', async () => {
    const { url } = await chat.account({ mode: 'safe' });
    const plain = createFakePushes({ url, token: TOKEN, appId: APP, aesKey: KEY, mode: 'plain' });
    expect((await plain.push(text('downgraded'))).status).toBe(401);
  });

  it('of compatible mode the plain half is not believed', async () => {
    const { pushes } = await chat.account({ mode: 'compatible' });
    const both = await pushes.push(text('the sealed half'), { outer: { Content: 'the open half', FromUserName: 'open-2' } });
    expect(both.reply).toMatchObject({ ToUserName: 'open-1', Content: '答：the sealed half' });
  });

  it('entities, and what is too large', async () => {
    const { pushes } = await chat.account();
    expect((await pushes.push(text('x'), { body: '<!DOCTYPE xml [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><Content>&a;</Content></xml>' })).status).toBe(400);
    expect((await pushes.push(text('x'), { body: `<xml>${'a'.repeat(65_536)}</xml>` })).status).toBe(413);
    expect(chat.heard()).toEqual([]);
  });
});
