import { Schema, type Connection, type Model } from 'mongoose';
import { hashed, inClear, sealed, token, type StoredCollection } from '../../modules/kernel/crypto/levels.js';

/**
 * One thing that OpenID keeps (session, code, token, grant …). Its own id, which the client holds as a credential, stands here
 * only as a hash; all it says is sealed. In the clear stands what it is found and ended by.
 */
export interface SsoRecord {
  /** `<kind>:<SM3 of the id>` */
  _id: string;
  kind: string;
  sealed: string;
  accountId?: string;
  clientId?: string;
  grantId?: string;
  /** SM3 of a session's uid. */
  uidHash?: string;
  /** Keyed token of a device flow's user code: eight letters are too few for a bare hash. */
  userCodeToken?: string;
  /** Epoch seconds at which a code or refresh token was used. */
  consumed?: number;
  expiresAt: Date;
}

/** Which app session stands behind a sign-on session, so that both end together. Goes when the sign-on ends, never by itself. */
export interface SsoLink {
  /** SM3 of the sign-on session's uid. */
  _id: string;
  sessionId: string;
  accountId: string;
  /** When the session may have ended by itself. */
  checkAt: Date;
  expiresAt: Date;
}

/** The collections of single sign-on. */
export interface SsoModels {
  readonly records: Model<SsoRecord>;
  readonly links: Model<SsoLink>;
}

/** What stands here, at which level. */
export const ssoStored: readonly StoredCollection[] = [
  {
    collection: 'sso_records',
    fields: {
      ...inClear('internal', 'kind', 'clientId', 'grantId', 'consumed', 'expiresAt'),
      ...inClear('personal', 'accountId'),
      _id: hashed('sensitive'), uidHash: hashed('sensitive'), userCodeToken: token('sensitive'),
      sealed: sealed('sensitive', ({ _id }) => sealContext(String(_id))),
    },
  },
  { collection: 'sso_links', fields: { _id: hashed('sensitive'), ...inClear('personal', 'accountId'), ...inClear('internal', 'sessionId', 'checkAt', 'expiresAt') } },
];

/** The context under which a record is sealed. */
export function sealContext(id: string): string {
  return `sso.record:${id}`;
}

/** The models on a connection, made once for it. */
export function ssoModels(connection: Connection): SsoModels {
  const model = <T>(name: string, make: () => Schema<T>): Model<T> =>
    // The registry knows models by name only; the names here are this file's own.
    (connection.models[name] as Model<T> | undefined) ?? connection.model<T>(name, make());
  return { records: model('SsoRecord', recordSchema), links: model('SsoLink', linkSchema) };
}

const options = { strict: 'throw', versionKey: false, autoCreate: false, autoIndex: false } as const;
const text = { type: String, required: true } as const;

function recordSchema(): Schema<SsoRecord> {
  const schema = new Schema<SsoRecord>({
    _id: text, kind: text, sealed: text, accountId: String, clientId: String, grantId: String, uidHash: String, userCodeToken: String, consumed: Number,
    expiresAt: { type: Date, required: true },
  }, { ...options, collection: 'sso_records' });
  schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  schema.index({ accountId: 1, kind: 1 }, { partialFilterExpression: { accountId: { $type: 'string' } } });
  for (const field of ['grantId', 'uidHash', 'userCodeToken'] as const) schema.index({ [field]: 1 }, { partialFilterExpression: { [field]: { $type: 'string' } } });
  return schema;
}

function linkSchema(): Schema<SsoLink> {
  const schema = new Schema<SsoLink>({ _id: text, sessionId: text, accountId: text, checkAt: { type: Date, required: true }, expiresAt: { type: Date, required: true } }, { ...options, collection: 'sso_links' });
  schema.index({ sessionId: 1 });
  schema.index({ checkAt: 1 });
  schema.index({ accountId: 1 });
  return schema;
}
