import { holds, type ServicePlan } from '../plan.js';
import type { CaseEvent, CaseState, ProcedureState, StepState, UntrueCommitment } from './types.js';

type EventOf<T extends CaseEvent['type']> = Extract<CaseEvent, { type: T }>;

/**
 * The case after one more line of its log. Pure: the same log gives the same case, always.
 * @param state null before the first line
 * @throws Error where the log is not one: it does not begin with receipt, skips a line or goes back in time
 */
export function apply(state: CaseState | null, event: CaseEvent): CaseState {
  if (state === null) {
    if (event.type !== 'received' || event.seq !== 0) throw new Error('a log begins with its receipt');
    return received(event);
  }
  if (event.seq !== state.seq + 1) throw new Error(`line ${event.seq} does not follow line ${state.seq}`);
  if (event.at < state.at) throw new Error(`line ${event.seq} is older than the line before it`);
  return settle({ ...state, ...changed(state, event), seq: event.seq, at: event.at }, event.at);
}

/** The case that a whole log tells. @throws Error for an empty log, or one that is not a log */
export function replay(log: readonly CaseEvent[]): CaseState {
  const state = log.reduce<CaseState | null>(apply, null);
  if (state === null) throw new Error('an empty log tells no case');
  return state;
}

function received(event: EventOf<'received'>): CaseState {
  const { plan, centreId } = event;
  return {
    seq: 0, at: event.at, number: event.number, serviceId: event.serviceId, serviceVersion: event.serviceVersion, plan, values: event.values,
    papers: event.papers, toFollow: event.toFollow, applicantId: event.applicantId, representativeId: event.representativeId ?? null, centreId, committed: event.committed,
    acceptor: resolved(plan.acceptor, centreId), lead: resolved(plan.lead, centreId),
    phase: 'received', ending: null, receivedAt: event.at, waitingSince: event.at, answeredAt: null, told: [], supplementUntil: null, acceptedFrom: null, owed: [],
    steps: [], procedures: [], extension: null, consultations: [], recused: event.representativeId === undefined ? [] : [event.representativeId], decidedAt: null, outcome: null, reasons: null, deliveredAt: null,
    commitmentChecked: null, cards: [], urged: 0, closedAt: null,
  };
}

/** An organisation of a plan; `centre` is where it was handed in. */
function resolved(organisation: string, centreId: string): string {
  return organisation === 'centre' ? centreId : organisation;
}

function stepsOf({ steps }: ServicePlan, { values, centreId }: CaseState): StepState[] {
  return steps.map(({ id, when, organisations }) => ({
    id, needed: when === undefined || holds(when, values), openedAt: null, doneAt: null,
    // A centre may be named by its id and as `centre`: it is one.
    organisations: [...new Set(organisations.map((each) => resolved(each, centreId)))],
    opinions: {}, assignees: {}, visit: null, publicity: null,
  }));
}

/** What an event changes by itself. */
function changed(state: CaseState, event: CaseEvent): Partial<CaseState> {
  switch (event.type) {
    case 'received': throw new Error('a case is received once');
    case 'gaps-told': return { phase: 'supplementing', told: state.told.length > 0 ? state.told : event.gaps, asked: event.gaps, supplementUntil: event.until, answeredAt: event.at };
    case 'supplemented': return { phase: 'received', values: event.values, papers: event.papers, waitingSince: event.at, answeredAt: null, supplementUntil: null, ...(event.representativeId === undefined ? {} : { recused: [...new Set([...state.recused, event.representativeId])] }) };
    case 'accepted': return accepted(state, event);
    case 'acceptance-refused': return { ...closed(event, 'not-accepted'), answeredAt: event.at };
    case 'withdrawn': return closed(event, 'withdrawn');
    case 'decided': return { phase: 'decided', outcome: event.outcome, reasons: event.why, decidedAt: event.at };
    case 'delivered': return { ...closed(event, state.outcome ?? 'refused'), reasons: state.reasons, deliveredAt: event.at };
    case 'extended': return { extension: event.workingDays };
    case 'owed-received': return { owed: state.owed.filter((input) => !event.inputs.includes(input)), papers: [...new Set([...state.papers, ...event.inputs])] };
    case 'recused': return { recused: [...new Set([...state.recused, event.personId])], steps: state.steps.map((step) => without(step, event)) };
    case 'procedure-begun': return { procedures: [...state.procedures, { kind: event.kind, step: event.step, begunAt: event.at, endedAt: null, workingDays: event.workingDays }] };
    case 'procedure-ended': return { procedures: state.procedures.map((each) => ended(each, event)) };
    case 'owed-reminded': return { owedReminded: [...(state.owedReminded ?? []), event.stage] };
    case 'commitment-checked': return checked(state, event);
    case 'finding-answered': return found(state, (untrue) => ({ answers: [...untrue.answers, { text: event.text, at: event.at, ...(event.files ? { files: event.files } : {}) }] }));
    case 'commitment-set-right': return found(state, () => ({ ended: { as: 'set-right', at: event.at, why: event.findings } }));
    // A result that was not handed over yet is not handed over any more.
    case 'result-revoked': return { ...found(state, () => ({ ended: { as: 'revoked', at: event.at, why: event.why } })), phase: 'closed', ending: 'revoked', closedAt: state.closedAt ?? event.at };
    case 'trust-restored': return found(state, () => ({ restoredAt: event.at }));
    case 'urged': return { urged: state.urged + 1 };
    case 'card-issued': return { cards: [...state.cards, { id: event.id, colour: event.colour, clock: event.clock, organisationId: event.organisationId, automatic: event.automatic, why: event.why, at: event.at, answer: null }] };
    case 'card-answered': return { cards: state.cards.map((card) => (card.id === event.id ? { ...card, answer: event.text } : card)) };
    case 'consulted': return { consultations: [...state.consultations, { id: event.id, step: event.step, from: event.from, to: event.to, question: event.question, answer: null, askedAt: event.at }] };
    case 'consultation-answered': return { consultations: state.consultations.map((each) => (each.id === event.id ? { ...each, answer: event.text } : each)) };
    case 'handed-over': return handedOver(state, event);
    default: return { steps: state.steps.map((step) => (step.id === event.step ? stepAfter(step, event) : step)) };
  }
}

