import { Schema, type Connection, type Model } from 'mongoose';
import { hashed, inClear, sealed, sealedAsWritten, type StoredCollection } from '../../kernel/crypto/levels.js';
import type { Guessed, LockPlace } from './types.js';

/** What opens an account, apart from the account itself so that no reading of accounts ever carries it. */
export interface CredentialDocument {
  /** The account's id. */
  _id: string;
  password?: { hash: string; changedAt: Date; former: string[]; /** Given by whoever founded the account, and known to him. */ initial?: boolean };
  authenticator?: { sealed: string; lastStep: number };
  /** An authenticator being bound. */
  pending?: { sealed: string; startedAt: Date };
  /** The certificate that came last. */
  certificate?: { fingerprint: string; validUntil: Date; boundAt: Date };
}

/** A one-time code on its way: of the code only the keyed hash. */
export interface CodeDocument {
  /** `<purpose>:<phone token>` */
  _id: string;
  codeHash: string;
  tries: number;
  expiresAt: Date;
}

/** Something begun that the same client must finish: a second factor, a nonce to sign, a WeChat state, a WeChat user to bind. */
export interface ChallengeDocument {
  _id: string;
  kind: string;
  /** Plain data, or sealed where it is personal. */
  data: Record<string, unknown>;
  expiresAt: Date;
}

/** Wrong tries, or uses, under a keyed name. */
export interface CounterDocument {
  _id: string;
  count: number;
  /** Whether the last asking was let in. */
  let: boolean;
  /** Another with each lock: what is shown of a count is never its keyed name. */
  lockId?: string;
  lockedAt?: Date;
  lockedUntil?: Date;
  /** Whose tries these are and of what; absent where no account is known by the name. */
  accountId?: string;
  guessed?: Guessed;
  where?: LockPlace;
  expiresAt: Date;
}

/** A browser on which an account signed in. */
export interface DeviceDocument {
  _id: string;
  /** Keyed hash of the word in its cookie. */
  deviceHash: string;
  accountId: string;
  seenAt: Date;
  expiresAt: Date;
}

/** The collections of sign-in. */
export interface SignInModels {
  readonly credentials: Model<CredentialDocument>;
  readonly codes: Model<CodeDocument>;
  readonly challenges: Model<ChallengeDocument>;
  readonly counters: Model<CounterDocument>;
  readonly devices: Model<DeviceDocument>;
}

const authenticatorSeal = sealed('sensitive', ({ _id }) => `credential.authenticator:${String(_id)}`);

/** What stands here, at which level. */
export const signInStored: readonly StoredCollection[] = [
  {
    collection: 'credentials',
    fields: {
      ...inClear('personal', '_id', 'certificate.fingerprint'),
      ...inClear('internal', 'password.changedAt', 'password.initial', 'authenticator.lastStep', 'pending.startedAt', 'certificate.validUntil', 'certificate.boundAt'),
      'password.hash': hashed('sensitive'), 'password.former': hashed('sensitive'),
      'authenticator.sealed': authenticatorSeal, 'pending.sealed': authenticatorSeal,
    },
  },
  { collection: 'sign_in_codes', fields: { _id: hashed('sensitive'), codeHash: hashed('sensitive'), ...inClear('internal', 'tries', 'expiresAt') } },
  {
    collection: 'sign_in_challenges',
    fields: {
      ...inClear('internal', '_id', 'kind', 'expiresAt', 'data.nonce', 'data.secret', 'data.first', 'data.methods', 'data.withPosts'),
      ...inClear('personal', 'data.accountId'),
      'data.sealed': sealedAsWritten('sensitive'),
    },
  },
  {
    collection: 'sign_in_counters',
    fields: { _id: hashed('sensitive'), ...inClear('internal', 'count', 'let', 'lockId', 'lockedAt', 'lockedUntil', 'guessed', 'where', 'expiresAt'), ...inClear('personal', 'accountId') },
  },
  { collection: 'sign_in_devices', fields: { ...inClear('internal', '_id', 'expiresAt'), deviceHash: hashed('sensitive'), ...inClear('personal', 'accountId', 'seenAt') } },
];

const options = (collection: string) => ({ strict: 'throw', versionKey: false, autoCreate: false, autoIndex: false, collection }) as const;
const inner = { _id: false } as const;

/** The models on a connection, made once for it. */
export function signInModels(connection: Connection): SignInModels {
  const model = <T>(name: string, make: () => Schema<T>): Model<T> =>
    // The registry knows models by name only; the names are this file's own.
    (connection.models[name] as Model<T> | undefined) ?? connection.model<T>(name, make());
  return {
    credentials: model<CredentialDocument>('Credential', () => new Schema<CredentialDocument>({
      _id: { type: String, required: true },
      password: new Schema({ hash: { type: String, required: true }, changedAt: { type: Date, required: true }, former: { type: [String], required: true }, initial: Boolean }, inner),
      authenticator: new Schema({ sealed: { type: String, required: true }, lastStep: { type: Number, required: true } }, inner),
      pending: new Schema({ sealed: { type: String, required: true }, startedAt: { type: Date, required: true } }, inner),
      certificate: new Schema({ fingerprint: { type: String, required: true }, validUntil: { type: Date, required: true }, boundAt: { type: Date, required: true } }, inner),
    }, options('credentials'))),
    codes: model<CodeDocument>('SignInCode', () => expiring(new Schema<CodeDocument>({
      _id: { type: String, required: true }, codeHash: { type: String, required: true }, tries: { type: Number, required: true }, expiresAt: { type: Date, required: true },
    }, options('sign_in_codes')))),
    challenges: model<ChallengeDocument>('SignInChallenge', () => expiring(new Schema<ChallengeDocument>({
      _id: { type: String, required: true }, kind: { type: String, required: true }, data: { type: Schema.Types.Mixed, required: true }, expiresAt: { type: Date, required: true },
    }, { ...options('sign_in_challenges'), minimize: false }))),
    counters: model<CounterDocument>('SignInCounter', () => listed(expiring(new Schema<CounterDocument>({
      _id: { type: String, required: true }, count: { type: Number, required: true }, let: { type: Boolean, required: true }, lockId: String, lockedAt: Date, lockedUntil: Date,
      accountId: String, guessed: String, where: String, expiresAt: { type: Date, required: true },
    }, options('sign_in_counters'))))),
    devices: model<DeviceDocument>('SignInDevice', () => known(expiring(new Schema<DeviceDocument>({
      _id: { type: String, required: true }, deviceHash: { type: String, required: true }, accountId: { type: String, required: true }, seenAt: { type: Date, required: true }, expiresAt: { type: Date, required: true },
    }, options('sign_in_devices'))))),
  };
}

function known(schema: Schema<DeviceDocument>): Schema<DeviceDocument> {
  schema.index({ deviceHash: 1, accountId: 1 }, { unique: true });
  schema.index({ accountId: 1, seenAt: -1 });
  return schema;
}

function listed(schema: Schema<CounterDocument>): Schema<CounterDocument> {
  const ofAccounts = { partialFilterExpression: { accountId: { $type: 'string' } } };
  schema.index({ lockedUntil: -1, _id: -1 }, ofAccounts);
  schema.index({ accountId: 1 }, ofAccounts);
  schema.index({ lockId: 1 }, { partialFilterExpression: { lockId: { $type: 'string' } } });
  return schema;
}

function expiring<T>(schema: Schema<T>): Schema<T> {
  schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  return schema;
}
