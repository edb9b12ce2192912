import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import mongoose from 'mongoose';
import { createPeoplePort } from '../people/port.js';
import { PeopleDirectory } from '../people/directory.js';
import { OrganisationDirectory } from '../organisations/directory.js';
import type { FieldCipher } from '../../kernel/crypto/types.js';
import { attempt, signInWorld, type SignInWorld } from './testing.js';

const GOOD = 'Lotus-Pond-27';
const [KNOWN, BARE, UNKNOWN] = ['13511110001', '13511110002', '13511110003'];
const [KNOWN_ID, UNKNOWN_ID] = ['310199199001010014', '310199198001010000'];
const KNOWN_CODE = '91310199MA1FL0000X';
let world: SignInWorld;
const work: string[] = [];

/** Counts what is opened and made into tokens. */
function counting(cipher: FieldCipher): FieldCipher {
  const count = <A extends unknown[], R>(name: string, act: (...args: A) => R) => (...args: A): R => {
    work.push(name);
    return act(...args);
  };
  return { ...cipher, open: count('open', cipher.open), seal: count('seal', cipher.seal), token: count('token', cipher.token) };
}

beforeAll(async () => {
  world = await signInWorld('alike', {
    cipher: counting,
    // The real look-ups of ID numbers and credit codes.
    people: ({ connection, cipher, clock }) => {
      const directory = new PeopleDirectory({ connection, cipher, clock });
      return createPeoplePort(directory, new OrganisationDirectory(connection, clock), clock);
    },
  });
  const { connection, cipher, clock } = world;
  const person = await new PeopleDirectory({ connection, cipher, clock }).ensure(null, { kind: 'RESIDENT_ID', identifier: KNOWN_ID, name: '王秀英', birthDate: '1990-01-01' });
  await world.account({ phone: KNOWN, login: 'wang.xiuying', personId: person.id, password: GOOD });
  await world.account({ phone: BARE });
  mongoose.set('debug', (collection: string, method: string) => void work.push(`${collection}.${method}`));
});
afterAll(async () => {
  mongoose.set('debug', false);
  await world.close();
});
beforeEach(() => {
  world.clock.at += 3_700_000;
});

/** What an asking costs: each operation of the database, each seal opened, each token made, each password checked; sorted, for some run side by side. */
async function costOf(ask: () => Promise<unknown>): Promise<{ readonly answer: unknown; readonly work: readonly string[] }> {
  work.length = 0;
  const { count } = world.checks;
  const answer = await ask();
  return { answer, work: [...work, ...Array<string>(world.checks.count - count).fill('argon2')].sort() };
}

describe('somebody known and somebody unknown cost the same work and get the same answer', () => {
  it('by password, whatever the login is taken for', async () => {
    const [first, ...others] = await Promise.resolve([KNOWN, BARE, UNKNOWN, 'wang.xiuying', 'no.such.name', KNOWN_ID, UNKNOWN_ID, KNOWN_CODE, '91310199MA1FL00019', '😀', '']).then(async (logins) => {
      const costs = [];
      for (const login of logins) costs.push({ login, ...(await costOf(() => world.signIn.byPassword(attempt(), login, 'Wrong-Guess-11'))) });
      return costs;
    });
    if (!first) throw new Error('nothing asked');
    expect(first.work.filter((each) => each === 'argon2')).toHaveLength(1);
    expect(first.work.filter((each) => each.startsWith('accounts.')).length).toBeGreaterThanOrEqual(4);
    for (const { login, ...cost } of others) expect({ login, ...cost }).toEqual({ login, answer: first.answer, work: first.work });
  });

  it('by code', async () => {
    const wrong = await Promise.resolve([KNOWN, UNKNOWN]).then(async (phones) => {
      const costs = [];
      for (const phone of phones) costs.push(await costOf(() => world.signIn.byCode(attempt(), phone, 'xxxxxx')));
      return costs;
    });
    expect(wrong[1]).toEqual(wrong[0]);
    expect(wrong[0]?.work).toContain('accounts.findOne');
  });

  it('in asking for a code', async () => {
    const costs = [];
    for (const phone of [KNOWN, UNKNOWN]) costs.push(await costOf(() => world.signIn.requestCode(attempt(), phone)));
    expect(costs[1]).toEqual(costs[0]);
  });

  it('and while they are locked', async () => {
    const costs = [];
    for (const login of [KNOWN, 'no.such.name']) {
      for (let n = 0; n < 5; n++) await world.signIn.byPassword(attempt(), login, 'Wrong-Guess-11');
      costs.push(await costOf(() => world.signIn.byPassword(attempt(), login, GOOD)));
    }
    expect(costs[1]?.work).toEqual(costs[0]?.work);
    expect(costs[0]?.work).not.toContain('argon2');
  });
});
