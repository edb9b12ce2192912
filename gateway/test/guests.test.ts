import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startGateway, type TestGateway } from './testkit.js';

const REGISTER = `mutation($input: GuestInput!, $key: String!) { registerGuest(input: $input, idempotencyKey: $key) {
  __typename ... on GuestRegistered { login recovery message(language: EN) } ... on PasswordWeak { reasons } } }`;
const SIGN_IN = 'mutation($login: String!, $password: String!) { signInWithPassword(login: $login, password: $password) { __typename ... on SignedIn { token me { account { kind proofed displayName } } } ... on SignInRefused { reason } } }';
const ME = '{ me { person { id } account { kind factors } guest { name passportNumber issuingCountry birthDate email phone phoneConfirmed recovery } } }';
const PERSONAL = '{ inbox { totalCount } }';
const DELETE = 'mutation($key: String!) { deleteGuestAccount(idempotencyKey: $key) }';
const api = { 'x-channel': 'api' };
const input = { name: 'ERIKA MUSTERMANN', passportNumber: 'C01X00T47', issuingCountry: 'DEU', birthDate: '1983-08-12', email: 'erika@example.org', password: 'Lotus-Pond-27' };
let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway?.stop());

/** What a field of an answer holds; tests look into what the contract says it is. */
async function ask(query: string, variables: object = {}, headers: Record<string, string> = api) {
  const { data, errors } = await gateway.graphql({ query, variables }, headers);
  return { code: errors?.[0]?.extensions.code, field: errors?.[0]?.extensions.details?.['field'], value: Object.values(data ?? {})[0] as Record<string, unknown> | undefined };
}

describe('a visitor with a passport', () => {
  it('registers, signs in, reads back what was said, opens no personal record, and leaves', async () => {
    const { value: registered } = await ask(REGISTER, { input, key: 'first' });
    expect(registered).toMatchObject({ __typename: 'GuestRegistered', recovery: 'NONE', message: expect.stringContaining('cannot be recovered online') });
    expect((await ask(REGISTER, { input, key: 'first' })).value).toEqual(registered);
    const signedIn = (await ask(SIGN_IN, { login: registered?.['login'], password: input.password })).value;
    expect(signedIn).toMatchObject({ __typename: 'SignedIn', me: { account: { kind: 'GUEST', proofed: false, displayName: 'ERIKA MUSTERMANN' } } });
    const mine = { ...api, authorization: `Bearer ${String(signedIn?.['token'])}` };
    expect((await ask(ME, {}, mine)).value).toMatchObject({
      person: null, account: { kind: 'GUEST', factors: ['PASSWORD'] },
      guest: { name: 'ERIKA MUSTERMANN', passportNumber: 'C0*****47', issuingCountry: 'DEU', birthDate: '1983-08-12', email: 'e***@example.org', phone: null, phoneConfirmed: false, recovery: 'NONE' },
    });
    expect((await ask(PERSONAL, {}, mine)).code).toBe('NOT_PROOFED');
    const again = (await ask(REGISTER, { input, key: 'second' })).value;
    expect({ ...again, login: 0, message: 0 }).toEqual({ ...registered, login: 0, message: 0 });
    expect((await ask(SIGN_IN, { login: again?.['login'], password: input.password })).value).toMatchObject({ reason: 'WRONG' });
    expect((await ask(DELETE, { key: 'bye' }, mine)).value).toBe(true);
    expect((await ask(ME, {}, mine)).code).toBe('UNAUTHENTICATED');
    expect((await ask(SIGN_IN, { login: registered?.['login'], password: input.password })).value).toMatchObject({ reason: 'WRONG' });
  });

  it('is told what is wrong with the passport or the password', async () => {
    expect(await ask(REGISTER, { input: { ...input, issuingCountry: 'XYZ' }, key: 'k' })).toMatchObject({ code: 'BAD_INPUT', field: 'issuingCountry' });
    expect(await ask(REGISTER, { input: { ...input, passportNumber: '1' }, key: 'k' })).toMatchObject({ code: 'BAD_INPUT', field: 'passportNumber' });
    expect((await ask(REGISTER, { input: { ...input, password: 'short' }, key: 'k' })).value).toMatchObject({ __typename: 'PasswordWeak' });
    expect(await ask(REGISTER, { input, key: '' })).toMatchObject({ code: 'BAD_INPUT', field: 'idempotencyKey' });
  });

  it('is nobody else: residents have no guest’s things, and who browses has nothing', async () => {
    expect((await ask(ME)).value).toBeNull();
    for (const mutation of ['mutation { requestGuestPhoneCode { retryAfterSeconds } }', 'mutation { confirmGuestPhone(code: "123456") { __typename } }', 'mutation { deleteGuestAccount(idempotencyKey: "k") }']) {
      expect((await ask(mutation)).code).toBe('UNAUTHENTICATED');
    }
  });
});
