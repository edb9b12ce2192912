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

/** A mutation that goes into a transaction with others: its place among the kept answers. */
export interface MutationTicket {
  /** Of account, action and key. */
  readonly id: string;
  /** Tokens of input and principal, of each key that may have been current: the current one's first. */
  readonly inputs: readonly string[];
}

/** What stood under a ticket: its answer, or that the key came with another input. */
export type EarlierAnswer = { readonly answer: unknown } | { readonly fault: Fault };

/** Mutations of many callers in one transaction: whoever commits a group looks all of them up and keeps all answers at once. */
export interface MutationBatches {
  /** Throws Fault BAD_INPUT for a bad key, UNAUTHENTICATED without an account. */
  ticket(caller: Caller, spec: MutationSpec): MutationTicket;
  /** What is kept already, by ticket id; read as a majority has it. */
  earlier(tickets: readonly MutationTicket[]): Promise<ReadonlyMap<string, EarlierAnswer>>;
  /**
   * Keeps the answers in the group's transaction, whose ids differ. A double under way in another transaction, or one that
   * committed since {@link earlier} was asked, makes MongoDB refuse: the group is to be looked up anew and run again.
   */
  keep(session: ClientSession, answers: readonly { readonly ticket: MutationTicket; readonly answer: unknown }[]): Promise<void>;
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
export function createMutations({ connection, clock, cipher }: MutationDeps): Mutations & MutationBatches {
  const kept = collectionOf(connection);
  const inputsOf = (caller: Caller, spec: MutationSpec): readonly string[] =>
    cipher.tokens('idempotency', canonicalJson(EJSON.serialize({ input: spec.input ?? null, for: caller.actingFor?.id ?? null, post: caller.post?.id ?? null })));
  const sealedAnswer = (id: string, answer: unknown): string => cipher.seal(EJSON.stringify(answer === undefined ? {} : { answer }), `idempotency:${id}`);
  const openedAnswer = (id: string, answer: string): unknown => (EJSON.parse(cipher.open(answer, `idempotency:${id}`)) as { answer?: unknown }).answer;

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
      const inputs = inputsOf(caller, spec);
      // What was sealed here is what `work` of the same action answered.
      const opened = ({ answer }: { answer: string }): T => openedAnswer(id, answer) as T;
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
        await kept.updateOne({ _id: id }, { $set: { answer: sealedAnswer(id, answer) } }, { session });
        return answer;
      });
    },
    ticket: (caller, spec) => ({ id: idOf(caller, spec), inputs: inputsOf(caller, spec) }),
    async earlier(tickets) {
      const inputs = new Map(tickets.map((ticket) => [ticket.id, ticket.inputs]));
      const found = await kept.find({ _id: { $in: [...inputs.keys()] } }, { readConcern: { level: 'majority' } }).toArray();
      const now = new Date(clock.now());
      const over = found.flatMap(({ _id, expiresAt }) => (expiresAt <= now ? [_id] : []));
      // MongoDB clears up once a minute: what is over and still there would be in the way of the new answer.
      if (over.length > 0) await kept.deleteMany({ _id: { $in: over }, expiresAt: { $lte: now } });
      return new Map(found.filter(({ expiresAt }) => expiresAt > now).map(({ _id, input, answer }): [string, EarlierAnswer] => [
        _id, inputs.get(_id)?.includes(input) ? { answer: openedAnswer(_id, answer) } : { fault: new Fault('IDEMPOTENCY_CONFLICT') },
      ]));
    },
    async keep(session, answers) {
      const expiresAt = new Date(clock.now() + KEPT_MS);
      const documents = answers.map(({ ticket, answer }): Kept => ({ _id: ticket.id, input: ticket.inputs[0] ?? '', answer: sealedAnswer(ticket.id, answer), expiresAt }));
      if (documents.length > 0) await kept.insertMany(documents, { session });
    },
  };
}

function idOf(caller: Caller, { action, key }: MutationSpec): string {
  if (caller.accountId === null) throw new Fault('UNAUTHENTICATED');
  if (key.length > LONGEST_KEY || !/^[\x21-\x7e]+$/.test(key)) throw new Fault('BAD_INPUT', { field: 'idempotencyKey', reason: `1 to ${LONGEST_KEY} printable ASCII characters` });
  return sm3(JSON.stringify([caller.accountId, action, key]));
}
