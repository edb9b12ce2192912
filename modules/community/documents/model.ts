import { Schema, type Connection, type Model } from 'mongoose';
import { inClear, sealed, type StoredCollection } from '../../kernel/crypto/levels.js';
import type { DocumentKind } from './types.js';

/** An issued document. Its paper is drawn from what is sealed here; a signature holds it to what was issued. */
export interface IssuedDocument {
  /** The code on the paper. */
  _id: string;
  kind: DocumentKind;
  /** The application's number. */
  number: string;
  title: string;
  /** Whom it is about. */
  personId: string;
  contentSealed: string;
  /** SM3 of the content's canonical JSON. */
  hash: string;
  signature: string;
  keyVersion: number;
  issuedAt: Date;
  /** Since when it no longer holds; null: it holds. */
  revokedAt: Date | null;
}

/** What stands here, at which level. */
export const documentsStored: StoredCollection = {
  collection: 'community_documents',
  fields: {
    ...inClear('internal', '_id', 'kind', 'number', 'title', 'hash', 'signature', 'keyVersion', 'issuedAt', 'revokedAt'), ...inClear('personal', 'personId'),
    contentSealed: sealed('sensitive', ({ _id }) => `document.content:${String(_id)}`),
  },
};

/** The model on a connection, made once for it. */
export function documentModel(connection: Connection): Model<IssuedDocument> {
  const name = 'CommunityDocument';
  // The registry knows models by name only; the name is this file's own.
  return (connection.models[name] as Model<IssuedDocument> | undefined) ?? connection.model<IssuedDocument>(name, documentSchema());
}

function documentSchema(): Schema<IssuedDocument> {
  const text = { type: String, required: true };
  const schema = new Schema<IssuedDocument>({
    _id: text, kind: { type: String, enum: ['RECEIPT', 'NOTICE', 'DECISION'], required: true }, number: text, title: text, personId: text, contentSealed: text, hash: text, signature: text,
    keyVersion: { type: Number, required: true }, issuedAt: { type: Date, required: true }, revokedAt: { type: Date, default: null },
  }, { strict: 'throw', versionKey: false, autoCreate: false, autoIndex: false, collection: 'community_documents' });
  schema.index({ number: 1, issuedAt: 1 });
  schema.index({ personId: 1, issuedAt: 1 });
  return schema;
}
