import type { AgeBand } from './types.js';

/** The day on which somebody completes so many years: the birthday, or 1 March where the year has no 29 February. */
export function birthdayOf(birthDate: string, age: number): string {
  const year = String(Number(birthDate.slice(0, 4)) + age).padStart(4, '0');
  const date = `${year}${birthDate.slice(4)}`;
  return new Date(`${date}T00:00:00Z`).toISOString().startsWith(date) ? date : `${year}-03-01`;
}

/** Years completed on a day; 0 before the first birthday and before birth. The birthday itself counts. */
export function ageOn(birthDate: string, date: string): number {
  const years = Number(date.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return Math.max(birthdayOf(birthDate, years) <= date ? years : years - 1, 0);
}

/** About how old somebody is, as far as rights depend on it: own consent from 14, full age at 18, old age at 60. */
export function ageBandOn(birthDate: string, date: string): AgeBand {
  const age = ageOn(birthDate, date);
  if (age < 14) return 'UNDER_14';
  if (age < 18) return 'FROM_14_TO_17';
  return age < 60 ? 'FROM_18_TO_59' : 'FROM_60';
}

/** A date so many years later; 29 February becomes 1 March. */
export function yearsAfter(date: string, years: number): string {
  return birthdayOf(date, years);
}

/** Names compared as registers write them: without blanks, one width, the dots of foreign and minority names as one. */
export function sameName(a: string, b: string): boolean {
  const plain = (name: string): string => name.normalize('NFKC').replace(/\s/g, '').replace(/[·•・‧∙⋅.]/g, '·').toUpperCase();
  return plain(a) !== '' && plain(a) === plain(b);
}
