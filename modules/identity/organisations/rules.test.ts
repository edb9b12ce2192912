import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Role } from '../../kernel/caller.js';
import { ADMINISTRATORS, heldOn, nameOfRole, overlap, refusalOfPost, roleOfName } from './rules.js';
import type { PostEntity } from './types.js';

const roles: readonly Role[] = ['system-admin', 'security-admin', 'audit-admin', 'site-admin', 'clerk', 'dispatcher', 'approver', 'doctor', 'nurse', 'teacher', 'school-admin', 'scenic-staff'];
const role = fc.constantFrom(...roles);
const day = fc.integer({ min: 1, max: 28 }).map((n) => `2026-11-${String(n).padStart(2, '0')}`);
const period = fc.tuple(day, fc.option(day)).map(([from, until]) => ({ from, until: until === null || until >= from ? until : null }));
const post = fc.tuple(role, period).map(([own, at]): PostEntity => ({ id: 'p', personId: 'x', organisationId: 'o', title: 't', role: own, ...at }));
const giver = { personId: 'giver' };

describe('giving posts', () => {
  it('names every role both ways', () => expect(roles.map((one) => roleOfName(nameOfRole(one)))).toEqual(roles));

  it('lets nobody give himself one', () => {
    fc.assert(fc.property(post, (given) => expect(refusalOfPost({ personId: 'x' }, given, [])).toBe('OWN_POST')));
  });

  it('never lets two administrators meet in one person on one day', () => {
    fc.assert(fc.property(fc.constantFrom(...ADMINISTRATORS), fc.constantFrom(...ADMINISTRATORS), period, period, (a, b, first, second) => {
      const held = { id: 'h', personId: 'x', organisationId: 'o', title: 't', role: a, ...first };
      const refused = refusalOfPost(giver, { personId: 'x', role: b, ...second }, [held]);
      const sharedDay = Array.from({ length: 40 }, (_, n) => `2026-11-${String(n + 1).padStart(2, '0')}`).some((date) => heldOn(first, date) && heldOn(second, date));
      expect(refused !== null).toBe(a !== b && sharedDay);
    }));
  });

  it('keeps administrators out of the work they look after', () => {
    const held: PostEntity = { id: 'h', personId: 'x', organisationId: 'o', title: 't', role: 'security-admin', from: '2026-01-01', until: null };
    expect(refusalOfPost(giver, { personId: 'x', role: 'clerk', from: '2026-11-23', until: null }, [held])).toBe('ADMINISTRATORS_ARE_SEPARATE');
    expect(refusalOfPost(giver, { personId: 'x', role: 'clerk', from: '2026-11-23', until: null }, [{ ...held, until: '2026-11-22' }])).toBeNull();
  });

  it('knows periods that share a day', () => {
    expect(overlap({ from: '2026-01-01', until: '2026-01-31' }, { from: '2026-01-31', until: null })).toBe(true);
    expect(overlap({ from: '2026-01-01', until: '2026-01-31' }, { from: '2026-02-01', until: null })).toBe(false);
  });
});
