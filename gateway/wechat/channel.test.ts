import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createOutgoing } from '../../modules/kernel/outgoing.js';
import { signInWorld, type SignInWorld } from '../../modules/identity/sign-in/testing.js';
import { startFakeWechat, type FakeWechat } from '../test/fake-wechat.js';
import { AccessToken } from './access-token.js';
import { createWechatChannel } from './channel.js';
import { WechatClient } from './client.js';

const APP = 'wx-channel';
const publicOrigin = 'https://yunjian.example';
let fake: FakeWechat;
let world: SignInWorld;
const make = () => {
  const client = new WechatClient({ appId: APP, secret: 'secret', publicOrigin, apiOrigin: fake.origin, outgoing: createOutgoing(['127.0.0.1']) });
  const token = new AccessToken({ connection: world.connection, cipher: world.cipher, clock: world.clock, appId: APP, fetch: () => client.fetchToken() });
  return createWechatChannel({ client, token, templates: { application: 'tmpl-1' }, publicOrigin });
};
const message = { key: 'm-1:WECHAT', openId: 'open-1', templateId: 'application', fields: { thing1: '生育登记', phrase2: '已办结' }, link: '/me/applications/1', signal: new AbortController().signal };

beforeAll(async () => {
  fake = await startFakeWechat(APP, 'secret');
  world = await signInWorld('wechat-channel');
});
afterAll(async () => {
  await world?.close();
  await fake?.close();
});
beforeEach(() => {
  fake.sent.length = 0;
  fake.codes.length = 0;
});

describe('subscription messages', () => {
  it('are handed over with the operator’s template and a page of ours', async () => {
    expect(await make().send(message)).toEqual({ outcome: 'ACCEPTED', providerId: '1' });
    expect(fake.sent).toEqual([{ touser: 'open-1', template_id: 'tmpl-1', page: 'https://yunjian.example/me/applications/1', data: { thing1: { value: '生育登记' }, phrase2: { value: '已办结' } }, token: 'token-1' }]);
  });

  it.each([[40_001], [40_014], [42_001]])('fetch another token at %i and go out with it, in this process and the others', async (code) => {
    const [one, other] = [make(), make()];
    await other.send(message);
    fake.sent.length = 0;
    fake.codes.push(code);
    expect(await one.send(message)).toMatchObject({ outcome: 'ACCEPTED' });
    const [first, second] = fake.sent.map(({ token }) => token);
    expect(second).not.toBe(first);
    // The other process holds the old token still; WeChat refuses that, and it takes the new one without fetching.
    const given = fake.tokensGiven();
    expect(await other.send(message)).toMatchObject({ outcome: 'ACCEPTED' });
    expect([fake.tokensGiven(), fake.sent.at(-1)?.token]).toEqual([given, second]);
  });

  it('do not ask for tokens without end', async () => {
    fake.codes.push(40_001, 40_001);
    expect(await make().send(message)).toMatchObject({ outcome: 'REFUSED', permanent: false });
    expect(fake.sent).toHaveLength(2);
  });

  it.each([
    [43_101, true], [47_003, true], [40_003, true], [40_037, true], [41_030, true], [48_001, true], [-1, false], [45_009, false], [45_011, false],
  ])('refused with %i: for good is %s', async (code, permanent) => {
    fake.codes.push(code);
    const answer = await make().send(message);
    expect(answer).toMatchObject({ outcome: 'REFUSED', permanent });
    expect(answer.outcome === 'REFUSED' && answer.reason).toContain(String(code));
    expect(fake.sent).toHaveLength(1);
  });

  it('without a configured template are given up, and too long values are cut to what WeChat takes', async () => {
    expect(await make().send({ ...message, templateId: 'unknown' })).toMatchObject({ outcome: 'REFUSED', permanent: true });
    expect(fake.sent).toHaveLength(0);
    await make().send({ ...message, fields: { thing1: '长'.repeat(30), phrase2: '等待材料补正中', character_string3: 'x'.repeat(32) }, link: null });
    expect(fake.sent[0]).toMatchObject({ data: { thing1: { value: `${'长'.repeat(19)}…` }, phrase2: { value: '等待材料…' }, character_string3: { value: 'x'.repeat(32) } } });
    expect(fake.sent[0]).not.toHaveProperty('page');
  });

  it('say that WeChat could not be reached, to be tried again, and nothing of the secret', async () => {
    fake.broken = true;
    const thrown: unknown = await make().send(message).catch((error: unknown) => error);
    fake.broken = false;
    expect(thrown).toMatchObject({ code: 'UNAVAILABLE' });
    expect(JSON.stringify([String(thrown), String((thrown as Error).cause)])).not.toContain('secret'); // a Fault with its cause
  });
});
