import { Schema, type Connection, type Model } from 'mongoose';
import { inClear, sealed, token, type StoredCollection } from '../../kernel/crypto/levels.js';
import type { IdentifierKind } from '../../kernel/identifiers.js';
import type { ProofMethod } from './ports.js';

/**
 * A person as stored. Identifier, name and phone are sealed; their tokens (keyed HMAC) find them exactly. A masked identifier
 * is never stored: beside the birth date it would nearly be the whole one.
 */
export interface PersonDocument {
  _id: string;
  identifierKind: IdentifierKind;
  identifierSealed: string | null;
  /** One person is one identifier: unique. */
  identifierToken: string;
  nameSealed: string | null;
  birthDate: string | null;
  phoneSealed: string | null;
  phoneToken: string | null;
  status: 'active' | 'erased';
  proof: { at: Date; method: ProofMethod; by: string | null } | null;
  createdAt: Date;
}

/** Refused proofs of an account on one day, so that names and numbers cannot be tried out. */
export interface ProofAttempts {
  /** `account:YYYY-MM-DD` */
  _id: string;
  refused: number;
  expiresAt: Date;
}

/** The collections of people. */
export interface PeopleModels {
  readonly people: Model<PersonDocument>;
  readonly attempts: Model<ProofAttempts>;
}

const options = { strict: 'throw', versionKey: false, autoCreate: false, autoIndex: false } as const;

/** What stands here, at which level. */
export const peopleStored: readonly StoredCollection[] = [
  {
    collection: 'identity_people',
    fields: {
      ...inClear('internal', 'status', 'createdAt'),
      ...inClear('personal', '_id', 'identifierKind', 'birthDate', 'proof.at', 'proof.method', 'proof.by'),
      identifierSealed: sealed('sensitive', ({ _id }) => `person.identifier:${String(_id)}`),
      identifierToken: token('sensitive'),
      nameSealed: sealed('personal', ({ _id }) => `person.name:${String(_id)}`),
      phoneSealed: sealed('sensitive', ({ _id }) => `person.phone:${String(_id)}`),
      phoneToken: token('sensitive'),
    },
  },
  { collection: 'identity_proof_attempts', fields: { ...inClear('personal', '_id'), ...inClear('internal', 'refused', 'expiresAt') } },
];

/** The models on a connection, made once for it. */
export function peopleModels(connection: Connection): PeopleModels {
  const model = <T>(name: string, make: () => Schema<T>): Model<T> =>
    // The registry knows models by name only; the names here are this file's own.
    (connection.models[name] as Model<T> | undefined) ?? connection.model<T>(name, make());
  return { people: model('IdentityPerson', personSchema), attempts: model('IdentityProofAttempts', attemptsSchema) };
}

function personSchema(): Schema<PersonDocument> {
  const schema = new Schema<PersonDocument>({
    _id: { type: String, required: true },
    identifierKind: { type: String, required: true },
    identifierSealed: { type: String, default: null },
    identifierToken: { type: String, required: true },
    nameSealed: { type: String, default: null },
    birthDate: { type: String, default: null },
    phoneSealed: { type: String, default: null },
    phoneToken: { type: String, default: null },
    status: { type: String, enum: ['active', 'erased'], required: true },
    proof: { type: new Schema({ at: { type: Date, required: true }, method: { type: String, required: true }, by: { type: String, default: null } }, { _id: false }), default: null },
    createdAt: { type: Date, required: true },
  }, { ...options, collection: 'identity_people' });
  schema.index({ identifierToken: 1 }, { unique: true });
  schema.index({ phoneToken: 1 });
  return schema;
}

function attemptsSchema(): Schema<ProofAttempts> {
  const schema = new Schema<ProofAttempts>({
    _id: { type: String, required: true },
    refused: { type: Number, required: true },
    expiresAt: { type: Date, required: true },
  }, { ...options, collection: 'identity_proof_attempts' });
  schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  return schema;
}
