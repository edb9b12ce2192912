import type { ClientSession } from 'mongoose';

/** The same text in the languages that templates are written in. */
export interface LocalText {
  readonly zh: string;
  readonly en: string;
}

/** One message to one person, by template. */
export interface Notice {
  readonly personId: string;
  /** Name in the template registry. */
  readonly template: string;
  /** Exactly the template's parameters, as plain text; where the value itself is in words, in both languages. */
  readonly params: Readonly<Record<string, string | LocalText>>;
  /** The same key for the same person is one message, however often it is put. */
  readonly key: string;
  /** Where it leads in the app, such as `/transit/stops/…`. */
  readonly link?: string;
  /** Epoch milliseconds (system clock) after which no phone rings for it any more; it stays in the inbox. */
  readonly validUntil?: number;
}

/** How other modules send messages: in their own transaction, so that it goes out if and only if that commits. */
export interface Notifier {
  /** Safe to run twice. Throws Error where template, parameters or link are not right: that is a fault of the program. */
  notify(session: ClientSession, notice: Notice): Promise<void>;
}

/** What a message is about; people choose channels by it. */
export type MessageKind = 'SECURITY' | 'AFFAIRS' | 'HEALTH' | 'EDUCATION' | 'TRANSIT' | 'TOURISM' | 'COMMUNITY';

/** A text message's words, and nothing else ever goes into one. */
export type SmsText = LocalText;

/** A WeChat subscription message: the field names of WeChat's template (`thing1`, `time2`) with their words. */
export interface WechatText {
  /** Name under which the operator configured WeChat's own template id. */
  readonly templateId: string;
  readonly fields: Readonly<Record<string, LocalText>>;
}

/**
 * A message template. Words are plain text with placeholders `{name}`; every parameter is used and every placeholder
 * is a parameter, else the start fails.
 */
export interface MessageTemplate {
  /** `module.what`, such as `identity.new-device`. */
  readonly name: string;
  /** Counts up with each change of words; stored with every message. */
  readonly version: number;
  readonly kind: MessageKind;
  /** Rings at night too: sign-in warnings, and what somebody asked to be told of now. */
  readonly urgent?: true;
  readonly params: readonly string[];
  readonly title: LocalText;
  readonly body: LocalText;
  /** Absent: never sent by SMS. Secrets of health and the like stay out of it: “您有一条新的健康消息”. */
  readonly sms?: SmsText;
  /** Absent: never sent by WeChat. */
  readonly wechat?: WechatText;
}

/** What a channel answers when it is handed a message. */
export type ChannelAnswer =
  | { readonly outcome: 'ACCEPTED'; readonly providerId: string }
  /** `permanent`: a further attempt would not mend it (no such number, unsubscribed). */
  | { readonly outcome: 'REFUSED'; readonly reason: string; readonly permanent: boolean };

/** What a channel reports later. */
export interface ChannelReceipt {
  /** The key that the message was handed over with. */
  readonly key: string;
  readonly outcome: 'DELIVERED' | 'FAILED';
  /** Why it failed, in the provider's words; no personal data. */
  readonly reason?: string;
}

/** What every channel does beside sending. */
export interface ReceiptSource {
  /** Told of each receipt; a promise that rejects makes the channel report again later. Returns how to stop that. */
  onReceipt(listener: (receipt: ChannelReceipt) => Promise<void>): () => void;
}

/** A text-message provider. The same key is the same message: a provider that knows keys sends it once. Throws where it cannot be reached. */
export interface SmsChannel extends ReceiptSource {
  send(message: { readonly key: string; readonly phone: string; readonly text: string; readonly signal: AbortSignal }): Promise<ChannelAnswer>;
}

/** WeChat subscription messages (订阅通知). Throws where it cannot be reached. */
export interface WechatChannel extends ReceiptSource {
  send(message: {
    readonly key: string;
    readonly openId: string;
    readonly templateId: string;
    readonly fields: Readonly<Record<string, string>>;
    readonly link: string | null;
    readonly signal: AbortSignal;
  }): Promise<ChannelAnswer>;
}

/** Where people are reached; identity implements it. Null where there is no such address. */
export interface AddressBook {
  phoneOf(personId: string): Promise<string | null>;
  wechatOf(personId: string): Promise<string | null>;
}

/** Ways to a person beside the inbox. */
export type MessageChannel = 'SMS' | 'WECHAT';

/** How a message fares on a channel. */
export type DeliveryState = 'WAITING' | 'ACCEPTED' | 'DELIVERED' | 'FAILED' | 'EXPIRED';

/** Parent of `MessageDelivery`. */
export interface DeliveryEntity {
  readonly channel: MessageChannel;
  readonly state: DeliveryState;
  /** Epoch milliseconds of the last change. */
  readonly at: number;
  readonly reason: string | null;
}

/** Parent of `Message`: opened, as its person reads it. */
export interface MessageEntity {
  readonly id: string;
  readonly kind: MessageKind;
  readonly template: string;
  readonly title: LocalText;
  readonly body: LocalText;
  readonly link: string | null;
  /** Epoch milliseconds. */
  readonly sentAt: number;
  readonly readAt: number | null;
  readonly deliveries: readonly DeliveryEntity[];
}

/** Parent of `InboxState`. */
export interface InboxStateEntity {
  readonly unread: number;
  readonly newest: MessageEntity | null;
}

/** Parent of `KindPreference`: which channels ring for a kind. `fixed`: not to be changed. */
export interface KindPreferenceEntity {
  readonly kind: MessageKind;
  readonly sms: boolean;
  readonly wechat: boolean;
  readonly fixed: boolean;
}

/** Parent of `MessagePreferences`. */
export interface MessagePreferencesEntity {
  readonly language: 'ZH_HANS' | 'EN';
  readonly kinds: readonly KindPreferenceEntity[];
  /** `HH:mm` in Asia/Shanghai; null: no quiet hours. */
  readonly quietHours: QuietHours | null;
}

/** From when until when no phone rings, `HH:mm`; may pass midnight. */
export interface QuietHours {
  readonly from: string;
  readonly until: string;
}
