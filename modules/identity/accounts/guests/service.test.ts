import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Caller } from '../../../kernel/caller.js';
import { withTransaction } from '../../../kernel/db.js';
import { attempt, callerOf, signInWorld, type SignInWorld } from '../../sign-in/testing.js';
import type { GuestInput, GuestRegistered } from './types.js';

const PASSWORD = 'Lotus-Pond-27';
let world: SignInWorld;
let serial = 0;
beforeAll(async () => {
  world = await signInWorld('guests');
});
afterAll(() => world.close());
beforeEach(() => {
  world.clock.at += 3_700_000;
});

const somebody = (over: Partial<GuestInput> = {}): GuestInput => ({
  name: 'Erika Mustermann', passportNumber: `C01X${String(++serial).padStart(5, '0')}`, issuingCountry: 'DEU', birthDate: '1983-08-12', email: 'erika@example.org', password: PASSWORD, ...over,
});
async function register(input: GuestInput, key = `key-${++serial}`): Promise<GuestRegistered> {
  const outcome = await world.guests.register(attempt({ address: `192.0.2.${serial % 250}` }), input, key);
  if (outcome.__typename !== 'GuestRegistered') throw new Error(outcome.__typename);
  return outcome;
}
const signIn = (login: string, password = PASSWORD) => world.signIn.byPassword(attempt(), login, password);
const guestOf = async (input: GuestInput): Promise<Caller> => callerOf(await signIn((await register(input)).login));
const counted = () => Promise.all(['accounts', 'identity_guests', 'credentials'].map((name) => world.connection.collection(name).countDocuments()));

