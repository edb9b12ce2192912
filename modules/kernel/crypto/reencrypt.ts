import type { ClientSession, Connection } from 'mongoose';
import { isDuplicate, withTransaction } from '../db.js';
import { inClear, type SealedCollection, type StoredCollection, type StoredDocument } from './levels.js';
import type { FieldCipher } from './types.js';

/** How far the walk is. */
export interface ReencryptProgress {
  readonly collection: string;
  readonly seen: number;
  /** How many documents there were when it was looked. */
  readonly total: number;
  readonly changed: number;
  /** Documents whose new token another has already: two of what there should be one of. They stay as they are, to be looked at. */
  readonly clashes: number;
}

const BATCH = 200;
interface Walk {
  _id: string;
  /** Which keys it walks to: one to others begins anew. */
  generation: string;
  /** The last document done. */
  after: unknown;
  seen: number;
  changed: number;
  clashes: number;
}

/** What stands in the walk's own marks, at which level; the last document may go by a person. */
export const walksStored: StoredCollection = { collection: 'crypto_walks', fields: { ...inClear('internal', '_id', 'generation', 'seen', 'changed', 'clashes'), ...inClear('personal', 'after') } };

/**
 * Seals every registered value again under the current keys, and renews every token. Goes by `_id`, writes down where it is
 * after each 200 documents, and takes up there when run again. A value that changes meanwhile is left to its new writer.
 * Documents added behind the walk are sealed under the current keys by those who add them.
 * @throws SealBroken at a value that does not open: it names no content; `onProgress` says where
 */
export async function reencrypt(
  connection: Connection, cipher: FieldCipher, collections: readonly SealedCollection[], onProgress: (progress: ReencryptProgress) => void = () => undefined,
): Promise<ReencryptProgress[]> {
  const done: ReencryptProgress[] = [];
  for (const one of collections) done.push(await walk(connection, cipher, one, onProgress));
  return done;
}

async function walk(connection: Connection, cipher: FieldCipher, sealed: SealedCollection, onProgress: (progress: ReencryptProgress) => void): Promise<ReencryptProgress> {
  const { collection } = sealed;
  const walks = connection.collection<Walk>('crypto_walks');
  const documents = connection.collection(collection);
  const generation = cipher.generation();
  const begun = await walks.findOne({ _id: collection, generation });
  let { after, seen, changed, clashes } = begun ?? { after: null, seen: 0, changed: 0, clashes: 0 };
  const total = Math.max(await documents.estimatedDocumentCount(), seen);
  for (;;) {
    // Ids come from the documents themselves, whatever their type.
    const batch = await documents.find(after === null ? {} : { _id: { $gt: after as never } }).sort({ _id: 1 }).limit(BATCH).toArray();
    for (const document of batch) {
      const outcome = await renewDocument(connection, cipher, sealed, document);
      if (outcome === 'changed') changed += 1;
      if (outcome === 'clash') clashes += 1;
    }
    seen += batch.length;
    after = batch.at(-1)?._id ?? after;
    onProgress({ collection, seen, total: Math.max(total, seen), changed, clashes });
    if (batch.length < BATCH) break;
    await walks.updateOne({ _id: collection }, { $set: { generation, after, seen, changed, clashes } }, { upsert: true });
  }
  await walks.deleteOne({ _id: collection });
  return { collection, seen, total: Math.max(total, seen), changed, clashes };
}

type Outcome = 'changed' | 'same' | 'clash';

async function renewDocument(connection: Connection, cipher: FieldCipher, sealed: SealedCollection, document: StoredDocument): Promise<Outcome> {
  const documents = connection.collection(sealed.collection);
  const id = typeof document._id === 'string' && sealed.tokens?.includes('_id') === true && isStale(cipher, document._id) ? cipher.renewToken(document._id) : null;
  const { was, becomes } = renew(document, cipher, sealed, id);
  try {
    if (id !== null) return await withTransaction(connection, (session) => moveDocument(session, documents, document, { id, was, becomes }));
    if (Object.keys(becomes).length === 0) return 'same';
    // Ids come from the documents themselves, whatever their type.
    const { modifiedCount } = await documents.updateOne({ _id: document._id as never, ...was }, { $set: becomes }, { writeConcern: { w: 'majority' } });
    return modifiedCount > 0 ? 'changed' : 'same';
  } catch (error) {
    if (isDuplicate(error)) return 'clash';
    throw error;
  }
}

