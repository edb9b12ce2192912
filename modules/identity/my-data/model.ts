import { Schema, type Connection, type Model } from 'mongoose';
import { inClear, sealed, type StoredCollection } from '../../kernel/crypto/levels.js';
import type { CorrectionState } from './types.js';

/** A correction asked for; its words are sealed. */
export interface CorrectionDocument {
  _id: string;
  personId: string;
  byPersonId: string;
  field: string;
  valueSealed: string;
  reasonSealed: string;
  state: CorrectionState;
  requestedAt: Date;
  decidedAt: Date | null;
  /** Why it was refused, in the clerk's words. */
  noteSealed: string | null;
}

/** What stands here, at which level. */
export const correctionStored: StoredCollection = {
  collection: 'identity_corrections',
  fields: {
    ...inClear('internal', '_id', 'field', 'state', 'requestedAt', 'decidedAt'),
    ...inClear('personal', 'personId', 'byPersonId'),
    valueSealed: sealed('sensitive', ({ _id }) => `correction.value:${String(_id)}`),
    reasonSealed: sealed('sensitive', ({ _id }) => `correction.reason:${String(_id)}`),
    noteSealed: sealed('sensitive', ({ _id }) => `correction.note:${String(_id)}`),
  },
};

/** The model on a connection, made once for it. */
export function correctionModel(connection: Connection): Model<CorrectionDocument> {
  const name = 'IdentityCorrection';
  // The registry knows models by name only; the name is this file's own.
  return (connection.models[name] as Model<CorrectionDocument> | undefined) ?? connection.model<CorrectionDocument>(name, correctionSchema());
}

function correctionSchema(): Schema<CorrectionDocument> {
  const text = { type: String, required: true };
  const schema = new Schema<CorrectionDocument>({
    _id: text, personId: text, byPersonId: text, field: text, valueSealed: text, reasonSealed: text,
    state: { type: String, enum: ['OPEN', 'DONE', 'REFUSED'], required: true },
    requestedAt: { type: Date, required: true },
    decidedAt: { type: Date, default: null },
    noteSealed: { type: String, default: null },
  }, { strict: 'throw', versionKey: false, autoCreate: false, autoIndex: false, collection: 'identity_corrections' });
  schema.index({ personId: 1, requestedAt: 1 });
  schema.index({ state: 1, requestedAt: 1, _id: 1 });
  return schema;
}
