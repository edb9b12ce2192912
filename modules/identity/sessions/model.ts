import { Schema, type Connection, type Model } from 'mongoose';
import type { Channel } from '../../kernel/caller.js';
import { hashed, inClear, type StoredCollection } from '../../kernel/crypto/levels.js';
import type { Factor, SessionEntity } from './types.js';

/** A session as stored: of its token only the keyed hash. An ended session is gone, what it did stands in the audit. */
export interface SessionDocument {
  _id: string;
  tokenHash: string;
  accountId: string;
  channel: Channel;
  device: string;
  /** What was proved at sign-in, the first first. */
  factors: Factor[];
  withPosts: boolean;
  /** Begun by a phone that may have got a new holder: nobody's person until a proof that is younger. */
  doubted?: boolean;
  /** The post it acts in, where its account has several. */
  postId?: string;
  delegationId?: string;
  sensitiveUntil?: Date;
  idleMs: number;
  startedAt: Date;
  lastSeenAt: Date;
  endsAt: Date;
  /** The earlier of the idle and the absolute limit; MongoDB deletes it then. */
  expiresAt: Date;
}

/** What stands here, at which level. */
export const sessionsStored: StoredCollection = {
  collection: 'sessions',
  fields: {
    tokenHash: hashed('sensitive'),
    ...inClear('internal', '_id', 'channel', 'factors', 'withPosts', 'doubted', 'sensitiveUntil', 'idleMs', 'startedAt', 'lastSeenAt', 'endsAt', 'expiresAt'),
    ...inClear('personal', 'accountId', 'device', 'postId', 'delegationId'),
  },
};

const schema = new Schema<SessionDocument>(
  {
    _id: { type: String, required: true },
    tokenHash: { type: String, required: true },
    accountId: { type: String, required: true },
    channel: { type: String, required: true },
    device: { type: String, required: true },
    factors: { type: [String], required: true },
    withPosts: { type: Boolean, required: true },
    doubted: Boolean,
    postId: String,
    delegationId: String,
    sensitiveUntil: Date,
    idleMs: { type: Number, required: true },
    startedAt: { type: Date, required: true },
    lastSeenAt: { type: Date, required: true },
    endsAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
  },
  { strict: 'throw', versionKey: false, autoCreate: false, autoIndex: false, collection: 'sessions' },
);
schema.index({ tokenHash: 1 }, { unique: true });
schema.index({ accountId: 1, startedAt: -1 });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

/** The model of sessions on a connection, made once for it. */
export function sessionModel(connection: Connection): Model<SessionDocument> {
  // The registry knows models by name only; the name is this file's own.
  return (connection.models['Session'] as Model<SessionDocument> | undefined) ?? connection.model<SessionDocument>('Session', schema);
}

/** A stored session as its owner sees it. */
export function toEntity(document: SessionDocument, currentId: string | null): SessionEntity {
  return {
    id: document._id,
    current: document._id === currentId,
    channel: document.channel,
    device: document.device,
    startedAt: document.startedAt.getTime(),
    lastSeenAt: document.lastSeenAt.getTime(),
    endsAt: document.endsAt.getTime(),
  };
}
