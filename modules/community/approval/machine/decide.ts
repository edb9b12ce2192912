import { districtDate } from '../../../kernel/district-time.js';
import { clockOf, extensionLeft } from '../clock.js';
import { LIMITS, REMEDIES, SUPPLEMENT_WORKING_DAYS } from '../limits.js';
import type { ApprovalStep } from '../plan.js';
import { isAside, isComplete } from './apply.js';
import { afterwards, isOpenAfterwards } from './commitment.js';
import { owedPapers } from './owed.js';
import { actsFor, done, no, organisationOf, said, supervises, type Circumstances, type Rule } from './rule.js';
import type { CaseState, Command, Decision, EventBody, StepState } from './types.js';

export type { Circumstances } from './rule.js';

/** A step whose turn it is, as planned and as it stands. */
function openStep(state: CaseState, id: string): { readonly step: StepState; readonly planned: ApprovalStep } | null {
  const step = state.steps.find((each) => each.id === id);
  const planned = state.plan.steps.find((each) => each.id === id);
  return step && planned && step.needed && step.openedAt !== null ? { step, planned } : null;
}

/** Under way outside the limit: of a step, or `undefined` for any. */
const underWay = (state: CaseState, step?: string | null) => state.procedures.filter((each) => each.endedAt === null && (step === undefined || each.step === step));

const onReceipt = (state: CaseState): boolean => state.phase === 'received' || state.phase === 'supplementing';

/** Whether the time to answer is over: whatever anybody does now, it is accepted from receipt. */
const unanswered = (state: CaseState, { calendar, at }: Circumstances): boolean => state.phase === 'received' && clockOf(state, 'gaps', calendar, at)?.light === 'red';

/** Rules of what comes before acceptance (行政许可法 §32). */
const acceptance = {
  'tell-gaps': ((state, { gaps }, around) => {
    if (state.phase !== 'received') return no('NOT_NOW');
    if (!actsFor(around, [state.acceptor], 'clerk', 'approver')) return no('NOT_YOURS');
    if (unanswered(state, around)) return no('TOO_LATE');
    if (gaps.length === 0 || gaps.some(({ what }) => !said(what))) return no('WORDS_NEEDED');
    // A signed commitment stands for these papers.
    const promised = state.committed ? gaps.filter(({ input }) => state.plan.commitment?.inputs.includes(input)) : [];
    if (promised.length > 0) return no('NOT_PROVIDED_FOR', ...promised.map(({ input }) => input));
    // 一次性告知: whatever was not said the first time cannot be asked for any more.
    const more = state.told.length > 0 ? gaps.filter(({ input }) => !state.told.some((each) => each.input === input)) : [];
    if (more.length > 0) return no('ALREADY_DONE', ...more.map(({ input }) => input));
    return done({ type: 'gaps-told', gaps, until: around.calendar.addWorkingDays(districtDate(around.at), SUPPLEMENT_WORKING_DAYS) });
  }) satisfies Rule<'tell-gaps'>,

  supplement: ((state, { type: _type, ...handedIn }, { by }) => {
    if (state.phase !== 'supplementing') return no('NOT_NOW');
    if (by.kind === 'system') return no('NOT_YOURS');
    return done({ type: 'supplemented', ...handedIn });
  }) satisfies Rule<'supplement'>,

  accept: ((state, { owed = state.toFollow }, around) => {
    if (state.phase !== 'received') return no('NOT_NOW');
    if (!actsFor(around, [state.acceptor], 'clerk', 'approver')) return no('NOT_YOURS');
    const beyond = owed.filter((input) => !state.plan.tolerant?.inputs.includes(input));
    if (beyond.length > 0) return no('NOT_PROVIDED_FOR', ...beyond);
    const deemed = unanswered(state, around);
    const late = deemed ? owed.filter((input) => !state.toFollow.includes(input)) : [];
    return late.length > 0 ? no('TOO_LATE', ...late) : done({ type: 'accepted', deemed, owed: [...new Set(owed)] });
  }) satisfies Rule<'accept'>,

  'deem-accepted': ((state, _command, around) => {
    if (state.phase !== 'received') return no('NOT_NOW');
    if (around.by.kind !== 'system') return no('NOT_YOURS');
    // What the applicant said will follow, still does.
    return unanswered(state, around) ? done({ type: 'accepted', deemed: true, owed: state.toFollow }) : no('TOO_EARLY');
  }) satisfies Rule<'deem-accepted'>,

  'refuse-acceptance': ((state, _command, around) => {
    if (!onReceipt(state)) return no('NOT_NOW');
    if (!actsFor(around, [state.acceptor], 'clerk', 'approver')) return no('NOT_YOURS');
    if (unanswered(state, around)) return no('TOO_LATE');
    if (!said(around.why)) return no('WORDS_NEEDED');
    // Whoever was told to bring something has the time that was named.
    if (state.supplementUntil !== null && districtDate(around.at) <= state.supplementUntil) return no('TOO_EARLY', state.supplementUntil);
    return done({ type: 'acceptance-refused', remedies: REMEDIES });
  }) satisfies Rule<'refuse-acceptance'>,
} as const;

