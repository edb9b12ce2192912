import type { Connection } from 'mongoose';
import { inClear, sealedAsWritten, type StoredCollection } from '../crypto/levels.js';
import type { AuditRecord } from './types.js';

/**
 * How late a record may show up after its own time: a transaction lives a minute at most (MongoDB's default), and clocks of
 * machines differ a little. For so long a lower number may still follow a higher one.
 */
export const LATE_MS = 120_000;

/** A record as MongoDB holds it. `salt` keeps the hash that outlives an expired record from being guessed back into it. */
export interface StoredRecord extends Omit<AuditRecord, 'id' | 'at'> {
  /** `<writer>.<number>`. */
  _id: string;
  at: Date;
  salt: string;
  keepUntil: Date;
}

/** One sealed record: its number, the hash of its content, and until when (epoch ms) the content must be there. */
export type SealEntry = readonly [number: number, hash: string, keepUntil: number];

/** A link of one writer's chain. */
export interface StoredSeal {
  /** `<writer>:<index>`: unique, so that of two sealers one wins. */
  _id: string;
  writer: string;
  index: number;
  at: Date;
  /** The highest number sealed so far. */
  top: number;
  entries: SealEntry[];
  previous: string;
  hash: string;
}

/** Where a writer's chain stood. */
export interface SealHead {
  writer: string;
  index: number;
  hash: string;
}

/** A signed link of the chain over all writers: the heads that moved since the link before. */
export interface StoredRoot {
  /** Its running number, from 0. */
  _id: number;
  at: Date;
  heads: SealHead[];
  previous: string;
  hash: string;
  keyVersion: number;
  /** SM2 over `audit-root:<hash>`, DER in hex. */
  signature: string;
}

/** What stands here, at which level: ids and words of lists in the clear, so that it can be searched; what somebody wrote is sealed. */
export const auditStored: readonly StoredCollection[] = [
  {
    collection: 'audit_records',
    fields: {
      ...inClear('internal', '_id', 'at', 'writer', 'number', 'channel', 'site', 'requestId', 'action', 'subjectType', 'purpose', 'outcome', 'disclosedTo', 'salt', 'keepUntil'),
      ...inClear('personal', 'accountId', 'personId', 'postId', 'actingFor', 'delegationId', 'subjectId', 'personIds', 'details'),
      'details.purposeSealed': sealedAsWritten('sensitive'), 'details.reasonSealed': sealedAsWritten('sensitive'),
    },
  },
  { collection: 'audit_seals', fields: inClear('internal', '_id', 'writer', 'index', 'at', 'top', 'entries', 'previous', 'hash') },
  { collection: 'audit_roots', fields: inClear('internal', '_id', 'at', 'heads.$.writer', 'heads.$.index', 'heads.$.hash', 'previous', 'hash', 'keyVersion', 'signature') },
];

/** The collections of audit. */
export function auditCollections(connection: Connection) {
  return {
    records: connection.collection<StoredRecord>('audit_records'),
    seals: connection.collection<StoredSeal>('audit_seals'),
    roots: connection.collection<StoredRoot>('audit_roots'),
  };
}

/** Makes the indexes; safe to run again. */
export async function createAuditIndexes(connection: Connection): Promise<void> {
  const { records, seals, roots } = auditCollections(connection);
  await Promise.all([
    records.createIndexes([
      { key: { writer: 1, number: 1 }, unique: true },
      { key: { at: -1, _id: -1 } },
      { key: { personIds: 1, at: -1, _id: -1 } },
      { key: { accountId: 1, at: -1, _id: -1 } },
      { key: { action: 1, at: -1, _id: -1 } },
      { key: { keepUntil: 1 } },
    ]),
    seals.createIndexes([{ key: { writer: 1, index: 1 }, unique: true }, { key: { writer: 1, top: 1 } }, { key: { at: 1, writer: 1 } }]),
    roots.createIndexes([{ key: { 'heads.writer': 1, _id: -1 } }]),
  ]);
}
