import type { WorkingCalendar } from '../../../../kernel/calendar.js';
import { SPECIAL_PROCEDURES, type ApprovalStep, type ServicePlan } from '../../plan.js';
import { apply } from '../apply.js';
import { barredSince, openFinding } from '../commitment.js';
import { asLines } from '../log.js';
import type { Actor, CaseEvent, CaseState, Command, EventBody } from '../types.js';

/** A little district: a centre that accepts, departments, the office that supervises. */
const ORGANISATIONS = ['centre-x', 'dept-a', 'dept-b', 'dept-c'] as const;

/** A member of staff of an organisation: its clerk, its approver, or a supervisor. */
export function staff(organisationId: string, role: 'clerk' | 'approver', supervises = false): Actor & { readonly kind: 'staff' } {
  const id = `${organisationId}:${role}`;
  return { kind: 'staff', accountId: id, personId: `p:${id}`, postId: `post:${id}`, organisationId, role, supervises };
}

export const applicant: Actor = { kind: 'applicant', accountId: 'a:wang', personId: 'p:wang' };
export const supervisor = staff('dept-dsj', 'approver', true);
export const system: Actor = { kind: 'system', job: 'test' };

/** A step; the review of one department where nothing else is said. */
export function step(over: Partial<ApprovalStep> & { readonly id: string }): ApprovalStep {
  return { title: { zh: over.id, en: over.id }, kind: 'review', organisations: ['dept-a'], mode: 'all', after: [], workingDays: 5, ...over };
}

/** A plan: a licence of one step where nothing else is said. */
export function plan(over: Partial<ServicePlan> = {}): ServicePlan {
  return {
    nature: 'licensing', legalBasis: [{ law: '中华人民共和国行政许可法' }],
    limits: { legalWorkingDays: 20, promisedWorkingDays: 10, joint: false, basis: { law: '中华人民共和国行政许可法', article: '第四十二条' } },
    acceptor: 'centre', lead: 'dept-a', steps: [step({ id: 'papers' })], procedures: [...SPECIAL_PROCEDURES], ...over,
  };
}

/** The receipt of an application. */
export function receipt(over: Partial<Extract<EventBody, { type: 'received' }>> = {}): Extract<EventBody, { type: 'received' }> {
  return {
    type: 'received', number: '310199202601050001', serviceId: 'food-licence', serviceVersion: 1, plan: plan(), applicantId: 'p:wang', centreId: 'centre-x', values: {}, papers: ['form'], toFollow: [], committed: false, hash: '00', ...over,
  };
}

/** A case just received, and its log. */
export function receive(body: Extract<EventBody, { type: 'received' }>, at: number): { readonly state: CaseState; readonly log: readonly CaseEvent[] } {
  const log = asLines(null, [body], { by: applicant, at, why: null });
  return { state: apply(null, log[0]!), log }; // one body is one line
}

/** Something that somebody might do. */
export interface Move {
  readonly command: Command;
  readonly by: Actor;
  readonly why: string | null;
}

const everybody: readonly Actor[] = [...ORGANISATIONS.flatMap((id) => [staff(id, 'clerk'), staff(id, 'approver')]), supervisor, applicant, system];

/** Who is tried for the forward move of an organisation; the second where the first stepped aside. */
const peopleOf = (organisations: readonly string[]): Actor[] => organisations.flatMap((id) => [staff(id, 'approver'), staff(id, 'clerk')]);

const move = (command: Command, by: Actor, why: string | null = '有理由'): Move => ({ command, by, why });

