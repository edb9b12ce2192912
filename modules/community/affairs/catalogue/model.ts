import { Schema, type Connection, type Model } from 'mongoose';
import { inClear, type StoredCollection } from '../../../kernel/crypto/levels.js';
import type { VersionState } from './types.js';

/** A version of a service. What was published is never changed but for its last day. */
export interface ServiceVersionDocument {
  /** `service:version` */
  _id: string;
  serviceId: string;
  version: number;
  state: VersionState;
  /** True while it is being written or reviewed: a service has one such version at most. */
  open: boolean;
  /** First day in force, `YYYY-MM-DD`; null before it is published. */
  from: string | null;
  /** Last day; null for no end. */
  until: string | null;
  /** JSON of the definition: kept as it was written, whatever later programs make of it. */
  definition: string;
  /** JSON of how the service ends by it; null (absent in older ones) where it is offered by it. */
  ending: string | null;
  /** How often its text was written, counted from 1: what somebody has looked at is told by it. */
  revision: number;
  editedBy: string | null;
  editedAt: Date;
  reviewedBy: string | null;
  reviewedAt: Date | null;
  note: string | null;
}

/** What stands here, at which level. */
export const servicesStored: StoredCollection = {
  collection: 'community_services',
  fields: {
    ...inClear('public', '_id', 'serviceId', 'version', 'state', 'open', 'from', 'until', 'definition', 'ending', 'revision'),
    ...inClear('internal', 'editedAt', 'reviewedAt', 'note'),
    ...inClear('personal', 'editedBy', 'reviewedBy'),
  },
};

/** The model on a connection, made once for it. */
export function serviceModel(connection: Connection): Model<ServiceVersionDocument> {
  const name = 'CommunityService';
  // The registry knows models by name only; the name is this file's own.
  return (connection.models[name] as Model<ServiceVersionDocument> | undefined) ?? connection.model<ServiceVersionDocument>(name, serviceSchema());
}

function serviceSchema(): Schema<ServiceVersionDocument> {
  const text = { type: String, required: true };
  const schema = new Schema<ServiceVersionDocument>({
    _id: text, serviceId: text, version: { type: Number, required: true },
    state: { type: String, enum: ['DRAFT', 'REVIEW', 'PUBLISHED', 'REFUSED'], required: true }, open: { type: Boolean, required: true },
    from: { type: String, default: null }, until: { type: String, default: null }, definition: text, ending: { type: String, default: null }, revision: { type: Number, required: true },
    editedBy: { type: String, default: null }, editedAt: { type: Date, required: true }, reviewedBy: { type: String, default: null }, reviewedAt: { type: Date, default: null }, note: { type: String, default: null },
  }, { strict: 'throw', versionKey: false, autoCreate: false, autoIndex: false, collection: 'community_services' });
  schema.index({ serviceId: 1, version: 1 }, { unique: true });
  schema.index({ serviceId: 1 }, { unique: true, partialFilterExpression: { open: true }, name: 'one_open_version' });
  schema.index({ editedAt: 1 }, { partialFilterExpression: { open: true }, name: 'open_versions' });
  return schema;
}
