import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import { accountModel } from '../../modules/identity/accounts/model.js';
import { sessionModel } from '../../modules/identity/sessions/model.js';
import { Tokens } from '../../modules/identity/sessions/tokens.js';
import { createFieldCipher, type Keystore } from '../../modules/kernel/crypto/index.js';

const NAME = '样例居民';
const HOUR_MS = 3_600_000;

/** Whose the n-th session is. */
export const personOf = (n: number): string => `bench-person-${n}`;

/** So many proved residents with a session each, straight into the store: what a real crowd at nine in the morning is. Answers with their tokens. */
export async function foundCrowd(connection: Connection, keystore: Keystore, count: number): Promise<string[]> {
  const [cipher, tokens, now] = [createFieldCipher(keystore), new Tokens(keystore), Date.now()];
  const people = Array.from({ length: count }, (_none, n) => ({ id: `bench-account-${n}`, personId: personOf(n), ...tokens.mint() }));
  const nameToken = cipher.token('account.name', NAME);
  await accountModel(connection).insertMany(people.map(({ id, personId }) => ({
    _id: id, kind: 'RESIDENT' as const, nameSealed: cipher.seal(NAME, `account.name:${id}`), nameToken, personId, proofed: true, disabled: false, createdAt: new Date(now),
  })));
  const until = new Date(now + HOUR_MS);
  await sessionModel(connection).insertMany(people.map(({ id, hash }) => ({
    _id: randomUUID(), tokenHash: hash, accountId: id, channel: 'api' as const, device: 'bench', factors: ['SMS' as const], withPosts: false, idleMs: HOUR_MS, startedAt: new Date(now), lastSeenAt: new Date(now), endsAt: until, expiresAt: until,
  })));
  return people.map(({ token }) => token);
}
