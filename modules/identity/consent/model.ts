import { Schema, type Connection, type Model } from 'mongoose';
import { inClear, type StoredCollection } from '../../kernel/crypto/levels.js';

/** What somebody agreed to last, by purpose. */
export interface ConsentDocument {
  /** `person:purpose` */
  _id: string;
  personId: string;
  purpose: string;
  version: number;
  given: boolean;
  at: Date;
  /** The guardian's person id; null where it was the person. */
  by: string | null;
}

/** Each decision ever made, to be able to prove them (个人信息保护法 §14, §15). */
export interface ConsentDecision extends Omit<ConsentDocument, '_id'> {
  _id: string;
}

/** The collections of consents. */
export interface ConsentModels {
  readonly consents: Model<ConsentDocument>;
  readonly decisions: Model<ConsentDecision>;
}

/** What stands here, at which level. */
export const consentsStored: readonly StoredCollection[] = ['identity_consents', 'identity_consent_decisions'].map((collection) => ({
  collection, fields: { ...inClear('internal', 'version'), ...inClear('personal', '_id', 'personId', 'purpose', 'given', 'at', 'by') },
}));

/** The models on a connection, made once for it. */
export function consentModels(connection: Connection): ConsentModels {
  const model = (name: string, collection: string): Model<ConsentDocument> =>
    // The registry knows models by name only; the names here are this file's own.
    (connection.models[name] as Model<ConsentDocument> | undefined) ?? connection.model<ConsentDocument>(name, schemaOf(collection));
  return { consents: model('IdentityConsent', 'identity_consents'), decisions: model('IdentityConsentDecision', 'identity_consent_decisions') };
}

function schemaOf(collection: string): Schema<ConsentDocument> {
  const schema = new Schema<ConsentDocument>({
    _id: { type: String, required: true },
    personId: { type: String, required: true },
    purpose: { type: String, required: true },
    version: { type: Number, required: true },
    given: { type: Boolean, required: true },
    at: { type: Date, required: true },
    by: { type: String, default: null },
  }, { strict: 'throw', versionKey: false, autoCreate: false, autoIndex: false, collection });
  schema.index({ personId: 1, at: 1 });
  return schema;
}
