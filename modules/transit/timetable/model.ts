import { Schema, type Connection, type Model, type Types } from 'mongoose';
import { inClear, type StoredCollection } from '../../kernel/crypto/index.js';

/** Which version of a feed is served: the one document that an import swaps. */
export interface FeedPointer {
  /** Feed id. */
  _id: string;
  /** Content version, as `Timetable.version`. */
  activeVersion: string;
  /** The version document. */
  versionId: Types.ObjectId;
  /** `sample` for the sample district, `import` for a feed that an operator imported. */
  origin: FeedOrigin;
  activatedAt: Date;
}

/** Who put a feed there; the sample district never replaces what an operator imported. */
export type FeedOrigin = 'sample' | 'import';

/** One import of one feed. */
export interface FeedVersion {
  _id: Types.ObjectId;
  feedId: string;
  version: string;
  format: number;
  /** `writing` until the pointer is swapped to it; `removed` while its parts are deleted. */
  state: 'writing' | 'ready' | 'removed';
  byteLength: number;
  chunkCount: number;
  counts: Record<string, number>;
  /** Where the import runs, so that what a dead one left can be told from what a living one writes. */
  owner: { host: string; pid: number };
  touchedAt: Date;
}

/** A part of a packed timetable, at most 4 MB. */
export interface FeedChunk {
  versionId: Types.ObjectId;
  index: number;
  bytes: Buffer;
}

/** Largest chunk: well below MongoDB's 16 MB a document, and all that loading holds beside the timetable. */
export const CHUNK_BYTES = 4 << 20;

/** The three collections of stored timetables. */
export interface TimetableModels {
  readonly feeds: Model<FeedPointer>;
  readonly versions: Model<FeedVersion>;
  readonly chunks: Model<FeedChunk>;
}

/** What stands here, at which level. */
export const timetablesStored: readonly StoredCollection[] = [
  { collection: 'transit_feeds', fields: inClear('public', '_id', 'activeVersion', 'versionId', 'origin', 'activatedAt') },
  {
    collection: 'transit_feed_versions',
    fields: { ...inClear('public', '_id', 'feedId', 'version', 'counts'), ...inClear('internal', 'format', 'state', 'byteLength', 'chunkCount', 'owner.host', 'owner.pid', 'touchedAt') },
  },
  { collection: 'transit_feed_chunks', fields: inClear('public', '_id', 'versionId', 'index', 'bytes') },
];

const options = { strict: 'throw', versionKey: false, autoCreate: false, autoIndex: false } as const;

/** The models on a connection, made once for it. */
export function timetableModels(connection: Connection): TimetableModels {
  const model = <T>(name: string, make: () => Schema<T>): Model<T> =>
    // The registry knows models by name only; the names here are this file's own.
    (connection.models[name] as Model<T> | undefined) ?? connection.model<T>(name, make());
  return {
    feeds: model<FeedPointer>('TransitFeed', feedSchema),
    versions: model<FeedVersion>('TransitFeedVersion', versionSchema),
    chunks: model<FeedChunk>('TransitFeedChunk', chunkSchema),
  };
}

function feedSchema(): Schema<FeedPointer> {
  return new Schema<FeedPointer>({
    _id: { type: String, required: true },
    activeVersion: { type: String, required: true },
    versionId: { type: Schema.Types.ObjectId, required: true },
    origin: { type: String, enum: ['sample', 'import'], required: true },
    activatedAt: { type: Date, required: true },
  }, { ...options, collection: 'transit_feeds' });
}

function versionSchema(): Schema<FeedVersion> {
  const schema = new Schema<FeedVersion>({
    feedId: { type: String, required: true },
    version: { type: String, required: true },
    format: { type: Number, required: true },
    state: { type: String, enum: ['writing', 'ready', 'removed'], required: true },
    byteLength: { type: Number, required: true },
    chunkCount: { type: Number, required: true },
    counts: { type: Schema.Types.Mixed, required: true },
    owner: { type: { host: String, pid: Number }, _id: false, required: true },
    touchedAt: { type: Date, required: true },
  }, { ...options, collection: 'transit_feed_versions' });
  schema.index({ feedId: 1, state: 1, touchedAt: -1 });
  return schema;
}

function chunkSchema(): Schema<FeedChunk> {
  const schema = new Schema<FeedChunk>({
    versionId: { type: Schema.Types.ObjectId, required: true },
    index: { type: Number, required: true },
    bytes: { type: Buffer, required: true },
  }, { ...options, collection: 'transit_feed_chunks' });
  schema.index({ versionId: 1, index: 1 }, { unique: true });
  return schema;
}
