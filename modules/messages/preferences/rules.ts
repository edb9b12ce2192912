import { sinceMidnight } from '../../kernel/district-time.js';
import type { KindPreferenceEntity, MessageChannel, MessageKind, MessagePreferencesEntity, QuietHours } from '../contract.js';

/** What somebody chose; what is absent is as it comes. */
export interface Choices {
  readonly language?: 'ZH_HANS' | 'EN';
  readonly kinds?: Readonly<Partial<Record<MessageKind, { readonly sms: boolean; readonly wechat: boolean }>>>;
  /** null: none wanted. */
  readonly quietHours?: QuietHours | null;
}

/** 22:00 to 07:30, when most people sleep. */
export const USUAL_QUIET_HOURS: QuietHours = { from: '22:00', until: '07:30' };

/**
 * As it comes: WeChat, which costs nobody anything, for all; SMS where somebody waits for an answer or a day depends on it.
 * Warnings about one's own account always go out: who took an account over must not be able to silence them.
 */
const USUAL: Readonly<Record<MessageKind, { readonly sms: boolean; readonly wechat: boolean; readonly fixed: boolean }>> = {
  SECURITY: { sms: true, wechat: true, fixed: true },
  AFFAIRS: { sms: true, wechat: true, fixed: false },
  HEALTH: { sms: true, wechat: true, fixed: false },
  EDUCATION: { sms: false, wechat: true, fixed: false },
  TRANSIT: { sms: false, wechat: true, fixed: false },
  TOURISM: { sms: false, wechat: true, fixed: false },
  COMMUNITY: { sms: false, wechat: true, fixed: false },
};

/** All kinds, in the order in which pages list them. */
export const MESSAGE_KINDS = Object.keys(USUAL) as readonly MessageKind[]; // keys of the constant above

/** What holds for somebody who chose this. */
export function preferencesOf(choices: Choices): MessagePreferencesEntity {
  const kinds = MESSAGE_KINDS.map((kind): KindPreferenceEntity => {
    const { fixed, ...usual } = USUAL[kind];
    return { kind, ...usual, ...(fixed ? {} : choices.kinds?.[kind]), fixed };
  });
  return { language: choices.language ?? 'ZH_HANS', kinds, quietHours: choices.quietHours === undefined ? USUAL_QUIET_HOURS : choices.quietHours };
}

/** Whether a kind of message is fixed to its channels. */
export function isFixed(kind: MessageKind): boolean {
  return USUAL[kind].fixed;
}

/** Which channels ring for a kind. */
export function channelsFor({ kinds }: MessagePreferencesEntity, kind: MessageKind): MessageChannel[] {
  const own = kinds.find((one) => one.kind === kind);
  return [...(own?.sms ? (['SMS'] as const) : []), ...(own?.wechat ? (['WECHAT'] as const) : [])];
}

const DAY_MS = 24 * 3_600_000;

/** Milliseconds of the day of `HH:mm`; NaN where it is none. */
export function timeOfDay(text: string): number {
  const parts = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  return parts ? (Number(parts[1]) * 60 + Number(parts[2])) * 60_000 : Number.NaN;
}

/**
 * When a phone may ring: now, or when the quiet hours that it is in are over.
 * @param now epoch milliseconds of the system clock: it is a real night in which a real phone would ring, whatever time a
 *   replay believes it is
 */
export function mayRingAt(quietHours: QuietHours | null, now: number): number {
  if (!quietHours) return now;
  const from = timeOfDay(quietHours.from);
  const until = timeOfDay(quietHours.until);
  const local = sinceMidnight(now);
  const quiet = from <= until ? local >= from && local < until : local >= from || local < until;
  if (!quiet) return now;
  return now + ((until - local + DAY_MS) % DAY_MS);
}
