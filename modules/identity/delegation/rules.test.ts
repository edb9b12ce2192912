import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { districtDate, districtInstant } from '../../kernel/district-time.js';
import { ageOn, birthdayOf } from '../people/rules.js';
import { CONSENT_SCOPE, endOf, mayRevoke, refusalOfPeriod, refusalOfScopes, SCOPES, scopeCovers, scopesNow, stateOf, withinCustody } from './rules.js';
import type { Edge } from './types.js';

const now = Date.parse('2026-11-23T12:00:00+08:00');
const birth = fc.date({ min: new Date('2008-01-01T00:00:00Z'), max: new Date('2026-11-01T00:00:00Z'), noInvalidDate: true }).map((d) => d.toISOString().slice(0, 10));
const instant = fc.integer({ min: Date.parse('2026-11-23T00:00:00Z'), max: Date.parse('2050-01-01T00:00:00Z') });
const scope = fc.constantFrom(...Object.keys(SCOPES));
const guardian = (birthDate: string, own: Partial<Edge> = {}): Edge => ({ id: 'e', kind: 'GUARDIAN', actorId: 'a', principalKind: 'person', principalId: 'c', scopes: ['health.*', CONSENT_SCOPE], state: 'ACTIVE', basis: 'HOUSEHOLD_REGISTER', from: now, until: null, birthDate, refusalSealed: null, ...own });

describe('ends by rule', () => {
  it('ends guardianship exactly at eighteen, whatever else the edge says', () => {
    fc.assert(fc.property(birth, instant, (born, at) => {
      const adult = at >= districtInstant(birthdayOf(born, 18));
      expect(stateOf(guardian(born), at)).toBe(adult ? 'ENDED_BY_RULE' : 'ACTIVE');
      expect(scopesNow(guardian(born), at).length > 0).toBe(!adult);
    }));
    expect(endOf(guardian('2008-11-24'))).toBe(Date.parse('2026-11-23T16:00:00Z'));
  });

  it('takes the guardian’s word on data from fourteen on', () => {
    fc.assert(fc.property(birth, instant, (born, at) => {
      const may = scopesNow(guardian(born), at).includes(CONSENT_SCOPE);
      expect(may).toBe(ageOn(born, districtDate(at)) < 14);
    }));
  });

  it('opens nothing while pending, revoked or run out', () => {
    fc.assert(fc.property(fc.constantFrom('PENDING' as const, 'REVOKED' as const), instant, (state, at) => {
      expect(scopesNow(guardian('2020-01-01', { state }), at)).toEqual([]);
    }));
    expect(stateOf(guardian('2020-01-01', { until: now }), now)).toBe('EXPIRED');
    expect(stateOf(guardian('2020-01-01', { until: now + 1 }), now)).toBe('ACTIVE');
    expect(stateOf(guardian('2020-01-01', { state: 'PENDING' }), now + 30 * 86_400_000)).toBe('EXPIRED');
  });
});

describe('scopes', () => {
  it('are covered by themselves and by their area', () => {
    expect(scopeCovers('health.*', 'health.read')).toBe(true);
    expect(scopeCovers('health.read', 'health.*')).toBe(false);
    expect(scopeCovers('health.*', 'healthy.read')).toBe(false);
    expect(scopeCovers('affairs.*', 'health.read')).toBe(false);
  });

  it('are those of the list and the kind', () => {
    expect(refusalOfScopes('GUARDIAN', ['health.*', CONSENT_SCOPE])).toBeNull();
    expect(refusalOfScopes('CARER', [CONSENT_SCOPE])).toBe('UNKNOWN_SCOPE');
    expect(refusalOfScopes('AGENT', ['affairs.apply'])).toBeNull();
    for (const bad of [['health.read'], ['organisation.*'], ['organisation.delegate'], []]) expect(refusalOfScopes('AGENT', bad)).toBe('UNKNOWN_SCOPE');
    for (const bad of ['*', 'constructor', '__proto__', 'health', 'health.*.x']) expect(refusalOfScopes('GUARDIAN', [bad])).toBe('UNKNOWN_SCOPE');
  });

  it('never reach into what custody withholds', () => {
    fc.assert(fc.property(fc.array(scope, { maxLength: 4 }), fc.array(scope, { maxLength: 3 }), scope, (asked, withheld, wanted) => {
      fc.pre(withinCustody(asked, withheld) && withheld.some((kept) => scopeCovers(kept, wanted)));
      expect(asked.some((own) => scopeCovers(own, wanted))).toBe(false);
    }));
    expect(withinCustody(['health.*'], ['health.book'])).toBe(false);
    expect(withinCustody(['health.read'], ['education.*'])).toBe(true);
  });
});

describe('periods and ends', () => {
  it('lasts a year at most and ends in time to come', () => {
    expect(refusalOfPeriod(now, Date.parse('2027-11-23T12:00:00+08:00'))).toBeNull();
    expect(refusalOfPeriod(now, Date.parse('2027-11-24T00:00:01+08:00'))).toBe('TOO_LONG');
    expect(refusalOfPeriod(now, now)).toBe('TOO_LONG');
    expect(refusalOfPeriod(now, Number.NaN)).toBe('TOO_LONG');
  });

  it('is ended by either side, but no guardian by the child', () => {
    const by = (personId: string | null, clerk = false, organisationId: string | null = null) => ({ personId, clerk, organisationId });
    expect(mayRevoke(guardian('2015-01-01'), by('a'))).toBe(true);
    expect(mayRevoke(guardian('2015-01-01'), by('c'))).toBe(false);
    expect(mayRevoke(guardian('2015-01-01'), by('x', true))).toBe(true);
    const carer = { kind: 'CARER' as const, actorId: 'a', principalId: 'c' };
    expect([by('a'), by('c'), by('x'), by(null)].map((one) => mayRevoke(carer, one))).toEqual([true, true, false, false]);
    expect(mayRevoke({ kind: 'AGENT', actorId: 'a', principalId: 'o' }, by('r', false, 'o'))).toBe(true);
  });
});