/** What a document changes to. */
interface Move {
  readonly id: string;
  readonly was: Readonly<Record<string, string>>;
  readonly becomes: Readonly<Record<string, string>>;
}

/** A document that goes by a token takes its new place whole, or stays whole. */
async function moveDocument(session: ClientSession, documents: ReturnType<Connection['collection']>, document: StoredDocument, { id, was, becomes }: Move): Promise<Outcome> {
  // Ids come from the documents themselves, whatever their type.
  const taken = await documents.findOneAndDelete({ _id: document._id as never, ...was }, { session });
  if (!taken) return 'same';
  await documents.insertOne({ ...taken, _id: id as never }, { session });
  if (Object.keys(becomes).length > 0) await documents.updateOne({ _id: id as never }, { $set: becomes }, { session });
  return 'changed';
}

/** What must still stand, and what takes its place; a document that moves has all its values sealed for its new id. */
function renew(document: StoredDocument, cipher: FieldCipher, { fields, tokens = [] }: SealedCollection, newId: string | null) {
  const was: Record<string, string> = {};
  const becomes: Record<string, string> = {};
  for (const field of fields) {
    for (const [index, place] of places(document, field.path).entries()) {
      const sealed = at(document, place);
      if (typeof sealed !== 'string' || (newId === null && !cipher.stale(sealed))) continue;
      const value = cipher.open(sealed, field.context(document, index));
      was[place] = sealed;
      becomes[place] = cipher.seal(value, field.context(newId === null ? document : { ...document, _id: newId }, index));
    }
  }
  for (const place of tokens.filter((path) => path !== '_id').flatMap((path) => places(document, path))) {
    const token = at(document, place);
    if (typeof token !== 'string' || !isStale(cipher, token)) continue;
    was[place] = token;
    becomes[place] = cipher.renewToken(token);
  }
  return { was, becomes };
}

function at(value: unknown, place: string): unknown {
  return place.split('.').reduce<unknown>((inner, key) => (typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[key] : undefined), value); // an object has string keys
}

function places(document: StoredDocument, path: string): string[] {
  const [list, rest] = path.split('.$.');
  if (list === undefined || rest === undefined) return [path];
  const entries = at(document, list);
  return Array.isArray(entries) ? entries.map((_entry, index) => `${list}.${index}.${rest}`) : [];
}

/** Where sealed values and tokens under older keys stand. */
export interface StaleValues {
  /** `collection.path`, list places left out. */
  readonly place: string;
  readonly count: number;
}

const OURS = /^(?:v1\.k|t[1-9][0-9]{0,8}\.[A-Za-z0-9_-]{43}$)/;

/**
 * Looks through every document of every collection for values sealed and tokens made under older keys: what nobody registered,
 * and what is short-lived and goes by itself.
 */
export async function listStale(connection: Connection, cipher: FieldCipher): Promise<StaleValues[]> {
  const counts = new Map<string, number>();
  const look = (value: unknown, place: string): void => {
    if (typeof value === 'string' && OURS.test(value) && isStale(cipher, value)) counts.set(place, (counts.get(place) ?? 0) + 1);
    else if (Array.isArray(value)) for (const entry of value) look(entry, place);
    else if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype) for (const [key, member] of Object.entries(value)) look(member, `${place}.${key}`);
  };
  for (const { collectionName } of await connection.db?.collections() ?? []) {
    if (collectionName.startsWith('system.')) continue;
    for await (const document of connection.collection(collectionName).find()) look(document, collectionName);
  }
  return [...counts].map(([place, count]) => ({ place, count })).sort((a, b) => (a.place < b.place ? -1 : 1));
}

/** A text that only looks like one of ours is none. */
function isStale(cipher: FieldCipher, text: string): boolean {
  try {
    return cipher.stale(text);
  } catch {
    return false;
  }
}
