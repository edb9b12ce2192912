import { Schema, type Connection, type Model } from 'mongoose';
import { inClear, sealed, token, type StoredCollection } from '../../kernel/crypto/levels.js';
import type { AccountEntity, AccountKind } from './types.js';

/** An account as stored. Phones are sealed and found by their keyed token; what opens an account stands in sign-in's store. */
export interface AccountDocument {
  _id: string;
  kind: AccountKind;
  /** Sealed; exact names are found by their keyed token. */
  nameSealed: string;
  nameToken: string;
  login?: string;
  phoneSealed?: string;
  phoneToken?: string;
  personId?: string;
  organisationId?: string;
  /** Found by its token; sealed for messages that go to it. */
  wechatToken?: string;
  wechatSealed?: string;
  proofed: boolean;
  /** When the person last proved to be themselves (实名) in this account. */
  provedAt?: Date;
  /** When the phone last took a code that came back: numbers go to new holders after about three months unused. */
  phoneHeldAt?: Date;
  wechatBoundAt?: Date;
  disabled: boolean;
  /** Why, sealed: it may say anything of anybody. */
  reasonSealed?: string;
  createdAt: Date;
}

/** What stands here, at which level. */
export const accountsStored: StoredCollection = {
  collection: 'accounts',
  fields: {
    ...inClear('internal', 'kind', 'disabled', 'createdAt'),
    ...inClear('personal', '_id', 'login', 'personId', 'organisationId', 'proofed', 'provedAt', 'phoneHeldAt', 'wechatBoundAt'),
    nameSealed: sealed('personal', ({ _id }) => `account.name:${String(_id)}`),
    nameToken: token('personal'),
    phoneSealed: sealed('sensitive', ({ _id }) => `account.phone:${String(_id)}`),
    phoneToken: token('sensitive'),
    wechatSealed: sealed('sensitive', ({ _id }) => `account.wechat:${String(_id)}`),
    wechatToken: token('sensitive'),
    reasonSealed: sealed('sensitive', ({ _id }) => `account.reason:${String(_id)}`),
  },
};

const schema = new Schema<AccountDocument>(
  {
    _id: { type: String, required: true },
    kind: { type: String, enum: ['RESIDENT', 'GUEST', 'STAFF', 'ORGANISATION'], required: true },
    nameSealed: { type: String, required: true },
    nameToken: { type: String, required: true },
    login: String,
    phoneSealed: String,
    phoneToken: String,
    personId: String,
    organisationId: String,
    wechatToken: String,
    wechatSealed: String,
    proofed: { type: Boolean, required: true },
    provedAt: Date,
    phoneHeldAt: Date,
    wechatBoundAt: Date,
    disabled: { type: Boolean, required: true },
    reasonSealed: String,
    createdAt: { type: Date, required: true },
  },
  { strict: 'throw', versionKey: false, autoCreate: false, autoIndex: false, collection: 'accounts' },
);
// Each of these names at most one account: the last guard of “one person, one account”.
for (const field of ['login', 'phoneToken', 'personId', 'organisationId', 'wechatToken'] as const) {
  schema.index({ [field]: 1 }, { unique: true, partialFilterExpression: { [field]: { $type: 'string' } } });
}
schema.index({ nameToken: 1, _id: 1 });

/** The model of accounts on a connection, made once for it. */
export function accountModel(connection: Connection): Model<AccountDocument> {
  // The registry knows models by name only; the name is this file's own.
  return (connection.models['Account'] as Model<AccountDocument> | undefined) ?? connection.model<AccountDocument>('Account', schema);
}

/** A stored account as services see it, with its name opened. */
export function toEntity(document: AccountDocument, displayName: string): AccountEntity {
  return {
    id: document._id,
    kind: document.kind,
    displayName,
    login: document.login ?? null,
    personId: document.personId ?? null,
    organisationId: document.organisationId ?? null,
    proofed: document.proofed,
    disabled: document.disabled,
    phoneSealed: document.phoneSealed ?? null,
    hasWechat: document.wechatToken !== undefined,
    wechatSealed: document.wechatSealed ?? null,
    provedAt: document.provedAt?.getTime() ?? null,
    phoneHeldAt: (document.phoneHeldAt ?? document.createdAt).getTime(),
    wechatBoundAt: document.wechatBoundAt?.getTime() ?? null,
    createdAt: document.createdAt.getTime(),
  };
}
