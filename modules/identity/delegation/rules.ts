import { districtDate, districtInstant } from '../../kernel/district-time.js';
import { ageOn, birthdayOf, yearsAfter } from '../people/rules.js';
import type { DelegationKind, DelegationRefusalReason, DelegationState, Edge } from './types.js';

/** Full age (民法典 §17, §18). */
export const FULL_AGE = 18;
/** From this age a child's data needs the child's own consent: below it, the guardian's (个人信息保护法 §31). */
export const OWN_CONSENT_AGE = 14;
/** A claim that nobody confirms lapses after so many days. */
export const PENDING_DAYS = 30;
/** The scope of consenting for a child. */
export const CONSENT_SCOPE = 'consent.give';

/** What somebody may do for another, in the words that pages show. `x.*` covers all of `x`. */
export const SCOPES = {
  'identity.read': { zh: '查看身份信息', en: 'See who they are' },
  'health.read': { zh: '查看健康档案', en: 'Read health records' },
  'health.book': { zh: '预约挂号与接种', en: 'Book appointments and vaccinations' },
  'health.*': { zh: '全部健康服务', en: 'All health services' },
  'education.read': { zh: '查看学籍与成绩', en: 'Read school records' },
  'education.apply': { zh: '办理入学与请假', en: 'Apply to schools, ask for leave' },
  'education.*': { zh: '全部教育服务', en: 'All education services' },
  'affairs.read': { zh: '查看办件进度', en: 'Follow applications' },
  'affairs.apply': { zh: '代为申请事项', en: 'Apply for services' },
  'affairs.*': { zh: '全部政务事项', en: 'All affairs' },
  'tourism.book': { zh: '预订门票', en: 'Book tickets' },
  'messages.read': { zh: '查看通知', en: 'Read messages' },
  [CONSENT_SCOPE]: { zh: '代为同意个人信息处理', en: 'Consent to the use of personal data' },
  'organisation.read': { zh: '查看单位信息', en: 'See the organisation' },
  'organisation.delegate': { zh: '授权经办人', en: 'Appoint agents' },
  'organisation.*': { zh: '全部单位事务', en: 'All matters of the organisation' },
} as const satisfies Record<string, { zh: string; en: string }>;

const OF_PEOPLE = ['identity', 'health', 'education', 'affairs', 'tourism', 'messages'];
/** Which areas an edge may cover. Consent is a guardian's only: an adult consents himself. */
const AREAS: Readonly<Record<DelegationKind, readonly string[]>> = {
  GUARDIAN: [...OF_PEOPLE, 'consent'],
  CARER: OF_PEOPLE,
  AGENT: ['affairs', 'organisation'],
  LEGAL_REPRESENTATIVE: ['affairs', 'organisation'],
};

/** Whether a held scope covers a wanted one: the same, or `health.*` for all of health. */
export function scopeCovers(held: string, wanted: string): boolean {
  return held === wanted || (held.endsWith('.*') && wanted.startsWith(held.slice(0, -1)));
}

/** Why these scopes cannot be given by an edge of this kind; null where they can. */
export function refusalOfScopes(kind: DelegationKind, scopes: readonly string[]): DelegationRefusalReason | null {
  const known = (scope: string): boolean => Object.hasOwn(SCOPES, scope) && AREAS[kind].includes(scope.split('.')[0] ?? '');
  // An agent of an organisation works for it; who appoints further agents is its representative alone.
  const fits = (scope: string): boolean => known(scope) && !(kind === 'AGENT' && scopeCovers(scope, 'organisation.delegate'));
  return scopes.length > 0 && scopes.every(fits) ? null : 'UNKNOWN_SCOPE';
}

/** Whether custody leaves these scopes to the guardian: none of them may touch what is withheld, in either direction. */
export function withinCustody(scopes: readonly string[], withheld: readonly string[]): boolean {
  return !scopes.some((scope) => withheld.some((kept) => scopeCovers(scope, kept) || scopeCovers(kept, scope)));
}

/** Whether a period is longer than a year, is over already, or is none. */
export function refusalOfPeriod(now: number, until: number): DelegationRefusalReason | null {
  const last = districtInstant(yearsAfter(districtDate(now), 1)) + 86_400_000;
  return until > now && until <= last ? null : 'TOO_LONG';
}

/** Whether somebody is a child on a day: under 18. */
export function isChild(birthDate: string, date: string): boolean {
  return ageOn(birthDate, date) < FULL_AGE;
}

/** Where an edge stands at an instant. */
export function stateOf(edge: Pick<Edge, 'kind' | 'state' | 'from' | 'until' | 'birthDate'>, now: number): DelegationState {
  if (edge.state === 'REVOKED' || edge.state === 'REFUSED') return edge.state;
  if (edge.kind === 'GUARDIAN' && edge.birthDate !== null && !isChild(edge.birthDate, districtDate(now))) return 'ENDED_BY_RULE';
  if (edge.state === 'PENDING') return now >= lapseOf(edge.from) ? 'EXPIRED' : 'PENDING';
  return edge.until !== null && now >= edge.until ? 'EXPIRED' : 'ACTIVE';
}

/** What an edge lets its actor do at an instant: nothing unless it is active; no consent for who consents himself. */
export function scopesNow(edge: Pick<Edge, 'kind' | 'state' | 'from' | 'until' | 'birthDate' | 'scopes'>, now: number): readonly string[] {
  if (stateOf(edge, now) !== 'ACTIVE') return [];
  const ownConsent = edge.birthDate !== null && ageOn(edge.birthDate, districtDate(now)) >= OWN_CONSENT_AGE;
  return ownConsent ? edge.scopes.filter((scope) => scope !== CONSENT_SCOPE) : edge.scopes;
}

/** When a claim made at an instant lapses unconfirmed. */
export function lapseOf(from: number): number {
  return from + PENDING_DAYS * 86_400_000;
}

/** When an edge ends by rule or by its period, whichever comes first, or a claim lapses; null for no end. */
export function endOf(edge: Pick<Edge, 'kind' | 'state' | 'from' | 'until' | 'birthDate'>): number | null {
  if (edge.state === 'PENDING') return lapseOf(edge.from);
  const ofAge = edge.kind === 'GUARDIAN' && edge.birthDate !== null ? districtInstant(birthdayOf(edge.birthDate, FULL_AGE)) : null;
  return edge.until === null ? ofAge : ofAge === null ? edge.until : Math.min(edge.until, ofAge);
}

/**
 * Who may end an edge: either side. A child does not dismiss a guardian (民法典 §27): that is done by the guardian himself or a clerk
 * with the papers. What the company registry says of a legal representative is changed there.
 */
export function mayRevoke(edge: Pick<Edge, 'kind' | 'actorId' | 'principalId'>, by: { readonly personId: string | null; readonly organisationId: string | null; readonly clerk: boolean }): boolean {
  if (by.personId === edge.actorId) return true;
  if (edge.kind === 'GUARDIAN' || edge.kind === 'LEGAL_REPRESENTATIVE') return by.clerk;
  return by.clerk || by.personId === edge.principalId || by.organisationId === edge.principalId;
}
