import fc from 'fast-check';
import type { WorkingCalendar } from '../../../../kernel/calendar.js';
import { districtDate } from '../../../../kernel/district-time.js';
import { clocksOf } from '../../clock.js';
import { holds, planFaults, type ApprovalStep, type ServicePlan } from '../../plan.js';
import { owedStagesLeft } from '../../owed-stages.js';
import { replay } from '../apply.js';
import { openFinding } from '../commitment.js';
import { carryOut } from '../log.js';
import { aside, forward, plan, receipt, receive, step, system, wild, type Choose, type Move } from './moves.js';
import type { CaseEvent, CaseState } from '../types.js';

const HOUR = 3_600_000;
const BEGIN = Date.parse('2025-01-02T01:00:00Z');
/** Time after which a case that everybody works on must be over. */
const MOST_DAYS = 120;

const stepKind = fc.constantFrom<ApprovalStep['kind'][]>('review', 'review', 'review', 'site-visit', 'publicity', 'expert');

/** Plans of one to five steps in any order that has no circle. */
const plans: fc.Arbitrary<ServicePlan> = fc.record({
  steps: fc.array(fc.record({
    kind: stepKind, mode: fc.constantFrom<ApprovalStep['mode'][]>('all', 'any'), organisations: fc.uniqueArray(fc.constantFrom('centre', 'dept-a', 'dept-b', 'dept-c'), { minLength: 1, maxLength: 3 }),
    after: fc.array(fc.nat(4), { maxLength: 2 }), conditional: fc.boolean(),
  }), { minLength: 1, maxLength: 5 }),
  licensing: fc.boolean(), joint: fc.boolean(), tolerant: fc.boolean(), committed: fc.boolean(),
}).map(({ steps, licensing, joint, tolerant, committed }) => plan({
  nature: licensing ? 'licensing' : 'other',
  limits: { ...plan().limits, joint, legalWorkingDays: joint ? 45 : 20, ...(licensing ? {} : { extensionWorkingDays: 7, basis: { law: '某办法' } }) },
  lead: 'dept-a',
  steps: steps.map(({ kind, mode, organisations, after, conditional }, index) => step({
    id: `s${index}`, kind, mode, organisations, workingDays: 8, after: [...new Set(after.filter((other) => other < index).map((other) => `s${other}`))],
    ...(conditional ? { when: { field: 'area', atLeast: 100 } } : {}),
    ...(kind === 'publicity' ? { publicity: { basis: { law: '某办法' }, workingDays: 3, counts: licensing } } : {}),
  })),
  ...(tolerant ? { tolerant: { inputs: ['lease'], withinWorkingDays: 10 } } : {}),
  ...(committed ? { commitment: { text: { zh: '承诺', en: 'I promise' }, inputs: ['photo'], promisedWorkingDays: 1, checkWithinWorkingDays: 20 } } : {}),
}));

/** A history as it is drawn: a plan, what the form says, and a seed of choices with the hours between them. */
const drawn = fc.record({ plan: plans, area: fc.nat(200), moves: fc.array(fc.record({ hours: fc.nat(60), choices: fc.array(fc.nat(10_000), { minLength: 12, maxLength: 12 }) }), { maxLength: 40 }) });

/** What was walked. */
export interface Walked {
  histories: number;
  events: number;
  refused: number;
  readonly endings: Record<string, number>;
  readonly types: Record<string, number>;
}

/**
 * Walks random histories and throws at the first that breaks a promise: that there is always a way on to an end, that no
 * approval is skipped, that no clock runs backwards, that no result is revoked unheard, that each reminder of owed papers is sent
 * once and in its time, and that the log replayed is the case.
 */
export function walkHistories(calendar: WorkingCalendar, runs: number, seed?: number): Walked {
  const walked: Walked = { histories: 0, events: 0, refused: 0, endings: {}, types: {} };
  fc.assert(fc.property(drawn, ({ plan: drawnPlan, area, moves }) => {
    const faults = planFaults(drawnPlan);
    if (faults.length > 0) throw new Error(`the generator made a plan that is none: ${faults.map(({ en }) => en).join('; ')}`);
    const history = new History(calendar, drawnPlan, area);
    for (const { hours, choices } of moves) {
      history.wait(hours);
      if (history.tryOne(choosing(choices)) === null) walked.refused += 1;
    }
    history.check();
    history.finish();
    walked.histories += 1;
    walked.events += history.log.length;
    for (const { type } of history.log) walked.types[type] = (walked.types[type] ?? 0) + 1;
    walked.endings[history.state.ending ?? 'open'] = (walked.endings[history.state.ending ?? 'open'] ?? 0) + 1;
  }), { numRuns: runs, ...(seed === undefined ? {} : { seed }) });
  return walked;
}

function choosing(choices: readonly number[]): Choose {
  let index = 0;
  return (below) => choices[(index = (index + 1) % choices.length)]! % below; // within the list
}

