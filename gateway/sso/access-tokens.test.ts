import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LI, ssoWorld, testSite, WANG, type SsoWorld, type TestSite } from './testing.js';
import { pkce, siteRound, TestBrowser } from './testing-client.js';

let world: SsoWorld;
let site: TestSite;
let round: ReturnType<typeof siteRound>;
beforeAll(async () => {
  world = await ssoWorld('access-tokens');
  site = await testSite();
  round = siteRound(world, site);
});
afterAll(async () => {
  await site.close();
  await world.close();
});
beforeEach(() => world.reset(site));

describe('access tokens at the contract', () => {
  it('stand for the account with the contract’s scopes only, while account and site are on', async () => {
    const { access_token, refresh_token } = await round.signOn(new TestBrowser(world.url, world.signIn(WANG.accountId)), { scope: 'openid profile transit.read' });
    const found = await world.sso.resolveAccessToken(access_token);
    expect(found?.caller).toEqual({
      accountId: WANG.accountId, personId: WANG.personId, proofed: true, post: null, actingFor: null, sessionId: null, channel: 'api', assurance: 'ordinary', requestId: '',
      site: { clientId: 'edu', scopes: ['transit.read'] },
    });
    expect((found?.checkAt ?? 0) - Date.now()).toBeLessThanOrEqual(60_000);
    for (const wrong of [refresh_token, `${access_token}x`, '', access_token.slice(1)]) expect(await world.sso.resolveAccessToken(wrong)).toBeNull();
    const edu = world.sites.get('edu');
    world.sites.delete('edu');
    expect(await world.sso.resolveAccessToken(access_token)).toBeNull();
    if (edu) world.sites.set('edu', edu);
    world.accounts.delete(WANG.accountId);
    expect(await world.sso.resolveAccessToken(access_token)).toBeNull();
  });

  it('end with the consent, which is then asked for again', async () => {
    const browser = new TestBrowser(world.url, world.signIn(WANG.accountId));
    const { access_token } = await round.signOn(browser);
    const caller = { accountId: WANG.accountId, personId: WANG.personId, proofed: true, post: null, actingFor: null, sessionId: null, channel: 'web', assurance: 'ordinary', requestId: 'r' } as const;
    expect(await world.consents.withdraw(caller, 'edu', 'k-1')).toBe(true);
    expect(await world.consents.withdraw(caller, 'edu', 'k-2')).toBe(false);
    expect(await world.sso.resolveAccessToken(access_token)).toBeNull();
    expect((await browser.go(round.authAddress(pkce().challenge))).text).toContain('同意并登录');
  });

  it('rest on consents that go with the account', async () => {
    await round.signOn(new TestBrowser(world.url, world.signIn(WANG.accountId)));
    await round.signOn(new TestBrowser(world.url, world.signIn(LI.accountId)));
    expect(await world.consents.find(WANG.accountId, 'edu')).toMatchObject({ granted: ['phone', 'profile'], rejected: ['real_name'] });
    await world.connection.transaction((session) => world.consents.erase(session, WANG.accountId));
    expect([await world.consents.find(WANG.accountId, 'edu'), (await world.consents.find(LI.accountId, 'edu'))?.granted]).toEqual([null, ['phone', 'profile']]);
  });

  const session = (over: Parameters<SsoWorld['signIn']>[1] = {}) => {
    const id = world.signIn(WANG.accountId, over);
    return { id, browser: new TestBrowser(world.url, id) };
  };
  const callerOf = async (token: string) => (await world.sso.resolveAccessToken(token))?.caller ?? null;

  it('are as sure as the sign-on was, for ten minutes, and never surer than the session behind it', async () => {
    const { id, browser } = session({ assurance: 'sensitive' });
    const sure = await round.signOn(browser);
    expect((await callerOf(sure.access_token))?.assurance).toBe('sensitive');
    const refreshed = await round.token({ grant_type: 'refresh_token', refresh_token: sure.refresh_token });
    expect((await callerOf(refreshed.body.access_token))?.assurance).toBe('sensitive');
    const app = world.sessions.get(id);
    if (!app) throw new Error('no session');
    app.assurance = 'ordinary';
    expect((await callerOf(refreshed.body.access_token))?.assurance).toBe('ordinary');
    const plain = await round.signOn(browser);
    // A second factor for something else in the app makes no site any surer.
    app.assurance = 'sensitive';
    expect((await callerOf(plain.access_token))?.assurance).toBe('ordinary');
    expect((await callerOf((await round.token({ grant_type: 'refresh_token', refresh_token: plain.refresh_token })).body.access_token))?.assurance).toBe('ordinary');
    world.ahead = 10 * 60_000;
    expect((await callerOf(refreshed.body.access_token))?.assurance).toBe('ordinary');
  });

  it('act for whom the session acts where the site may know that, else for oneself', async () => {
    const acting = { delegationId: 'd-1', kind: 'person', id: 'person-child', displayName: '王小宝', scopes: ['education.*'] } as const;
    const { browser } = session({ actingFor: acting });
    expect((await callerOf((await round.signOn(browser, { scope: 'openid transit.read' })).access_token))?.actingFor).toBeNull();
    expect((await callerOf((await round.signOn(browser, { scope: 'openid transit.read delegation' })).access_token))?.actingFor).toEqual(acting);
  });

  it('are over with the app’s session, also where that ran out without a word, and when the site gives them back', async () => {
    const { id, browser } = session();
    const { access_token } = await round.signOn(browser);
    expect(await callerOf(access_token)).not.toBeNull();
    world.sessions.delete(id);
    expect(await callerOf(access_token)).toBeNull();

    const other = await round.signOn(session().browser);
    expect(await callerOf(other.access_token)).not.toBeNull();
    await fetch(`${round.issuer()}/token/revocation`, { method: 'POST', headers: { authorization: `Basic ${Buffer.from('edu:a-secret-of-the-site').toString('base64')}` }, body: new URLSearchParams({ token: other.access_token }) });
    expect(await callerOf(other.access_token)).toBeNull();
    expect(world.rightsChanged).toContain(WANG.accountId);
  });

  it('hold no scope that was withdrawn or never agreed to, whatever the token says', async () => {
    const { access_token } = await round.signOn(session().browser, { scope: 'openid profile transit.read' });
    await world.connection.collection('site_consents').updateOne({ accountId: WANG.accountId }, { $set: { granted: ['profile'] } });
    expect((await callerOf(access_token))?.site?.scopes).toEqual([]);
    await world.connection.collection('site_consents').deleteMany({});
    expect(await callerOf(access_token)).toBeNull();
  });
});
