import type { PriorityGround } from '../types.js';

/** By what right somebody comes first, and whether the register said so (nobody need show a paper). */
export interface DecidedGround {
  readonly id: string;
  readonly onRecord: boolean;
}

/** Completed years of life on a day, both `YYYY-MM-DD`. */
function ageOn(birthDate: string, day: string): number {
  return Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4)) - (day.slice(5) < birthDate.slice(5) ? 1 : 0);
}

/**
 * By what right somebody comes first. A ground of age is not a claim where the date of birth is on record: whoever is old enough has
 * it unasked, whoever is not is refused. Other grounds, and all of somebody whose birth nobody knows, are believed until the window.
 * @param birthDate `YYYY-MM-DD`; null where none is on record
 */
export function decideGround(grounds: readonly PriorityGround[], claimed: string | null, birthDate: string | null, day: string): DecidedGround | 'NOT_OF_AGE' | null {
  const oldEnough = ({ fromAge }: PriorityGround): boolean => fromAge !== null && birthDate !== null && ageOn(birthDate, day) >= fromAge;
  const wanted = grounds.find(({ id }) => id === claimed);
  if (wanted && wanted.fromAge !== null && birthDate !== null) return oldEnough(wanted) ? { id: wanted.id, onRecord: true } : 'NOT_OF_AGE';
  if (wanted) return { id: wanted.id, onRecord: false };
  const byAge = grounds.find(oldEnough);
  return byAge ? { id: byAge.id, onRecord: true } : null;
}

const ON_RECORD = ':record';

/** What is sealed of a ground, and read back. */
export const groundText = ({ id, onRecord }: DecidedGround): string => (onRecord ? `${id}${ON_RECORD}` : id);

/** Reads what {@link groundText} wrote. */
export function readGround(text: string): DecidedGround {
  return text.endsWith(ON_RECORD) ? { id: text.slice(0, -ON_RECORD.length), onRecord: true } : { id: text, onRecord: false };
}
