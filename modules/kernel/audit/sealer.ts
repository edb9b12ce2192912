import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { Clock } from '../clock.js';
import { canonicalJson } from '../crypto/canonical-json.js';
import { CHAIN_START, chainSm3 } from '../crypto/sm3.js';
import type { Keystore } from '../crypto/types.js';
import { isDuplicate } from '../db.js';
import { endLease, takeLease } from '../lease.js';
import type { Logger } from '../module.js';
import { expireAudit } from './expiry.js';
import { auditCollections, LATE_MS, type SealEntry, type SealHead, type StoredRecord, type StoredRoot, type StoredSeal } from './model.js';
import { contentHash } from './record.js';

/** Records in one seal: about 100 bytes each. */
const MOST_IN_SEAL = 1000;
const LEASE = 'audit-sealer';
const EXPIRE_EVERY_MS = 3_600_000;
const majority = { readConcern: { level: 'majority' } } as const;
const durable = { writeConcern: { w: 'majority' } } as const;

/** What a round of sealing did. `lost`: another process was at it. */
export interface SealRound {
  readonly sealed: number;
  readonly root: number | null;
  readonly lost?: true;
}

/** What the sealer stands on. */
export interface SealerDeps {
  readonly connection: Connection;
  readonly keystore: Keystore;
  /** The system clock. */
  readonly clock: Clock;
  readonly logger: Logger;
  readonly everyMs?: number;
}

/** Seals records by writer, and all writers under one signed root. */
export interface AuditSealer {
  /** One round, whoever holds the lease: unique ids let one of two win. */
  round(): Promise<SealRound>;
  /** Seals each minute and lets records expire each hour, in one process at a time; the next takes over when that one ends. */
  start(): void;
  stop(): Promise<void>;
}

/** Hash of a seal over the one before. */
export function sealHash({ writer, index, at, top, entries, previous }: Omit<StoredSeal, '_id' | 'hash'>): string {
  return chainSm3(previous, canonicalJson({ writer, index, at: at.getTime(), top, entries }));
}

/** Hash of a root over the one before. */
export function rootHash({ _id, at, heads, previous }: Pick<StoredRoot, '_id' | 'at' | 'heads' | 'previous'>): string {
  return chainSm3(previous, canonicalJson({ index: _id, at: at.getTime(), heads: heads.map(({ writer, index, hash }) => ({ writer, index, hash })) }));
}

/** What a root's signature is over. */
export const signedText = (hash: string): string => `audit-root:${hash}`;

/** Creates the sealer of a process. */
export function createAuditSealer({ connection, keystore, clock, logger, everyMs = 60_000 }: SealerDeps): AuditSealer {
  const holder = randomUUID();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let expiredAt = Number.NEGATIVE_INFINITY;

  const round = async (): Promise<SealRound> => {
    try {
      return await sealAll(connection, keystore, clock.now());
    } catch (error) {
      if (isDuplicate(error)) return { sealed: 0, root: null, lost: true };
      throw error;
    }
  };
  const tick = async (): Promise<void> => {
    try {
      if (!(await takeLease(connection, LEASE, holder, everyMs * 2, clock.now()))) return;
      const { root, sealed } = await round();
      // Whoever keeps logs elsewhere keeps with them what the chain was: nobody can cut its end off unseen.
      if (root !== null) logger.info({ root, sealed, hash: (await auditCollections(connection).roots.findOne({ _id: root }))?.hash }, 'audit sealed');
      if (clock.now() - expiredAt < EXPIRE_EVERY_MS) return;
      expiredAt = clock.now();
      const expired = await expireAudit(connection, expiredAt);
      if (expired > 0) logger.info({ expired }, 'audit records past their time are gone; their hashes stay');
    } catch (err) {
      logger.error({ err }, 'audit records were not sealed this time; the next round takes them');
    }
  };
  return {
    round,
    start() {
      timer ??= setInterval(() => {
        running = running.then(tick);
      }, everyMs);
      timer.unref();
    },
    async stop() {
      clearInterval(timer);
      timer = undefined;
      await running;
      await endLease(connection, LEASE, holder);
    },
  };
}

