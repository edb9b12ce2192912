import mongoose, { type Connection, type Model } from 'mongoose';
import type { Clock } from '../../kernel/clock.js';
import type { FieldCipher } from '../../kernel/crypto/index.js';
import { withTransaction } from '../../kernel/db.js';
import type { Logger } from '../../kernel/module.js';
import { OutboxRefused, type MongoOutbox, type OutboxPostponed, type OutboxTask } from '../../kernel/outbox.js';
import type { ConsentPort } from '../../kernel/policy/types.js';
import { deliveryIdOf, deliveryModel, type DeliveryDocument } from '../channels/model.js';
import type { AddressBook, ChannelAnswer, ChannelReceipt, DeliveryState, LocalText, MessageChannel, SmsChannel, WechatChannel } from '../contract.js';
import { messageModel, openContent, type Content, type MessageDocument } from '../inbox/model.js';
import { channelsFor, mayRingAt } from '../preferences/rules.js';
import type { PreferencesService } from '../preferences/service.js';
import { DISPATCH_TOPIC } from './notifier.js';

/** What sending stands on; `clock` is the system clock. */
export interface SendingDeps {
  readonly connection: Connection;
  readonly cipher: FieldCipher;
  readonly outbox: MongoOutbox;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly preferences: PreferencesService;
  readonly addresses: AddressBook;
  /** WeChat is another recipient of what a message says, so it needs the person's agreement to {@link WECHAT_PURPOSE}. */
  readonly consents: ConsentPort;
  /** Null: the channel is not there. */
  readonly sms: SmsChannel | null;
  readonly wechat: WechatChannel | null;
  /** Tells whose inbox has changed. */
  readonly changed: (personId: string) => void;
  /** Overrides the pause between attempts; for tests. */
  readonly pauseMs?: (attempt: number) => number;
}

/** Topic under which messages wait for a channel. */
export const CHANNEL_TOPIC = 'messages.channel';
/** The purpose that somebody agrees to before WeChat gets their messages; withdrawn, what still waits is not sent either. */
export const WECHAT_PURPOSE = 'messages.wechat';
/** A channel is tried for about a day: 5 s, doubling to an hour. */
const ATTEMPTS = 30;
/** States that a report may still change; a message once delivered stays delivered. */
const OPEN: Readonly<Record<DeliveryState, readonly DeliveryState[]>> = {
  WAITING: [],
  ACCEPTED: ['WAITING'],
  EXPIRED: ['WAITING'],
  FAILED: ['WAITING', 'ACCEPTED'],
  DELIVERED: ['WAITING', 'ACCEPTED', 'FAILED'],
};

/** Takes messages from the inbox to the phones: worker of the outbox, in every process. */
export class SendingService {
  readonly #deps: SendingDeps;
  readonly #messages: Model<MessageDocument>;
  readonly #deliveries: Model<DeliveryDocument>;
  readonly #stops: (() => unknown)[] = [];

  constructor(deps: SendingDeps) {
    this.#deps = deps;
    this.#messages = messageModel(deps.connection);
    this.#deliveries = deliveryModel(deps.connection);
  }