/** What would carry a case towards its end without anybody withdrawing it: by those whose work it is, and who did not step aside. */
export function forward(state: CaseState, today: string): Move[] {
  const each = (organisations: readonly string[], ...commands: readonly Command[]): Move[] =>
    peopleOf(organisations).flatMap((by) => (by.kind === 'staff' && state.recused.includes(by.personId) ? [] : commands.map((command) => move(command, by))));
  if (state.phase === 'received') return [...each([state.acceptor], { type: 'accept', owed: state.plan.tolerant?.inputs ?? [] }, { type: 'accept' }), ...takenOver(state, 'acceptor', state.acceptor)];
  if (state.phase === 'supplementing') return [...each([state.acceptor], { type: 'refuse-acceptance' }), ...takenOver(state, 'acceptor', state.acceptor)];
  // Of three commitments one is untrue, and of those every other is set right: whichever the form's number says.
  const drawn = Number(state.values.area ?? 0);
  if (state.phase === 'decided') return [...each([state.lead], { type: 'check-commitment', kept: drawn % 3 !== 0, findings: '核查情况', workingDays: 5 }), ...each([state.acceptor, state.lead], { type: 'deliver', by: 'electronic' }), ...takenOver(state, 'acceptor', state.acceptor)];
  if (openFinding(state)) {
    return [
      ...(openFinding(state)?.answers.length === 0 ? [move({ type: 'answer-finding', text: '情况说明' }, applicant)] : []),
      ...each([state.lead], drawn % 2 === 0 ? { type: 'revoke' } : { type: 'set-right', findings: '已整改' }), ...takenOver(state, 'lead', state.lead),
    ];
  }
  if (state.phase === 'closed') return barredSince(state) !== null && drawn % 4 === 0 ? each([state.lead], { type: 'restore-trust' }) : [];
  return [
    ...state.procedures.filter(({ endedAt }) => endedAt === null).flatMap(({ kind, step: id }) => each(id === null ? [state.lead] : state.steps.find((one) => one.id === id)?.organisations ?? [], { type: 'end-procedure', kind, step: id, result: '完成' })),
    ...(state.owed.length > 0 ? [move({ type: 'receive-owed', inputs: state.owed }, applicant)] : []),
    ...state.steps.filter((one) => one.needed && one.openedAt !== null && one.doneAt === null).flatMap((one) => {
      const expert = !state.procedures.some((procedure) => procedure.step === one.id && procedure.kind === 'expert-review');
      const missing = one.organisations.filter((id) => one.opinions[id] === undefined);
      return [
        ...each(one.organisations, { type: 'begin-publicity', step: one.id, where: '门户网站' }, { type: 'end-publicity', step: one.id, objections: 0 }, ...(one.visit ? [] : [{ type: 'set-visit', step: one.id, on: today } as const]), { type: 'hold-visit', step: one.id, findings: '符合' }),
        ...each(missing, { type: 'give-opinion', step: one.id, verdict: 'agree', text: '同意' }),
        ...(expert ? each(one.organisations, { type: 'begin-procedure', kind: 'expert-review', step: one.id, workingDays: 5 }) : []),
        ...missing.flatMap((id) => takenOver(state, one.id, id)),
      ];
    }),
    ...each([state.lead], { type: 'decide', outcome: 'granted' }, { type: 'decide', outcome: 'refused' }),
    ...takenOver(state, 'lead', state.lead),
  ];
}

/** Where a whole organisation stepped aside, the supervisor names another one (指定管辖). */
function takenOver(state: CaseState, what: string, from: string): Move[] {
  const stepped = (by: Actor): boolean => by.kind === 'staff' && state.recused.includes(by.personId);
  // Only an approver closes a case.
  const unable = (id: string): boolean => (what === 'lead' ? stepped(staff(id, 'approver')) : peopleOf([id]).every(stepped));
  if (!unable(from)) return [];
  return [...ORGANISATIONS, 'dept-d', 'dept-e', 'dept-f', 'dept-g'].filter((to) => !unable(to)).map((to) => move({ type: 'hand-over', what, from, to }, supervisor));
}

/** What answers something that was asked, without bringing the case nearer to its end by itself. */
export function aside(state: CaseState): Move[] {
  if (state.phase === 'supplementing') return [move({ type: 'supplement', version: 2, hash: '01', values: { ...state.values, area: 120 }, papers: [...state.papers, ...state.told.map(({ input }) => input)] }, applicant)];
  return [
    ...state.consultations.filter(({ answer }) => answer === null).map(({ id, to }) => move({ type: 'answer-consultation', id, text: '没有意见' }, staff(to, 'clerk'))),
    ...state.cards.filter(({ answer }) => answer === null).map(({ id, organisationId }) => move({ type: 'answer-card', id, text: '已整改' }, staff(organisationId, 'approver'))),
  ];
}

/** Numbers of a generator that chooses. */
export type Choose = (below: number) => number;

