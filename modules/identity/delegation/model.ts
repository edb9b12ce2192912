import { Schema, type Connection, type Model } from 'mongoose';
import { inClear, sealed, type StoredCollection } from '../../kernel/crypto/levels.js';
import type { DelegationBasis, DelegationKind, StoredState } from './types.js';

/** An edge as stored. Names stand with the people. */
export interface DelegationDocument {
  _id: string;
  kind: DelegationKind;
  actorId: string;
  principalKind: 'person' | 'organisation';
  principalId: string;
  scopes: string[];
  state: StoredState;
  basis: DelegationBasis;
  from: Date;
  until: Date | null;
  birthDate: string | null;
  /** True until it is revoked or replaced: at most one open edge of a kind between two. */
  open: boolean;
  /** The persons who made it, confirmed it, ended it. */
  by: { created: string | null; confirmed: string | null; revoked: string | null };
  endedAt: Date | null;
  /** Why a claim was refused, in somebody's words. */
  refusalSealed: string | null;
}

/** The context that an edge's refusal is sealed with. */
export const refusalContext = (id: string): string => `delegation.refusal:${id}`;

/** What stands here, at which level. */
export const delegationStored: StoredCollection = {
  collection: 'identity_delegations',
  fields: {
    ...inClear('internal', '_id', 'principalKind', 'open'),
    ...inClear('personal', 'kind', 'actorId', 'principalId', 'scopes', 'state', 'basis', 'from', 'until', 'birthDate', 'by.created', 'by.confirmed', 'by.revoked', 'endedAt'),
    refusalSealed: sealed('sensitive', ({ _id }) => refusalContext(String(_id))),
  },
};

/** The model on a connection, made once for it. */
export function delegationModel(connection: Connection): Model<DelegationDocument> {
  const name = 'IdentityDelegation';
  // The registry knows models by name only; the name is this file's own.
  return (connection.models[name] as Model<DelegationDocument> | undefined) ?? connection.model<DelegationDocument>(name, delegationSchema());
}

function delegationSchema(): Schema<DelegationDocument> {
  const party = { type: String, default: null };
  const schema = new Schema<DelegationDocument>({
    _id: { type: String, required: true },
    kind: { type: String, enum: ['GUARDIAN', 'CARER', 'AGENT', 'LEGAL_REPRESENTATIVE'], required: true },
    actorId: { type: String, required: true },
    principalKind: { type: String, enum: ['person', 'organisation'], required: true },
    principalId: { type: String, required: true },
    scopes: { type: [String], required: true },
    state: { type: String, enum: ['PENDING', 'ACTIVE', 'REFUSED', 'REVOKED'], required: true },
    basis: { type: String, enum: ['HOUSEHOLD_REGISTER', 'OTHER_GUARDIAN', 'CLERK', 'GRANTED', 'REGISTRY'], required: true },
    from: { type: Date, required: true },
    until: { type: Date, default: null },
    birthDate: { type: String, default: null },
    open: { type: Boolean, required: true },
    by: { type: new Schema({ created: party, confirmed: party, revoked: party }, { _id: false }), required: true },
    endedAt: { type: Date, default: null },
    refusalSealed: { type: String, default: null },
  }, { strict: 'throw', versionKey: false, autoCreate: false, autoIndex: false, collection: 'identity_delegations' });
  schema.index({ actorId: 1, principalId: 1, kind: 1 }, { unique: true, partialFilterExpression: { open: true } });
  schema.index({ principalId: 1 });
  schema.index({ from: 1, _id: 1 }, { partialFilterExpression: { state: 'PENDING' } });
  return schema;
}
