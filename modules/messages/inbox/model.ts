import { createHash } from 'node:crypto';
import { Schema, type Connection, type Model } from 'mongoose';
import { inClear, sealed, type FieldCipher, type StoredCollection } from '../../kernel/crypto/index.js';
import type { DeliveryEntity, LocalText, MessageEntity, MessageKind } from '../contract.js';
import type { Rendered } from '../templates/rules.js';

/** A message as stored: its words sealed, the rest to find and count it by. */
export interface MessageDocument {
  _id: string;
  personId: string;
  kind: MessageKind;
  template: string;
  version: number;
  urgent: boolean;
  /** {@link Content} as sealed JSON; gone once the message is deleted, whose key stays so that it does not come again. */
  sealed?: string;
  state: 'UNREAD' | 'READ' | 'DELETED';
  sentAt: Date;
  readAt?: Date;
  validUntil?: Date;
}

/** What is sealed of a message. */
export interface Content extends Rendered {
  readonly link: string | null;
}

/** Messages are kept for two years, deleted ones' keys too. */
const KEPT_SECONDS = 730 * 24 * 3600;

const schema = new Schema<MessageDocument>(
  {
    _id: { type: String, required: true },
    personId: { type: String, required: true },
    kind: { type: String, enum: ['SECURITY', 'AFFAIRS', 'HEALTH', 'EDUCATION', 'TRANSIT', 'TOURISM', 'COMMUNITY'], required: true },
    template: { type: String, required: true },
    version: { type: Number, required: true },
    urgent: { type: Boolean, required: true },
    sealed: String,
    state: { type: String, enum: ['UNREAD', 'READ', 'DELETED'], required: true },
    sentAt: { type: Date, required: true },
    readAt: Date,
    validUntil: Date,
  },
  { strict: 'throw', versionKey: false, autoCreate: false, autoIndex: false, collection: 'messages' },
);
schema.index({ personId: 1, state: 1, sentAt: -1, _id: -1 });
schema.index({ sentAt: 1 }, { expireAfterSeconds: KEPT_SECONDS });

/** The model of messages on a connection, made once for it. */
export function messageModel(connection: Connection): Model<MessageDocument> {
  // The registry knows models by name only; the name is this file's own.
  return (connection.models['Message'] as Model<MessageDocument> | undefined) ?? connection.model<MessageDocument>('Message', schema);
}

/** The id of the one message that a person gets under a key. */
export function messageIdOf(personId: string, key: string): string {
  return createHash('sha256').update(`${Buffer.byteLength(personId)}:${personId}|${key}`).digest('hex').slice(0, 32);
}

/** What a message's words are sealed with. */
export const messageContext = (id: string): string => `message.content:${id}`;

/** Opens a message's words; null where they were deleted. Throws SealBroken. */
export function openContent(cipher: FieldCipher, { _id, sealed }: Pick<MessageDocument, '_id' | 'sealed'>): Content | null {
  return sealed === undefined ? null : (JSON.parse(cipher.open(sealed, messageContext(_id))) as Content); // sealed by `sealContent` alone
}

/** Seals a message's words. */
export function sealContent(cipher: FieldCipher, id: string, content: Content): string {
  return cipher.seal(JSON.stringify(content), messageContext(id));
}

const GONE: LocalText = { zh: '', en: '' };

/** A stored message as its person reads it. */
export function toEntity(document: MessageDocument, cipher: FieldCipher, deliveries: readonly DeliveryEntity[]): MessageEntity {
  const content = openContent(cipher, document);
  return {
    id: document._id,
    kind: document.kind,
    template: document.template,
    title: content?.title ?? GONE,
    body: content?.body ?? GONE,
    link: content?.link ?? null,
    sentAt: document.sentAt.getTime(),
    readAt: document.readAt?.getTime() ?? null,
    deliveries,
  };
}

/** What stands here, at which level. What a message is about tells something of its person too. */
export const messagesStored: StoredCollection = {
  collection: 'messages',
  fields: {
    ...inClear('internal', '_id', 'version', 'urgent'),
    ...inClear('personal', 'personId', 'kind', 'template', 'state', 'sentAt', 'readAt', 'validUntil'),
    sealed: sealed('sensitive', ({ _id }) => messageContext(String(_id))),
  },
};
