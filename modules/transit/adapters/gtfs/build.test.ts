import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { timetableDataOf, timetableOf, type FeedSpec } from '../../testing.js';
import type { Timetable } from '../../timetable/timetable.js';

/** Trips of a pattern by id with their first departure in minutes. */
function patternsIn({ data, patterns }: Timetable): string[][] {
  return patterns.map(({ firstTrip, endTrip }) => Array.from({ length: endTrip - firstTrip }, (_, i) => data.tripIds[firstTrip + i] ?? ''));
}

/** The rule that boards and journeys search by: at each position no trip of a pattern is before the one numbered before it. */
export function overtakings({ patterns, data: { tripTimes, arrivals, departures } }: Timetable): number {
  let count = 0;
  for (const { stops, firstTrip, endTrip } of patterns) {
    for (let trip = firstTrip + 1; trip < endTrip; trip++) {
      for (let at = 0; at < stops.length; at++) {
        const [before, after] = [(tripTimes[trip - 1] ?? 0) + at, (tripTimes[trip] ?? 0) + at];
        if ((arrivals[before] ?? 0) > (arrivals[after] ?? 0) || (departures[before] ?? 0) > (departures[after] ?? 0)) count++;
      }
    }
  }
  return count;
}

describe('patterns', () => {
  it('puts trips of the same calls together, by departure, and others apart', async () => {
    const timetable = await timetableOf({
      trips: [
        { id: 'second', stops: [['A', '9:00'], ['B', '9:10']] }, { id: 'first', stops: [['A', '8:00'], ['B', '8:10']] },
        { id: 'back', direction: 1, stops: [['A', '8:00'], ['B', '8:10']] }, { id: 'long', stops: [['A', '8:00'], ['B', '8:10'], ['C', '8:20']] },
        { id: 'no boarding at B', stops: [['A', '8:00'], ['B', '8:10', '8:10', { pickup_type: 1 }]] }, { id: 'other route', route: 'R2', stops: [['A', '8:00'], ['B', '8:10']] },
      ],
      routes: ['R1', 'R2'],
    });
    expect(patternsIn(timetable).sort()).toEqual([['back'], ['first', 'second'], ['long'], ['no boarding at B'], ['other route']]);
  });

  it('parts trips that overtake', async () => {
    const timetable = await timetableOf({
      trips: [
        { id: 'slow', stops: [['A', '8:00'], ['B', '8:30'], ['C', '9:00']] }, { id: 'express', stops: [['A', '8:10'], ['B', '8:20'], ['C', '8:40']] },
        { id: 'next', stops: [['A', '8:40'], ['B', '9:10'], ['C', '9:30']] },
      ],
    });
    expect(patternsIn(timetable).map((ids) => ids.join()).sort()).toEqual(['express,next', 'slow']);
    expect(overtakings(timetable)).toBe(0);
  });

  it('never lets trips of a pattern overtake, whatever the feed', async () => {
    const trip = fc.tuple(fc.nat(120), fc.nat(30), fc.nat(5), fc.nat(30));
    await fc.assert(fc.asyncProperty(fc.array(trip, { minLength: 2, maxLength: 14 }), async (trips) => {
      const clock = (minutes: number) => `${8 + Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
      const timetable = await timetableOf({
        trips: trips.map(([start, first, dwell, second]) => ({
          stops: [['A', clock(start)], ['B', clock(start + first), clock(start + first + dwell)], ['C', clock(start + first + dwell + second)]],
        })),
      });
      expect(overtakings(timetable)).toBe(0);
      expect(patternsIn(timetable).flat().sort()).toEqual(trips.map((_, i) => `T${i + 1}`).sort());
    }), { numRuns: 60 });
  });
});

describe('frequencies', () => {
  const spec = (exact: number | undefined): FeedSpec => ({
    trips: [{ id: 'F', block: 'B', stops: [['A', '8:00', '8:01'], ['B', '8:10']] }, { id: 'N', stops: [['A', '6:30'], ['B', '6:40']] }],
    frequencies: [{ trip_id: 'F', start_time: '6:00', end_time: '7:00', headway_secs: 1200, exact_times: exact }, { trip_id: 'F', start_time: '25:00', end_time: '25:10', headway_secs: 600, exact_times: exact }],
  });

  it.each([[0, 1200, 600], [undefined, 1200, 600], [1, 0, 0]])('makes runs of trips (exact_times %s)', async (exact, headway, nightHeadway) => {
    const timetable = await timetableOf(spec(exact));
    const runs = timetable.tripRuns('F');
    const { tripStartTime, tripHeadway, tripBlock } = timetable.data;
    expect(runs.map((run) => tripStartTime[run])).toEqual([21_600, 22_800, 24_000, 90_000]);
    expect(runs.map((run) => tripHeadway[run])).toEqual([headway, headway, headway, nightHeadway]);
    // The first departure is the start; the arrival a minute before goes with it.
    expect(runs.map((run) => [timetable.arrival(run, 0), timetable.departure(run, 0), timetable.arrival(run, 1)])).toEqual(
      [21_600, 22_800, 24_000, 90_000].map((start) => [start - 60, start, start + 540]));
    expect(runs.map((run) => tripBlock[run])).toEqual([-1, -1, -1, -1]);
    const normal = timetable.tripIndex('N') ?? -1;
    expect([tripStartTime[normal], tripHeadway[normal]]).toEqual([-1, 0]);
    expect(timetable.tripRuns('N')).toEqual([]);
    expect(overtakings(timetable)).toBe(0);
  });
});

describe('distances', () => {
  const stops = [{ id: 'A', lat: 31, lon: 121 }, { id: 'B', lat: 31, lon: 121.01 }, { id: 'C', lat: 31, lon: 121.02 }];
  const trips: FeedSpec['trips'] = [{ shape: 'S', stops: [['A', '8:00'], ['B', '8:05'], ['C', '8:10']] }];
  const rounded = (list: Iterable<number> | undefined) => [...(list ?? [])].map((meters) => Math.round(meters / 10) * 10);

  it('are as the crow flies without a shape', async () => {
    const { patterns, patternShapeStart } = await timetableDataOf({ stops, trips: [{ stops: trips[0]?.stops ?? [] }] });
    expect(rounded(patterns[0]?.distances)).toEqual([0, 950, 1910]);
    expect([patterns[0]?.shape, patternShapeStart[0]]).toEqual([-1, 0]);
  });

  it('follow the shape, from where the first stop lies on it', async () => {
    const data = await timetableDataOf({ stops, trips, shapes: { S: [[31, 120.99], [31, 121.005], [31.01, 121.005], [31.01, 121.015], [31, 121.015], [31, 121.03]] } });
    // B lies nearest to the two legs of the detour: first come in order, 950 m east and 1.1 km up and down between A and C.
    expect(rounded(data.patterns[0]?.distances)[2]).toBe(4130);
    expect(rounded(data.patternShapeStart)).toEqual([950]);
    expect(data.shapeIds).toEqual(['S']);
    expect([data.shapeLat[2], data.shapeLon[2], rounded(data.shapeMeters).at(-1)]).toEqual([31_010_000, 121_005_000, 6040]);
  });

  it('take an out-and-back line the right way round', async () => {
    const { patterns } = await timetableDataOf({
      stops, shapes: { S: [[31, 121], [31, 121.01], [31, 121.02], [31, 121.01], [31, 121]] },
      trips: [{ shape: 'S', stops: [['A', '8:00'], ['B', '8:05'], ['C', '8:10'], ['B', '8:15'], ['A', '8:20']] }],
    });
    expect(rounded(patterns[0]?.distances)).toEqual([0, 950, 1910, 2860, 3810]);
  });

  it.each([['kilometres', 1], ['metres', 1000], ['feet', 3280.84]])('take shape_dist_traveled in %s, the first left blank', async (_, unit) => {
    const points = [[121, 0], [121.01, 0.95], [121.02, 1.9]].map(([lon, km], i) => `S,31,${lon},${i},${(km ?? 0) * unit}`);
    const calls = [['A', ''], ['B', 0.475 * unit], ['C', 1.9 * unit]].map(([stop, dist], i) => `T,8:0${i}:00,8:0${i}:00,${stop},${i},${dist}`);
    const { patterns } = await timetableDataOf({
      stops: [stops[0] ?? '', { id: 'B', lat: 31, lon: 121.0054 }, stops[2] ?? ''], trips: [{ id: 'T', shape: 'S', stops: [] }],
      files: {
        'shapes.txt': `shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence,shape_dist_traveled\n${points.join('\n')}\n`,
        'stop_times.txt': `trip_id,arrival_time,departure_time,stop_id,stop_sequence,shape_dist_traveled\n${calls.join('\n')}\n`,
      },
    });
    // Half of the first leg, as the feed says, though the stop projects 40 m further on.
    expect(rounded(patterns[0]?.distances)).toEqual([0, 480, 1910]);
  });

  it('leave shape_dist_traveled aside where it contradicts the map', async () => {
    const { patterns } = await timetableDataOf({
      stops, trips: [{ id: 'T', shape: 'S', stops: [] }],
      files: {
        'shapes.txt': 'shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence,shape_dist_traveled\nS,31,121,0,0\nS,31,121.02,1,2\n',
        'stop_times.txt': 'trip_id,arrival_time,departure_time,stop_id,stop_sequence,shape_dist_traveled\nT,8:00:00,8:00:00,A,1,0\nT,8:05:00,8:05:00,B,2,1000\nT,8:10:00,8:10:00,C,3,2000\n',
      },
    });
    expect(rounded(patterns[0]?.distances)).toEqual([0, 950, 1910]);
  });
});

describe('fares', () => {
  const two: FeedSpec = { routes: ['flat', 'zoned', 'free'], stops: [{ id: 'A', zone_id: '1' }, { id: 'B', zone_id: '2' }], trips: ['flat', 'zoned', 'free'].map((route) => ({ route, stops: [['A', '8:00'], ['B', '8:05']] })) };
  const fare = (fare_id: string, price: string | number) => ({ fare_id, price, currency_type: 'CNY', payment_method: 0, transfers: 0 });

  it('come from fare_attributes and fare_rules', async () => {
    const { routes } = await timetableDataOf({
      ...two, fareAttributes: [fare('two', '2.00'), fare('near', 3), fare('far', 7), fare('elsewhere', 99)],
      fareRules: [{ fare_id: 'two', route_id: 'flat' }, { fare_id: 'near', route_id: 'zoned', origin_id: '1', destination_id: '1' }, { fare_id: 'far', route_id: 'zoned', origin_id: '1', destination_id: '2' }, { fare_id: 'elsewhere', route_id: 'zoned', origin_id: '9' }],
    });
    expect(routes.map(({ fare }) => fare)).toEqual([{ currency: 'CNY', min: 2, max: 2 }, { currency: 'CNY', min: 3, max: 7 }, null]);
  });

  it('hold everywhere without a rule', async () => {
    const { routes } = await timetableDataOf({ ...two, fareAttributes: [fare('one', 1.5)] });
    expect(routes.map(({ fare }) => fare)).toEqual(routes.map(() => ({ currency: 'CNY', min: 1.5, max: 1.5 })));
  });

  it('come from fare products where there are only those', async () => {
    const { routes } = await timetableDataOf({
      ...two, files: {
        'fare_products.txt': 'fare_product_id,amount,currency\np,2,CNY\nq,5,CNY\n', 'fare_leg_rules.txt': 'network_id,fare_product_id\n,p\nexpress,q\n',
        'route_networks.txt': 'network_id,route_id\nexpress,zoned\n',
      },
    });
    expect(routes.map(({ fare }) => fare?.min)).toEqual([2, 5, 2]);
  });
});
