import type { Connection } from 'mongoose';
import { CHAIN_START, sameText } from '../crypto/sm3.js';
import { verifySm2 } from '../crypto/sm2.js';
import type { Keystore } from '../crypto/types.js';
import { auditCollections, LATE_MS, type SealEntry, type StoredRecord, type StoredRoot } from './model.js';
import { contentHash } from './record.js';
import { rootHash, sealHash, signedText } from './sealer.js';

/** What is wrong with what. `what` is a record's id (`<writer>.<number>`), a seal's (`<writer>:<index>`) or a root's number. */
export interface AuditProblem {
  readonly kind: 'edited' | 'removed' | 'inserted' | 'reordered' | 'seal-broken' | 'seal-removed' | 'root-broken' | 'root-removed';
  readonly what: string;
  readonly detail: string;
}

/** What a verification found. */
export interface AuditVerdict {
  readonly ok: boolean;
  readonly problems: readonly AuditProblem[];
  /** Records that stand as they were sealed. */
  readonly intact: number;
  /** Records whose time was over, with their hash still in the chain. */
  readonly expired: number;
  readonly seals: number;
  /** Seals that no root signs yet: at most the last round's. */
  readonly unrooted: number;
  readonly roots: number;
  readonly lastRoot: { readonly index: number; readonly at: number; readonly hash: string } | null;
  /** Not sealed yet: these could still be changed unseen. */
  readonly tail: readonly { readonly writer: string; readonly count: number; readonly first: string; readonly last: string }[];
}

interface Tally {
  problems: AuditProblem[];
  intact: number;
  expired: number;
  seals: number;
  unrooted: number;
  tail: { writer: string; count: number; first: string; last: string }[];
}

/**
 * Goes through roots, seals and records and says what was edited, removed, inserted or put in another's place.
 * The chain's end can only be cut off unseen together with all roots behind the cut: so compare `lastRoot` with one that
 * was noted elsewhere (`expected`; the log has each root's number and hash).
 * @param now epoch ms of the system clock, to tell expired records from removed ones
 */
export async function verifyAudit(
  connection: Connection, keystore: Pick<Keystore, 'publicKey'>, now: number, expected?: { readonly index: number; readonly hash: string },
): Promise<AuditVerdict> {
  const tally: Tally = { problems: [], intact: 0, expired: 0, seals: 0, unrooted: 0, tail: [] };
  const { heads, count, last } = await verifyRoots(connection, keystore, tally, expected);
  const { records, seals } = auditCollections(connection);
  const writers = new Set([...heads.keys(), ...(await seals.distinct('writer')), ...(await records.distinct('writer'))]);
  const settledBefore = (last?.at.getTime() ?? 0) - LATE_MS;
  for (const writer of [...writers].sort()) await verifyWriter(connection, writer, heads.get(writer) ?? new Map(), settledBefore, now, tally);
  if (count === 0 && tally.seals > 0) tally.problems.push({ kind: 'root-removed', what: 'root 0', detail: 'there are seals and no root' });
  return {
    ok: tally.problems.length === 0, ...tally, roots: count,
    lastRoot: last && { index: last._id, at: last.at.getTime(), hash: last.hash },
  };
}

type Heads = Map<string, Map<number, { hash: string; root: number }>>;

async function verifyRoots(connection: Connection, keystore: Pick<Keystore, 'publicKey'>, { problems }: Tally, expected?: { readonly index: number; readonly hash: string }) {
  const heads: Heads = new Map();
  let last: StoredRoot | null = null;
  let count = 0;
  let noted = expected === undefined;
  for await (const root of auditCollections(connection).roots.find({}, { sort: { _id: 1 } })) {
    for (let missing = (last?._id ?? -1) + 1; missing < root._id; missing += 1) problems.push({ kind: 'root-removed', what: `root ${missing}`, detail: 'a signed root is gone' });
    const follows = last?._id === root._id - 1 || (!last && root._id === 0);
    const fault = rootFault(root, follows ? (last?.hash ?? CHAIN_START) : null, keystore);
    if (fault) problems.push({ kind: 'root-broken', what: `root ${root._id}`, detail: fault });
    if (expected?.index === root._id) noted = sameText(expected.hash, root.hash);
    for (const { writer, index, hash } of root.heads) {
      const own = heads.get(writer) ?? new Map<number, { hash: string; root: number }>();
      heads.set(writer, own.set(index, { hash, root: root._id }));
    }
    last = root;
    count += 1;
  }
  if (expected && !noted) problems.push({ kind: 'root-removed', what: `root ${expected.index}`, detail: 'the root noted elsewhere is not here as it was' });
  return { heads, count, last };
}

