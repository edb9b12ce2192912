import type { MutationResolvers, Resolvers } from '../../../__generated__/resolvers.js';
import type { RequestContext } from '../../../kernel/module.js';
import { inLanguage } from '../../../kernel/languages.js';
import type { Command } from '../machine/types.js';
import type { SpecialProcedure } from '../plan.js';
import type { AffairCaseEntity, CaseActionOutcome, StaffCaseEntity } from '../types.js';
import type { CaseReading } from './reading.js';
import { urlOf } from '../../affairs/applications/doors.js';
import { CASE_CHANGED, DECIDE, SUPERVISE, WORK, type CaseService } from './service.js';

/** What every action of staff names. */
interface ActArgs {
  readonly number: string;
  readonly version: number;
  readonly idempotencyKey: string;
  readonly why?: string | null | undefined;
}

/** The contract's enums are the machine's words in capitals. */
const small = <T extends string>(word: string): T => word.toLowerCase().replaceAll('_', '-') as T; // see above

/** Resolvers of cases. */
export function createCaseResolvers(service: CaseService, reading: CaseReading) {
  return {
    Query: {
      myCases: (_root, args, { caller }) => reading.mine(caller, args),
      myCase: (_root, { number }, { caller }) => reading.own(caller, number),
      caseProgress: (_root, { number, last4 }) => reading.progress(number, last4),
      caseWorklist: (_root, { filter, ...args }, { caller }) => reading.worklist(caller, filter ?? {}, args),
      staffCase: (_root, { number }, { caller }) => reading.staffCase(caller, number),
      supervisedCases: (_root, { filter, ...args }, { caller }) => reading.supervised(caller, filter ?? {}, args),
    },
    Mutation: {
      withdrawCase: (_root, { number, why, idempotencyKey }, { caller }) => service.withdraw(caller, number, why ?? null, idempotencyKey),
      answerFinding: (_root, { number, text, files, idempotencyKey }, { caller }) => service.answerFinding(caller, number, text, files ?? [], idempotencyKey),
      ...createActs(service),
    },
    Subscription: {
      myCaseChanged: { subscribe: (_root, { number }, { caller }) => reading.watch(caller, number, CASE_CHANGED), resolve: (value: AffairCaseEntity) => value },
      staffCaseChanged: { subscribe: (_root, { number }, { caller }) => reading.watchForStaff(caller, number, CASE_CHANGED), resolve: (value: StaffCaseEntity) => value },
    },
    CaseActionResult: { __resolveType: ({ is }) => is },
    WithdrawResult: { __resolveType: ({ is }) => is },
    FindingAnswerResult: { __resolveType: ({ is }) => is },
    CaseFile: { url: ({ id }) => urlOf(id) },
    CaseActionRefused: { message: ({ text }, { language }) => inLanguage(text, language) },
  } satisfies Resolvers;
}

/** One mutation for each command: what it names, and by which policy. */
function createActs(service: CaseService) {
  /** @param command of the mutation's arguments */
  const act = <A extends ActArgs>(action: string, command: (args: A) => Command) => (_root: unknown, args: A, { caller }: RequestContext): Promise<CaseActionOutcome> =>
    service.act(caller, action, { number: args.number, version: args.version, why: args.why, command: command(args) }, args.idempotencyKey);
  type With<T> = ActArgs & Readonly<T>;
  return {
    acceptCase: act(WORK, ({ owed }: With<{ owed?: readonly string[] | null }>) => ({ type: 'accept', ...(owed && owed.length > 0 ? { owed } : {}) })),
    sendBackCase: act(WORK, ({ gaps }: With<{ gaps: readonly { readonly input: string; readonly what: string }[] }>) => ({ type: 'tell-gaps', gaps: gaps.map(({ input, what }) => ({ input, what })) })),
    refuseAcceptance: act(WORK, () => ({ type: 'refuse-acceptance' })),
    giveOpinion: act(WORK, ({ step, verdict, text }: With<{ step: string; verdict: string; text: string }>) => ({ type: 'give-opinion', step, verdict: small(verdict), text })),
    consultOnCase: act(WORK, ({ step, organisationId, question }: With<{ step: string; organisationId: string; question: string }>) => ({ type: 'consult', id: '', step, to: organisationId, question })),
    answerConsultation: act(WORK, ({ consultationId, text }: With<{ consultationId: string; text: string }>) => ({ type: 'answer-consultation', id: consultationId, text })),
    reassignCase: act(WORK, ({ step, toPersonId }: With<{ step: string; toPersonId: string }>) => ({ type: 'reassign', step, toPersonId })),
    handOverCase: act(SUPERVISE, ({ what, from, to }: With<{ what: string; from: string; to: string }>) => ({ type: 'hand-over', what, from, to })),
    recuseFromCase: act(WORK, () => ({ type: 'recuse' })),
    scheduleSiteVisit: act(WORK, ({ step, on }: With<{ step: string; on: string }>) => ({ type: 'set-visit', step, on })),
    recordSiteVisit: act(WORK, ({ step, findings }: With<{ step: string; findings: string }>) => ({ type: 'hold-visit', step, findings })),
    excludeTime: act(WORK, ({ kind, step, workingDays }: With<{ kind: string; step?: string | null; workingDays: number }>) => ({ type: 'begin-procedure', kind: small<SpecialProcedure>(kind), step: step ?? null, workingDays })),
    endExcludedTime: act(WORK, ({ kind, step, result }: With<{ kind: string; step?: string | null; result: string }>) => ({ type: 'end-procedure', kind: small<SpecialProcedure>(kind), step: step ?? null, result })),
    beginPublicity: act(WORK, ({ step, where }: With<{ step: string; where: string }>) => ({ type: 'begin-publicity', step, where })),
    endPublicity: act(WORK, ({ step, objections }: With<{ step: string; objections: number }>) => ({ type: 'end-publicity', step, objections })),
    extendCase: act(WORK, ({ workingDays }: With<{ workingDays: number }>) => ({ type: 'extend', workingDays })),
    receiveOwedPapers: act(WORK, ({ inputs }: With<{ inputs: readonly string[] }>) => ({ type: 'receive-owed', inputs })),
    decideCase: act(DECIDE, ({ outcome }: With<{ outcome: string }>) => ({ type: 'decide', outcome: small(outcome) })),
    deliverCase: act(WORK, ({ by }: With<{ by: string }>) => ({ type: 'deliver', by: small(by) })),
    checkCommitment: act(WORK, ({ kept, findings, setRightWithin }: With<{ kept: boolean; findings: string; setRightWithin?: number | null }>) => ({ type: 'check-commitment', kept, findings, ...(kept ? {} : { workingDays: setRightWithin ?? undefined }) })),
    confirmSetRight: act(WORK, ({ findings }: With<{ findings: string }>) => ({ type: 'set-right', findings })),
    revokeResult: act(DECIDE, () => ({ type: 'revoke' })),
    restoreTrust: act(DECIDE, () => ({ type: 'restore-trust' })),
    urgeCase: act(SUPERVISE, ({ clock }: With<{ clock: string }>) => ({ type: 'urge', clock })),
    issueCaseCard: act(SUPERVISE, ({ clock, colour }: With<{ clock: string; colour: string }>) => ({ type: 'issue-card', id: '', clock, colour: small(colour) })),
    answerCaseCard: act(WORK, ({ cardId, text }: With<{ cardId: string; text: string }>) => ({ type: 'answer-card', id: cardId, text })),
  } satisfies MutationResolvers;
}
