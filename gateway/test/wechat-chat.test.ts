import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startOfficialAccount, type OfficialAccount } from './official-account.js';

let account: OfficialAccount;

beforeAll(async () => {
  account = await startOfficialAccount({ MAX_LAG_MS: '0' });
}, 60_000);
afterAll(() => account?.stop());

describe('the Official Account’s chat in the gateway', () => {
  it('answers in safe mode, each message once', async () => {
    const { message, pushes } = account;
    const picture = message({ MsgType: 'image', PicUrl: 'http://a', MediaId: 'm' });
    expect((await pushes.push(picture)).reply).toMatchObject({ ToUserName: 'open-1', FromUserName: 'gh_1', Content: expect.stringContaining('看不懂图片') });
    expect((await pushes.push(picture)).text).toBe('success');
    expect((await pushes.push(message({ MsgType: 'event', Event: 'LOCATION', Latitude: '31.03', Longitude: '121.22', Precision: '9' }))).text).toBe('success');
  });

  it('is reached by nobody but WeChat', async () => {
    const { gateway, message, pushes } = account;
    const refused = await pushes.push(message({ MsgType: 'text', Content: 'x' }), { signature: '0'.repeat(40) });
    expect([refused.status, refused.text.includes('UNAUTHENTICATED')]).toEqual([401, true]);
    expect((await fetch(`${gateway.url}/wechat/callback?echostr=1`)).status).toBe(401);
    expect((await pushes.push(message({ MsgType: 'text', Content: 'x'.repeat(70_000) }))).status).toBe(413);
  });
});
