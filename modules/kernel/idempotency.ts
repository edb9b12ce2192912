import mongoose, { type ClientSession, type Connection } from 'mongoose';
import type { Caller } from './caller.js';
import type { Clock } from './clock.js';
import { canonicalJson } from './crypto/canonical-json.js';
import { hashed, inClear, sealedAsWritten, type StoredCollection } from './crypto/levels.js';
import { sm3 } from './crypto/sm3.js';
import type { FieldCipher } from './crypto/types.js';
import { withTransaction } from './db.js';
import { Fault } from './errors.js';

const { EJSON } = mongoose.mongo.BSON;

/** How long an answer is kept. */
export const KEPT_MS = 48 * 3_600_000;
const LONGEST_KEY = 128;

/** One mutation: its action, its key, and all of its input that makes it this one. */
export interface MutationSpec {
  readonly action: string;
  /** Chosen by the client: 1 to 128 printable ASCII characters, one for each thing wanted. */
  readonly key: string;
  /** Plain data; dates are told apart from texts. */
  readonly input: unknown;
}

/** Runs mutations once each. */
export interface Mutations {
  /**
   * Runs `work` in a transaction and keeps its answer with it, or gives the answer kept under this caller's key. Of doubles
   * at the same time one runs, and the others get its answer. What `work` throws undoes all and is not kept.
   * @param work safe to run twice, touches nothing but its session; its answer is plain data
   * @param before what must happen outside the transaction (asking other systems), and only where no answer is kept yet; two
   * doubles at the same time may both come to it
   * @throws Fault BAD_INPUT for a bad key, UNAUTHENTICATED without an account, IDEMPOTENCY_CONFLICT where the key came with
   * another input, for somebody else or in another post
   */
  run<T>(caller: Caller, spec: MutationSpec, work: (session: ClientSession) => Promise<T>, before?: () => Promise<void>): Promise<T>;
}

/** An answer as stored. Nothing in it can be read without the keys. */
interface Kept {
  _id: string;
  /** Keyed token of input and principal: an ID number in it cannot be guessed back. */
  input: string;
  /** Extended JSON of the answer, sealed. */
  answer: string;
  expiresAt: Date;
}

/** What stands here, at which level: an answer may hold what somebody may see whole. Gone after {@link KEPT_MS}. */
export const mutationsStored: StoredCollection = {
  collection: 'idempotency',
  fields: { _id: hashed('sensitive'), input: hashed('sensitive'), answer: sealedAsWritten('sensitive'), ...inClear('internal', 'expiresAt') },
};

/** What mutations stand on. */
export interface MutationDeps {
  readonly connection: Connection;
  /** The system clock. */
  readonly clock: Clock;
  readonly cipher: FieldCipher;
}

const collectionOf = (connection: Connection) => connection.collection<Kept>('idempotency');

/** Makes collection and index: MongoDB deletes what has expired. Safe to run again. */
export async function createMutationIndexes(connection: Connection): Promise<void> {
  await collectionOf(connection).createIndex({ expiresAt: 1 }, { expireAfterSeconds: 0 });
}

/** Mutations over a connection. */
export function createMutations({ connection, clock, cipher }: MutationDeps): Mutations {
  const kept = collectionOf(connection);

  const find = async (id: string, inputs: readonly string[], session?: ClientSession): Promise<{ answer: string } | null> => {
    // MongoDB clears up once a minute, so what is still there may be over.
    const found = await kept.findOne({ _id: id }, session ? { session } : { readConcern: { level: 'majority' } });
    if (!found || found.expiresAt.getTime() <= clock.now()) return null;
    if (!inputs.includes(found.input)) throw new Fault('IDEMPOTENCY_CONFLICT');
    return found;
  };

  return {
    async run<T>(caller: Caller, spec: MutationSpec, work: (session: ClientSession) => Promise<T>, before?: () => Promise<void>): Promise<T> {
      const id = idOf(caller, spec);
      // Of each key that may have been current when it first came: the current one's first.
      const inputs = cipher.tokens('idempotency', canonicalJson(EJSON.serialize({ input: spec.input ?? null, for: caller.actingFor?.id ?? null, post: caller.post?.id ?? null })));
      // What was sealed here is what `work` of the same action answered.
      const opened = ({ answer }: { answer: string }): T => (EJSON.parse(cipher.open(answer, `idempotency:${id}`)) as { answer: T }).answer;
      const earlier = await find(id, inputs);
      if (earlier) return opened(earlier);
      await before?.();
      return withTransaction(connection, async (session) => {
        const meanwhile = await find(id, inputs, session);
        if (meanwhile) return opened(meanwhile);
        // Written first: a double meets it here and waits for how this one ends.
        const expiresAt = new Date(clock.now() + KEPT_MS);
        await kept.replaceOne({ _id: id }, { input: inputs[0] ?? '', answer: '', expiresAt }, { session, upsert: true });
        const answer = await work(session);
        await kept.updateOne({ _id: id }, { $set: { answer: cipher.seal(EJSON.stringify(answer === undefined ? {} : { answer }), `idempotency:${id}`) } }, { session });
        return answer;
      });
    },
  };
}

function idOf(caller: Caller, { action, key }: MutationSpec): string {
  if (caller.accountId === null) throw new Fault('UNAUTHENTICATED');
  if (key.length > LONGEST_KEY || !/^[\x21-\x7e]+$/.test(key)) throw new Fault('BAD_INPUT', { field: 'idempotencyKey', reason: `1 to ${LONGEST_KEY} printable ASCII characters` });
  return sm3(JSON.stringify([caller.accountId, action, key]));
}
