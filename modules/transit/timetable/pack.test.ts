import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { timetableDataOf, type FeedSpec } from '../testing.js';
import { PACK_FORMAT, packTimetable, unpackTimetable } from './pack.js';

const spec: FeedSpec = {
  stops: [{ id: 'A', name: '方塔园' }, { id: 'B', name: '醉白池', wheelchair_boarding: 1 }, { id: 'C', name: '方塔园' }],
  routes: [{ id: 'R', shortName: '云间1路', longName: '方塔园—醉白池' }],
  trips: [
    { id: 'T', headsign: '醉白池', block: 'X', stops: [['A', '8:00'], ['B', '8:05'], ['A', '8:20']] },
    { id: 'U', direction: 1, stops: [['B', '24:10'], ['C', '24:15', '24:16', { stop_headsign: '终点' }]] },
  ],
  frequencies: [{ trip_id: 'U', start_time: '6:00', end_time: '7:00', headway_secs: 1200 }],
  transfers: [{ from_stop_id: 'A', to_stop_id: 'C', transfer_type: 2, min_transfer_time: 90 }],
  translations: [{ table_name: 'stops', field_name: 'stop_name', language: 'en', translation: 'Fangta Park', field_value: '方塔园' }],
  fareAttributes: [{ fare_id: 'F', price: 2, currency_type: 'CNY', payment_method: 0, transfers: 0 }],
};

describe('pack', () => {
  it('gives back what was packed, of every field', async () => {
    const data = await timetableDataOf(spec);
    expect(data.patterns.some(({ stopHeadsigns }) => stopHeadsigns !== null)).toBe(true);
    expect(unpackTimetable(packTimetable(data))).toEqual(data);
  });

  it('gives back what was packed, of any feed', async () => {
    const time = fc.integer({ min: 0, max: 1600 }).map((minutes) => `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`);
    const trip = fc.record({
      start: time, stops: fc.uniqueArray(fc.constantFrom('甲', '乙', 'C,"D"', ' E'.trim(), '己站'), { minLength: 2, maxLength: 5 }),
      headsign: fc.string({ maxLength: 8 }), direction: fc.constantFrom(0 as const, 1 as const), block: fc.constantFrom('', 'b1', 'b2'),
    });
    await fc.assert(fc.asyncProperty(fc.array(trip, { minLength: 1, maxLength: 8 }), async (trips) => {
      const data = await timetableDataOf({ trips: trips.map(({ stops, start, ...rest }) => ({ ...rest, stops: stops.map((stop) => [stop, start] as const) })) });
      expect(unpackTimetable(packTimetable(data))).toEqual(data);
    }), { numRuns: 60 });
  });

  it('makes views over one buffer, also where it lies unaligned', async () => {
    const data = await timetableDataOf(spec);
    const packed = packTimetable(data);
    const read = unpackTimetable(packed);
    expect(read.arrivals.buffer).toBe(packed.buffer);
    expect(read.patterns[0]?.stops.buffer).toBe(packed.buffer);
    const shifted = new Uint8Array(packed.length + 3);
    shifted.set(packed, 3);
    expect(unpackTimetable(shifted.subarray(3))).toEqual(data);
  });

  it('refuses damage in any byte', async () => {
    const packed = packTimetable(await timetableDataOf(spec));
    fc.assert(fc.property(fc.nat(packed.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const damaged = packed.slice();
      damaged[at] = (damaged[at] ?? 0) ^ flip;
      expect(() => unpackTimetable(damaged)).toThrow(/stored timetable/);
    }));
  });

  it('refuses bytes cut short, foreign bytes and another format in clear words', async () => {
    const packed = packTimetable(await timetableDataOf(spec));
    expect(() => unpackTimetable(packed.subarray(0, packed.length - 8))).toThrow(`has ${packed.length - 8} bytes instead of ${packed.length}`);
    expect(() => unpackTimetable(packed.subarray(0, 20))).toThrow('cut short');
    expect(() => unpackTimetable(new Uint8Array(100))).toThrow('not a stored timetable');
    const later = packed.slice();
    later[4] = PACK_FORMAT + 1;
    expect(() => unpackTimetable(later)).toThrow(`has format ${PACK_FORMAT + 1}, this program reads format ${PACK_FORMAT}: import the feed again`);
  });
});
