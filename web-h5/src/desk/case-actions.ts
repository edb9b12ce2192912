import type { AnyVariables, TypedDocumentNode } from '@urql/core';
import * as op from '../graphql/__generated__/operations.js';
import type { CaseAction, CaseAtDeskFragment, CaseDoneFragment, CardColour, DeliveryWay, OpinionVerdict, SpecialProcedureKind } from '../graphql/__generated__/operations.js';

/** What an action's dialog asks for. */
export type ActionField = 'verdict' | 'words' | 'days' | 'day' | 'colleague' | 'from' | 'organisation' | 'gaps' | 'owedAllowed' | 'owed' | 'kept' | 'delivery' | 'colour' | 'procedure' | 'count' | 'hearing' | 'optionalWords';

/** What was filled in. */
export interface ActionForm {
  words: string;
  verdict: OpinionVerdict;
  days: number;
  day: string;
  personId: string;
  /** From whom it is taken; '' where there is one alone. */
  from: string;
  organisationId: string;
  /** What is missing of each paper that is ticked, by its id. */
  gaps: Record<string, string>;
  /** Papers that are ticked. */
  inputs: string[];
  kept: boolean;
  /** Working days to set right what was found untrue. */
  hearingDays: number;
  delivery: DeliveryWay;
  colour: CardColour;
  procedure: SpecialProcedureKind | '';
  count: number;
}

/** An empty form. */
export function emptyForm(): ActionForm {
  return { words: '', verdict: 'AGREE', days: 1, day: '', personId: '', from: '', organisationId: '', gaps: {}, inputs: [], kept: true, hearingDays: 10, delivery: 'ELECTRONIC', colour: 'YELLOW', procedure: '', count: 0 };
}

/** What every action on a case sends beside its own. */
type Common = 'number' | 'version' | 'idempotencyKey' | 'lang';

/** Sends an action; what is common to all is added. */
export type Sender = <Variables extends AnyVariables & object>(document: TypedDocumentNode<{ done: CaseDoneFragment }, Variables>, own: Omit<Variables, Common>) => Promise<boolean>;

interface Deed {
  readonly fields: readonly ActionField[];
  /** Among the actions that move the case on. */
  readonly main?: true;
  send(by: Sender, form: ActionForm, subject: string, item: CaseAtDeskFragment): Promise<boolean>;
}

const procedureOf = (form: ActionForm): SpecialProcedureKind => form.procedure || 'HEARING';
/** A procedure is a step's, or with no subject the whole case's. */
const stepOf = (subject: string): string | null => subject || null;
/** Those from whom a step, the lead or the acceptor can be taken: at a step, who has given no opinion yet. */
export function holdersOf(what: string, { lead, leadId, acceptor, acceptorId, steps }: CaseAtDeskFragment): readonly { readonly id: string; readonly name: CaseAtDeskFragment['lead'] }[] {
  if (what === 'lead') return [{ id: leadId, name: lead }];
  if (what === 'acceptor') return [{ id: acceptorId, name: acceptor }];
  return (steps.find(({ id }) => id === what)?.opinions ?? []).filter(({ verdict }) => !verdict).map(({ organisationId, organisation }) => ({ id: organisationId, name: organisation }));
}

