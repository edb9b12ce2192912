import { endOfDay, type WorkingCalendar } from '../../../kernel/calendar.js';
import { districtDate } from '../../../kernel/district-time.js';
import type { BilingualText } from '../../../kernel/identifiers.js';
import { clocksOf, type LegalClock } from '../clock.js';
import { barredSince, openFinding } from '../machine/commitment.js';
import { owedStagesLeft } from '../owed-stages.js';
import type { CaseState } from '../machine/types.js';
import type { CaseClockKind } from '../types.js';
import { NEVER, type CaseDocument, type CaseTaskDocument, type ClockResultDocument } from './model.js';
import { LEFT_ALONE, TASKS } from './words.js';

/** What lists know of a case. */
export type CaseLine = Omit<CaseDocument, 'last4' | 'stateSealed' | 'papers'>;

/** Clocks that still run and by which somebody of the administration has to act. */
const running = (clocks: readonly LegalClock[]): LegalClock[] => clocks.filter(({ stoppedAt, organisations }) => stoppedAt === null && organisations.length > 0);

const dated = (at: number | null): Date | null => (at === null ? null : new Date(at));
const instant = (at: number | null): Date => (at === null ? NEVER : new Date(at));
const earliest = (times: readonly (number | null)[]): Date => instant(times.reduce<number | null>((least, at) => (at !== null && (least === null || at < least) ? at : least), null));

/** What lists know of a case at an instant. Pure. */
export function lineOf(state: CaseState, calendar: WorkingCalendar, now: number): CaseLine {
  const clocks = running(clocksOf(state, calendar, now));
  return {
    _id: state.number, seq: state.seq, serviceId: state.serviceId, applicantId: state.applicantId, phase: state.phase, lead: state.lead,
    organisations: organisationsOf(state), waitsFor: [...new Set(clocks.flatMap(({ organisations }) => organisations))].sort(),
    receivedAt: new Date(state.receivedAt), closedAt: state.closedAt === null ? null : new Date(state.closedAt),
    redAt: earliest(clocks.map(({ redAt }) => redAt)), yellowAt: earliest(clocks.map(({ yellowAt }) => yellowAt)), alarmAt: alarmOf(state, clocks, calendar, now),
    revokedAt: dated(state.ending === 'revoked' ? (state.untrue?.ended?.at ?? null) : null), barredSince: dated(barredSince(state)),
  };
}

/** All organisations that take part, or took part. */
export function organisationsOf(state: CaseState): string[] {
  const planned = state.plan.steps.flatMap(({ organisations }) => organisations.map((each) => (each === 'centre' ? state.centreId : each)));
  return [...new Set([state.acceptor, state.lead, ...planned, ...state.steps.flatMap((step) => [...step.organisations, ...Object.keys(step.opinions)]), ...state.consultations.map(({ to }) => to), ...state.cards.map(({ organisationId }) => organisationId)])].sort();
}

/** When a clock is to do something by itself the next time: a card at yellow and at red; acceptance where nobody answered; a reminder of owed papers; a file that its applicant left. */
function alarmOf(state: CaseState, clocks: readonly LegalClock[], calendar: WorkingCalendar, now: number): Date | null {
  if (state.phase === 'supplementing' && state.supplementUntil !== null) return leftAlone(state, now) ? null : new Date(endOfDay(state.supplementUntil));
  const carded = (clock: LegalClock, colour: 'yellow' | 'red'): boolean =>
    clock.organisations.every((organisation) => state.cards.some((card) => card.automatic && card.clock === clock.id && card.colour === colour && card.organisationId === organisation));
  const times = clocks.flatMap((clock) => [clock.light !== 'red' && !carded(clock, 'yellow') ? clock.yellowAt : null, clock.kind === 'gaps' || !carded(clock, 'red') ? clock.redAt : null]);
  const next = earliest([...times, ...owedStagesLeft(state, calendar, now).map(({ from }) => from)]);
  return next === NEVER ? null : next;
}

/** Whether the time to bring what is missing is over, and nothing came. */
const leftAlone = ({ phase, supplementUntil }: CaseState, now: number): boolean => phase === 'supplementing' && supplementUntil !== null && districtDate(now) > supplementUntil;

type Due = Pick<CaseTaskDocument, 'since' | 'yellowAt' | 'redAt'>;

