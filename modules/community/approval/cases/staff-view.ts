import { maskName } from '../../../kernel/identifiers.js';
import { extensionLeft } from '../clock.js';
import type { Actor, CaseEvent, CaseState, StepState } from '../machine/types.js';
import { holds, type ApprovalStep } from '../plan.js';
import type { CaseEnding, CaseOpinionEntity, CasePhase, StaffCaseEntity, StaffCaseEventEntity, StaffCaseStepEntity } from '../types.js';
import { allowedFor } from './allowed.js';
import { askedOf, capitals, clocksIn, decisionOf, findingOf, gapsOf, owedOf, serviceNameOf, stateOf, type Drawing } from './view.js';
import { saidIn } from './said.js';
import { EVENTS, statusOf } from './words.js';

/** What a case for staff is drawn with, beside what every view is. */
export interface StaffDrawing extends Drawing {
  readonly by: Actor;
  /** Names of people by id. */
  readonly people: ReadonlyMap<string, string>;
  readonly colleagues: readonly { readonly personId: string; readonly name: string }[];
}

/** People whose names a case shows to staff; its applicant is one of them. */
export function peopleIn(state: CaseState, log: readonly CaseEvent[]): string[] {
  const assignees = state.steps.flatMap(({ assignees: own }) => Object.values(own));
  const named = log.flatMap((event) => [...(event.by.kind === 'staff' ? [event.by.personId] : []), ...(event.type === 'reassigned' ? [event.toPersonId] : [])]);
  return [...new Set([state.applicantId, ...assignees, ...named])];
}

/** A case without what offices say of it to each other, for whoever takes no part in it. */
export function withoutWords(state: CaseState): CaseState {
  return { ...state, consultations: [], steps: state.steps.map((step) => ({ ...step, opinions: {}, visit: step.visit && { ...step.visit, findings: null } })) };
}

/** A case as those who work on it see it. Pure. */
export function staffCaseOf(state: CaseState, log: readonly CaseEvent[], drawing: StaffDrawing): StaffCaseEntity {
  const { nameOf, service, people, by, calendar, now } = drawing;
  const clocks = clocksIn(state, drawing);
  return {
    is: 'StaffCase', number: state.number, version: state.seq, serviceId: state.serviceId, serviceVersion: state.serviceVersion, serviceName: serviceNameOf(state, service), applicantName: maskName(people.get(state.applicantId) ?? ''),
    phase: capitals<CasePhase>(state.phase), ending: state.ending && capitals<CaseEnding>(state.ending), status: statusOf(state),
    receivedAt: state.receivedAt, acceptedFrom: state.acceptedFrom, closedAt: state.closedAt, acceptor: nameOf(state.acceptor), acceptorId: state.acceptor, lead: nameOf(state.lead), leadId: state.lead, committed: state.committed,
    clocks, steps: state.plan.steps.map((planned) => stepOf(planned, state, clocks, drawing)),
    gaps: gapsOf(askedOf(state), service), supplementUntil: state.supplementUntil, owed: owedOf(state, clocks, service),
    inputs: (service?.inputs ?? []).filter(({ how, when }) => how === 'given' && (when === undefined || holds(when, state.values))).map(({ id, name }) => ({ id, name, given: state.papers.includes(id), mayFollow: state.plan.tolerant?.inputs.includes(id) ?? false })),
    procedures: state.procedures.map((each) => ({ ...each, kind: capitals(each.kind) })), procedureKinds: state.plan.procedures.map((kind) => capitals(kind)), extensionLeft: extensionLeft(state),
    consultations: state.consultations.map(({ from, to, ...rest }) => ({ ...rest, from: nameOf(from), to: nameOf(to), toId: to })),
    cards: state.cards.map((card) => ({ ...card, colour: capitals(card.colour), organisation: nameOf(card.organisationId) })), urged: state.urged,
    decision: decisionOf(state, drawing.papers), finding: findingOf(state, drawing.papers), events: log.map((event) => eventOf(event, drawing)), allowed: allowedFor(state, by, calendar, now), colleagues: drawing.colleagues,
  };
}

function stepOf({ id, title, kind, mode, after, organisations }: ApprovalStep, state: CaseState, clocks: StaffCaseEntity['clocks'], drawing: StaffDrawing): StaffCaseStepEntity {
  const step = state.steps.find((each) => each.id === id);
  const own = step?.organisations ?? organisations.map((each) => (each === 'centre' ? state.centreId : each));
  return {
    id, title, kind: capitals(kind), state: stateOf(step), all: mode === 'all', after, openedAt: step?.openedAt ?? null, doneAt: step?.doneAt ?? null,
    opinions: own.map((organisationId) => opinionOf(organisationId, step, drawing)), visitOn: step?.visit?.on ?? null, visitFindings: step?.visit?.findings ?? null,
    publicityFrom: step?.publicity?.begunAt ?? null, publicityUntil: step?.publicity?.endedAt ?? null, objections: step?.publicity?.endedAt ? step.publicity.objections : null, clock: clocks.find((clock) => clock.id === `step:${id}`) ?? null,
  };
}

function opinionOf(organisationId: string, step: StepState | undefined, { nameOf, people }: StaffDrawing): CaseOpinionEntity {
  const opinion = step?.opinions[organisationId];
  const who = opinion?.personId ?? step?.assignees[organisationId];
  return { organisationId, organisation: nameOf(organisationId), verdict: opinion ? capitals(opinion.verdict) : null, text: opinion?.text ?? null, at: opinion?.at ?? null, by: who === undefined ? null : (people.get(who) ?? null) };
}

function eventOf(event: CaseEvent, { nameOf, people }: StaffDrawing): StaffCaseEventEntity {
  const { by } = event;
  return {
    seq: event.seq, type: capitals(event.type), title: EVENTS[event.type], at: event.at, by: by.kind === 'staff' ? (people.get(by.personId) ?? null) : null,
    organisation: by.kind === 'staff' ? nameOf(by.organisationId) : null, why: saidIn(event, { nameOf: (id) => nameOf(id).zh, people }),
  };
}
