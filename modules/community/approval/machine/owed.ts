import { owedStages } from '../owed-stages.js';
import { actsFor, done, no, type Rule } from './rule.js';

/** Rules of papers that may follow (容缺受理). */
export const owedPapers = {
  'receive-owed': ((state, { inputs }, around) => {
    if (state.phase !== 'reviewing') return no('NOT_NOW');
    if (around.by.kind !== 'applicant' && !actsFor(around, [state.acceptor, state.lead], 'clerk', 'approver')) return no('NOT_YOURS');
    const strange = inputs.filter((input) => !state.owed.includes(input));
    return inputs.length === 0 || strange.length > 0 ? no('UNKNOWN', ...strange) : done({ type: 'owed-received', inputs });
  }) satisfies Rule<'receive-owed'>,

  'remind-owed': ((state, { stage }, around) => {
    if (state.phase !== 'reviewing' || state.owed.length === 0) return no('NOT_NOW');
    if (around.by.kind !== 'system') return no('NOT_YOURS');
    if (state.owedReminded?.includes(stage)) return no('ALREADY_DONE');
    const due = owedStages(state, around.calendar, around.at).find((each) => each.stage === stage);
    if (!due || around.at < due.from) return no('TOO_EARLY');
    return around.at >= due.before ? no('TOO_LATE') : done({ type: 'owed-reminded', stage, until: due.until });
  }) satisfies Rule<'remind-owed'>,
} as const;
