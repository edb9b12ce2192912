import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readWorkingCalendar } from '../../../kernel/calendar.js';
import { projectRoot } from '../../../kernel/root.js';
import { noSkippedApproval, walkHistories } from './testing/histories.js';
import { asLines } from './log.js';
import { plan, receipt, receive, staff, step } from './testing/moves.js';
import type { EventType } from './types.js';

const calendar = readWorkingCalendar(path.join(projectRoot(), 'data/calendar/public-holidays.json'));

describe('random histories', () => {
  it('have no dead end, skip no approval, run no clock backwards, and replay to the same case', () => {
    // The same thousand every time, so that what they come to is no matter of luck; `npm run drill:machine` draws others.
    const { histories, types, endings } = walkHistories(calendar, 1000, 20_260_105);
    expect(histories).toBe(1000);
    // A walk that never comes to something proves nothing of it.
    const all: readonly EventType[] = [
      'received', 'gaps-told', 'supplemented', 'accepted', 'acceptance-refused', 'opinion-given', 'consulted', 'consultation-answered', 'reassigned', 'handed-over', 'recused', 'visit-set', 'visit-held',
      'procedure-begun', 'procedure-ended', 'publicity-begun', 'publicity-ended', 'extended', 'owed-received', 'decided', 'withdrawn', 'delivered', 'commitment-checked', 'finding-answered', 'commitment-set-right', 'result-revoked', 'trust-restored', 'owed-reminded', 'urged', 'card-issued', 'card-answered',
    ];
    expect(all.filter((type) => !types[type])).toEqual([]);
    expect(Object.keys(endings).sort()).toEqual(['granted', 'not-accepted', 'refused', 'revoked', 'withdrawn']);
  }, 120_000);

  it('would be caught where they skip an approval', () => {
    const at = Date.parse('2026-01-05T02:00:00Z');
    const { state, log } = receive(receipt({ plan: plan({ steps: [step({ id: 'papers', organisations: ['dept-a', 'dept-b'] })] }) }), at);
    const by = staff('dept-a', 'approver');
    const forged = asLines(state, [
      { type: 'accepted', deemed: false, owed: [] },
      { type: 'opinion-given', step: 'papers', organisationId: 'dept-a', verdict: 'agree', text: '同意' },
      { type: 'decided', outcome: 'granted', remedies: [] },
    ], { by, at, why: null });
    expect(() => noSkippedApproval([...log, ...forged], calendar)).toThrow('decided without all of dept-a, dept-b');
  });
});
