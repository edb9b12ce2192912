import { Schema, type Connection, type Model } from 'mongoose';
import { inClear, sealed, token, type StoredCollection } from '../../../kernel/crypto/levels.js';

/** A guardian as the register names one. */
export interface RegisteredGuardian {
  /** Token of the guardian's identifier. */
  token: string;
  /** Scopes that a court or an agreement leaves to the other guardian alone. */
  withheld: string[];
}

/** A line of the sample district's population and household register. */
export interface RegisterDocument {
  /** Token of the identifier. */
  _id: string;
  nameSealed: string;
  birthDate: string;
  /** The household book (户口簿) it stands in; null for who has none here. */
  household: string | null;
  guardians: RegisteredGuardian[];
}

const guardian = new Schema<RegisteredGuardian>({ token: { type: String, required: true }, withheld: { type: [String], required: true } }, { _id: false });

/** The model on a connection, made once for it. */
export function registerModel(connection: Connection): Model<RegisterDocument> {
  const name = 'IdentityRegister';
  const make = (): Schema<RegisterDocument> => new Schema<RegisterDocument>({
    _id: { type: String, required: true },
    nameSealed: { type: String, required: true },
    birthDate: { type: String, required: true },
    household: { type: String, default: null },
    guardians: { type: [guardian], required: true },
  }, { strict: 'throw', versionKey: false, autoCreate: false, autoIndex: false, collection: 'identity_register' });
  // The registry knows models by name only; the name is this file's own.
  return (connection.models[name] as Model<RegisterDocument> | undefined) ?? connection.model<RegisterDocument>(name, make());
}

/** What stands here, at which level; a line goes by a token itself. */
export const registerStored: StoredCollection = {
  collection: 'identity_register',
  fields: {
    _id: token('sensitive'), 'guardians.$.token': token('sensitive'),
    ...inClear('personal', 'birthDate', 'household', 'guardians.$.withheld'),
    nameSealed: sealed('personal', ({ _id }) => `register.name:${String(_id)}`),
  },
};