async function sealAll(connection: Connection, keystore: Keystore, now: number): Promise<SealRound> {
  const { records, seals, roots } = auditCollections(connection);
  const last = await roots.findOne({}, { sort: { _id: -1 }, ...majority });
  const since = { $gte: new Date((last?.at.getTime() ?? 0) - LATE_MS) };
  const writers = new Set([
    ...(await records.distinct('writer', { at: since }, majority)),
    // Seals whose root was never written, by a process that ended between the two.
    ...(await seals.distinct('writer', { at: since }, majority)),
  ]);
  let sealed = 0;
  const heads: SealHead[] = [];
  for (const writer of [...writers].sort()) {
    sealed += await sealWriter(connection, writer, now);
    const head = await seals.findOne({ writer }, { sort: { index: -1 }, projection: { index: 1, hash: 1 }, ...majority });
    if (!head) continue;
    const rooted = await roots.findOne({ 'heads.writer': writer }, { sort: { _id: -1 }, ...majority });
    if (rooted?.heads.some((one) => one.writer === writer && one.index === head.index)) continue;
    heads.push({ writer, index: head.index, hash: head.hash });
  }
  if (heads.length === 0) return { sealed, root: null };
  const root = { _id: (last?._id ?? -1) + 1, at: new Date(now), heads, previous: last?.hash ?? CHAIN_START };
  const hash = rootHash(root);
  const signer = keystore.signer('audit-sign');
  await roots.insertOne({ ...root, hash, keyVersion: signer.version, signature: await signer.sign(signedText(hash)) }, durable);
  return { sealed, root: root._id };
}

/** Chains what a writer has left unsealed, dead or alive; returns how many. */
async function sealWriter(connection: Connection, writer: string, now: number): Promise<number> {
  const { records, seals } = auditCollections(connection);
  // The head is read first: what another sealer adds after it takes the next index, and one of the two inserts fails.
  let head = await seals.findOne({ writer }, { sort: { index: -1 }, ...majority });
  const { floor, known } = await sealedOf(connection, writer, head, now);
  const found = await records.find({ writer, number: { $gt: floor } }, { projection: { _id: 0, number: 1 }, sort: { number: 1 }, ...majority }).toArray();
  const open = found.map(({ number }) => number).filter((number) => !known.has(number));
  for (let from = 0; from < open.length; from += MOST_IN_SEAL) {
    const numbers = open.slice(from, from + MOST_IN_SEAL);
    const part = await records.find({ writer, number: { $in: numbers } }, { sort: { number: 1 }, ...majority }).toArray();
    head = nextSeal(writer, head, part, now);
    await seals.insertOne(head, durable);
  }
  return open.length;
}

/** Numbers sealed within the time in which others may still show up; below `floor` none can. */
async function sealedOf(connection: Connection, writer: string, head: StoredSeal | null, now: number): Promise<{ floor: number; known: Set<number> }> {
  if (!head) return { floor: 0, known: new Set() };
  const { seals } = auditCollections(connection);
  const settled = await seals.findOne({ writer, at: { $lt: new Date(now - LATE_MS) }, index: { $lte: head.index } }, { sort: { index: -1 }, ...majority });
  const recent = await seals.find({ writer, index: { $gt: settled?.index ?? -1, $lte: head.index } }, { projection: { entries: 1 }, ...majority }).toArray();
  return { floor: settled?.top ?? 0, known: new Set(recent.flatMap(({ entries }) => entries.map(([number]) => number))) };
}

function nextSeal(writer: string, head: StoredSeal | null, records: readonly StoredRecord[], now: number): StoredSeal {
  const index = (head?.index ?? -1) + 1;
  const entries = records.map((record): SealEntry => [record.number, contentHash(record), record.keepUntil.getTime()]);
  const top = Math.max(head?.top ?? 0, ...records.map(({ number }) => number));
  const seal = { writer, index, at: new Date(now), top, entries, previous: head?.hash ?? CHAIN_START };
  return { _id: `${writer}:${index}`, ...seal, hash: sealHash(seal) };
}
