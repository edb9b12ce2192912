import mongoose, { type Connection, type Model } from 'mongoose';
import { inClear, type StoredCollection } from '../../modules/kernel/crypto/index.js';

/** A phrase that staff taught. */
export interface PhraseDocument {
  _id: string;
  intent: string;
  /** As said, numbers masked; each is taught once. */
  phrase: string;
  /** The training that took it in. */
  training: number;
  accountId: string;
  at: Date;
}

/** A training that took effect: who taught, when, and how well it did. Its number is the guard against two at once. */
export interface TrainingDocument {
  _id: number;
  accountId: string;
  at: Date;
  accepted: number;
  refused: number;
}

/** How much each path tells. */
export const learningStored: readonly StoredCollection[] = [
  { collection: 'bot_phrases', fields: inClear('internal', '_id', 'intent', 'phrase', 'training', 'accountId', 'at') },
  { collection: 'bot_trainings', fields: inClear('internal', '_id', 'accountId', 'at', 'accepted', 'refused') },
];

const options = { strict: 'throw', versionKey: false, autoCreate: false, autoIndex: false } as const;

const phraseSchema = new mongoose.Schema<PhraseDocument>(
  {
    _id: { type: String, required: true }, intent: { type: String, required: true }, phrase: { type: String, required: true }, training: { type: Number, required: true },
    accountId: { type: String, required: true }, at: { type: Date, required: true },
  },
  { ...options, collection: 'bot_phrases' },
);
phraseSchema.index({ phrase: 1 }, { unique: true });

const trainingSchema = new mongoose.Schema<TrainingDocument>(
  { _id: { type: Number, required: true }, accountId: { type: String, required: true }, at: { type: Date, required: true }, accepted: { type: Number, required: true }, refused: { type: Number, required: true } },
  { ...options, collection: 'bot_trainings' },
);

/** The models on a connection. */
export function learningModels(connection: Connection): { readonly phrases: Model<PhraseDocument>; readonly trainings: Model<TrainingDocument> } {
  return {
    phrases: (connection.models.BotPhrase as Model<PhraseDocument> | undefined) ?? connection.model<PhraseDocument>('BotPhrase', phraseSchema), // the names are this file's own
    trainings: (connection.models.BotTraining as Model<TrainingDocument> | undefined) ?? connection.model<TrainingDocument>('BotTraining', trainingSchema),
  };
}
