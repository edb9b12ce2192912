import type { Connection } from 'mongoose';
import type { FieldCipher } from './types.js';

/** A stored document as the walk sees it. */
export type StoredDocument = Readonly<Record<string, unknown>> & { readonly _id: unknown };

/** A field that holds sealed text. */
export interface SealedField {
  /** Where it stands: `identifier`, `factors.$.secret` (each entry of a list). */
  readonly path: string;
  /** The context it was sealed with; `index` counts within the list of a `$` path, 0 elsewhere. */
  readonly context: (document: StoredDocument, index: number) => string;
  /** Its blind index, where it has one: the token's path, its kind, and what of the value was made a token of (absent: all of it). */
  readonly token?: { readonly path: string; readonly kind: string; readonly of?: (value: string) => string };
}

/** What a module registers, so that its values move to new keys. */
export interface SealedCollection {
  readonly collection: string;
  readonly fields: readonly SealedField[];
}

/** How far the walk is. */
export interface ReencryptProgress {
  readonly collection: string;
  readonly seen: number;
  readonly changed: number;
}

const BATCH = 200;
interface Walk {
  _id: string;
  /** The last document done. */
  after: unknown;
  seen: number;
  changed: number;
}

/**
 * Seals every registered value again under the current keys, and renews its token. Goes by `_id`, writes down where it is
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

async function walk(connection: Connection, cipher: FieldCipher, { collection, fields }: SealedCollection, onProgress: (progress: ReencryptProgress) => void) {
  const walks = connection.collection<Walk>('crypto_walks');
  const documents = connection.collection(collection);
  const begun = await walks.findOne({ _id: collection });
  let { after, seen, changed } = begun ?? { after: null, seen: 0, changed: 0 };
  for (;;) {
    // Ids come from the documents themselves, whatever their type.
    const batch = await documents.find(after === null ? {} : { _id: { $gt: after as never } }).sort({ _id: 1 }).limit(BATCH).toArray();
    for (const document of batch) {
      const { was, becomes } = renew(document, cipher, fields);
      if (Object.keys(becomes).length === 0) continue;
      const { modifiedCount } = await documents.updateOne({ _id: document._id, ...was }, { $set: becomes }, { writeConcern: { w: 'majority' } });
      changed += modifiedCount;
    }
    seen += batch.length;
    after = batch.at(-1)?._id ?? after;
    onProgress({ collection, seen, changed });
    if (batch.length < BATCH) break;
    await walks.updateOne({ _id: collection }, { $set: { after, seen, changed } }, { upsert: true });
  }
  await walks.deleteOne({ _id: collection });
  return { collection, seen, changed };
}

/** What must still stand, and what takes its place. */
function renew(document: StoredDocument, cipher: FieldCipher, fields: readonly SealedField[]) {
  const was: Record<string, string> = {};
  const becomes: Record<string, string> = {};
  for (const field of fields) {
    for (const [index, place] of places(document, field.path).entries()) {
      const sealed = at(document, place);
      if (typeof sealed !== 'string') continue;
      const context = field.context(document, index);
      const staleToken = field.token && stalePlace(document, field.token.path, index, cipher);
      if (!cipher.stale(sealed) && !staleToken) continue;
      const value = cipher.open(sealed, context);
      was[place] = sealed;
      becomes[place] = cipher.seal(value, context);
      if (field.token && staleToken) becomes[staleToken] = cipher.token(field.token.kind, field.token.of?.(value) ?? value);
    }
  }
  return { was, becomes };
}

function stalePlace(document: StoredDocument, path: string, index: number, cipher: FieldCipher): string | undefined {
  const place = path.replace('$', String(index));
  const token = at(document, place);
  return typeof token === 'string' && cipher.stale(token) ? place : undefined;
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

/** Where sealed values under older keys stand. */
export interface StaleValues {
  /** `collection.path`, list places left out. */
  readonly place: string;
  readonly count: number;
}

/**
 * Looks through every document of every collection for values sealed under older keys: what nobody registered, and what is
 * short-lived and goes by itself.
 */
export async function listStale(connection: Connection, cipher: FieldCipher): Promise<StaleValues[]> {
  const counts = new Map<string, number>();
  const look = (value: unknown, place: string): void => {
    if (typeof value === 'string' && value.startsWith('v1.k') && isStale(cipher, value)) counts.set(place, (counts.get(place) ?? 0) + 1);
    else if (Array.isArray(value)) for (const entry of value) look(entry, place);
    else if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype) for (const [key, member] of Object.entries(value)) look(member, `${place}.${key}`);
  };
  for (const { collectionName } of await connection.db?.collections() ?? []) {
    if (collectionName.startsWith('system.')) continue;
    for await (const document of connection.collection(collectionName).find()) look(document, collectionName);
  }
  return [...counts].map(([place, count]) => ({ place, count })).sort((a, b) => (a.place < b.place ? -1 : 1));
}

/** A text that only looks like a sealed one is none. */
function isStale(cipher: FieldCipher, text: string): boolean {
  try {
    return cipher.stale(text);
  } catch {
    return false;
  }
}
