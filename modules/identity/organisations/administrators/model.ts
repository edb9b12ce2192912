import { Schema, type Connection, type Model } from 'mongoose';
import type { Role } from '../../../kernel/caller.js';
import { inClear, sealed, type StoredCollection } from '../../../kernel/crypto/levels.js';
import type { ProposalState } from '../types.js';

/** A proposed administrator as stored. */
export interface ProposalDocument {
  _id: string;
  personId: string;
  organisationId: string;
  role: Role;
  title: string;
  from: string;
  until: string | null;
  /** One that waits lapses by its time; LAPSED is written once another takes its place. */
  state: ProposalState;
  proposedById: string;
  proposedAs: Role;
  proposedAt: Date;
  decidedById: string | null;
  decidedAt: Date | null;
  reasonSealed: string | null;
}

/** The context that a proposal's reason is sealed with. */
export const reasonContext = (id: string): string => `proposal.reason:${id}`;

/** What stands here, at which level. */
export const proposalsStored: StoredCollection = {
  collection: 'identity_administrator_proposals',
  fields: {
    ...inClear('internal', '_id', 'organisationId', 'role', 'title', 'from', 'until', 'state', 'proposedAs', 'proposedAt', 'decidedAt'),
    ...inClear('personal', 'personId', 'proposedById', 'decidedById'),
    reasonSealed: sealed('sensitive', ({ _id }) => reasonContext(String(_id))),
  },
};

/** The model on a connection, made once for it. */
export function proposalModel(connection: Connection): Model<ProposalDocument> {
  const name = 'IdentityAdministratorProposal';
  // The registry knows models by name only; the name is this file's own.
  return (connection.models[name] as Model<ProposalDocument> | undefined) ?? connection.model<ProposalDocument>(name, proposalSchema());
}

function proposalSchema(): Schema<ProposalDocument> {
  const text = { type: String, required: true };
  const absent = { type: String, default: null };
  const schema = new Schema<ProposalDocument>({
    _id: text, personId: text, organisationId: text, role: text, title: text, from: text, until: absent,
    state: { type: String, enum: ['PENDING', 'CONFIRMED', 'REFUSED', 'LAPSED'], required: true },
    proposedById: text, proposedAs: text, proposedAt: { type: Date, required: true },
    decidedById: absent, decidedAt: { type: Date, default: null }, reasonSealed: absent,
  }, { strict: 'throw', versionKey: false, autoCreate: false, autoIndex: false, collection: 'identity_administrator_proposals' });
  schema.index({ personId: 1 }, { unique: true, partialFilterExpression: { state: 'PENDING' } });
  schema.index({ state: 1, proposedAt: -1, _id: -1 });
  schema.index({ proposedAt: -1, _id: -1 });
  return schema;
}
