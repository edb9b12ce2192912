import { Schema, type Connection, type Model } from 'mongoose';
import { inClear, sealed, token, type StoredCollection } from '../../../kernel/crypto/levels.js';

/** What a guest said of himself, as stored: sealed as one, found by the keyed token of passport and birth date. */
export interface GuestDocument {
  /** The account's id. */
  _id: string;
  /** One person, one guest account: unique. */
  identityToken: string;
  factsSealed: string;
  createdAt: Date;
}

/** Kind of the token. */
export const GUEST_TOKEN = 'guest.identity';
/** Context of the seal. */
export const guestContext = (accountId: string): string => `guest.facts:${accountId}`;

/** What stands here, at which level. */
export const guestsStored: StoredCollection = {
  collection: 'identity_guests',
  fields: {
    ...inClear('personal', '_id'), ...inClear('internal', 'createdAt'), identityToken: token('sensitive'),
    factsSealed: sealed('sensitive', ({ _id }) => guestContext(String(_id))),
  },
};

const schema = new Schema<GuestDocument>(
  {
    _id: { type: String, required: true },
    identityToken: { type: String, required: true },
    factsSealed: { type: String, required: true },
    createdAt: { type: Date, required: true },
  },
  { strict: 'throw', versionKey: false, autoCreate: false, autoIndex: false, collection: 'identity_guests' },
);
schema.index({ identityToken: 1 }, { unique: true });

/** The model of guests on a connection, made once for it. */
export function guestModel(connection: Connection): Model<GuestDocument> {
  // The registry knows models by name only; the name is this file's own.
  return (connection.models['IdentityGuest'] as Model<GuestDocument> | undefined) ?? connection.model<GuestDocument>('IdentityGuest', schema);
}
