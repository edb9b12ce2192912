import type { Caller } from '../caller.js';
import { canonicalJson } from '../crypto/canonical-json.js';
import { randomText } from '../crypto/random-text.js';
import { sm3 } from '../crypto/sm3.js';
import type { StoredRecord } from './model.js';
import type { AuditEvent, AuditRecord } from './types.js';

/** How long records stay: at least six months (网络安全法 §21), and three years where data was given to others (个保法 §56). */
export interface Retention {
  readonly months: number;
  readonly disclosureYears: number;
}

/** The least the law asks for. */
export const LEAST_RETENTION: Retention = { months: 6, disclosureYears: 3 };

/** Checks that a retention is lawful. @throws RangeError */
export function checkRetention({ months, disclosureYears }: Retention): void {
  if (!(months >= LEAST_RETENTION.months && disclosureYears >= LEAST_RETENTION.disclosureYears)) {
    throw new RangeError(`audit records are kept at least ${LEAST_RETENTION.months} months, disclosures ${LEAST_RETENTION.disclosureYears} years`);
  }
}

function keepUntil(at: number, disclosed: boolean, { months, disclosureYears }: Retention): Date {
  const day = new Date(at);
  const first = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + (disclosed ? Math.max(months, disclosureYears * 12) : months), 1));
  // A month without that day ends on its last one: the day after is never too early.
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  return new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), Math.min(day.getUTCDate(), last) + 1));
}

/** What is stored of an action: who, when and how from the caller, what from the event. */
export function storedRecord(writer: string, number: number, at: number, caller: Caller, event: AuditEvent, retention: Retention): StoredRecord {
  // What a site reads in somebody's name has been given to that site.
  const disclosedTo = event.disclosedTo ?? (event.outcome === undefined || event.outcome === 'done' ? caller.site?.clientId : undefined);
  return {
    _id: `${writer}.${number}`,
    at: new Date(at),
    writer,
    number,
    accountId: caller.accountId,
    personId: caller.personId,
    postId: caller.post?.id ?? null,
    actingFor: caller.actingFor?.id ?? null,
    delegationId: caller.actingFor?.delegationId ?? null,
    channel: caller.channel,
    site: caller.site?.clientId ?? null,
    requestId: caller.requestId,
    action: event.action,
    subjectType: event.subject.type,
    subjectId: event.subject.id,
    personIds: [...(event.subject.personIds ?? [])],
    purpose: event.purpose,
    outcome: event.outcome ?? 'done',
    disclosedTo: disclosedTo ?? null,
    details: { ...event.details },
    salt: randomText(12),
    keepUntil: keepUntil(at, disclosedTo !== undefined, retention),
  };
}

/**
 * Hash of a record's content: everything stored but its place (id, writer, number), which the chain itself says. So a
 * record that was moved is told from one that was edited. A field added by hand changes it too.
 */
export function contentHash(record: StoredRecord): string {
  const { _id, writer: _writer, number: _number, ...content } = record;
  return sm3(canonicalJson(plain(content)));
}

function plain(value: unknown): unknown {
  if (value instanceof Date) return { date: value.getTime() };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]));
}

/** The record as the rest of the product sees it. */
export function toAuditRecord({ _id, at, salt: _salt, keepUntil: _until, ...rest }: StoredRecord): AuditRecord {
  return { ...rest, id: _id, at: at.getTime() };
}