const closed = (event: CaseEvent, ending: NonNullable<CaseState['ending']>): Partial<CaseState> => ({ phase: 'closed', ending, closedAt: event.at, reasons: event.why });

function accepted(state: CaseState, event: EventOf<'accepted'>): Partial<CaseState> {
  // 行政许可法 §32: nobody said anything in time, so it is accepted from the day the papers came.
  return { phase: 'reviewing', answeredAt: event.at, acceptedFrom: event.deemed ? state.waitingSince : event.at, owed: event.owed, steps: stepsOf(state.plan, state) };
}

function checked(state: CaseState, { kept, findings, hearing, at }: EventOf<'commitment-checked'>): Partial<CaseState> {
  // The clock of looking into it stops with the first look, whatever is found later.
  const commitmentChecked = { kept, at: state.commitmentChecked?.at ?? at };
  return hearing === undefined ? { commitmentChecked } : { commitmentChecked, untrue: { at, findings, ...hearing, answers: [], ended: null, restoredAt: null } };
}

function found({ untrue }: CaseState, after: (untrue: UntrueCommitment) => Partial<UntrueCommitment>): Partial<CaseState> {
  return untrue ? { untrue: { ...untrue, ...after(untrue) } } : {};
}

function ended(each: ProcedureState, event: EventOf<'procedure-ended'>): ProcedureState {
  return each.kind === event.kind && each.step === event.step && each.endedAt === null ? { ...each, endedAt: event.at } : each;
}

/** Whoever steps aside has nothing in hand any more; what the office had given out is anybody's of it again, for its head may be gone too. */
function without(step: StepState, { personId, organisationId }: EventOf<'recused'>): StepState {
  return { ...step, assignees: Object.fromEntries(Object.entries(step.assignees).filter(([organisation, assignee]) => assignee !== personId && organisation !== organisationId)) };
}

function handedOver(state: CaseState, { what, from, to }: EventOf<'handed-over'>): Partial<CaseState> {
  if (what === 'lead') return { lead: to };
  if (what === 'acceptor') return { acceptor: to };
  return { steps: state.steps.map((step) => (step.id === what ? { ...step, organisations: step.organisations.map((each) => (each === from ? to : each)) } : step)) };
}

type StepEvent = EventOf<'opinion-given' | 'reassigned' | 'visit-set' | 'visit-held' | 'publicity-begun' | 'publicity-ended'>;

function stepAfter(step: StepState, event: StepEvent): StepState {
  switch (event.type) {
    case 'opinion-given': return { ...step, opinions: { ...step.opinions, [event.organisationId]: { verdict: event.verdict, text: event.text, at: event.at, personId: event.by.kind === 'system' ? event.by.job : event.by.personId } } };
    case 'reassigned': return { ...step, assignees: { ...step.assignees, [event.organisationId]: event.toPersonId } };
    case 'visit-set': return { ...step, visit: { on: event.on, heldAt: null, findings: null } };
    case 'visit-held': return step.visit ? { ...step, visit: { ...step.visit, heldAt: event.at, findings: event.findings } } : step;
    case 'publicity-begun': return { ...step, publicity: { begunAt: event.at, endedAt: null, objections: 0 } };
    case 'publicity-ended': return step.publicity ? { ...step, publicity: { ...step.publicity, endedAt: event.at, objections: event.objections } } : step;
  }
}

/** Whether somebody takes no part in a case: it is their own, they handed it in for its applicant, or they stepped aside. */
export function isAside({ recused, applicantId }: Pick<CaseState, 'recused' | 'applicantId'>, personId: string): boolean {
  return recused.includes(personId) || personId === applicantId;
}

/** Whether all that a step waits for is in. */
export function isComplete(plan: ServicePlan, step: StepState): boolean {
  const planned = plan.steps.find(({ id }) => id === step.id);
  if (planned?.kind === 'publicity') return step.publicity !== null && step.publicity.endedAt !== null;
  const given = step.organisations.filter((each) => step.opinions[each] !== undefined);
  return planned?.mode === 'any' ? given.length > 0 : given.length === step.organisations.length;
}

/** Closes the steps that are complete and opens those whose turn it is; a step that is not needed holds up nobody. */
function settle(state: CaseState, at: number): CaseState {
  if (state.phase !== 'reviewing') return state;
  const steps = new Map(state.steps.map((step) => [step.id, step.openedAt !== null && step.doneAt === null && isComplete(state.plan, step) ? { ...step, doneAt: at } : step]));
  const passed = (id: string): boolean => {
    const step = steps.get(id);
    if (!step) return true;
    return step.needed ? step.doneAt !== null : (state.plan.steps.find((each) => each.id === id)?.after ?? []).every(passed);
  };
  for (const { id, after } of state.plan.steps) {
    const step = steps.get(id);
    if (step?.needed && step.openedAt === null && after.every(passed)) steps.set(id, { ...step, openedAt: at });
  }
  return { ...state, steps: [...steps.values()] };
}