/** Rules of the steps that run side by side. */
const review = {
  'give-opinion': ((state, { step: id, verdict, text }, around) => {
    const open = state.phase === 'reviewing' ? openStep(state, id) : null;
    if (!open) return no('NOT_NOW');
    if (open.planned.kind === 'publicity') return no('NOT_PROVIDED_FOR');
    if (!actsFor(around, open.step.organisations, 'clerk', 'approver')) return no('NOT_YOURS');
    if (!said(text)) return no('WORDS_NEEDED');
    if (open.planned.kind === 'site-visit' && !open.step.visit?.heldAt) return no('INCOMPLETE', 'visit');
    if (open.planned.kind === 'expert' && !state.procedures.some((each) => each.step === id && each.kind === 'expert-review' && each.endedAt !== null)) return no('INCOMPLETE', 'expert-review');
    if (underWay(state, id).length > 0) return no('INCOMPLETE', ...underWay(state, id).map(({ kind }) => kind));
    const organisationId = organisationOf(around);
    const assignee = open.step.assignees[organisationId];
    if (assignee !== undefined && around.by.kind === 'staff' && around.by.role === 'clerk' && assignee !== around.by.personId) return no('NOT_YOURS', assignee);
    return done({ type: 'opinion-given', step: id, organisationId, verdict, text });
  }) satisfies Rule<'give-opinion'>,

  consult: ((state, { id, step, to, question }, around) => {
    const open = state.phase === 'reviewing' ? openStep(state, step) : null;
    if (!open) return no('NOT_NOW');
    if (!actsFor(around, open.step.organisations, 'clerk', 'approver') || to === organisationOf(around)) return no('NOT_YOURS');
    if (!said(question)) return no('WORDS_NEEDED');
    if (state.consultations.some((each) => each.id === id)) return no('ALREADY_DONE');
    return done({ type: 'consulted', id, step, from: organisationOf(around), to, question });
  }) satisfies Rule<'consult'>,

  'answer-consultation': ((state, { id, text }, around) => {
    const asked = state.consultations.find((each) => each.id === id);
    if (!asked) return no('UNKNOWN');
    if (state.phase !== 'reviewing') return no('NOT_NOW');
    if (!actsFor(around, [asked.to], 'clerk', 'approver')) return no('NOT_YOURS');
    if (asked.answer !== null) return no('ALREADY_DONE');
    return said(text) ? done({ type: 'consultation-answered', id, text }) : no('WORDS_NEEDED');
  }) satisfies Rule<'answer-consultation'>,

  reassign: ((state, { step, toPersonId }, around) => {
    const open = state.phase === 'reviewing' ? openStep(state, step) : null;
    if (!open || open.step.doneAt !== null) return no('NOT_NOW');
    if (!actsFor(around, open.step.organisations, 'approver')) return no('NOT_YOURS');
    if (isAside(state, toPersonId)) return no('RECUSED', toPersonId);
    return said(around.why) ? done({ type: 'reassigned', step, organisationId: organisationOf(around), toPersonId }) : no('WORDS_NEEDED');
  }) satisfies Rule<'reassign'>,

  'hand-over': ((state, { what, from, to }, around) => {
    if (state.phase === 'closed' && !(what === 'lead' && isOpenAfterwards(state))) return no('NOT_NOW');
    if (!said(around.why)) return no('WORDS_NEEDED');
    if (from === to) return no('ALREADY_DONE');
    if (what === 'lead' || what === 'acceptor') {
      if (!supervises(around)) return no('NOT_YOURS');
      return state[what] === from ? done({ type: 'handed-over', what, from, to }) : no('UNKNOWN', from);
    }
    const open = state.phase === 'reviewing' ? openStep(state, what) : null;
    if (!open || open.step.doneAt !== null) return no('NOT_NOW');
    if (!supervises(around) && !actsFor(around, [state.lead], 'approver')) return no('NOT_YOURS');
    if (open.step.opinions[from] !== undefined || open.step.organisations.includes(to)) return no('ALREADY_DONE');
    return open.step.organisations.includes(from) ? done({ type: 'handed-over', what, from, to }) : no('UNKNOWN', from);
  }) satisfies Rule<'hand-over'>,

  recuse: ((state, _command, around) => {
    if (state.phase === 'closed' && !isOpenAfterwards(state)) return no('NOT_NOW');
    if (around.by.kind !== 'staff') return no('NOT_YOURS');
    if (state.recused.includes(around.by.personId)) return no('ALREADY_DONE');
    return said(around.why) ? done({ type: 'recused', personId: around.by.personId, organisationId: around.by.organisationId }) : no('WORDS_NEEDED');
  }) satisfies Rule<'recuse'>,

  'set-visit': ((state, { step: id, on }, around) => {
    const open = state.phase === 'reviewing' ? openStep(state, id) : null;
    if (!open || open.step.doneAt !== null || open.step.visit?.heldAt) return no('NOT_NOW');
    if (open.planned.kind !== 'site-visit') return no('NOT_PROVIDED_FOR');
    if (!actsFor(around, [...open.step.organisations, state.lead], 'clerk', 'approver')) return no('NOT_YOURS');
    return on < districtDate(around.at) ? no('TOO_LATE', on) : done({ type: 'visit-set', step: id, on });
  }) satisfies Rule<'set-visit'>,

  'hold-visit': ((state, { step: id, findings }, around) => {
    const open = state.phase === 'reviewing' ? openStep(state, id) : null;
    if (!open?.step.visit || open.step.visit.heldAt !== null) return no('NOT_NOW');
    if (!actsFor(around, open.step.organisations, 'clerk', 'approver')) return no('NOT_YOURS');
    if (!said(findings)) return no('WORDS_NEEDED');
    // What was found on a day that has not come would be made up.
    return districtDate(around.at) < open.step.visit.on ? no('TOO_EARLY', open.step.visit.on) : done({ type: 'visit-held', step: id, findings });
  }) satisfies Rule<'hold-visit'>,

  'begin-publicity': ((state, { step: id, where }, around) => {
    const open = state.phase === 'reviewing' ? openStep(state, id) : null;
    if (!open) return no('NOT_NOW');
    if (open.planned.kind !== 'publicity') return no('NOT_PROVIDED_FOR');
    if (!actsFor(around, open.step.organisations, 'clerk', 'approver')) return no('NOT_YOURS');
    if (open.step.publicity !== null) return no('ALREADY_DONE');
    return said(where) ? done({ type: 'publicity-begun', step: id, where }) : no('WORDS_NEEDED');
  }) satisfies Rule<'begin-publicity'>,

  'end-publicity': ((state, { step: id, objections }, around) => {
    const open = state.phase === 'reviewing' ? openStep(state, id) : null;
    if (!open?.step.publicity || open.step.publicity.endedAt !== null) return no('NOT_NOW');
    if (!actsFor(around, open.step.organisations, 'clerk', 'approver')) return no('NOT_YOURS');
    const last = around.calendar.addWorkingDays(districtDate(open.step.publicity.begunAt), open.planned.publicity?.workingDays ?? 0);
    return districtDate(around.at) <= last ? no('TOO_EARLY', last) : done({ type: 'publicity-ended', step: id, objections });
  }) satisfies Rule<'end-publicity'>,
} as const;

