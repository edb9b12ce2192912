import type { DateValue } from '../language/types.js';
import type { SkillSlot, SkillTurn } from './types.js';

/** The day of a question in a family that has no slot for it (a journey, a timetable): kept so that 那周六呢 asks the same of another day. */
export const daySlot: SkillSlot = { name: 'day', label: '日期', kinds: ['date'], inner: true };

/** The day or time that was said: by a later word (那周六呢), which keeps the time of the first, else in the form's own text. */
export function dateSaid({ mentions, slots }: Pick<SkillTurn, 'mentions' | 'slots'>): DateValue | undefined {
  const first = mentions.find(({ kind }) => kind === 'date')?.date;
  const later = slots.day?.date;
  return later && first?.time && !later.time ? { ...later, time: first.time } : (later ?? first);
}
