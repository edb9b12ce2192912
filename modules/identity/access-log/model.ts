import type { Connection } from 'mongoose';
import { inClear, sealed, type StoredCollection } from '../../kernel/crypto/levels.js';
import type { DisputeState } from './types.js';

/** A dispute as stored; what people wrote is sealed. */
export interface DisputeDocument {
  _id: string;
  /** Whose data the entry is about. */
  personId: string;
  recordId: string;
  reasonSealed: string;
  findingSealed: string | null;
  state: DisputeState;
  openedBy: string;
  /** Who opened it: the person, or who acted for them. */
  byPersonId?: string;
  openedAt: Date;
  closedBy: string | null;
  closedAt: Date | null;
}

/** What stands here, at which level. */
export const disputesStored: StoredCollection = {
  collection: 'access_disputes',
  fields: {
    ...inClear('internal', '_id', 'recordId', 'state', 'openedAt', 'closedAt'),
    ...inClear('personal', 'personId', 'openedBy', 'byPersonId', 'closedBy'),
    reasonSealed: sealed('sensitive', ({ _id }) => `dispute.reason:${String(_id)}`),
    findingSealed: sealed('sensitive', ({ _id }) => `dispute.finding:${String(_id)}`),
  },
};

/** The collection of disputes. */
export const disputesOf = (connection: Connection) => connection.collection<DisputeDocument>('access_disputes');

/** Makes collection and indexes: one dispute for one entry of one person. Safe to run again. */
export async function createDisputeIndexes(connection: Connection): Promise<void> {
  await disputesOf(connection).createIndexes([
    { key: { personId: 1, recordId: 1 }, unique: true },
    { key: { state: 1, openedAt: -1, _id: -1 } },
    { key: { openedAt: -1, _id: -1 } },
  ]);
}
