import { Schema, type Connection, type Model } from 'mongoose';
import { inClear, type StoredCollection } from '../../kernel/crypto/index.js';
import type { QuietHours } from '../contract.js';
import type { Choices } from './rules.js';

/** What somebody chose, as stored; what is absent is as it comes. */
export interface PreferencesDocument {
  _id: string;
  language?: 'ZH_HANS' | 'EN';
  kinds?: NonNullable<Choices['kinds']>;
  quietHours?: QuietHours | null;
}

/** What stands here, at which level. */
export const preferencesStored: StoredCollection = { collection: 'message_preferences', fields: inClear('personal', '_id', 'language', 'kinds', 'quietHours') };

const schema = new Schema<PreferencesDocument>(
  {
    _id: { type: String, required: true },
    language: { type: String, enum: ['ZH_HANS', 'EN'] },
    kinds: { type: Schema.Types.Mixed },
    quietHours: { type: Schema.Types.Mixed },
  },
  { strict: 'throw', versionKey: false, autoCreate: false, autoIndex: false, collection: 'message_preferences' },
);

/** The model of preferences on a connection, made once for it. */
export function preferencesModel(connection: Connection): Model<PreferencesDocument> {
  // The registry knows models by name only; the name is this file's own.
  return (connection.models['MessagePreferences'] as Model<PreferencesDocument> | undefined) ?? connection.model<PreferencesDocument>('MessagePreferences', schema);
}

/** Stored preferences as choices. */
export function toChoices(document: PreferencesDocument | null): Choices {
  const { language, kinds, quietHours } = document ?? {};
  return { ...(language ? { language } : {}), ...(kinds ? { kinds } : {}), ...(quietHours === undefined ? {} : { quietHours }) };
}
