import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../../kernel/clock.js';
import { Fault } from '../../kernel/errors.js';
import type { Door, DoorRequest } from '../../kernel/module.js';
import type { Outgoing } from '../../kernel/outgoing.js';
import type { ChannelAnswer, ChannelReceipt, SmsChannel } from '../contract.js';

/** What the carrier is reached by. */
export interface HttpSmsOptions {
  readonly url: string;
  /** Signs what goes out and what comes back. */
  readonly secret: string;
  readonly outgoing: Outgoing;
  /** The system clock. */
  readonly clock: Clock;
  /** How long the carrier may take; 5 s if left out. */
  readonly timeoutMs?: number;
}

/** A carrier behind HTTP: it sends, and its receipts come in by a door. */
export interface HttpSms extends SmsChannel {
  readonly door: Door;
}

const TIMEOUT_MS = 5000;
/** How far the other side's clock may be off. */
const DRIFT_MS = 300_000;
const LARGEST_ANSWER = 16_384;
const MOST_RECEIPTS = 500;
/** Refused for good: another attempt would be refused again. Everything else that is no 2xx may mend. */
const FOR_GOOD = 422;

const answerShape = z.object({ id: z.string().max(200).optional(), reason: z.string().optional() });
const receiptsShape = z.object({ receipts: z.array(z.object({ key: z.string().min(1).max(300), outcome: z.enum(['DELIVERED', 'FAILED']), reason: z.string().optional() })).min(1).max(MOST_RECEIPTS) });

/** Signature of one direction's body at one time: HMAC-SHA256 over direction, seconds and body, one line each; hexadecimal. */
export function smsSignature(secret: string, direction: 'send' | 'receipts', seconds: string, body: string | Buffer): string {
  return createHmac('sha256', secret).update(`${direction}\n${seconds}\n`).update(body).digest('hex');
}

/**
 * Text messages through a district's own carrier, by a small protocol that an adapter to any carrier speaks (docs/OPERATIONS.md,
 * “Text messages”). Throws where the carrier cannot be reached.
 */
export function createHttpSms({ url, secret, outgoing, clock, timeoutMs = TIMEOUT_MS }: HttpSmsOptions): HttpSms {
  const listeners = new Set<(receipt: ChannelReceipt) => Promise<void>>();

  async function send({ key, phone, text, signal }: Parameters<SmsChannel['send']>[0]): Promise<ChannelAnswer> {
    const body = JSON.stringify({ key, phone, text });
    const seconds = String(Math.floor(clock.now() / 1000));
    const headers = {
      'content-type': 'application/json', 'idempotency-key': key, 'x-sms-timestamp': seconds, 'x-sms-signature': smsSignature(secret, 'send', seconds, body),
    };
    const response = await outgoing.post(new URL(url), body, { headers, signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]) });
    const said = answerShape.safeParse(parsed((await response.text()).slice(0, LARGEST_ANSWER)));
    const { id, reason } = said.success ? said.data : {};
    if (response.ok) return { outcome: 'ACCEPTED', providerId: id ?? key };
    return { outcome: 'REFUSED', reason: `carrier ${response.status}${reason === undefined ? '' : `: ${withoutNumbers(reason)}`}`, permanent: response.status === FOR_GOOD };
  }

  /** Takes signed receipts. One that comes again changes nothing, so nothing is kept against repetition. */
  async function receive({ headers, body }: DoorRequest): Promise<{ readonly status: number; readonly body: string }> {
    const seconds = String(headers['x-sms-timestamp'] ?? '');
    const given = Buffer.from(String(headers['x-sms-signature'] ?? ''), 'utf8');
    const wanted = Buffer.from(smsSignature(secret, 'receipts', seconds, body), 'utf8');
    const inTime = /^\d{1,12}$/.test(seconds) && Math.abs(Number(seconds) * 1000 - clock.now()) <= DRIFT_MS;
    if (!inTime || given.length !== wanted.length || !timingSafeEqual(given, wanted)) throw new Fault('UNAUTHENTICATED');
    const read = receiptsShape.safeParse(parsed(body.toString('utf8')));
    if (!read.success) throw new Fault('BAD_INPUT', { field: 'receipts', reason: read.error.issues[0]?.message ?? 'another shape' });
    for (const { key, outcome, reason } of read.data.receipts) {
      for (const listener of listeners) await listener({ key, outcome, ...(reason === undefined ? {} : { reason: withoutNumbers(reason) }) });
    }
    return { status: 204, body: '' };
  }

  return {
    send,
    onReceipt(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    door: { method: 'POST', path: '/messages/sms/receipts', maxBodyBytes: 262_144, handle: receive },
  };
}

/** What a carrier says may name the number; reasons are stored and shown. */
function withoutNumbers(reason: string): string {
  return reason.replace(/\d{5,}/g, '…').slice(0, 200);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
