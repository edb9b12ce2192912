import { endOfDay, type WorkingCalendar } from '../../kernel/calendar.js';
import { districtDate } from '../../kernel/district-time.js';
import { basisOf, COMMITMENT_BASIS, extensionOf, FINDING_WORKING_DAYS, gapsBasisOf, gapsLimitOf, LIMITS, warningDays } from './limits.js';
import type { CaseState, StepState } from './machine/types.js';
import type { LegalBasis } from './plan.js';

/**
 * What is limited: telling all gaps (and so accepting); the legal and the promised limit of the whole; a step's own; handing
 * over the result; papers that may come later; looking into a commitment afterwards; closing what was found untrue of it; a procedure
 * outside the limit, which has the time that was told in writing and no more.
 */
export type ClockKind = 'gaps' | 'legal' | 'promised' | 'step' | 'delivery' | 'owed' | 'commitment' | 'finding' | 'procedure';
export type Light = 'green' | 'yellow' | 'red';

/** One clock of a case. Days are working days; the day on which it starts is not counted. */
export interface LegalClock {
  /** `gaps`, `legal`, `step:papers`, `procedure:0`, … */
  readonly id: string;
  readonly kind: ClockKind;
  readonly step: string | null;
  /** Who has to act. */
  readonly organisations: readonly string[];
  /** Epoch ms. */
  readonly startedAt: number;
  /** Working days it may take. */
  readonly limit: number;
  /** Working days that have passed, without those that are left out. */
  readonly used: number;
  /** The last day; null while it stands still. */
  readonly dueOn: string | null;
  /** When it turns yellow, and when it is past (epoch ms); null while it stands still. */
  readonly yellowAt: number | null;
  readonly redAt: number | null;
  /** A procedure outside the limit is under way. */
  readonly paused: boolean;
  /** What it waited for came; null while it runs. */
  readonly stoppedAt: number | null;
  readonly light: Light;
  readonly basis: LegalBasis;
}

/** Time that is left out: from one day, which itself still counts, to another with it; `until` null: it goes on. */
export interface Pause {
  readonly from: string;
  readonly until: string | null;
}

/** Where a count stands. */
export interface Count {
  readonly used: number;
  readonly dueOn: string | null;
  readonly paused: boolean;
}

/**
 * Counts a limit: working days after `start` up to `today` without those within a pause, and the day on which the limit is
 * reached. A limit that was reached before a pause began stays reached.
 */
export function count(calendar: WorkingCalendar, start: string, limit: number, pauses: readonly Pause[], today: string): Count {
  const apart = disjoint(pauses);
  const leftOut = (until: string): number => apart.reduce((sum, pause) => {
    const from = pause.from > start ? pause.from : start;
    const end = pause.until === null || pause.until > until ? until : pause.until;
    return sum + calendar.workingDaysBetween(from, end);
  }, 0);
  const used = calendar.workingDaysBetween(start, today) - leftOut(today);
  // From below: what is left out before the day moves it on, until nothing more is.
  for (let dueOn = calendar.addWorkingDays(start, limit); ;) {
    const reached = dueOn;
    if (apart.some((pause) => pause.until === null && pause.from < reached)) return { used, dueOn: null, paused: true };
    dueOn = calendar.addWorkingDays(start, limit + leftOut(reached));
    if (dueOn === reached) return { used, dueOn, paused: false };
  }
}

/** Working days from today to a last day: 0 on that day, below 0 by how many have passed since (0 over a weekend too: the light says that it is past). */
export function workingDaysLeft(calendar: WorkingCalendar, dueOn: string, today: string): number {
  return dueOn >= today ? calendar.workingDaysBetween(today, dueOn) : 0 - calendar.workingDaysBetween(dueOn, today);
}

/** The same time as pauses that do not overlap, in order. */
function disjoint(pauses: readonly Pause[]): Pause[] {
  const merged: Pause[] = [];
  for (const pause of [...pauses].sort((a, b) => (a.from < b.from ? -1 : 1))) {
    const last = merged.at(-1);
    if (last && (last.until === null || pause.from <= last.until)) {
      merged[merged.length - 1] = { from: last.from, until: last.until === null || pause.until === null ? null : (last.until > pause.until ? last.until : pause.until) };
    } else merged.push(pause);
  }
  return merged;
}

interface Kind {
  readonly id: string;
  readonly kind: ClockKind;
  readonly step?: string | null;
  readonly organisations: readonly string[];
  readonly startedAt: number;
  readonly limit: number;
  readonly pauses?: readonly Pause[];
  readonly stoppedAt: number | null;
  readonly basis: LegalBasis;
}

/** All clocks of a case that have started, at an instant; those that have stopped too. Pure. */
export function clocksOf(state: CaseState, calendar: WorkingCalendar, now: number): LegalClock[] {
  return kindsOf(state).map((kind) => read(kind, calendar, now));
}

/** One clock by id; undefined where it has not started. */
export function clockOf(state: CaseState, id: string, calendar: WorkingCalendar, now: number): LegalClock | undefined {
  return clocksOf(state, calendar, now).find((clock) => clock.id === id);
}

