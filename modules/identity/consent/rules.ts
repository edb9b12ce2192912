import { OWN_CONSENT_AGE } from '../delegation/rules.js';
import { ageOn } from '../people/rules.js';
import type { ConsentNotice } from './types.js';

/** Whether a consent holds: the service needs it anyway, or it was given to the version in force and not withdrawn. */
export function holds(notice: ConsentNotice | undefined, consent: { readonly version: number; readonly given: boolean } | undefined): boolean {
  if (!notice) return false;
  return notice.required || (consent !== undefined && consent.given && consent.version === notice.version);
}

/** Whether this party may decide on somebody's data: under 14 the guardian, from 14 the person alone (个人信息保护法 §31). */
export function mayDecide(birthDate: string, today: string, by: 'self' | 'guardian'): boolean {
  return by === (ageOn(birthDate, today) < OWN_CONSENT_AGE ? 'guardian' : 'self');
}