describe('registering as a guest', () => {
  it('founds an account that signs in by its name and the password, and is never proved', async () => {
    const input = somebody({ phone: '138 1111 0001' });
    const { login, recovery } = await register(input);
    expect([recovery, /^guest-[0-9a-z]{10}$/.test(login)]).toEqual(['PHONE_ONCE_CONFIRMED', true]);
    const caller = callerOf(await signIn(login));
    expect(caller).toMatchObject({ proofed: false, personId: null, assurance: 'ordinary' });
    expect(await world.accounts.find(caller.accountId ?? '')).toMatchObject({ kind: 'GUEST', displayName: 'Erika Mustermann', phoneSealed: null });
    expect(await world.guests.own(caller)).toMatchObject({ name: 'Erika Mustermann', issuingCountry: 'DEU', phone: '+86****01', phoneConfirmed: false });
    await expect(withTransaction(world.connection, (session) => world.accounts.bindPerson(session, caller.accountId ?? '', { personId: 'p-guest', proofed: true, displayName: 'x' }))).rejects.toMatchObject({ code: 'CONFLICT' });
    const stored = JSON.stringify(await Promise.all(['accounts', 'identity_guests', 'credentials', 'idempotency', 'sign_in_counters'].map((name) => world.connection.collection(name).find().toArray())));
    for (const secret of [input.passportNumber, 'erika@example.org', '13811110001', 'Mustermann', '1983-08-12']) expect(stored).not.toContain(secret);
  });

  it('answers and works alike for somebody known, whose account goes on', async () => {
    const input = somebody();
    const costs: number[] = [];
    const registered = async (over: Partial<GuestInput>) => {
      const before = world.hashes.count;
      const outcome = await register({ ...input, ...over });
      costs.push(world.hashes.count - before);
      return outcome;
    };
    const first = await registered({});
    const before = await counted();
    const again = await registered({ name: 'MUSTERMANN, ERIKA', password: 'Another-Pond-28' });
    expect(await counted()).toEqual(before);
    expect(costs).toEqual([1, 1]);
    expect({ ...again, login: first.login }).toEqual(first);
    expect(again.login).not.toBe(first.login);
    expect(await signIn(again.login, 'Another-Pond-28')).toEqual(await signIn('guest-nobody1234', 'Another-Pond-28'));
    expect(await signIn(first.login)).toMatchObject({ __typename: 'SignedIn' });
  });

  it('tells nothing to who knows the number alone', async () => {
    const input = somebody();
    const { login } = await register(input);
    const stranger = await register({ ...input, birthDate: '1990-01-01' });
    expect([await signIn(login), await signIn(stranger.login)]).toMatchObject([{ __typename: 'SignedIn' }, { __typename: 'SignedIn' }]);
  });

  it('founds one account for one person, however many ask at once, and one answer for one key', async () => {
    const input = somebody();
    const before = await counted();
    const outcomes = await Promise.all([1, 2, 3].map((n) => register(input, `at-once-${n}`)));
    expect((await counted()).map((count, at) => count - (before[at] ?? 0))).toEqual([1, 1, 1]);
    const signedIn = await Promise.all(outcomes.map(({ login }) => signIn(login)));
    expect(signedIn.filter(({ __typename }) => __typename === 'SignedIn')).toHaveLength(1);
    const other = somebody();
    expect(await register(other, 'one-key')).toEqual(await register(other, 'one-key'));
    await expect(register(somebody(), 'one-key')).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
  });

  it('wants a good password that is not the passport', async () => {
    const input = somebody();
    for (const password of ['short', `${input.passportNumber}-Ab!`]) expect(await world.guests.register(attempt(), { ...input, password }, 'weak')).toMatchObject({ __typename: 'PasswordWeak' });
  });

  it('is limited by address, and by person whether known or not', async () => {
    const input = somebody();
    for (let n = 0; n < 5; n++) await register(input);
    await expect(register(input)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    const from = attempt({ address: '198.51.100.200' });
    for (let n = 0; n < 20; n++) await world.guests.register(from, somebody(), `many-${n}`);
    await expect(world.guests.register(from, somebody(), 'many-21')).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  });
});

describe('a guest’s phone', () => {
  it('is nobody’s until its code came back, then signs in, steps up and recovers', async () => {
    const caller = await guestOf(somebody({ phone: '+86 138 2222 0001' }));
    // Until then whoever holds the phone is somebody else to us.
    const holder = await world.signedIn('13822220002');
    expect(holder.accountId).not.toBe(caller.accountId);
    expect(await world.accounts.findByPhone('13822220001')).toBeNull();
    await world.guests.requestPhoneCode(caller, '192.0.2.1');
    const code = world.codeTo('13822220001');
    expect(await world.guests.confirmPhone(caller, code === '000000' ? '111111' : '000000')).toMatchObject({ reason: 'WRONG' });
    expect(await world.guests.confirmPhone(caller, code)).toMatchObject({ phoneConfirmed: true, recovery: 'PHONE' });
    expect((await world.signedIn('13822220001')).accountId).toBe(caller.accountId);
    await expect(world.guests.requestPhoneCode(caller, '192.0.2.1')).rejects.toMatchObject({ code: 'CONFLICT' });
    world.clock.at += 61_000;
    await world.factors.requestCode(caller, '192.0.2.1');
    expect(await world.factors.stepUp(caller, 'SMS', world.codeTo('13822220001'))).toMatchObject({ __typename: 'SteppedUp' });
  });

  it('of another country gets no code, and one that an account has stays that account’s', async () => {
    const abroad = await guestOf(somebody({ phone: '+1 202 555 0123' }));
    await expect(world.guests.requestPhoneCode(abroad, '192.0.2.1')).rejects.toMatchObject({ code: 'CONFLICT' });
    const holder = await world.signedIn('13822220003');
    const caller = await guestOf(somebody({ phone: '13822220003' }));
    world.clock.at += 61_000;
    await world.guests.requestPhoneCode(caller, '192.0.2.1');
    await expect(world.guests.confirmPhone(caller, world.codeTo('13822220003'))).rejects.toMatchObject({ code: 'CONFLICT' });
    expect((await world.accounts.findByPhone('13822220003'))?.id).toBe(holder.accountId);
  });
});

describe('whose it is', () => {
  it('nobody but the guest reads it, and others have none', async () => {
    const resident = await world.signedIn('13833330001');
    expect(await world.guests.own(resident)).toBeNull();
    await expect(world.guests.remove(resident, 'k')).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(world.guests.own(attempt().caller)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('is deleted with all that it held, and may be founded anew', async () => {
    const input = somebody();
    const caller = await guestOf(input);
    world.clock.at += 600_001;
    await expect(world.guests.remove(caller, 'gone')).rejects.toMatchObject({ code: 'STEP_UP_REQUIRED' });
    const fresh = await guestOf(somebody());
    expect(await world.guests.remove(fresh, 'gone')).toBe(true);
    for (const name of ['accounts', 'identity_guests', 'credentials']) expect(await world.connection.collection<{ _id: string }>(name).countDocuments({ _id: fresh.accountId ?? '' })).toBe(0);
    expect(await world.sessions.check(fresh.sessionId ?? '')).toBeNull();
  });
});
