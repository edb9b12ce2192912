import { describe, expect, it } from '@jest/globals';
import { isStaffed } from './hours.js';

const hours = { from: '09:00', until: '17:00', worksOn: (day: string) => day !== '2026-03-21' };

describe('service hours', () => {
  it.each([
    ['2026-03-18T09:00+08:00', true], ['2026-03-18T08:59+08:00', false], ['2026-03-18T17:00+08:00', false], ['2026-03-18T16:59:59+08:00', true], ['2026-03-21T10:00+08:00', false],
    // The district's day, not the machine's.
    ['2026-03-18T01:30Z', true],
  ])('%s → %s', (instant, staffed) => expect(isStaffed(hours, Date.parse(instant))).toBe(staffed));
});
