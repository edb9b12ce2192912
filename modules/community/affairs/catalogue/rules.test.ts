import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { callingOff, comesIntoForce, comingAfter, dayAfter, dayBefore, publishing, type ScheduledVersions, type Span } from './rules.js';

const DAYS = Array.from({ length: 28 }, (_none, index) => `2027-02-${String(index + 1).padStart(2, '0')}`);
const TODAY = '2027-02-03';
const day = fc.constantFrom(...DAYS.filter((each) => each >= TODAY));
const published = fc.array(fc.record({ from: day, scheduled: fc.constantFrom<ScheduledVersions | null>('KEEP', 'REPLACE', null) }), { maxLength: 8 });

/** Publishes one after the other; what is not decided about is not published. */
function history(moves: readonly { readonly from: string; readonly scheduled: ScheduledVersions | null }[]): Span[] {
  let spans: Span[] = [{ version: 1, from: '2027-01-01', until: null }];
  for (const { from, scheduled } of moves) {
    const days = publishing(spans, from, TODAY, scheduled);
    if ('undecided' in days) continue;
    spans = [...spans.map((span) => days.ended.find(({ version }) => version === span.version) ?? span), { version: spans.length + 1, from, until: days.until }];
  }
  return spans;
}
const holding = (spans: readonly Span[], on: string): Span[] => spans.filter((span) => comesIntoForce(span) && span.from <= on && (span.until === null || on <= span.until));

describe('the days of versions', () => {
  it('have one version in force on each, whatever was published, kept and replaced', () => {
    fc.assert(fc.property(published, (moves) => {
      const spans = history(moves);
      for (const on of DAYS) expect(holding(spans, on)).toHaveLength(1);
    }), { numRuns: 500 });
  });

  it('end no scheduled version that nobody has decided about', () => {
    fc.assert(fc.property(published, day, (moves, from) => {
      const spans = history(moves);
      const later = comingAfter(spans, TODAY).filter((span) => span.from >= from);
      const days = publishing(spans, from, TODAY, null);
      expect('undecided' in days).toBe(later.length > 0);
      const kept = publishing(spans, from, TODAY, 'KEEP');
      if (!('undecided' in kept)) for (const span of later) expect(kept.ended.map(({ version }) => version)).not.toContain(span.version);
    }), { numRuns: 500 });
  });

  it('go on as they were where a version is called off before its day, and each still has one in force', () => {
    fc.assert(fc.property(published, fc.nat(), (moves, which) => {
      const spans = history(moves);
      const ahead = comingAfter(spans, TODAY);
      const off = ahead[which % Math.max(ahead.length, 1)];
      if (!off) return;
      const changed = callingOff(spans, off);
      const after = spans.map((span) => changed.find(({ version }) => version === span.version) ?? span);
      for (const on of DAYS) {
        const [held] = holding(after, on);
        expect(holding(after, on)).toHaveLength(1);
        expect(held?.version).not.toBe(off.version);
        // Whoever held on a day that was not its own still does.
        if (holding(spans, on)[0]?.version !== off.version) expect(held?.version).toBe(holding(spans, on)[0]?.version);
      }
    }), { numRuns: 500 });
  });

  it('know the days beside them, over the ends of months and years', () => {
    expect([dayBefore('2027-01-01'), dayAfter('2026-12-31'), dayBefore('2028-03-01'), dayAfter('2027-02-28')]).toEqual(['2026-12-31', '2027-01-01', '2028-02-29', '2027-03-01']);
  });

  it('have no room for two that begin on the same day', () => {
    const spans = history([{ from: '2027-02-10', scheduled: null }]);
    expect(publishing(spans, '2027-02-10', TODAY, 'KEEP')).toMatchObject({ undecided: { version: 2 } });
    expect(publishing(spans, '2027-02-10', TODAY, 'REPLACE')).toEqual({ until: null, ended: [{ version: 2, from: '2027-02-10', until: '2027-02-09' }] });
    // What began today is in force and not scheduled.
    expect(publishing(history([{ from: TODAY, scheduled: null }]), TODAY, TODAY, null)).toMatchObject({ until: null });
  });
});
