import type { WorkingCalendar } from '../../../kernel/calendar.js';
import type { BilingualText } from '../../../kernel/identifiers.js';
import { clocksOf, type LegalClock } from '../clock.js';
import { COMMITMENT_BASIS, REMEDIES } from '../limits.js';
import { openFinding } from '../machine/commitment.js';
import type { CaseEvent, CaseState, Gap, StepState } from '../machine/types.js';
import type { AffairCaseEntity, CaseClockEntity, CaseClockKind, CaseDecisionEntity, CaseEnding, CaseFindingEntity, CaseGapEntity, CasePhase, CaseProgressEntity, CaseRemedyEntity, CaseStepEntity, CaseStepState, CaseTimelineEntryEntity, ClockLight } from '../types.js';
import type { GivenRating, ServiceFacts } from './deps.js';
import type { CaseDocument } from './model.js';
import { procedureName } from './notices.js';
import { saidIn } from './said.js';
import { EVENTS, FORM_ITSELF, statusOf } from './words.js';

/** What a view is drawn with. */
export interface Drawing {
  readonly calendar: WorkingCalendar;
  /** Epoch ms. */
  readonly now: number;
  readonly nameOf: (organisationId: string) => BilingualText;
  readonly service: ServiceFacts | null;
  /** Papers that were issued. */
  readonly papers: CaseDocument['papers'];
}

/** The contract's enums are the machine's words in capitals. */
export const capitals = <T extends string>(word: string): T => word.toUpperCase().replaceAll('-', '_') as T; // see above

/** The service's name; its id where the catalogue lost it. */
export function serviceNameOf({ serviceId }: { readonly serviceId: string }, service: ServiceFacts | null): BilingualText {
  return service?.name ?? { zh: serviceId, en: serviceId };
}

/** All clocks of a case that have started. */
export function clocksIn(state: CaseState, { calendar, now, nameOf }: Drawing): CaseClockEntity[] {
  return clocksOf(state, calendar, now).map(({ id, kind, step, organisations, startedAt, limit, used, dueOn, paused, stoppedAt, light, basis }) => ({
    id, kind: capitals<CaseClockKind>(kind), title: titleOf(state, { id, kind, step }), organisations: organisations.map(nameOf),
    startedAt, limitWorkingDays: limit, usedWorkingDays: used, dueOn, paused, stoppedAt, light: capitals<ClockLight>(light), basis,
  }));
}

/** The step's or the procedure's name; null for clocks that their kind names. */
function titleOf(state: CaseState, { id, kind, step }: Pick<LegalClock, 'id' | 'kind' | 'step'>): BilingualText | null {
  if (kind !== 'procedure') return step === null ? null : (state.plan.steps.find((each) => each.id === step)?.title ?? null);
  const procedure = state.procedures[Number(id.split(':')[1])];
  if (!procedure) return null;
  const { zh, en } = procedureName(procedure.kind);
  return { zh: `${zh}所需时间`, en: `time for ${en}` };
}

/** The clock that an applicant looks at: telling what is missing, what is promised, handing over. */
function current(clocks: readonly CaseClockEntity[]): CaseClockEntity | null {
  return (['GAPS', 'PROMISED', 'DELIVERY'] as const).map((kind) => clocks.find((clock) => clock.kind === kind && clock.stoppedAt === null)).find((clock) => clock !== undefined) ?? null;
}

/** How a step stands. */
export function stateOf(step: StepState | undefined): CaseStepState {
  if (!step) return 'WAITING';
  if (!step.needed) return 'NOT_NEEDED';
  return step.doneAt !== null ? 'DONE' : step.openedAt !== null ? 'OPEN' : 'WAITING';
}

function stepsOf(state: CaseState, clocks: readonly CaseClockEntity[], { nameOf }: Drawing): CaseStepEntity[] {
  return state.plan.steps.map(({ id, title, kind, organisations, after }) => {
    const step = state.steps.find((each) => each.id === id);
    const names = step?.organisations ?? organisations.map((each) => (each === 'centre' ? state.centreId : each));
    return { id, title, kind: capitals(kind), state: stateOf(step), organisations: names.map(nameOf), after, visitOn: step?.visit?.on ?? null, clock: clocks.find((clock) => clock.id === `step:${id}`) ?? null };
  });
}

