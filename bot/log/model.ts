import mongoose, { type Connection, type Model } from 'mongoose';
import { hashed, inClear, type StoredCollection } from '../../modules/kernel/crypto/index.js';
import type { Way } from '../dialogue/types.js';
import type { Band } from '../language/types.js';

/** One message and how it was understood. Nothing says whose it was: the conversation's id is hashed, numbers are masked. */
export interface TurnDocument {
  /** The answer's turn. */
  _id: string;
  conversation: string;
  at: Date;
  channel: string;
  /** Common form, numbers masked. */
  text: string;
  band: Band;
  top: { intent: string; score: number }[];
  way: Way;
  intent: string | null;
  /** Names of the slots that were filled. */
  slots: string[];
  asks: string | null;
  done: boolean;
  /** What it was understood with. */
  versions: { training: number; lexicon: number };
  helpful?: boolean;
  /** Said again in other words within a minute: it had not been understood. */
  rephrased?: boolean;
}

/** How much each path tells: numbers are masked, and nothing says whose words they were. */
export const turnsStored: StoredCollection = {
  collection: 'bot_turns',
  fields: {
    ...inClear('internal', '_id', 'at', 'channel', 'band', 'top.$.intent', 'top.$.score', 'way', 'intent', 'slots', 'asks', 'done', 'versions.training', 'versions.lexicon', 'helpful', 'rephrased'),
    ...inClear('personal', 'text'), conversation: hashed('personal'),
  },
};

/** How long messages are kept for learning from them. */
const KEPT_SECONDS = 180 * 24 * 3_600;

const schema = new mongoose.Schema<TurnDocument>(
  {
    _id: { type: String, required: true }, conversation: { type: String, required: true }, at: { type: Date, required: true }, channel: { type: String, required: true },
    text: { type: String, default: '' }, band: { type: String, required: true }, top: [{ _id: false, intent: String, score: Number }], way: { type: String, required: true }, intent: { type: String, default: null },
    slots: [String], asks: { type: String, default: null }, done: { type: Boolean, required: true }, versions: { training: Number, lexicon: Number }, helpful: Boolean, rephrased: Boolean,
  },
  { collection: 'bot_turns', strict: 'throw', versionKey: false, autoCreate: false, autoIndex: false },
);
schema.index({ at: 1 }, { expireAfterSeconds: KEPT_SECONDS });
schema.index({ conversation: 1, at: -1 });

/** The model of logged messages on a connection. */
export function turnModel(connection: Connection): Model<TurnDocument> {
  return (connection.models.BotTurn as Model<TurnDocument> | undefined) ?? connection.model<TurnDocument>('BotTurn', schema); // the name is this file's own
}
