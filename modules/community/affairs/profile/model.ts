import { Schema, type Connection, type Model } from 'mongoose';
import { inClear, sealed, type StoredCollection } from '../../../kernel/crypto/levels.js';

/** What somebody has told once: all of it sealed together. */
export interface ProfileDocument {
  /** The person. */
  _id: string;
  /** JSON of the facts by key. */
  factsSealed: string;
  /** Counts up with each change. */
  version: number;
  updatedAt: Date;
}

/** What stands here, at which level. */
export const profilesStored: StoredCollection = {
  collection: 'community_profiles',
  fields: { ...inClear('personal', '_id'), ...inClear('internal', 'version', 'updatedAt'), factsSealed: sealed('sensitive', ({ _id }) => `profile.facts:${String(_id)}`) },
};

/** The model on a connection, made once for it. */
export function profileModel(connection: Connection): Model<ProfileDocument> {
  const name = 'CommunityProfile';
  const make = (): Schema<ProfileDocument> => new Schema<ProfileDocument>({
    _id: { type: String, required: true }, factsSealed: { type: String, required: true }, version: { type: Number, required: true }, updatedAt: { type: Date, required: true },
  }, { strict: 'throw', versionKey: false, autoCreate: false, autoIndex: false, collection: 'community_profiles' });
  // The registry knows models by name only; the name is this file's own.
  return (connection.models[name] as Model<ProfileDocument> | undefined) ?? connection.model<ProfileDocument>(name, make());
}