/** What was asked for the last time: of several papers one may be in order by then. */
export const askedOf = ({ asked, told }: Pick<CaseState, 'asked' | 'told'>): readonly Gap[] => asked ?? told;

/** How that is called which a clerk may ask for: a paper of the service, a field of its form, or the form as a whole ({@link FORM_ITSELF}); null for anything else. */
export function askedName(input: string, service: ServiceFacts | null): BilingualText | null {
  const paper = service?.inputs.find(({ id }) => id === input);
  if (paper) return paper.name;
  const fields = service?.form?.schema.properties ?? {};
  const field = Object.hasOwn(fields, input) ? fields[input] : undefined;
  if (field) return { zh: field.title ?? input, en: field.ui?.en ?? input };
  return service?.form && input === FORM_ITSELF.id ? FORM_ITSELF.name : null;
}

/** Papers and fields by their names. */
export function gapsOf(inputs: readonly Gap[], service: ServiceFacts | null): CaseGapEntity[] {
  return inputs.map(({ input, what }) => ({ input, what, name: askedName(input, service) ?? { zh: input, en: input } }));
}

/** What still has to be brought, by when, and what follows where it is not. */
export function owedOf({ owed }: CaseState, clocks: readonly CaseClockEntity[], service: ServiceFacts | null): CaseGapEntity[] {
  const clock = clocks.find(({ kind }) => kind === 'OWED');
  const what = clock?.light === 'RED' ? `补交的最后一天（${clock.dueOn ?? ''}）已过，可以据此不予批准；决定作出以前仍可补交` : `${clock?.dueOn ?? ''}前补交，逾期不补的，可能因此不予批准`;
  return gapsOf(owed.map((input) => ({ input, what })), service);
}

/** What was found untrue of a commitment, what the applicant says to it, and how it ended. */
export function findingOf({ untrue }: CaseState, papers: CaseDocument['papers']): CaseFindingEntity | null {
  if (!untrue) return null;
  const { findings, at, until, answers, ended, restoredAt } = untrue;
  const codeOf = (type: CaseEvent['type']): string | null => papers.findLast((paper) => paper.type === type)?.code ?? null;
  return {
    findings, at, until, answers: answers.map(({ files = [], ...answer }) => ({ ...answer, files })), outcome: ended && capitals(ended.as), endedAt: ended?.at ?? null, reasons: ended?.why ?? null, restoredAt, basis: COMMITMENT_BASIS,
    remedies: ended?.as === 'revoked' ? remediesOf() : [], noticeCode: codeOf('commitment-checked'), revocationCode: codeOf('result-revoked'),
  };
}

const remediesOf = () => REMEDIES.map((remedy) => ({ ...remedy, kind: capitals<CaseRemedyEntity['kind']>(remedy.kind) }));

/** The decision, or that it was not taken on; with the ways to have a refusal looked at again. */
export function decisionOf(state: CaseState, papers: CaseDocument['papers']): CaseDecisionEntity | null {
  const refused = state.ending === 'not-accepted' || state.outcome === 'refused';
  const at = state.decidedAt ?? (state.ending === 'not-accepted' ? state.closedAt : null);
  if (at === null) return null;
  return { outcome: refused ? 'REFUSED' : 'GRANTED', at, reasons: state.reasons ?? '', documentCode: papers.find(({ type }) => type === 'decided' || type === 'acceptance-refused')?.code ?? null, remedies: refused ? remediesOf() : [] };
}

