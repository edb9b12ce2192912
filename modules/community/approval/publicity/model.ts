import type { Connection } from 'mongoose';
import { inClear, sealed, type StoredCollection } from '../../../kernel/crypto/levels.js';

/** A 公示 as anybody reads it. Gone of itself, with what it says of a person. */
export interface PublicNoticeDocument {
  _id: string;
  /** The case and its step: known to the district alone. */
  number: string;
  step: string;
  serviceId: string;
  serviceVersion: number;
  organisations: string[];
  /** As `publicName` has it. */
  applicant: string;
  where: string;
  from: Date;
  /** Its last day, `YYYY-MM-DD`. */
  until: string;
  /** From then on nobody is shown it; soon after it is deleted. */
  goneAt: Date;
}

/** What somebody objects to a 公示. */
export interface ObjectionDocument {
  _id: string;
  noticeId: string;
  number: string;
  step: string;
  /** A person's id, `account:<id>` where nobody is proved; null once their data was erased. */
  by: string | null;
  reasonsSealed: string;
  at: Date;
  /** It waits to be looked into: nobody has, and its case is not over. */
  open: boolean;
  /** When it was looked into, with what was found and by whom (person id); null while nobody has. */
  lookedAt: Date | null;
  findingsSealed: string | null;
  lookedBy: string | null;
}

export const objectionContext = (id: string, what: 'reasons' | 'findings'): string => `objection.${what}:${id}`;

/** What stands here, at which level. */
export const publicityStored: readonly StoredCollection[] = [
  { collection: 'community_public_notices', fields: { ...inClear('internal', 'number', 'step', 'serviceVersion', 'goneAt'), ...inClear('public', '_id', 'serviceId', 'organisations', 'applicant', 'where', 'from', 'until') } },
  { collection: 'community_objections', fields: { ...inClear('internal', '_id', 'noticeId', 'number', 'step', 'at', 'open', 'lookedAt'), ...inClear('personal', 'by', 'lookedBy'), reasonsSealed: sealed('sensitive', ({ _id }) => objectionContext(String(_id), 'reasons')), findingsSealed: sealed('sensitive', ({ _id }) => objectionContext(String(_id), 'findings')) } },
];

/** The collections of 公示. */
export function publicityCollections(connection: Connection) {
  return { notices: connection.collection<PublicNoticeDocument>('community_public_notices'), objections: connection.collection<ObjectionDocument>('community_objections') };
}

/** Makes the indexes, and settles what older programs stored; safe to run again. A step is publicised once, and objected to once by each. */
export async function createPublicityIndexes(connection: Connection): Promise<void> {
  const { notices, objections } = publicityCollections(connection);
  await notices.createIndexes([{ key: { number: 1, step: 1 }, unique: true }, { key: { from: -1, _id: -1 } }, { key: { goneAt: 1 }, expireAfterSeconds: 0 }]);
  await objections.createIndexes([{ key: { noticeId: 1, by: 1 }, unique: true, partialFilterExpression: { by: { $type: 'string' } } }, { key: { number: 1, at: 1 } }, { key: { by: 1 } }, { key: { number: 1, step: 1, at: 1 }, partialFilterExpression: { open: true }, name: 'open_objections' }]);
  // Handed in before they had to be looked into: they hold up nothing.
  await objections.updateMany({ open: { $exists: false } }, { $set: { open: false, lookedAt: null, findingsSealed: null, lookedBy: null } });
}