  /** Begins to work and to listen for receipts. */
  start(): void {
    const { outbox, sms, wechat, pauseMs } = this.#deps;
    this.#stops.push(
      outbox.work({ topic: DISPATCH_TOPIC, attempts: ATTEMPTS, handle: (task) => this.#dispatch(task), ...(pauseMs ? { pauseMs } : {}) }),
      outbox.work({ topic: CHANNEL_TOPIC, attempts: ATTEMPTS, handle: (task) => this.#send(task), onGivenUp: (task, reason) => this.#move(task.key, 'FAILED', { reason }), ...(pauseMs ? { pauseMs } : {}) }),
    );
    for (const channel of [sms, wechat]) if (channel) this.#stops.push(channel.onReceipt((receipt) => this.#received(receipt)));
  }

  /** Stops; resolves when what was begun is done. */
  async stop(): Promise<void> {
    await Promise.all(this.#stops.splice(0).map((stop) => stop()));
  }

  /** A message has been committed: tells those who watch, and leaves an entry for each channel. */
  async #dispatch({ payload }: OutboxTask): Promise<void> {
    const message = await this.#messages.findById(String(payload['messageId'])).lean();
    const content = message && openContent(this.#deps.cipher, message);
    if (!message || !content) return; // deleted meanwhile
    this.#deps.changed(message.personId);
    const preferences = await this.#deps.preferences.find(message.personId);
    const agreed = await this.#agreedToWechat(message.personId);
    const channels = channelsFor(preferences, message.kind).filter((channel) => this.#serves(channel, content) && (channel !== 'WECHAT' || agreed));
    if (channels.length === 0) return;
    const now = this.#deps.clock.now();
    const dueAt = message.urgent ? now : mayRingAt(preferences.quietHours, now);
    await withTransaction(this.#deps.connection, async (session) => {
      for (const channel of channels) {
        const id = deliveryIdOf(message._id, channel);
        const first = { messageId: message._id, personId: message.personId, channel, state: 'WAITING' as const, at: new Date(now) };
        await this.#deliveries.updateOne({ _id: id }, { $setOnInsert: first }, { session, upsert: true });
        await this.#deps.outbox.put(session, { topic: CHANNEL_TOPIC, key: id, payload: { messageId: message._id, channel }, dueAt });
      }
    });
  }

  #agreedToWechat(personId: string): Promise<boolean> {
    return this.#deps.consents.agreed([personId], WECHAT_PURPOSE);
  }

  #serves(channel: MessageChannel, content: Content): boolean {
    return channel === 'SMS' ? this.#deps.sms !== null && content.sms !== null : this.#deps.wechat !== null && content.wechat !== null;
  }

  /** Hands a message to its channel. Killed after that and before it is written down, it is handed over again under the same key. */
  async #send({ key, signal }: OutboxTask): Promise<OutboxPostponed | void> {
    const delivery = await this.#deliveries.findById(key).lean();
    const message = delivery && (await this.#messages.findById(delivery.messageId).lean());
    const content = message && openContent(this.#deps.cipher, message);
    if (delivery?.state !== 'WAITING') return; // erased, or handed over already
    const now = this.#deps.clock.now();
    if (!message || !content || (message.validUntil && message.validUntil.getTime() <= now)) return this.#move(key, 'EXPIRED');
    const { language, quietHours } = await this.#deps.preferences.find(message.personId);
    // An attempt that failed in the evening may come again at night.
    const ringAt = message.urgent ? now : mayRingAt(quietHours, now);
    if (ringAt > now) return { notBefore: ringAt };
    const answer = await this.#hand(delivery, content, language === 'EN' ? 'en' : 'zh', signal);
    if (answer.outcome === 'ACCEPTED') return this.#move(key, 'ACCEPTED', { providerId: answer.providerId });
    throw answer.permanent ? new OutboxRefused(answer.reason) : new Error(answer.reason);
  }

  async #hand({ _id: key, channel, personId }: DeliveryDocument, content: Content, language: keyof LocalText, signal: AbortSignal): Promise<ChannelAnswer> {
    const { sms, wechat, addresses } = this.#deps;
    if (channel === 'SMS' && sms && content.sms) {
      const phone = await addresses.phoneOf(personId);
      return phone === null ? NO_ADDRESS : sms.send({ key, phone, text: content.sms[language], signal }).catch(unreachable);
    }
    if (channel === 'WECHAT' && wechat && content.wechat) {
      if (!(await this.#agreedToWechat(personId))) return { outcome: 'REFUSED', reason: 'consent withdrawn', permanent: true };
      const openId = await addresses.wechatOf(personId);
      const fields = Object.fromEntries(Object.entries(content.wechat.fields).map(([field, text]) => [field, text[language]]));
      return openId === null ? NO_ADDRESS : wechat.send({ key, openId, templateId: content.wechat.templateId, fields, link: content.link, signal }).catch(unreachable);
    }
    return { outcome: 'REFUSED', reason: 'the channel is not there any more', permanent: true };
  }

  async #received({ key, outcome, reason }: ChannelReceipt): Promise<void> {
    await this.#move(key, outcome, reason === undefined ? {} : { reason: reason.slice(0, 300) });
  }

  /** Moves a delivery on; a report that comes late or twice never moves it back. */
  async #move(key: string, state: DeliveryState, facts: { readonly reason?: string; readonly providerId?: string } = {}): Promise<void> {
    const change = { $set: { state, at: new Date(this.#deps.clock.now()), ...facts }, ...(state === 'DELIVERED' ? { $unset: { reason: 1 as const } } : {}) };
    await this.#deliveries.updateOne({ _id: key, state: mongoose.trusted({ $in: OPEN[state] }) }, change, { writeConcern: { w: 'majority' } });
  }
}

const NO_ADDRESS: ChannelAnswer = { outcome: 'REFUSED', reason: 'no address', permanent: true };

/** What a provider throws may hold the number; only its kind is kept and logged. */
function unreachable(err: unknown): ChannelAnswer {
  return { outcome: 'REFUSED', reason: `channel not reached (${err instanceof Error ? err.name : 'unknown'})`, permanent: false };
}
