import { describe, expect, it } from '@jest/globals';
import { decideGround, groundText, readGround } from './grounds.js';

const ground = (id: string, fromAge: number | null) => ({ id, nameZh: id, nameEn: id, legalBasis: 'law', article: null, fromAge });
const grounds = [ground('ELDER', 60), ground('SOLDIER', null)];
const DAY = '2026-11-24';

describe('by what right somebody comes first', () => {
  it.each([
    // Who was born on record is not asked, and not believed either.
    [null, '1966-11-24', { id: 'ELDER', onRecord: true }],
    [null, '1966-11-25', null],
    ['ELDER', '1966-11-24', { id: 'ELDER', onRecord: true }],
    ['ELDER', '1966-11-25', 'NOT_OF_AGE'],
    ['ELDER', '2020-02-29', 'NOT_OF_AGE'],
    ['SOLDIER', '1950-01-01', { id: 'SOLDIER', onRecord: false }],
    ['SOLDIER', '1990-01-01', { id: 'SOLDIER', onRecord: false }],
    // Nobody knows the birth of who has a number on paper.
    ['ELDER', null, { id: 'ELDER', onRecord: false }],
    [null, null, null],
  ] as const)('claiming %s, born %s: %j', (claimed, birthDate, decided) => {
    expect(decideGround(grounds, claimed, birthDate, DAY)).toEqual(decided);
  });

  it('is sealed and read back with how it is known', () => {
    for (const each of [{ id: 'ELDER', onRecord: true }, { id: 'SOLDIER', onRecord: false }]) expect(readGround(groundText(each))).toEqual(each);
  });
});