/** One case and its log, with what was seen of its clocks. */
class History {
  state: CaseState;
  readonly log: CaseEvent[];
  readonly #calendar: WorkingCalendar;
  #now = BEGIN;
  #seen = new Map<string, { readonly used: number; readonly redAt: number | null }>();

  constructor(calendar: WorkingCalendar, ofPlan: ServicePlan, area: number) {
    this.#calendar = calendar;
    const { state, log } = receive(receipt({ plan: ofPlan, values: { area }, committed: ofPlan.commitment !== undefined }), BEGIN);
    this.state = state;
    this.log = [...log];
  }

  wait(hours: number): void {
    this.#now += hours * HOUR;
    this.#watch();
    // As the worker of the clocks does.
    for (const { stage } of owedStagesLeft(this.state, this.#calendar, this.#now).filter(({ from }) => from <= this.#now)) this.#make({ command: { type: 'remind-owed', stage }, by: system, why: null });
  }

  /** Something wild, an answer, or the next thing forward, whichever the choices say. Null where it was refused. */
  tryOne(choose: Choose): CaseState | null {
    const today = districtDate(this.#now);
    const kind = choose(6);
    const ahead = kind < 3 ? forward(this.state, today) : kind === 3 ? aside(this.state) : [];
    return this.#make(ahead.length > 0 ? ahead[choose(ahead.length)]! : wild(this.state, today, this.#calendar, choose)); // the list is not empty
  }

  /** From here, those whose work it is bring the case to an end, and nobody has to withdraw it. */
  finish(): void {
    for (let day = 0; this.state.phase !== 'closed' || openFinding(this.state); day += 1) {
      if (day > MOST_DAYS) throw new Error(`no way on from ${this.state.phase}: ${JSON.stringify(this.state.steps)}`);
      while (forward(this.state, districtDate(this.#now)).some((each) => this.#make(each) !== null));
      this.wait(24);
    }
    while (forward(this.state, districtDate(this.#now)).some((each) => this.#make(each) !== null));
    this.check();
  }

  /** The log says all: what is read back from storage is this case. */
  check(): void {
    const stored = JSON.parse(JSON.stringify(this.log)) as CaseEvent[]; // what was just written
    const again = JSON.stringify(replay(stored));
    if (again !== JSON.stringify(this.state)) throw new Error(`the replayed log is another case: ${again}`);
    noSkippedApproval(this.log, this.#calendar);
    noUnheardRevocation(this.log);
    remindedInTime(this.log);
  }

  #make({ command, by, why }: Move): CaseState | null {
    // Each time would take most of the walk's time.
    const before = this.log.length % 8 === 0 ? JSON.stringify(this.state) : null;
    const step = carryOut(this.state, command, { by, why, at: this.#now, calendar: this.#calendar });
    if (before !== null && JSON.stringify(this.state) !== before) throw new Error(`${command.type} changed the case it was given`);
    if (!step.ok) return null;
    if (by.kind === 'system' && command.type !== 'deem-accepted' && command.type !== 'issue-card' && command.type !== 'remind-owed') throw new Error(`the system did ${command.type}`);
    this.state = step.state;
    this.log.push(...step.lines);
    this.#watch();
    return this.state;
  }

  /** No clock runs backwards: what has passed has passed, and no last day comes nearer. */
  #watch(): void {
    for (const { id, startedAt, used, redAt } of clocksOf(this.state, this.#calendar, this.#now)) {
      const key = `${id}@${startedAt}`;
      const before = this.#seen.get(key);
      if (before && used < before.used) throw new Error(`${id} went back from ${before.used} to ${used} working days`);
      if (before?.redAt && redAt !== null && redAt < before.redAt) throw new Error(`${id} is due sooner than it was`);
      this.#seen.set(key, { used, redAt: redAt ?? before?.redAt ?? null });
    }
  }
}

/**
 * Looks for a decision that something needed was missing from, by the log alone and without the machine: every step whose
 * condition holds, each of its organisations (or one of them), after all that it waits for, and after its visit, its experts.
 */
export function noSkippedApproval(log: readonly CaseEvent[], calendar: WorkingCalendar): void {
  const decided = log.find(({ type }) => type === 'decided');
  if (!decided) return;
  const received = log.find((event) => event.type === 'received');
  if (received?.type !== 'received') throw new Error('decided and never received');
  if (!log.some((event) => event.type === 'accepted' && event.seq < decided.seq)) throw new Error('decided and never accepted');
  const values = log.filter((event) => event.type === 'received' || event.type === 'supplemented').at(-1)!.values; // received is one of them
  const needed = received.plan.steps.filter(({ when }) => when === undefined || holds(when, values));
  const doneAt = new Map<string, number>();
  for (const planned of orderOf(received.plan)) {
    const before = Math.max(0, ...planned.after.map((id) => doneAt.get(id) ?? 0));
    doneAt.set(planned.id, needed.includes(planned) ? Math.max(before, doneBy(planned, log, before, decided, received.centreId, calendar)) : before);
  }
}

/** Looks for a result that was revoked without a finding, before the applicant's time to be heard was over, or that was handed over afterwards; by the log alone. */
export function noUnheardRevocation(log: readonly CaseEvent[]): void {
  const revoked = log.filter(({ type }) => type === 'result-revoked');
  for (const { seq, at, by } of revoked) {
    const before = log.filter((event) => event.seq < seq);
    const finding = before.findLast((event) => event.type === 'commitment-checked');
    if (finding?.type !== 'commitment-checked' || finding.kept || !finding.hearing) throw new Error('revoked without a finding');
    if (districtDate(at) <= finding.hearing.until) throw new Error('revoked before the applicant was heard');
    if (before.some((event) => event.type === 'commitment-set-right' && event.seq > finding.seq)) throw new Error('revoked though it was set right');
    if (!before.some((event) => event.type === 'decided' && event.outcome === 'granted')) throw new Error('revoked and never granted');
    if (by.kind !== 'staff' || by.role !== 'approver') throw new Error('revoked by somebody who decides nothing');
    if (log.some((event) => event.type === 'delivered' && event.seq > seq)) throw new Error('handed over though it was revoked');
  }
  if (revoked.length > 1) throw new Error('revoked twice');
}

/** Looks for a reminder of owed papers that came twice, or not in its time; by the log alone. */
function remindedInTime(log: readonly CaseEvent[]): void {
  const reminders = log.flatMap((event) => (event.type === 'owed-reminded' ? [event] : []));
  if (new Set(reminders.map(({ stage }) => stage)).size < reminders.length) throw new Error('reminded twice');
  for (const { stage, until, at } of reminders) {
    const day = districtDate(at);
    if (stage === 'soon' ? day >= until : stage === 'last-day' ? day !== until : day <= until) throw new Error(`${stage} was told on ${day} of ${until}`);
  }
}

/** The line by which a step was done; throws where it was not, before the decision. */
function doneBy(planned: ApprovalStep, log: readonly CaseEvent[], openedBy: number, decided: CaseEvent, centreId: string, calendar: WorkingCalendar): number {
  const fail = (what: string): never => {
    throw new Error(`${planned.id} (${planned.kind}): ${what}`);
  };
  const own = log.filter((event) => 'step' in event && event.step === planned.id && event.seq < decided.seq);
  if (planned.kind === 'publicity') {
    const begun = own.find(({ type }) => type === 'publicity-begun') ?? fail('decided without its publicity');
    const ended = own.find(({ type }) => type === 'publicity-ended') ?? fail('decided before its publicity was over');
    if (begun.seq <= openedBy || calendar.workingDaysBetween(districtDate(begun.at), districtDate(ended.at)) < (planned.publicity?.workingDays ?? 0)) fail('its publicity was too short');
    return ended.seq;
  }
  const first = planned.kind === 'site-visit' ? own.find(({ type }) => type === 'visit-held') : planned.kind === 'expert' ? own.find((event) => event.type === 'procedure-ended' && event.kind === 'expert-review') : undefined;
  if (planned.kind !== 'review' && !first) fail('decided without it');
  const handed = new Map(log.flatMap((event) => (event.type === 'handed-over' && event.what === planned.id ? [[event.from, event.to] as const] : [])));
  const nowOf = (organisation: string): string => (handed.has(organisation) && !own.some((event) => event.type === 'opinion-given' && event.organisationId === organisation) ? nowOf(handed.get(organisation)!) : organisation); // it has it
  const opinions = own.filter((event) => event.type === 'opinion-given');
  for (const { seq, organisationId, by } of opinions) {
    if (seq <= openedBy || (first && seq <= first.seq)) fail(`an opinion came before its turn (line ${seq})`);
    if (by.kind !== 'staff' || by.organisationId !== organisationId) fail(`an opinion of ${organisationId} is somebody else’s`);
  }
  const organisations = [...new Set(planned.organisations.map((each) => (each === 'centre' ? centreId : each)))].map(nowOf);
  const given = organisations.map((organisation) => opinions.find(({ organisationId }) => organisationId === organisation)?.seq ?? Number.POSITIVE_INFINITY);
  const last = planned.mode === 'all' ? Math.max(...given) : Math.min(...given);
  if (!Number.isFinite(last)) fail(`decided without ${planned.mode === 'all' ? 'all' : 'any'} of ${organisations.join(', ')}`);
  if (decided.type === 'decided' && decided.outcome === 'granted' && organisations.some((organisation) => opinions.filter(({ organisationId }) => organisationId === organisation).at(-1)?.verdict === 'object')) fail('granted against an objection');
  return last;
}

function orderOf({ steps }: ServicePlan): ApprovalStep[] {
  const ordered: ApprovalStep[] = [];
  while (ordered.length < steps.length) {
    const ready = steps.filter((each) => !ordered.includes(each) && each.after.every((id) => ordered.some((other) => other.id === id)));
    if (ready.length === 0) throw new Error('a circle');
    ordered.push(...ready);
  }
  return ordered;
}
