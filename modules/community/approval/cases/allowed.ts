import type { WorkingCalendar } from '../../../kernel/calendar.js';
import { districtDate } from '../../../kernel/district-time.js';
import { clocksOf, extensionLeft } from '../clock.js';
import { decide } from '../machine/decide.js';
import type { Actor, CaseState, Command, StepState } from '../machine/types.js';
import type { AllowedActionEntity } from '../types.js';

type Probe = AllowedActionEntity & { readonly command: Command };

/** Stands for words, a colleague, another organisation: what a rule asks to be there. */
const SOME = 'x';

/** What somebody may do in a case now: whatever the machine would carry out, once words are given. Pure. */
export function allowedFor(state: CaseState, by: Actor, calendar: WorkingCalendar, now: number): AllowedActionEntity[] {
  const around = { by, at: Math.max(now, state.at), why: SOME, calendar };
  return probes(state, calendar, around.at).filter(({ command }) => decide(state, command, around).ok).map(({ action, subject }) => ({ action, subject }));
}

function probes(state: CaseState, calendar: WorkingCalendar, now: number): Probe[] {
  const probe = (action: string, command: Command, subject: string | null = null): Probe => ({ action, subject, command });
  const clocks = clocksOf(state, calendar, now).filter(({ stoppedAt }) => stoppedAt === null);
  const gaps = state.told.length > 0 ? state.told : [{ input: SOME, what: SOME }];
  return [
    probe('ACCEPT', { type: 'accept' }), probe('SEND_BACK', { type: 'tell-gaps', gaps }), probe('REFUSE_ACCEPTANCE', { type: 'refuse-acceptance' }),
    ...state.steps.flatMap((step) => stepProbes(state, step, now)),
    ...procedureProbes(state, null),
    probe('EXTEND', { type: 'extend', workingDays: Math.max(1, extensionLeft(state)) }), probe('RECEIVE_OWED', { type: 'receive-owed', inputs: state.owed }),
    probe('GRANT', { type: 'decide', outcome: 'granted' }), probe('REFUSE', { type: 'decide', outcome: 'refused' }), probe('DELIVER', { type: 'deliver', by: 'counter' }),
    probe('CHECK_COMMITMENT', { type: 'check-commitment', kept: true, findings: SOME }),
    ...(state.commitmentChecked === null ? [] : [probe('FIND_UNTRUE', { type: 'check-commitment', kept: false, findings: SOME })]),
    probe('CONFIRM_SET_RIGHT', { type: 'set-right', findings: SOME }), probe('REVOKE', { type: 'revoke' }), probe('RESTORE_TRUST', { type: 'restore-trust' }),
    ...state.consultations.map(({ id }) => probe('ANSWER_CONSULTATION', { type: 'answer-consultation', id, text: SOME }, id)),
    ...state.cards.map(({ id }) => probe('ANSWER_CARD', { type: 'answer-card', id, text: SOME }, id)),
    ...clocks.flatMap(({ id }) => [probe('URGE', { type: 'urge', clock: id }, id), probe('ISSUE_CARD', { type: 'issue-card', id: SOME, colour: 'red', clock: id }, id)]),
    ...(['lead', 'acceptor'] as const).map((what) => probe('HAND_OVER', { type: 'hand-over', what, from: state[what], to: SOME }, what)),
    probe('RECUSE', { type: 'recuse' }),
  ];
}

function stepProbes(state: CaseState, { id: step, organisations, opinions }: StepState, now: number): Probe[] {
  const probe = (action: string, command: Command): Probe => ({ action, subject: step, command });
  return [
    probe('GIVE_OPINION', { type: 'give-opinion', step, verdict: 'agree', text: SOME }), probe('CONSULT', { type: 'consult', id: SOME, step, to: SOME, question: SOME }),
    probe('REASSIGN', { type: 'reassign', step, toPersonId: SOME }), probe('SCHEDULE_VISIT', { type: 'set-visit', step, on: districtDate(now) }), probe('RECORD_VISIT', { type: 'hold-visit', step, findings: SOME }),
    probe('BEGIN_PUBLICITY', { type: 'begin-publicity', step, where: SOME }), probe('END_PUBLICITY', { type: 'end-publicity', step, objections: 0 }),
    ...organisations.filter((from) => opinions[from] === undefined).slice(0, 1).map((from) => probe('HAND_OVER', { type: 'hand-over', what: step, from, to: SOME })),
    ...procedureProbes(state, step),
  ];
}

function procedureProbes(state: CaseState, step: string | null): Probe[] {
  const begin = state.plan.procedures.slice(0, 1).map((kind): Probe => ({ action: 'EXCLUDE_TIME', subject: step, command: { type: 'begin-procedure', kind, step, workingDays: 1 } }));
  const end = state.procedures.filter((each) => each.step === step && each.endedAt === null).map(({ kind }): Probe => ({ action: 'END_EXCLUDED_TIME', subject: step, command: { type: 'end-procedure', kind, step, result: SOME } }));
  return [...begin, ...end];
}
