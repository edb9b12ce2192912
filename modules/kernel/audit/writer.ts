import { randomUUID } from 'node:crypto';
import type { ClientSession, Connection } from 'mongoose';
import type { Caller } from '../caller.js';
import type { Clock } from '../clock.js';
import { Fault } from '../errors.js';
import type { Logger } from '../module.js';
import { auditCollections, type StoredRecord } from './model.js';
import type { BatchAudit } from './port.js';
import { checkRetention, LEAST_RETENTION, storedRecord, type Retention } from './record.js';
import type { AuditEvent } from './types.js';

/** What the writer stands on. */
export interface AuditDeps {
  readonly connection: Connection;
  /** The system clock. */
  readonly clock: Clock;
  readonly logger: Logger;
  readonly retention?: Retention;
  /** Reads waiting at most; more are refused at once. */
  readonly mostWaiting?: number;
  /** How long one insert may take. */
  readonly withinMs?: number;
  /** In a crowd, from the start of one insert to that of the next; 15. Each costs the cores a millisecond or two whatever it holds. */
  readonly gatherMs?: number;
}

/** The audit of one process. */
export interface AuditWriter extends BatchAudit {
  /** This process's chain. */
  readonly writer: string;
  /** Takes no more reads and waits for those handed in. */
  close(): Promise<void>;
}

interface Waiting {
  readonly record: StoredRecord;
  readonly resolve: () => void;
  readonly reject: (error: Fault) => void;
}

/** Records in one insert: well below the driver's 48 MB and a few milliseconds of work. */
const MOST_AT_ONCE = 500;
/** From so many in one insert on, the next gathers: somebody who reads alone waits for nobody. */
const CROWD = 8;
/** Inserts at once in a crowd: a slow one holds up its own readers, not those who come after. */
const MOST_UNDER_WAY = 3;

/**
 * Writes audit records. Reads that come while an insert is under way wait for the next, which takes them all in one
 * `insertMany` acknowledged by a majority: a thousand at once cost a few inserts. In a crowd one begins each `gatherMs`,
 * whether or not the one before is acknowledged. Mutations write in their own transaction. Both number from one counter; a
 * number that never shows up belongs to a transaction that did not commit.
 */
export function createAudit(deps: AuditDeps): AuditWriter {
  const { connection, clock, logger, retention = LEAST_RETENTION, mostWaiting = 10_000, withinMs = 5000, gatherMs = 15 } = deps;
  checkRetention(retention);
  const { records } = auditCollections(connection);
  const writer = randomUUID();
  let number = 0;
  let waiting: Waiting[] = [];
  const underWay = new Set<Promise<void>>();
  let begunAt = 0;
  let crowded = false;
  let planned: { readonly soon: boolean; readonly cancel: () => void } | null = null;
  let closed = false;

  const record = (caller: Caller, event: AuditEvent): StoredRecord => storedRecord(writer, (number += 1), clock.now(), caller, event, retention);

  const insert = async (batch: readonly Waiting[]): Promise<void> => {
    try {
      await records.insertMany(batch.map((one) => one.record), { ordered: false, timeoutMS: withinMs, writeConcern: { w: 'majority' } });
      for (const { resolve } of batch) resolve();
    } catch (cause) {
      logger.error({ err: cause, records: batch.length }, 'audit records could not be written; their reads fail');
      for (const { reject } of batch) reject(new Fault('UNAVAILABLE', {}, { cause }));
    }
  };
  const begin = (): void => {
    planned = null;
    const batch = waiting.slice(0, MOST_AT_ONCE);
    waiting = waiting.slice(MOST_AT_ONCE);
    begunAt = performance.now();
    crowded = batch.length >= CROWD;
    const work = insert(batch).finally(() => {
      underWay.delete(work);
      plan();
    });
    underWay.add(work);
    plan();
  };
  /** Says when the next insert begins, as far as that is known already. */
  const plan = (): void => {
    if (waiting.length === 0 || underWay.size >= MOST_UNDER_WAY) return;
    const full = closed || waiting.length >= MOST_AT_ONCE;
    // Where few read, the insert under way does the gathering.
    if (!full && !crowded && underWay.size > 0) return;
    if (planned && (planned.soon || !full)) return;
    planned?.cancel();
    const ms = full || !crowded ? 0 : begunAt + gatherMs - performance.now();
    if (ms < 1) {
      // The turn of the event loop in which the first came hands in the others that are ready too.
      const handle = setImmediate(begin);
      planned = { soon: true, cancel: () => clearImmediate(handle) };
    } else {
      const handle = setTimeout(begin, ms);
      planned = { soon: false, cancel: () => clearTimeout(handle) };
    }
  };

  return {
    writer,
    read(caller, event) {
      if (closed || waiting.length >= mostWaiting) return Promise.reject(new Fault('UNAVAILABLE', {}, { cause: new Error('audit takes no more reads now') }));
      return new Promise<void>((resolve, reject) => {
        waiting.push({ record: record(caller, event), resolve, reject });
        plan();
      });
    },
    async write(session: ClientSession, caller, event) {
      await records.insertOne(record(caller, event), { session });
    },
    async writeMany(session, entries) {
      if (entries.length > 0) await records.insertMany(entries.map(({ caller, event }) => record(caller, event)), { session });
    },
    async close() {
      closed = true;
      while (waiting.length > 0 || underWay.size > 0) {
        plan();
        await (underWay.size > 0 ? Promise.race(underWay) : new Promise(setImmediate));
      }
    },
  };
}
