import { districtDate } from '../../../kernel/district-time.js';
import { REMEDIES, SET_RIGHT_WORKING_DAYS } from '../limits.js';
import { actsFor, done, no, said, type Rule } from './rule.js';
import type { CaseState, UntrueCommitment } from './types.js';

/** Answers of one applicant to one finding. */
const MOST_ANSWERS = 5;
/** Papers that go with one answer, at most. */
const FILES_OF_AN_ANSWER = 6;

/** What was found untrue and is not closed yet; null where nothing is. */
export function openFinding({ untrue }: Pick<CaseState, 'untrue'>): UntrueCommitment | null {
  return untrue && untrue.ended === null ? untrue : null;
}

/** Whether the commitment still needs somebody after the case is over: to look into it, or to close what was found. */
export function isOpenAfterwards(state: CaseState): boolean {
  return state.committed && state.outcome === 'granted' && (state.commitmentChecked === null || openFinding(state) !== null);
}

/** Since when the applicant may not commit for this service again (epoch ms): its result was revoked, and trust not restored; null: they may. */
export function barredSince({ untrue }: Pick<CaseState, 'untrue'>): number | null {
  return untrue?.ended?.as === 'revoked' && untrue.restoredAt === null ? untrue.ended.at : null;
}

/**
 * Rules of looking into a commitment afterwards (国办发〔2020〕42号: 事中事后核查): found untrue, the applicant is heard and has
 * time to set it right; then it is set right, or the result is revoked.
 */
export const afterwards = {
  'check-commitment': ((state, { kept, findings, workingDays = SET_RIGHT_WORKING_DAYS.usual }, around) => {
    if (!state.committed || state.outcome !== 'granted') return no('NOT_NOW');
    if (!actsFor(around, [state.lead], 'clerk', 'approver')) return no('NOT_YOURS');
    // What was found kept, or set right, may turn out untrue later; nobody is praised twice.
    if (state.ending === 'revoked' || (kept ? state.commitmentChecked !== null : openFinding(state) !== null)) return no('ALREADY_DONE');
    if (!said(findings)) return no('WORDS_NEEDED');
    if (kept) return done({ type: 'commitment-checked', kept, findings });
    const { least, most } = SET_RIGHT_WORKING_DAYS;
    if (!Number.isInteger(workingDays) || workingDays < least || workingDays > most) return no('NOT_PROVIDED_FOR', `${least}-${most}`);
    return done({ type: 'commitment-checked', kept, findings, hearing: { workingDays, until: around.calendar.addWorkingDays(districtDate(around.at), workingDays) } });
  }) satisfies Rule<'check-commitment'>,

  'answer-finding': ((state, { text, files = [] }, { by }) => {
    const finding = openFinding(state);
    if (!finding) return no('NOT_NOW');
    if (by.kind !== 'applicant') return no('NOT_YOURS');
    if (finding.answers.length >= MOST_ANSWERS) return no('ALREADY_DONE');
    if (files.length > FILES_OF_AN_ANSWER) return no('NOT_PROVIDED_FOR', `${FILES_OF_AN_ANSWER}`);
    return said(text) ? done({ type: 'finding-answered', text, ...(files.length > 0 ? { files } : {}) }) : no('WORDS_NEEDED');
  }) satisfies Rule<'answer-finding'>,

  'set-right': ((state, { findings }, around) => {
    if (!openFinding(state)) return no('NOT_NOW');
    if (!actsFor(around, [state.lead], 'clerk', 'approver')) return no('NOT_YOURS');
    return said(findings) ? done({ type: 'commitment-set-right', findings }) : no('WORDS_NEEDED');
  }) satisfies Rule<'set-right'>,

  revoke: ((state, _command, around) => {
    const finding = openFinding(state);
    if (!finding) return no('NOT_NOW');
    if (!actsFor(around, [state.lead], 'approver')) return no('NOT_YOURS');
    // The time to be heard and to set it right is the applicant's, all of it.
    if (districtDate(around.at) <= finding.until) return no('TOO_EARLY', finding.until);
    return said(around.why) ? done({ type: 'result-revoked', remedies: REMEDIES }) : no('WORDS_NEEDED');
  }) satisfies Rule<'revoke'>,

  'restore-trust': ((state, _command, around) => {
    if (barredSince(state) === null) return no('NOT_NOW');
    if (!actsFor(around, [state.lead], 'approver')) return no('NOT_YOURS');
    return said(around.why) ? done({ type: 'trust-restored' }) : no('WORDS_NEEDED');
  }) satisfies Rule<'restore-trust'>,
} as const;
