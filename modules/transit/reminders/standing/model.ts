import { Schema, type Connection, type Model } from 'mongoose';
import { inClear, sealed, type FieldCipher, type StoredCollection } from '../../../kernel/crypto/index.js';
import type { Reminder } from '../rules/reminder.js';

/** A reminder that stands without an open page, as stored: where somebody goes is sealed. */
export interface StandingDocument {
  _id: string;
  personId: string;
  feedId: string;
  /** {@link Reminder} as sealed JSON. */
  sealed: string;
  /** Service clock. */
  setAt: Date;
  /** Service clock: the end of the service day. */
  expiresAt: Date;
  /** System clock, for MongoDB's own clearing. */
  storedAt: Date;
}

/** One document a person, written by each who adds: two at once get into each other's way, so that both count rightly. */
export interface TurnDocument {
  _id: string;
  turns: number;
}

/** A reminder lives for a day at most; what a stopped replay left goes after two. */
const KEPT_SECONDS = 2 * 24 * 3600;
const options = { strict: 'throw', versionKey: false, autoCreate: false, autoIndex: false } as const;

const schema = new Schema<StandingDocument>(
  {
    _id: { type: String, required: true },
    personId: { type: String, required: true },
    feedId: { type: String, required: true },
    sealed: { type: String, required: true },
    setAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    storedAt: { type: Date, required: true },
  },
  { ...options, collection: 'transit_standing_reminders' },
);
schema.index({ personId: 1, setAt: 1 });
schema.index({ feedId: 1 });
schema.index({ storedAt: 1 }, { expireAfterSeconds: KEPT_SECONDS });

const turnSchema = new Schema<TurnDocument>({ _id: { type: String, required: true }, turns: { type: Number, required: true } }, { ...options, collection: 'transit_standing_turns' });

/** The models on a connection, made once for it. */
export function standingModels(connection: Connection): { readonly reminders: Model<StandingDocument>; readonly turns: Model<TurnDocument> } {
  // The registry knows models by name only; the names are this file's own.
  return {
    reminders: (connection.models['TransitStandingReminder'] as Model<StandingDocument> | undefined) ?? connection.model<StandingDocument>('TransitStandingReminder', schema),
    turns: (connection.models['TransitStandingTurn'] as Model<TurnDocument> | undefined) ?? connection.model<TurnDocument>('TransitStandingTurn', turnSchema),
  };
}

const contextOf = (id: string): string => `transit.reminder:${id}`;

/** Opens what somebody wants to be reminded of. Throws SealBroken. */
export function openReminder(cipher: FieldCipher, { _id, sealed }: Pick<StandingDocument, '_id' | 'sealed'>): Reminder {
  return JSON.parse(cipher.open(sealed, contextOf(_id))) as Reminder; // sealed by `sealReminder` alone
}

/** Seals it. */
export function sealReminder(cipher: FieldCipher, id: string, reminder: Reminder): string {
  return cipher.seal(JSON.stringify(reminder), contextOf(id));
}

/** What stands here, at which level. Where somebody will be, and when, is a track of them. */
export const remindersStored: readonly StoredCollection[] = [
  {
    collection: 'transit_standing_reminders',
    fields: { ...inClear('internal', '_id', 'feedId', 'setAt', 'expiresAt', 'storedAt'), ...inClear('personal', 'personId'), sealed: sealed('sensitive', ({ _id }) => contextOf(String(_id))) },
  },
  { collection: 'transit_standing_turns', fields: { ...inClear('personal', '_id'), ...inClear('internal', 'turns') } },
];
