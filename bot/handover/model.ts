import mongoose, { type Connection, type Model } from 'mongoose';
import { inClear, sealed, type StoredCollection } from '../../modules/kernel/crypto/index.js';
import type { HandoverReason, HandoverState } from '../contract.js';

/** A hand-over as stored: who waits, since when, and who serves. The words stay in the conversation, but for what was left out of hours. */
export interface HandoverDocument {
  _id: string;
  /** Sealed: the id opens the conversation. */
  conversation: string;
  /** Sealed turns as JSON, where it was left out of hours: the staff may come after the conversation is forgotten. */
  words?: string;
  /** Whose it is; null for somebody browsing. */
  personId: string | null;
  state: HandoverState;
  reason: HandoverReason;
  askedAt: Date;
  clerkAccountId?: string;
  clerkName?: string;
  endedAt?: Date;
  /** MongoDB deletes it then. */
  expiresAt: Date;
}

const COLLECTION = 'bot_handovers';

/** Context of the sealed id. */
export const conversationContext = (id: string): string => `bot.handover.conversation:${id}`;
/** Context of the sealed words. */
export const wordsContext = (id: string): string => `bot.handover.words:${id}`;

/** How much each path tells. */
export const handoversStored: StoredCollection = {
  collection: COLLECTION,
  fields: {
    ...inClear('internal', '_id', 'state', 'reason', 'askedAt', 'clerkAccountId', 'endedAt', 'expiresAt'), ...inClear('personal', 'personId', 'clerkName'),
    conversation: sealed('personal', ({ _id }) => conversationContext(String(_id))), words: sealed('sensitive', ({ _id }) => wordsContext(String(_id))),
  },
};

/** The model on a connection. */
export function handoverModel(connection: Connection): Model<HandoverDocument> {
  const known = connection.models.BotHandover as Model<HandoverDocument> | undefined; // made below
  if (known) return known;
  const schema = new mongoose.Schema<HandoverDocument>(
    {
      _id: { type: String, required: true }, conversation: { type: String, required: true }, words: String, personId: { type: String, default: null },
      state: { type: String, required: true }, reason: { type: String, required: true }, askedAt: { type: Date, required: true },
      clerkAccountId: String, clerkName: String, endedAt: Date, expiresAt: { type: Date, required: true },
    },
    { collection: COLLECTION, strict: 'throw', versionKey: false },
  );
  schema.index({ state: 1, askedAt: 1, _id: 1 });
  schema.index({ personId: 1 });
  schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  return connection.model<HandoverDocument>('BotHandover', schema);
}
