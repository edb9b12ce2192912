import type { Connection, mongo } from 'mongoose';
import { decodeCursor, encodeCursor, pageSize } from '../pages.js';
import { Fault } from '../errors.js';
import { auditCollections, type StoredRecord } from './model.js';
import { toAuditRecord } from './record.js';
import type { AuditRecord } from './types.js';

/** Which records; times in epoch ms, `from` included, `until` not. */
export interface AuditQuery {
  readonly personId?: string | undefined;
  readonly accountId?: string | undefined;
  readonly action?: string | undefined;
  readonly from?: number | undefined;
  readonly until?: number | undefined;
  /** Leaves out what this person did in their own name alone. */
  readonly exceptOwn?: { readonly personId: string; readonly actions: readonly string[] } | undefined;
}

/** A page of records, newest first. */
export interface AuditPage {
  readonly records: readonly AuditRecord[];
  readonly hasNextPage: boolean;
  readonly cursorOf: (record: AuditRecord) => string;
}

/** Reads audit records; whoever serves them to somebody records that himself. */
export interface AuditReader {
  /** The records of these ids that there are, by id. */
  getMany(ids: readonly string[]): Promise<ReadonlyMap<string, AuditRecord>>;
  page(query: AuditQuery, page: { first?: number | null | undefined; after?: string | null | undefined }, mostFirst?: number): Promise<AuditPage>;
  /** Which of these records are sealed. */
  sealed(records: readonly AuditRecord[]): Promise<ReadonlySet<string>>;
}

/** Reads the records of a connection. */
export function createAuditReader(connection: Connection): AuditReader {
  const { records, seals } = auditCollections(connection);
  return {
    async getMany(ids) {
      const found = await records.find({ _id: { $in: ids.map(String) } }).toArray();
      return new Map(found.map((record) => [record._id, toAuditRecord(record)]));
    },
    async page(query, { first, after }, mostFirst = 100) {
      const size = pageSize(first, mostFirst, Math.min(50, mostFirst));
      const found = await records.find(filterOf(query, after), { sort: { at: -1, _id: -1 }, limit: size + 1 }).toArray();
      return { records: found.slice(0, size).map(toAuditRecord), hasNextPage: found.length > size, cursorOf: ({ at, id }) => encodeCursor(`${at}/${id}`) };
    },
    async sealed(wanted) {
      const ids = new Set<string>();
      for (const { id, writer, number } of wanted) {
        if (await seals.findOne({ writer, top: { $gte: number }, entries: { $elemMatch: { 0: number } } }, { sort: { top: 1 }, projection: { _id: 1 } })) ids.add(id);
      }
      return ids;
    },
  };
}

function filterOf({ personId, accountId, action, from, until, exceptOwn }: AuditQuery, after: string | null | undefined): mongo.Filter<StoredRecord> {
  const every: mongo.Filter<StoredRecord>[] = [];
  if (personId !== undefined) every.push({ personIds: String(personId) });
  if (accountId !== undefined) every.push({ accountId: String(accountId) });
  if (action !== undefined) every.push({ action: String(action) });
  if (exceptOwn) every.push({ $nor: [{ personId: exceptOwn.personId, action: { $in: exceptOwn.actions }, actingFor: null, postId: null }] });
  if (from !== undefined) every.push({ at: { $gte: new Date(from) } });
  if (until !== undefined) every.push({ at: { $lt: new Date(until) } });
  if (after !== null && after !== undefined) {
    const [, time, id] = /^(\d{1,15})\/([0-9a-zA-Z.-]{1,80})$/.exec(decodeCursor(after)) ?? [];
    if (!time || !id) throw new Fault('BAD_INPUT', { field: 'after', reason: 'not a cursor of this list' });
    const at = new Date(Number(time));
    every.push({ $or: [{ at: { $lt: at } }, { at, _id: { $lt: id } }] });
  }
  return every.length > 0 ? { $and: every } : {};
}
