/** When a published version holds. */
export interface Span {
  readonly version: number;
  /** First day in force, `YYYY-MM-DD`. */
  readonly from: string;
  /** Last day; null for no end; before `from` where it never comes into force. */
  readonly until: string | null;
}

/** What becomes of versions that were to begin on the day of a new one or later: they still do, or never. */
export type ScheduledVersions = 'KEEP' | 'REPLACE';

/** What publishing does to the days of a service's versions, or which scheduled version it must be said about first. */
export type Publishing = { readonly until: string | null; readonly ended: readonly Span[] } | { readonly undecided: Span };

/** Whether a version holds on some day at all. */
export const comesIntoForce = ({ from, until }: Span): boolean => until === null || until >= from;

/** Versions that begin after a day, the earliest first. */
export function comingAfter<T extends Span>(spans: readonly T[], day: string): T[] {
  return spans.filter((span) => comesIntoForce(span) && span.from > day).sort((a, b) => (a.from < b.from ? -1 : 1));
}

/**
 * Makes room for a version from a day on: whatever holds then ends the day before. A version that is scheduled for that day or a
 * later one is not overtaken in silence: it is kept, and the new one ends before it, or replaced and never comes into force.
 * @param spans the service's published versions
 * @param today `YYYY-MM-DD`
 */
export function publishing(spans: readonly Span[], from: string, today: string, scheduled: ScheduledVersions | null): Publishing {
  const later = comingAfter(spans, today).filter((span) => span.from >= from);
  const [next] = later;
  // Two cannot begin on one day.
  if (next && (scheduled === null || (scheduled === 'KEEP' && next.from === from))) return { undecided: next };
  const ended = spans.filter((span) => comesIntoForce(span) && (span.until === null || span.until >= from) && !(scheduled === 'KEEP' && later.includes(span)));
  return { until: next && scheduled === 'KEEP' ? dayBefore(next.from) : null, ended: ended.map((span) => ({ ...span, until: dayBefore(from) })) };
}

/**
 * Takes back a version before its day: whatever it would have ended goes on until the day before what follows it. What it has
 * replaced stays replaced.
 * @param spans the service's published versions, this one among them
 * @returns those whose days change
 */
export function callingOff(spans: readonly Span[], off: Span): Span[] {
  const last = dayBefore(off.from);
  const held = spans.find((span) => comesIntoForce(span) && span.until === last);
  return [{ ...off, until: last }, ...(held ? [{ ...held, until: off.until }] : [])];
}

/** The day before one, `YYYY-MM-DD`. */
export const dayBefore = (day: string): string => dayFrom(day, -1);

/** The day after one, `YYYY-MM-DD`. */
export const dayAfter = (day: string): string => dayFrom(day, 1);

function dayFrom(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
