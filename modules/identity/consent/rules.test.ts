import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ageOn } from '../people/rules.js';
import { currentNotices, NOTICES } from './notices.js';
import { holds, mayDecide } from './rules.js';

const notice = NOTICES.find(({ required }) => !required)!; // the list has free ones

describe('consents', () => {
  it('hold in the version in force, and where the service needs them', () => {
    expect(holds(notice, { version: notice.version, given: true })).toBe(true);
    expect(holds({ ...notice, version: notice.version + 1 }, { version: notice.version, given: true })).toBe(false);
    expect(holds(notice, { version: notice.version, given: false })).toBe(false);
    expect(holds(notice, undefined)).toBe(false);
    expect(holds({ ...notice, required: true }, undefined)).toBe(true);
    expect(holds(undefined, { version: 1, given: true })).toBe(false);
  });

  it('are decided by exactly one side at every age', () => {
    const date = fc.date({ min: new Date('1950-01-01T00:00:00Z'), max: new Date('2026-11-23T00:00:00Z'), noInvalidDate: true }).map((d) => d.toISOString().slice(0, 10));
    fc.assert(fc.property(date, (born) => {
      expect(mayDecide(born, '2026-11-23', 'guardian')).toBe(ageOn(born, '2026-11-23') < 14);
      expect(mayDecide(born, '2026-11-23', 'self')).not.toBe(mayDecide(born, '2026-11-23', 'guardian'));
    }));
  });

  it('have notices in both languages, each purpose once in force', () => {
    const current = currentNotices([...NOTICES, { ...notice, version: 7 }]);
    expect(current.filter(({ purpose }) => purpose === notice.purpose).map(({ version }) => version)).toEqual([7]);
    for (const { title, text, recipients } of NOTICES) {
      expect(title.zh + text.zh).toMatch(/\p{Script=Han}/u);
      expect(title.en + text.en).toMatch(/^[^\p{Script=Han}]+$/u);
      expect(recipients.length).toBeGreaterThan(0);
    }
  });
});
