import { z } from 'zod';
import { Fault } from '../../../modules/kernel/errors.js';
import { isPosition, type Position } from '../../../modules/kernel/geo.js';
import type { XmlFields } from './xml.js';

/** What a user of the account did, as far as it is answered. Positions are in GCJ-02. */
export type Happening =
  | { readonly kind: 'text'; readonly text: string }
  /** What a voice message was recognised as by WeChat; empty where it was not. */
  | { readonly kind: 'voice'; readonly text: string }
  | { readonly kind: 'location'; readonly position: Position }
  /** A picture, a video, a link, or what WeChat adds one day. */
  | { readonly kind: 'other' }
  /** Follows the account; with the scene of the code that was scanned for it. */
  | { readonly kind: 'subscribe'; readonly scene: string | null }
  | { readonly kind: 'unsubscribe' }
  /** A follower scanned a code. */
  | { readonly kind: 'scan'; readonly scene: string }
  /** Tapped an entry of the menu. */
  | { readonly kind: 'click'; readonly key: string }
  /** The position that the phone tells by itself, where its owner agreed. */
  | { readonly kind: 'position'; readonly position: Position }
  /** Nothing to be said to: a menu's link was opened, a template was delivered. */
  | { readonly kind: 'unanswered' };

/** One message or event. */
export interface Incoming {
  /** Who: the user's openid. */
  readonly openId: string;
  /** Which account: its original id (`gh_…`). */
  readonly account: string;
  /** The same for every retry of the same. */
  readonly key: string;
  readonly happening: Happening;
}

const word = z.string().min(1).max(128);
const head = z.object({ ToUserName: word, FromUserName: word, CreateTime: z.string().regex(/^\d{1,12}$/), MsgType: word, MsgId: z.string().regex(/^\d{1,20}$/).optional() });
/** Before the scene of a code whose scanning made somebody follow. */
const SCENE_PREFIX = 'qrscene_';

/**
 * Reads a message. Throws BAD_INPUT where a field that it needs is missing.
 * Retries are known by MsgId; events, which have none, by who, when and what: following and telling a position come in one second.
 */
export function readIncoming(fields: XmlFields): Incoming {
  const parsed = head.safeParse(fields);
  if (!parsed.success) throw new Fault('BAD_INPUT', { field: parsed.error.issues[0]?.path.join('.') ?? 'body', reason: 'is no message of WeChat' });
  const { ToUserName: account, FromUserName: openId, CreateTime, MsgType, MsgId } = parsed.data;
  const isEvent = MsgType === 'event';
  if (!isEvent && MsgId === undefined) throw new Fault('BAD_INPUT', { field: 'MsgId', reason: 'is missing' });
  const key = isEvent ? `${openId} ${CreateTime} ${textOf(fields, 'Event')} ${textOf(fields, 'EventKey')}` : `${openId} ${MsgId}`;
  return { account, openId, key, happening: isEvent ? eventOf(fields) : messageOf(MsgType, fields) };
}

function messageOf(type: string, fields: XmlFields): Happening {
  switch (type) {
    case 'text':
      return { kind: 'text', text: textOf(fields, 'Content') };
    case 'voice':
      return { kind: 'voice', text: textOf(fields, 'Recognition') };
    case 'location':
      return { kind: 'location', position: positionOf(fields, 'Location_X', 'Location_Y') };
    default:
      return { kind: 'other' };
  }
}

function eventOf(fields: XmlFields): Happening {
  const key = textOf(fields, 'EventKey');
  switch (textOf(fields, 'Event')) {
    case 'subscribe':
      return { kind: 'subscribe', scene: key.startsWith(SCENE_PREFIX) ? key.slice(SCENE_PREFIX.length) : null };
    case 'unsubscribe':
      return { kind: 'unsubscribe' };
    case 'SCAN':
      return { kind: 'scan', scene: key };
    case 'CLICK':
      return { kind: 'click', key };
    case 'LOCATION':
      return { kind: 'position', position: positionOf(fields, 'Latitude', 'Longitude') };
    default:
      return { kind: 'unanswered' };
  }
}

function textOf(fields: XmlFields, name: string): string {
  const value = fields[name];
  return typeof value === 'string' ? value : '';
}

function positionOf(fields: XmlFields, lat: string, lon: string): Position {
  const position = { lat: numberOf(fields, lat), lon: numberOf(fields, lon) };
  if (!isPosition(position)) throw new Fault('BAD_INPUT', { field: lat, reason: 'is no position' });
  return position;
}

function numberOf(fields: XmlFields, name: string): number {
  const text = textOf(fields, name);
  return /^-?\d{1,3}(?:\.\d{1,20})?$/.test(text) ? Number(text) : Number.NaN;
}