/** Rules of what changes the clock, and of the end. */
const closing = {
  'begin-procedure': ((state, { kind, step, workingDays }, around) => {
    if (state.phase !== 'reviewing') return no('NOT_NOW');
    const open = step === null ? null : openStep(state, step);
    if (step !== null && (!open || open.step.doneAt !== null)) return no('NOT_NOW');
    if (!state.plan.procedures.includes(kind)) return no('NOT_PROVIDED_FOR', kind);
    if (!actsFor(around, open ? open.step.organisations : [state.lead], 'clerk', 'approver')) return no('NOT_YOURS');
    if (underWay(state, step).length > 0) return no('ALREADY_DONE');
    // The applicant is told in writing how long it takes and why (§45).
    return said(around.why) && workingDays > 0 ? done({ type: 'procedure-begun', kind, step, workingDays }) : no('WORDS_NEEDED');
  }) satisfies Rule<'begin-procedure'>,

  'end-procedure': ((state, { kind, step, result }, around) => {
    if (state.phase !== 'reviewing' || !underWay(state, step).some((each) => each.kind === kind)) return no('NOT_NOW');
    const organisations = step === null ? [state.lead] : (state.steps.find(({ id }) => id === step)?.organisations ?? []);
    if (!actsFor(around, organisations, 'clerk', 'approver')) return no('NOT_YOURS');
    return said(result) ? done({ type: 'procedure-ended', kind, step, result }) : no('WORDS_NEEDED');
  }) satisfies Rule<'end-procedure'>,

  extend: ((state, { workingDays }, around) => {
    if (state.phase !== 'reviewing') return no('NOT_NOW');
    if (!actsFor(around, [state.lead], 'approver')) return no('NOT_YOURS');
    if (state.extension !== null) return no('ALREADY_DONE');
    if (!Number.isInteger(workingDays) || workingDays < 1 || workingDays > extensionLeft(state)) return no('NOT_PROVIDED_FOR', String(extensionLeft(state)));
    if (!said(around.why)) return no('WORDS_NEEDED');
    return clockOf(state, 'legal', around.calendar, around.at)?.light === 'red' ? no('TOO_LATE') : done({ type: 'extended', workingDays });
  }) satisfies Rule<'extend'>,

  decide: ((state, { outcome }, around) => {
    if (state.phase !== 'reviewing') return no('NOT_NOW');
    if (!actsFor(around, [state.lead], 'approver')) return no('NOT_YOURS');
    const missing = [...state.steps.filter((step) => step.needed && (step.doneAt === null || !isComplete(state.plan, step))).map(({ id }) => id), ...underWay(state).map(({ kind }) => kind)];
    const objecting = state.steps.flatMap((step) => (step.needed ? Object.entries(step.opinions).filter(([, { verdict }]) => verdict === 'object').map(([organisation]) => organisation) : []));
    if (missing.length > 0) return no('INCOMPLETE', ...missing);
    // What was objected to in public is answered in the decision.
    if (outcome === 'granted' && state.steps.some(({ publicity }) => (publicity?.objections ?? 0) > 0) && !said(around.why)) return no('WORDS_NEEDED');
    if (outcome === 'granted') return state.owed.length + objecting.length > 0 ? no('INCOMPLETE', ...state.owed, ...objecting) : done({ type: 'decided', outcome, remedies: [] });
    if (!said(around.why)) return no('WORDS_NEEDED');
    // Whoever may bring a paper later has that time, unless something else stands against it.
    if (objecting.length === 0 && state.owed.length > 0 && clockOf(state, 'owed', around.calendar, around.at)?.light !== 'red') return no('TOO_EARLY', ...state.owed);
    return done({ type: 'decided', outcome, remedies: REMEDIES });
  }) satisfies Rule<'decide'>,

  withdraw: ((state, _command, { by }) => {
    if (state.phase === 'decided' || state.phase === 'closed') return no('TOO_LATE');
    return by.kind === 'applicant' ? done({ type: 'withdrawn' }) : no('NOT_YOURS');
  }) satisfies Rule<'withdraw'>,

  deliver: ((state, { by }, around) => {
    if (state.phase !== 'decided') return no('NOT_NOW');
    return actsFor(around, [state.acceptor, state.lead], 'clerk', 'approver') ? done({ type: 'delivered', way: by }) : no('NOT_YOURS');
  }) satisfies Rule<'deliver'>,
} as const;