function rootFault(root: StoredRoot, previous: string | null, keystore: Pick<Keystore, 'publicKey'>): string | null {
  if (previous !== null && root.previous !== previous) return 'it does not point back to the root before';
  if (rootHash(root) !== root.hash) return 'its content was changed';
  try {
    return verifySm2(signedText(root.hash), root.signature, keystore.publicKey('audit-sign', root.keyVersion)) ? null : 'its signature does not hold';
  } catch {
    return `its signing key ${root.keyVersion} is not in the keystore`;
  }
}

async function verifyWriter(connection: Connection, writer: string, heads: ReadonlyMap<number, { hash: string; root: number }>, settledBefore: number, now: number, tally: Tally): Promise<void> {
  const { seals } = auditCollections(connection);
  const sealed = new Set<number>();
  const furthest = Math.max(-1, ...heads.keys());
  let index = 0;
  let previous: string | null = CHAIN_START;
  for await (const seal of seals.find({ writer }, { sort: { index: 1 } })) {
    for (; index < seal.index; index += 1, previous = null) tally.problems.push({ kind: 'seal-removed', what: `${writer}:${index}`, detail: 'a link of the chain is gone' });
    const rooted = heads.get(seal.index);
    if (sealHash(seal) !== seal.hash) tally.problems.push({ kind: 'seal-broken', what: seal._id, detail: 'its content was changed' });
    else if (previous !== null && seal.previous !== previous) tally.problems.push({ kind: 'seal-broken', what: seal._id, detail: 'it does not point back to the seal before' });
    else if (rooted && rooted.hash !== seal.hash) tally.problems.push({ kind: 'seal-broken', what: seal._id, detail: `root ${rooted.root} has it otherwise` });
    previous = seal.hash;
    index = seal.index + 1;
    tally.seals += 1;
    if (seal.index > furthest) tally.unrooted += 1;
    for (const [number] of seal.entries) sealed.add(number);
    await verifyEntries(connection, writer, seal.entries, now, tally);
  }
  for (; index <= furthest; index += 1) tally.problems.push({ kind: 'seal-removed', what: `${writer}:${index}`, detail: 'a link of the chain is gone' });
  await verifyUnsealed(connection, writer, sealed, settledBefore, tally);
}

async function verifyEntries(connection: Connection, writer: string, entries: readonly SealEntry[], now: number, tally: Tally): Promise<void> {
  const { records, seals } = auditCollections(connection);
  const found = new Map<number, StoredRecord>();
  for await (const record of records.find({ writer, number: { $in: entries.map(([number]) => number) } })) found.set(record.number, record);
  for (const [number, hash, keepUntil] of entries) {
    const record = found.get(number);
    const what = `${writer}.${number}`;
    if (!record) {
      if (keepUntil < now) tally.expired += 1;
      else tally.problems.push({ kind: 'removed', what, detail: 'it was sealed and is gone before its time' });
      continue;
    }
    const actual = hashOrNull(record);
    if (actual === hash && record._id === what) {
      tally.intact += 1;
      continue;
    }
    const elsewhere = actual === null ? null : await seals.findOne({ entries: { $elemMatch: { 1: actual } } });
    const place = elsewhere?.entries.find(([, sealedHash]) => sealedHash === actual)?.[0];
    if (actual === hash) tally.problems.push({ kind: 'edited', what, detail: 'its id was changed' });
    else if (place !== undefined) tally.problems.push({ kind: 'reordered', what, detail: `it holds what was sealed as ${elsewhere?.writer}.${place}` });
    else tally.problems.push({ kind: 'edited', what, detail: 'its content is not what was sealed' });
  }
}

/** A field of a kind that no record ever held makes it another record. */
function hashOrNull(record: StoredRecord): string | null {
  try {
    return contentHash(record);
  } catch {
    return null;
  }
}

async function verifyUnsealed(connection: Connection, writer: string, sealed: ReadonlySet<number>, settledBefore: number, tally: Tally): Promise<void> {
  const { records } = auditCollections(connection);
  let tail: { writer: string; count: number; first: string; last: string } | undefined;
  for await (const { _id, number, at } of records.find({ writer }, { projection: { _id: 1, number: 1, at: 1 }, sort: { number: 1 } })) {
    if (sealed.has(number)) continue;
    const inOrder = _id === `${writer}.${number}` && at instanceof Date;
    if (!inOrder || at.getTime() < settledBefore) {
      tally.problems.push({ kind: 'inserted', what: String(_id), detail: 'it is older than the last root and in no seal' });
      continue;
    }
    tail = { writer, count: (tail?.count ?? 0) + 1, first: tail?.first ?? _id, last: _id };
  }
  if (tail) tally.tail.push(tail);
}
