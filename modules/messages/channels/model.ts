import { Schema, type Connection, type Model } from 'mongoose';
import { inClear, type StoredCollection } from '../../kernel/crypto/index.js';
import type { DeliveryEntity, DeliveryState, MessageChannel } from '../contract.js';

/** How a message fares on a channel, as stored. The id is the key that the channel is given. */
export interface DeliveryDocument {
  _id: string;
  messageId: string;
  personId: string;
  channel: MessageChannel;
  state: DeliveryState;
  at: Date;
  providerId?: string;
  reason?: string;
}

/** What stands here, at which level. */
export const deliveriesStored: StoredCollection = {
  collection: 'message_deliveries',
  fields: { ...inClear('internal', '_id', 'messageId', 'channel', 'state', 'at', 'providerId', 'reason'), ...inClear('personal', 'personId') },
};

const KEPT_SECONDS = 730 * 24 * 3600;

const schema = new Schema<DeliveryDocument>(
  {
    _id: { type: String, required: true },
    messageId: { type: String, required: true },
    personId: { type: String, required: true },
    channel: { type: String, enum: ['SMS', 'WECHAT'], required: true },
    state: { type: String, enum: ['WAITING', 'ACCEPTED', 'DELIVERED', 'FAILED', 'EXPIRED'], required: true },
    at: { type: Date, required: true },
    providerId: String,
    reason: String,
  },
  { strict: 'throw', versionKey: false, autoCreate: false, autoIndex: false, collection: 'message_deliveries' },
);
schema.index({ messageId: 1 });
schema.index({ personId: 1 });
schema.index({ at: 1 }, { expireAfterSeconds: KEPT_SECONDS });

/** The model of deliveries on a connection, made once for it. */
export function deliveryModel(connection: Connection): Model<DeliveryDocument> {
  // The registry knows models by name only; the name is this file's own.
  return (connection.models['MessageDelivery'] as Model<DeliveryDocument> | undefined) ?? connection.model<DeliveryDocument>('MessageDelivery', schema);
}

/** The stable key of a message on a channel. */
export const deliveryIdOf = (messageId: string, channel: MessageChannel): string => `${messageId}:${channel}`;

/** A stored delivery as services see it. */
export function toDelivery({ channel, state, at, reason }: DeliveryDocument): DeliveryEntity {
  return { channel, state, at: at.getTime(), reason: reason ?? null };
}
