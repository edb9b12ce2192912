import type { WorkingCalendar } from '../../kernel/calendar.js';
import { clockOf } from './clock.js';
import type { CaseState, OwedStage } from './machine/types.js';

const DAY_MS = 86_400_000;
/** Nobody is woken by it: nine in the morning of its day. */
const MORNING_MS = 9 * 3_600_000;

/** A reminder of owed papers: from when it is sent, and before when it still says what is so (epoch ms). */
export interface OwedReminder {
  readonly stage: OwedStage;
  readonly from: number;
  readonly before: number;
  /** The papers' last day. */
  readonly until: string;
}

/** When whoever owes papers is told of it; empty where nothing is owed, or nobody waits for it any more. Pure. */
export function owedStages(state: CaseState, calendar: WorkingCalendar, now: number): OwedReminder[] {
  const clock = state.owed.length === 0 ? undefined : clockOf(state, 'owed', calendar, now);
  if (!clock || clock.stoppedAt !== null || clock.dueOn === null || clock.yellowAt === null || clock.redAt === null) return [];
  const [until, over] = [clock.dueOn, clock.redAt];
  return [
    // Of one day alone there is no day before the last.
    { stage: 'soon', from: clock.yellowAt + MORNING_MS, before: over - DAY_MS, until },
    { stage: 'last-day', from: over - DAY_MS + MORNING_MS, before: over, until },
    { stage: 'past', from: over + MORNING_MS, before: Number.POSITIVE_INFINITY, until },
  ];
}

/** Those that are still to be sent. Pure. */
export function owedStagesLeft(state: CaseState, calendar: WorkingCalendar, now: number): OwedReminder[] {
  return state.phase !== 'reviewing' ? [] : owedStages(state, calendar, now).filter(({ stage, from, before }) => from < before && now < before && !state.owedReminded?.includes(stage));
}