/** Something at random, mostly not allowed: by anybody, about anything. */
export function wild(state: CaseState, today: string, calendar: WorkingCalendar, choose: Choose): Move {
  const of = <T>(list: readonly T[]): T => list[choose(list.length)]!; // never called with an empty list
  const id = of(['papers', ...state.plan.steps.map((one) => one.id)]);
  const stepOrNone = choose(3) === 0 ? null : id;
  const number = choose(25);
  const text = choose(12) === 0 ? ' ' : '意见';
  const commands: readonly Command[] = [
    { type: 'tell-gaps', gaps: [{ input: of(['form', 'lease', 'photo']), what: text }] },
    { type: 'supplement', version: 2, hash: '01', values: { area: number * 10 }, papers: ['form', 'lease'] },
    { type: 'accept', owed: choose(3) === 0 ? [of(['lease', 'photo'])] : [] },
    { type: 'deem-accepted' }, { type: 'refuse-acceptance' },
    { type: 'give-opinion', step: id, verdict: choose(4) === 0 ? 'object' : 'agree', text },
    { type: 'give-opinion', step: id, verdict: 'agree', text },
    { type: 'consult', id: `c${number % 3}`, step: id, to: of(ORGANISATIONS), question: text },
    { type: 'answer-consultation', id: `c${number % 3}`, text },
    { type: 'reassign', step: id, toPersonId: `p:${of(ORGANISATIONS)}:clerk` },
    { type: 'hand-over', what: of(['lead', 'acceptor', id]), from: of(ORGANISATIONS), to: of(ORGANISATIONS) },
    { type: 'recuse' }, { type: 'recuse' },
    { type: 'set-visit', step: id, on: calendar.addWorkingDays(today, choose(4)) },
    { type: 'hold-visit', step: id, findings: text },
    { type: 'begin-procedure', kind: of(SPECIAL_PROCEDURES), step: stepOrNone, workingDays: number },
    { type: 'end-procedure', kind: of(SPECIAL_PROCEDURES), step: stepOrNone, result: text },
    { type: 'begin-publicity', step: id, where: text }, { type: 'end-publicity', step: id, objections: choose(3) },
    { type: 'extend', workingDays: number }, { type: 'receive-owed', inputs: ['lease'] },
    { type: 'decide', outcome: choose(2) === 0 ? 'granted' : 'refused' },
    { type: 'withdraw' }, { type: 'deliver', by: 'post' }, { type: 'check-commitment', kept: choose(2) === 0, findings: text, workingDays: number },
    { type: 'answer-finding', text, files: Array.from({ length: choose(8) }, (_none, n) => ({ id: `f${n}`, hash: '00', name: `${n}.pdf` })) }, { type: 'set-right', findings: text }, { type: 'revoke' }, { type: 'restore-trust' }, { type: 'remind-owed', stage: of(['soon', 'last-day', 'past']) },
    { type: 'urge', clock: of(['gaps', 'legal', `step:${id}`, 'delivery']) },
    { type: 'issue-card', id: `k${number % 3}`, colour: of(['yellow', 'red']), clock: of(['gaps', 'legal', 'promised', `step:${id}`]) },
    { type: 'answer-card', id: `k${number % 3}/${of(ORGANISATIONS)}`, text },
  ];
  const command = of(commands);
  if ((command.type === 'urge' || command.type === 'issue-card') && choose(2) === 0) return move(command, supervisor);
  // What is missing is the acceptor's to tell.
  if (command.type === 'tell-gaps') return move(command, staff(state.acceptor, 'clerk'));
  if (command.type === 'recuse') return move(command, staff(of(['centre-x', state.lead, ...ORGANISATIONS]), choose(2) === 0 ? 'clerk' : 'approver'));
  // Approvers share out the work of their own organisation; of all that anybody tries, too little would be that.
  if (command.type === 'reassign') return move(command, staff(of(state.steps.find((one) => one.id === id)?.organisations ?? ORGANISATIONS), 'approver'));
  const job = (command.type === 'deem-accepted' || command.type === 'issue-card') && choose(2) === 0;
  return { command, by: job ? system : of(everybody), why: choose(5) === 0 ? null : '理由' };
}