/** What an applicant reads of the log; how offices deal with each other is theirs. */
const SHOWN: ReadonlySet<CaseEvent['type']> = new Set([
  'received', 'gaps-told', 'supplemented', 'accepted', 'acceptance-refused', 'opinion-given', 'visit-set', 'visit-held', 'procedure-begun', 'procedure-ended', 'publicity-begun', 'publicity-ended', 'extended',
  'owed-received', 'owed-reminded', 'decided', 'withdrawn', 'delivered', 'commitment-checked', 'finding-answered', 'commitment-set-right', 'result-revoked', 'trust-restored',
]);
/** Whose reasons are meant for the applicant. */
const REASONED: ReadonlySet<CaseEvent['type']> = new Set(['gaps-told', 'accepted', 'acceptance-refused', 'procedure-begun', 'extended', 'decided', 'result-revoked', 'trust-restored']);
/** Whose words and settings are: a day, a place, how it was handed over, what was found of a promise. */
const SAID: ReadonlySet<CaseEvent['type']> = new Set(['visit-set', 'publicity-begun', 'publicity-ended', 'delivered', 'owed-reminded', 'commitment-checked', 'finding-answered', 'commitment-set-right']);
const NOBODY = { nameOf: () => '', people: new Map<string, string>() };

/** The lines of a log that its applicant reads, with the words that are meant for them. */
export function shownLines(log: readonly CaseEvent[]): { readonly event: CaseEvent; readonly text: string | null }[] {
  return log.filter(({ type }) => SHOWN.has(type)).map((event) => ({ event, text: textFor(event) }));
}

/** The log as its applicant reads it: which organisation did what, and nobody's name. */
function timelineOf(log: readonly CaseEvent[], { nameOf, papers }: Drawing): CaseTimelineEntryEntity[] {
  return shownLines(log).map(({ event, text }) => ({
    seq: event.seq, type: capitals(event.type), title: EVENTS[event.type], at: event.at,
    organisation: event.by.kind === 'staff' ? nameOf(event.by.organisationId) : null, text, documentCode: papers.find(({ seq }) => seq === event.seq)?.code ?? null,
  }));
}

function textFor(event: CaseEvent): string | null {
  if (SAID.has(event.type)) return saidIn(event, NOBODY);
  return REASONED.has(event.type) ? event.why : null;
}

/** A case without saying whose it is. */
export function progressOf(state: CaseState, drawing: Drawing, rating: GivenRating | null): CaseProgressEntity {
  const clocks = clocksIn(state, drawing);
  return {
    number: state.number, serviceName: serviceNameOf(state, drawing.service), phase: capitals<CasePhase>(state.phase), ending: state.ending && capitals<CaseEnding>(state.ending), status: statusOf(state),
    receivedAt: state.receivedAt, clock: current(clocks), steps: stepsOf(state, clocks, drawing), canRate: canRate(state, rating),
  };
}

/** Once it is over, whatever came of it; what the applicant took back was nobody's service. What somebody said by number is no word of one's own. */
export function canRate({ phase, ending }: CaseState, rating: GivenRating | null): boolean {
  return phase === 'closed' && ending !== 'withdrawn' && (rating === null || rating.byNumber);
}

/** A case as its applicant sees it. */
export function affairCaseOf(state: CaseState, log: readonly CaseEvent[], drawing: Drawing, rating: GivenRating | null): AffairCaseEntity {
  const { nameOf, service } = drawing;
  const clocks = clocksIn(state, drawing);
  return {
    ...progressOf(state, drawing, rating), is: 'AffairCase', version: state.seq, serviceId: state.serviceId, acceptedFrom: state.acceptedFrom, closedAt: state.closedAt,
    acceptor: nameOf(state.acceptor), lead: nameOf(state.lead), clocks, timeline: timelineOf(log, drawing),
    gaps: state.phase === 'supplementing' ? gapsOf(askedOf(state), service) : [], supplementUntil: state.supplementUntil, owed: owedOf(state, clocks, service), decision: decisionOf(state, drawing.papers),
    finding: findingOf(state, drawing.papers), canAnswerFinding: openFinding(state) !== null, canWithdraw: state.phase === 'received' || state.phase === 'supplementing' || state.phase === 'reviewing', rating: rating?.grade ?? null, ratedByNumber: rating?.byNumber ?? false,
  };
}

