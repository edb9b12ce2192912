import { Schema, type Connection, type Model } from 'mongoose';
import { inClear, sealed, type StoredCollection } from '../../../kernel/crypto/levels.js';

/** An emergency access as stored. Its reason may tell of health, so it is sealed. */
export interface EmergencyDocument {
  _id: string;
  accountId: string;
  byPersonId: string;
  postId: string;
  personId: string;
  reasonSealed: string;
  at: Date;
  endsAt: Date;
  review: { justified: boolean; noteSealed: string; by: string; at: Date } | null;
}

/** What stands here, at which level. */
export const emergencyStored: StoredCollection = {
  collection: 'identity_emergencies',
  fields: {
    ...inClear('internal', '_id', 'review.justified', 'review.at'),
    ...inClear('personal', 'accountId', 'byPersonId', 'postId', 'personId', 'at', 'endsAt', 'review.by'),
    reasonSealed: sealed('health-secret', ({ _id }) => `emergency.reason:${String(_id)}`),
    'review.noteSealed': sealed('health-secret', ({ _id }) => `emergency.note:${String(_id)}`),
  },
};

/** The model on a connection, made once for it. */
export function emergencyModel(connection: Connection): Model<EmergencyDocument> {
  const name = 'IdentityEmergency';
  // The registry knows models by name only; the name is this file's own.
  return (connection.models[name] as Model<EmergencyDocument> | undefined) ?? connection.model<EmergencyDocument>(name, emergencySchema());
}

function emergencySchema(): Schema<EmergencyDocument> {
  const text = { type: String, required: true };
  const schema = new Schema<EmergencyDocument>({
    _id: text, accountId: text, byPersonId: text, postId: text, personId: text, reasonSealed: text,
    at: { type: Date, required: true },
    endsAt: { type: Date, required: true },
    review: { type: new Schema({ justified: { type: Boolean, required: true }, noteSealed: text, by: text, at: { type: Date, required: true } }, { _id: false }), default: null },
  }, { strict: 'throw', versionKey: false, autoCreate: false, autoIndex: false, collection: 'identity_emergencies' });
  schema.index({ accountId: 1, personId: 1, endsAt: 1 });
  schema.index({ review: 1, at: 1 });
  schema.index({ personId: 1 });
  return schema;
}