/** Rules of electronic supervision. */
const supervision = {
  urge: ((state, { clock: id }, around) => {
    const clock = clockOf(state, id, around.calendar, around.at);
    if (!clock || clock.stoppedAt !== null || clock.organisations.length === 0) return no('UNKNOWN', id);
    if (!supervises(around)) return no('NOT_YOURS');
    if (!said(around.why)) return no('WORDS_NEEDED');
    return done(...clock.organisations.map((organisationId): EventBody => ({ type: 'urged', clock: id, organisationId })));
  }) satisfies Rule<'urge'>,

  'issue-card': ((state, { id, colour, clock: clockId }, around) => {
    const clock = clockOf(state, clockId, around.calendar, around.at);
    if (!clock || clock.organisations.length === 0) return no('UNKNOWN', clockId);
    const automatic = around.by.kind === 'system';
    if (!automatic && !supervises(around)) return no('NOT_YOURS');
    if (!said(around.why)) return no('WORDS_NEEDED');
    // By itself a card follows the light; a supervisor may see more than a clock does.
    if (automatic && clock.light !== colour) return no('TOO_EARLY');
    const had = (organisationId: string): boolean => automatic && state.cards.some((card) => card.automatic && card.clock === clockId && card.colour === colour && card.organisationId === organisationId);
    const to = clock.organisations.filter((each) => !had(each));
    if (to.length === 0 || state.cards.some((card) => card.id.startsWith(`${id}/`))) return no('ALREADY_DONE');
    return done(...to.map((organisationId): EventBody => ({ type: 'card-issued', id: `${id}/${organisationId}`, colour, clock: clockId, organisationId, automatic })));
  }) satisfies Rule<'issue-card'>,

  'answer-card': ((state, { id, text }, around) => {
    const card = state.cards.find((each) => each.id === id);
    if (!card) return no('UNKNOWN', id);
    if (!actsFor(around, [card.organisationId], 'clerk', 'approver')) return no('NOT_YOURS');
    if (card.answer !== null) return no('ALREADY_DONE');
    return said(text) ? done({ type: 'card-answered', id, text }) : no('WORDS_NEEDED');
  }) satisfies Rule<'answer-card'>,
} as const;

const rules: { readonly [T in Command['type']]: Rule<T> } = { ...acceptance, ...owedPapers, ...review, ...closing, ...afterwards, ...supervision };

/** What whoever stepped aside may still do: watching over clocks decides nothing. */
const OPEN_TO_RECUSED: ReadonlySet<Command['type']> = new Set(['recuse', 'urge', 'issue-card']);

/**
 * What comes of a command: the events that carry it out, or why not. Pure: it changes nothing.
 * @throws Error where the instant lies before the case's last event
 */
export function decide(state: CaseState, command: Command, around: Circumstances): Decision {
  if (around.at < state.at) throw new Error('a case does not go back in time');
  const { by } = around;
  // Nobody decides their own case either, nor one that they handed in for somebody, whether they said so or not.
  if (by.kind === 'staff' && isAside(state, by.personId) && !OPEN_TO_RECUSED.has(command.type)) return no('RECUSED', LIMITS.recusal.basis.article);
  // The table holds for each type the rule of that type; the compiler does not carry that through the look-up.
  const rule = rules[command.type] as Rule<Command['type']>;
  return rule(state, command, around);
}
