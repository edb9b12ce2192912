import { Schema, type Connection, type Model } from 'mongoose';
import { inClear, sealed, type StoredCollection } from '../../../kernel/crypto/levels.js';

/** A draft; its words are sealed. MongoDB deletes it when its time is over. */
export interface DraftDocument {
  _id: string;
  accountId: string;
  personId: string;
  serviceId: string;
  serviceVersion: number;
  version: number;
  valuesSealed: string;
  papers: { inputId: string; fileIds: string[] }[];
  /** Whether 告知承诺 is ticked; drafts saved before it was kept have none. */
  commitment?: boolean;
  updatedAt: Date;
  expiresAt: Date;
}

/** A paper that was given once and can be offered again. */
export interface GivenPaperDocument {
  _id: string;
  personId: string;
  evidence: string;
  fileIds: string[];
  givenAt: Date;
  /** Last day, `YYYY-MM-DD`. */
  validUntil: string;
}

/** An application that was handed in. Its contents are never changed: a supplement is another version. */
export interface ApplicationDocument {
  /** The number. */
  _id: string;
  serviceId: string;
  serviceVersion: number;
  personId: string;
  accountId: string;
  enteredBy: string | null;
  receivedAt: Date;
  receiptCode: string;
  fileIds: string[];
  versions: { version: number; hash: string; at: Date; contentSealed: string; signingSealed: string; signature: string; keyVersion: number }[];
}

/** What stands here, at which level. */
export const applicationsStored: readonly StoredCollection[] = [
  {
    collection: 'community_drafts',
    fields: {
      ...inClear('internal', '_id', 'serviceId', 'serviceVersion', 'version', 'commitment', 'papers.$.inputId', 'papers.$.fileIds', 'updatedAt', 'expiresAt'), ...inClear('personal', 'accountId', 'personId'),
      valuesSealed: sealed('sensitive', ({ _id }) => `draft.values:${String(_id)}`),
    },
  },
  { collection: 'community_papers', fields: { ...inClear('internal', '_id', 'evidence', 'fileIds', 'givenAt', 'validUntil'), ...inClear('personal', 'personId') } },
  {
    collection: 'community_applications',
    fields: {
      ...inClear('internal', '_id', 'serviceId', 'serviceVersion', 'receivedAt', 'receiptCode', 'fileIds', 'versions.$.version', 'versions.$.hash', 'versions.$.at', 'versions.$.signature', 'versions.$.keyVersion'),
      ...inClear('personal', 'personId', 'accountId', 'enteredBy'),
      'versions.$.contentSealed': sealed('sensitive', ({ _id }, index) => `application.content:${String(_id)}:${index + 1}`),
      'versions.$.signingSealed': sealed('personal', ({ _id }, index) => `application.signing:${String(_id)}:${index + 1}`),
    },
  },
  { collection: 'community_numbers', fields: inClear('internal', '_id', 'last') },
];

const text = { type: String, required: true } as const;
const number = { type: Number, required: true } as const;
const date = { type: Date, required: true } as const;
const options = (collection: string) => ({ strict: 'throw', versionKey: false, autoCreate: false, autoIndex: false, collection }) as const;

function model<D>(connection: Connection, name: string, make: () => Schema<D>): Model<D> {
  // The registry knows models by name only; the names are this file's own.
  return (connection.models[name] as Model<D> | undefined) ?? (connection.model(name, make()) as unknown as Model<D>);
}

/** The models on a connection, made once for it. */
export function applicationModels(connection: Connection) {
  return {
    drafts: model<DraftDocument>(connection, 'CommunityDraft', draftSchema),
    papers: model<GivenPaperDocument>(connection, 'CommunityPaper', paperSchema),
    applications: model<ApplicationDocument>(connection, 'CommunityApplication', applicationSchema),
  };
}

/** See {@link applicationModels}. */
export type ApplicationModels = ReturnType<typeof applicationModels>;

/** Makes collections and indexes; MongoDB makes no collection within a transaction that another writes at the time. */
export async function createApplicationIndexes({ drafts, papers, applications }: ApplicationModels): Promise<void> {
  for (const each of [drafts, papers, applications]) {
    await each.createCollection();
    await each.createIndexes();
  }
}

function draftSchema(): Schema<DraftDocument> {
  const files = new Schema({ inputId: text, fileIds: { type: [String], required: true } }, { _id: false });
  const schema = new Schema<DraftDocument>({ _id: text, accountId: text, personId: text, serviceId: text, serviceVersion: number, version: number, valuesSealed: text, papers: { type: [files], required: true }, commitment: Boolean, updatedAt: date, expiresAt: date }, options('community_drafts'));
  schema.index({ personId: 1, updatedAt: -1 });
  schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  return schema;
}

function paperSchema(): Schema<GivenPaperDocument> {
  const schema = new Schema<GivenPaperDocument>({ _id: text, personId: text, evidence: text, fileIds: { type: [String], required: true }, givenAt: date, validUntil: text }, options('community_papers'));
  schema.index({ personId: 1, evidence: 1, givenAt: -1 });
  return schema;
}

function applicationSchema(): Schema<ApplicationDocument> {
  const version = new Schema({ version: number, hash: text, at: date, contentSealed: text, signingSealed: text, signature: text, keyVersion: number }, { _id: false });
  const schema = new Schema<ApplicationDocument>({
    _id: text, serviceId: text, serviceVersion: number, personId: text, accountId: text, enteredBy: { type: String, default: null }, receivedAt: date, receiptCode: text, fileIds: { type: [String], required: true }, versions: { type: [version], required: true },
  }, options('community_applications'));
  schema.index({ personId: 1, receivedAt: -1, _id: -1 });
  schema.index({ fileIds: 1 });
  return schema;
}