function read({ pauses = [], step = null, ...kind }: Kind, calendar: WorkingCalendar, now: number): LegalClock {
  const start = districtDate(kind.startedAt);
  const at = Math.min(now, kind.stoppedAt ?? now);
  const { used, dueOn, paused } = count(calendar, start, kind.limit, pauses, districtDate(at));
  const redAt = dueOn === null ? null : endOfDay(dueOn);
  const warnAfter = dueOn === null ? null : count(calendar, start, kind.limit - warningDays(kind.limit), pauses, start).dueOn;
  // The day on which only the warning's days are left begins the yellow light.
  const yellowAt = warnAfter === null ? null : endOfDay(warnAfter) - 86_400_000;
  const light: Light = redAt !== null && at >= redAt ? 'red' : yellowAt !== null && at >= yellowAt && kind.stoppedAt === null ? 'yellow' : 'green';
  return { id: kind.id, kind: kind.kind, step, organisations: kind.organisations, startedAt: kind.startedAt, limit: kind.limit, used, dueOn, yellowAt, redAt, paused: paused && kind.stoppedAt === null, stoppedAt: kind.stoppedAt, light, basis: kind.basis };
}

function kindsOf(state: CaseState): Kind[] {
  const { plan, acceptor } = state;
  const clocks: Kind[] = [{
    id: 'gaps', kind: 'gaps', organisations: [acceptor], startedAt: state.waitingSince, limit: gapsLimitOf(plan),
    stoppedAt: state.answeredAt ?? state.closedAt, basis: gapsBasisOf(plan),
  }];
  if (state.acceptedFrom !== null) clocks.push(...wholeOf(state, state.acceptedFrom), ...state.steps.flatMap((step) => stepClock(state, step)), ...procedureClocks(state), ...owedOf(state, state.acceptedFrom));
  if (state.decidedAt !== null) {
    clocks.push({ id: 'delivery', kind: 'delivery', organisations: [acceptor], startedAt: state.decidedAt, limit: plan.limits.deliveryWorkingDays ?? LIMITS.delivery.workingDays, stoppedAt: state.deliveredAt ?? state.closedAt, basis: basisOf(plan, LIMITS.delivery.basis) });
    if (state.committed && plan.commitment && state.outcome === 'granted') {
      clocks.push({ id: 'commitment', kind: 'commitment', organisations: [state.lead], startedAt: state.decidedAt, limit: plan.commitment.checkWithinWorkingDays, stoppedAt: state.commitmentChecked?.at ?? null, basis: COMMITMENT_BASIS });
    }
    // The applicant's time to be heard first, then the lead's to close it.
    if (state.untrue) clocks.push({ id: 'finding', kind: 'finding', organisations: [state.lead], startedAt: state.untrue.at, limit: state.untrue.workingDays + FINDING_WORKING_DAYS, stoppedAt: state.untrue.ended?.at ?? null, basis: COMMITMENT_BASIS });
  }
  return clocks;
}

function wholeOf(state: CaseState, startedAt: number): Kind[] {
  const { limits } = state.plan;
  const promised = state.committed && state.plan.commitment ? state.plan.commitment.promisedWorkingDays : limits.promisedWorkingDays;
  const more = state.extension ?? 0;
  const stoppedAt = state.decidedAt ?? state.closedAt;
  const whole = { organisations: [state.lead], startedAt, pauses: pausesOf(state), stoppedAt, basis: limits.basis } as const;
  return [{ id: 'legal', kind: 'legal', limit: limits.legalWorkingDays + more, ...whole }, { id: 'promised', kind: 'promised', limit: promised + more, ...whole }];
}

function stepClock(state: CaseState, step: StepState): Kind[] {
  const planned = state.plan.steps.find(({ id }) => id === step.id);
  if (!planned || step.openedAt === null) return [];
  const missing = step.organisations.filter((each) => step.opinions[each] === undefined);
  return [{
    id: `step:${step.id}`, kind: 'step', step: step.id, organisations: planned.mode === 'all' && missing.length > 0 ? missing : step.organisations,
    startedAt: step.openedAt, limit: planned.workingDays, pauses: pausesOf(state, step.id), stoppedAt: step.doneAt ?? state.decidedAt ?? state.closedAt, basis: planned.publicity?.basis ?? state.plan.limits.basis,
  }];
}

/** While it stands outside the limit nothing else is late: whoever runs a procedure is held to the time that the applicant was told (行政许可法 §45). */
function procedureClocks(state: CaseState): Kind[] {
  return state.procedures.map(({ step, begunAt, endedAt, workingDays }, index) => ({
    id: `procedure:${index}`, kind: 'procedure', step, organisations: step === null ? [state.lead] : (state.steps.find(({ id }) => id === step)?.organisations ?? []),
    startedAt: begunAt, limit: workingDays, stoppedAt: endedAt ?? state.decidedAt ?? state.closedAt, basis: basisOf(state.plan, LIMITS.procedures.basis),
  }));
}

function owedOf(state: CaseState, startedAt: number): Kind[] {
  const { tolerant, limits } = state.plan;
  return tolerant && state.owed.length > 0 ? [{ id: 'owed', kind: 'owed', organisations: [], startedAt, limit: tolerant.withinWorkingDays, stoppedAt: state.decidedAt ?? state.closedAt, basis: limits.basis }] : [];
}

/** What stands outside a clock: the procedures of 行政许可法 §45, and publicity where its own basis leaves it out. */
function pausesOf(state: CaseState, step?: string): Pause[] {
  const during = (begunAt: number, endedAt: number | null): Pause => ({ from: districtDate(begunAt), until: endedAt === null ? null : districtDate(endedAt) });
  const procedures = state.procedures.filter((each) => step === undefined || each.step === null || each.step === step);
  const publicities = step === undefined ? state.steps.flatMap(({ id, publicity }) => (publicity && state.plan.steps.find((each) => each.id === id)?.publicity?.counts === false ? [publicity] : [])) : [];
  return [...procedures, ...publicities].map(({ begunAt, endedAt }) => during(begunAt, endedAt));
}

/** Whether the limit may still be extended, and by how many working days. */
export function extensionLeft(state: CaseState): number {
  return state.extension === null ? extensionOf(state.plan) : 0;
}