/** What each organisation has to do in a case at an instant. Pure. */
export function tasksOf(state: CaseState, calendar: WorkingCalendar, now: number): CaseTaskDocument[] {
  const clocks = new Map(clocksOf(state, calendar, now).map((clock) => [clock.id, clock]));
  const dueBy = (id: string, since?: number): Due => {
    const clock = clocks.get(id);
    return { since: new Date(since ?? clock?.startedAt ?? state.at), yellowAt: instant(clock?.yellowAt ?? null), redAt: instant(clock?.redAt ?? null) };
  };
  const owed = clocks.get('owed');
  const standing = {
    ...(owed?.stoppedAt === null && owed.dueOn !== null ? { owed: { until: owed.dueOn, yellowAt: instant(owed.yellowAt), redAt: instant(owed.redAt) } } : {}), ...(state.ending === 'revoked' ? { revoked: true as const } : {}),
  };
  const task = (what: string, organisationId: string, kind: CaseTaskDocument['kind'], due: Due, over: Partial<CaseTaskDocument> = {}): CaseTaskDocument =>
    ({ _id: `${state.number}:${what}:${organisationId}`, number: state.number, organisationId, kind, serviceId: state.serviceId, step: null, title: { ...TASKS[kind] }, assignee: '', ...due, ...standing, ...over });
  const tasks: CaseTaskDocument[] = [];
  if (state.phase === 'received') tasks.push(task('accept', state.acceptor, 'ACCEPT', dueBy('gaps')));
  if (leftAlone(state, now)) tasks.push(task('accept', state.acceptor, 'ACCEPT', dueBy('', now), { title: { ...LEFT_ALONE } }));
  if (state.phase === 'reviewing') tasks.push(...reviewTasks(state, task, dueBy));
  if (state.phase === 'decided') tasks.push(task('deliver', state.acceptor, 'DELIVER', dueBy('delivery')));
  const commitment = clocks.get('commitment');
  if (commitment?.stoppedAt === null) tasks.push(task('commitment', state.lead, 'COMMITMENT', dueBy('commitment')));
  if (openFinding(state)) tasks.push(task('finding', state.lead, 'FINDING', dueBy('finding')));
  for (const card of state.cards) if (card.answer === null) tasks.push(task(`card:${card.id}`, card.organisationId, 'CARD', dueBy('', card.at)));
  return tasks;
}

function reviewTasks(state: CaseState, task: (what: string, organisationId: string, kind: CaseTaskDocument['kind'], due: Due, over?: Partial<CaseTaskDocument>) => CaseTaskDocument, dueBy: (id: string, since?: number) => Due): CaseTaskDocument[] {
  const titleOf = (id: string): BilingualText => state.plan.steps.find((each) => each.id === id)?.title ?? TASKS.STEP;
  const open = state.steps.filter(({ needed, openedAt, doneAt }) => needed && openedAt !== null && doneAt === null);
  const steps = open.flatMap((step) => step.organisations.filter((each) => step.opinions[each] === undefined).map((each) =>
    task(`step:${step.id}`, each, 'STEP', dueBy(`step:${step.id}`), { step: step.id, title: { ...titleOf(step.id) }, assignee: step.assignees[each] ?? '' })));
  const asked = state.consultations.filter(({ answer }) => answer === null).map(({ id, to, step, askedAt }) => task(`ask:${id}`, to, 'CONSULTATION', dueBy(`step:${step}`, askedAt), { step }));
  const ready = state.steps.every(({ needed, doneAt }) => !needed || doneAt !== null);
  return [...steps, ...asked, ...(ready ? [task('decide', state.lead, 'DECIDE', dueBy('promised'))] : [])];
}

/** How the clocks ended that ran before and do not any more, one line for each organisation; what the applicant keeps waiting is nobody's. */
export function resultsOf(before: CaseState | null, after: CaseState, calendar: WorkingCalendar, now: number): ClockResultDocument[] {
  if (before === null) return [];
  const stopped = new Map(clocksOf(after, calendar, now).filter(({ stoppedAt }) => stoppedAt !== null).map((clock) => [`${clock.id}@${clock.startedAt}`, clock]));
  return running(clocksOf(before, calendar, now)).flatMap((clock) => {
    const over = stopped.get(`${clock.id}@${clock.startedAt}`);
    if (!over) return gaveOpinions(clock, after, calendar, now);
    return clock.organisations.map((organisationId) => resultOf(over, organisationId, after, now));
  });
}

/** Of several organisations at a step each has its own end. */
function gaveOpinions(clock: LegalClock, after: CaseState, calendar: WorkingCalendar, now: number): ClockResultDocument[] {
  const still = clocksOf(after, calendar, now).find(({ id, startedAt }) => id === clock.id && startedAt === clock.startedAt);
  if (!still || clock.kind !== 'step') return [];
  return clock.organisations.filter((each) => !still.organisations.includes(each) && after.steps.some(({ id, opinions }) => id === clock.step && opinions[each] !== undefined)).map((each) => resultOf(still, each, after, now));
}

function resultOf(clock: LegalClock, organisationId: string, { number, serviceId }: CaseState, now: number): ClockResultDocument {
  const stoppedAt = clock.stoppedAt ?? now;
  return {
    _id: `${number}:${clock.id}:${clock.startedAt}:${organisationId}`, organisationId, serviceId, step: clock.step, kind: clock.kind.toUpperCase() as CaseClockKind, // the contract's enum is the clock's in capitals
    stoppedAt: new Date(stoppedAt), limit: clock.limit, used: clock.used, late: clock.redAt !== null && stoppedAt >= clock.redAt,
  };
}
