import { Schema, type Connection, type Model } from 'mongoose';
import type { Role } from '../../kernel/caller.js';
import { inClear, type StoredCollection } from '../../kernel/crypto/levels.js';
import type { OrganisationKind } from './types.js';

/** An organisation as stored; nothing of it is personal. */
export interface OrganisationDocument {
  _id: string;
  nameZh: string;
  nameEn: string;
  kind: OrganisationKind;
  creditCode: string | null;
  parentId: string | null;
}

/** A post as stored. */
export interface PostDocument {
  _id: string;
  personId: string;
  organisationId: string;
  role: Role;
  title: string;
  from: string;
  until: string | null;
}

/** Touched by whoever gives a person a post or takes one of a role away, so that two at once meet and one runs again. */
export interface PostHolder {
  /** Person id, or `role:` and the role. */
  _id: string;
  changes: number;
}

/** The collections of organisations. */
export interface OrganisationModels {
  readonly organisations: Model<OrganisationDocument>;
  readonly posts: Model<PostDocument>;
  readonly holders: Model<PostHolder>;
}

/** What stands here, at which level. A post is an office that anybody may know of; who holds it is personal. */
export const organisationsStored: readonly StoredCollection[] = [
  { collection: 'identity_organisations', fields: inClear('public', '_id', 'nameZh', 'nameEn', 'kind', 'creditCode', 'parentId') },
  { collection: 'identity_posts', fields: { ...inClear('internal', '_id', 'organisationId', 'role', 'title', 'from', 'until'), ...inClear('personal', 'personId') } },
  { collection: 'identity_post_holders', fields: { ...inClear('personal', '_id'), ...inClear('internal', 'changes') } },
];

const options = { strict: 'throw', versionKey: false, autoCreate: false, autoIndex: false } as const;

/** The models on a connection, made once for it. */
export function organisationModels(connection: Connection): OrganisationModels {
  const model = <T>(name: string, make: () => Schema<T>): Model<T> =>
    // The registry knows models by name only; the names here are this file's own.
    (connection.models[name] as Model<T> | undefined) ?? connection.model<T>(name, make());
  return { organisations: model('IdentityOrganisation', organisationSchema), posts: model('IdentityPost', postSchema), holders: model('IdentityPostHolder', holderSchema) };
}

function organisationSchema(): Schema<OrganisationDocument> {
  const schema = new Schema<OrganisationDocument>({
    _id: { type: String, required: true },
    nameZh: { type: String, required: true },
    nameEn: { type: String, required: true },
    kind: { type: String, enum: ['DEPARTMENT', 'STREET', 'STATION', 'SCHOOL', 'CLINIC', 'SCENIC', 'COMPANY'], required: true },
    creditCode: { type: String, default: null },
    parentId: { type: String, default: null },
  }, { ...options, collection: 'identity_organisations' });
  schema.index({ creditCode: 1 }, { unique: true, partialFilterExpression: { creditCode: { $type: 'string' } } });
  schema.index({ nameZh: 1, _id: 1 });
  return schema;
}

function postSchema(): Schema<PostDocument> {
  const schema = new Schema<PostDocument>({
    _id: { type: String, required: true },
    personId: { type: String, required: true },
    organisationId: { type: String, required: true },
    role: { type: String, required: true },
    title: { type: String, required: true },
    from: { type: String, required: true },
    until: { type: String, default: null },
  }, { ...options, collection: 'identity_posts' });
  schema.index({ personId: 1 });
  schema.index({ organisationId: 1, from: 1 });
  return schema;
}

function holderSchema(): Schema<PostHolder> {
  return new Schema<PostHolder>({ _id: { type: String, required: true }, changes: { type: Number, required: true } }, { ...options, collection: 'identity_post_holders' });
}
