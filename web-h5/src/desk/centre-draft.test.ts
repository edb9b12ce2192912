import { describe, expect, it } from '@jest/globals';
import type { CentreSettingsPartsFragment } from '../graphql/__generated__/operations.js';
import { draftOf, faultsAt, faultsOf, freeLetter, isChanged, nextNumber, settingsOf } from './centre-draft.js';

const centre: CentreSettingsPartsFragment = {
  id: 'c', name: '中心', version: 3, hours: [{ from: '09:00', until: '24:00' }], everyDay: false, slotMinutes: 30, seatsPerWindow: 2, bookableDays: 14,
  closures: [{ day: '2026-12-01', reasonZh: '停电', reasonEn: '停电' }, { day: '2026-12-02', reasonZh: '活动', reasonEn: 'Event' }],
  businesses: [{ id: 'permits', letter: 'A', nameZh: '证件', nameEn: 'Permits', usualMinutes: 10, serviceIds: ['dog'], serviceIdsNotOffered: ['cat'] }],
  windows: [{ number: 1, open: true, businesses: [{ id: 'permits' }] }, { number: 4, open: false, businesses: [{ id: 'permits' }] }],
};

describe('a centre as it is written on', () => {
  it('is what it was until something is changed; writing the same again is no change', () => {
    const draft = draftOf(centre);
    expect(isChanged(draft, centre)).toBe(false);
    expect(settingsOf(draft)).toMatchObject({ hours: [{ from: '09:00', until: '24:00' }], closures: [{ reasonEn: null }, { reasonEn: 'Event' }], businesses: [{ serviceIds: ['dog', 'cat'] }], windows: [{ number: 1, businesses: ['permits'] }, { number: 4 }] });
    draft.businesses[0]?.serviceIds.push('food');
    expect(isChanged(draft, centre)).toBe(true);
    expect(centre.businesses[0]?.serviceIds).toEqual(['dog']);
    draft.businesses[0]?.serviceIds.pop();
    draft.hours[0]!.until = '00:00'; // the draft has the centre's one span
    expect(isChanged(draft, centre)).toBe(false);
  });

  it('says what is wrong and where; an empty field is a fault', () => {
    const draft = draftOf(centre);
    draft.seatsPerWindow = '';
    draft.windows[1]!.businesses = []; // the centre has two
    const faults = faultsOf(draft);
    expect(faults.map(({ field }) => field)).toEqual(['windows.1.businesses', 'seatsPerWindow']);
    expect(faultsAt(faults, 'windows.1')).toHaveLength(1);
    expect(faultsAt(faults, 'windows.10')).toEqual([]);
    expect(faultsAt([{ field: 'windows.10' }], 'windows.1')).toEqual([]);
  });

  it('offers the next letter and number', () => {
    expect(freeLetter([{ letter: 'A' }, { letter: 'C' }])).toBe('B');
    expect([nextNumber(centre.windows), nextNumber([])]).toEqual([5, 1]);
  });
});