/** Everything that can be done in a case: what is asked for, and what is sent. */
export const DEEDS: Readonly<Record<CaseAction, Deed>> = {
  ACCEPT: { main: true, fields: ['owedAllowed'], send: (by, { inputs }) => by(op.AcceptCaseDocument, { owed: inputs }) },
  SEND_BACK: { main: true, fields: ['gaps'], send: (by, { gaps }) => by(op.SendBackCaseDocument, { gaps: Object.entries(gaps).map(([input, what]) => ({ input, what })) }) },
  REFUSE_ACCEPTANCE: { fields: ['words'], send: (by, { words }) => by(op.RefuseAcceptanceDocument, { why: words }) },
  GIVE_OPINION: { main: true, fields: ['verdict', 'words'], send: (by, { verdict, words }, step) => by(op.GiveOpinionDocument, { step, verdict, text: words }) },
  CONSULT: { fields: ['organisation', 'words'], send: (by, { organisationId, words }, step) => by(op.ConsultOnCaseDocument, { step, organisationId, question: words }) },
  ANSWER_CONSULTATION: { main: true, fields: ['words'], send: (by, { words }, consultationId) => by(op.AnswerConsultationDocument, { consultationId, text: words }) },
  REASSIGN: { fields: ['colleague', 'words'], send: (by, { personId, words }, step) => by(op.ReassignCaseDocument, { step, toPersonId: personId, why: words }) },
  HAND_OVER: { fields: ['from', 'organisation', 'words'], send: (by, { from, organisationId, words }, what) => by(op.HandOverCaseDocument, { what, from, to: organisationId, why: words }) },
  RECUSE: { fields: ['words'], send: (by, { words }) => by(op.RecuseFromCaseDocument, { why: words }) },
  SCHEDULE_VISIT: { main: true, fields: ['day'], send: (by, { day }, step) => by(op.ScheduleSiteVisitDocument, { step, on: day }) },
  RECORD_VISIT: { main: true, fields: ['words'], send: (by, { words }, step) => by(op.RecordSiteVisitDocument, { step, findings: words }) },
  EXCLUDE_TIME: { fields: ['procedure', 'days', 'words'], send: (by, form, step) => by(op.ExcludeTimeDocument, { kind: procedureOf(form), step: stepOf(step), workingDays: form.days, why: form.words }) },
  END_EXCLUDED_TIME: {
    main: true, fields: ['words'],
    send: (by, form, step, { procedures }) => by(op.EndExcludedTimeDocument, { kind: procedures.find((one) => !one.endedAt && (one.step ?? '') === step)?.kind ?? procedureOf(form), step: stepOf(step), result: form.words }),
  },
  BEGIN_PUBLICITY: { main: true, fields: ['words'], send: (by, { words }, step) => by(op.BeginPublicityDocument, { step, where: words }) },
  END_PUBLICITY: { main: true, fields: ['count'], send: (by, { count }, step) => by(op.EndPublicityDocument, { step, objections: count }) },
  EXTEND: { fields: ['days', 'words'], send: (by, { days, words }) => by(op.ExtendCaseDocument, { workingDays: days, why: words }) },
  RECEIVE_OWED: { main: true, fields: ['owed'], send: (by, { inputs }) => by(op.ReceiveOwedPapersDocument, { inputs }) },
  GRANT: { main: true, fields: ['optionalWords'], send: (by, { words }) => by(op.DecideCaseDocument, { outcome: 'GRANTED', why: words || null }) },
  REFUSE: { main: true, fields: ['words'], send: (by, { words }) => by(op.DecideCaseDocument, { outcome: 'REFUSED', why: words }) },
  DELIVER: { main: true, fields: ['delivery'], send: (by, { delivery }) => by(op.DeliverCaseDocument, { by: delivery }) },
  CHECK_COMMITMENT: { main: true, fields: ['kept', 'hearing', 'words'], send: (by, { kept, words, hearingDays }) => by(op.CheckCommitmentDocument, { kept, findings: words, setRightWithin: kept ? null : hearingDays }) },
  FIND_UNTRUE: { fields: ['hearing', 'words'], send: (by, { words, hearingDays }) => by(op.CheckCommitmentDocument, { kept: false, findings: words, setRightWithin: hearingDays }) },
  CONFIRM_SET_RIGHT: { main: true, fields: ['words'], send: (by, { words }) => by(op.ConfirmSetRightDocument, { findings: words }) },
  REVOKE: { main: true, fields: ['words'], send: (by, { words }) => by(op.RevokeResultDocument, { why: words }) },
  RESTORE_TRUST: { fields: ['words'], send: (by, { words }) => by(op.RestoreTrustDocument, { why: words }) },
  URGE: { fields: ['words'], send: (by, { words }, clock) => by(op.UrgeCaseDocument, { clock, why: words }) },
  ISSUE_CARD: { fields: ['colour', 'words'], send: (by, { colour, words }, clock) => by(op.IssueCaseCardDocument, { clock, colour, why: words }) },
  ANSWER_CARD: { main: true, fields: ['words'], send: (by, { words }, cardId) => by(op.AnswerCaseCardDocument, { cardId, text: words }) },
};

/** Whether a form can be sent as it stands; the service says what else is wrong. */
export function isFilled(fields: readonly ActionField[], form: ActionForm): boolean {
  const missing: Partial<Readonly<Record<ActionField, boolean>>> = {
    words: form.words === '', day: form.day === '', colleague: form.personId === '', from: form.from === '', organisation: form.organisationId === '', procedure: form.procedure === '', days: !(form.days >= 1), owed: form.inputs.length === 0,
    gaps: Object.keys(form.gaps).length === 0 || Object.values(form.gaps).some((what) => what.trim() === ''), count: !(form.count >= 0),
  };
  return fields.every((field) => missing[field] !== true);
}
