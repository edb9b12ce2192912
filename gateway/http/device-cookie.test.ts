import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { signInWorld, type SignInWorld } from '../../modules/identity/sign-in/testing.js';
import { identityEdge, type IdentityEdge } from '../test/identity-edge.js';

const PASSWORD = 'Lotus-Pond-27';
const PHONE = '13711110001';
const SIGN_IN = 'mutation($login: String!, $password: String!) { signInWithPassword(login: $login, password: $password) { __typename ... on SignInRefused { reason } } }';
let world: SignInWorld;
let edge: IdentityEdge;

beforeAll(async () => {
  world = await signInWorld('device-cookie');
  edge = await identityEdge(world, [], 1);
  await world.account({ phone: PHONE, password: PASSWORD });
});
afterAll(async () => {
  await edge?.close();
  await world?.close();
});

const signIn = (password: string, headers: Record<string, string> = {}) => edge.post({ query: SIGN_IN, variables: { login: PHONE, password } }, { ...headers });
const deviceIn = (cookies: readonly string[]): string | undefined => cookies.find((cookie) => /^(__Host-)?device=/.test(cookie));

describe('the cookie by which a browser is known', () => {
  it('is left after signing in, out of reach of scripts and other sites, and lets its owner in while strangers are locked out', async () => {
    const first = await signIn(PASSWORD, { 'x-forwarded-proto': 'https' });
    const cookie = deviceIn(first.cookies) ?? '';
    for (const part of ['__Host-device=', 'HttpOnly', 'SameSite=Lax', 'Secure', 'Path=/', 'Max-Age=15552000']) expect(cookie).toContain(part);
    for (let n = 0; n < 5; n++) expect((await signIn(`Wrong-${n}-guess`)).data?.signInWithPassword).toMatchObject({ reason: 'WRONG' });
    expect((await signIn(PASSWORD)).data?.signInWithPassword).toMatchObject({ reason: 'LOCKED' });
    const known = await signIn(PASSWORD, { 'x-forwarded-proto': 'https', cookie: cookie.split(';')[0] ?? '' });
    expect(known.data?.signInWithPassword).toEqual({ __typename: 'SignedIn' });
    expect(deviceIn(known.cookies)?.split(';')[0]).not.toBe(cookie.split(';')[0]);
  });

  it('is left neither with who was refused, nor on a kiosk, nor with a program', async () => {
    world.clock.at += 3_700_000;
    expect(deviceIn((await signIn('Wrong-guess-9')).cookies)).toBeUndefined();
    world.clock.at += 3_700_000;
    for (const headers of [{ 'x-channel': 'kiosk' }, { 'x-channel': 'api' }]) {
      const answer = await signIn(PASSWORD, headers);
      expect(answer.data?.signInWithPassword).toEqual({ __typename: 'SignedIn' });
      expect(deviceIn(answer.cookies)).toBeUndefined();
    }
  });
});
