import type { DateValue } from '../language/types.js';
import type { SkillTurn } from './types.js';

/** The day or time that was said, where a family has no slot for it (a journey, a timetable, who looked): it stays with the form's text. */
export function dateSaid({ mentions }: Pick<SkillTurn, 'mentions'>): DateValue | undefined {
  return mentions.find(({ kind }) => kind === 'date')?.date;
}
