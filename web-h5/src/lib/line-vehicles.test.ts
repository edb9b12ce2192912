import { describe, expect, it } from '@jest/globals';
import type { VehicleOnLineFragment } from '../graphql/__generated__/operations.js';
import { directionsOf, vehiclesByStop } from './line-vehicles.js';

const stop = (id: string) => ({ id, name: id, platformCode: null, wheelchairBoarding: 'UNKNOWN' as const });
function pattern(id: string, directionId: number | null, headsign: string, ids: string[]) {
  return { id, directionId, headsign, tripsToday: 1, stops: ids.map((stopId, index) => ({ stopSequence: index + 1, stop: stop(stopId) })) };
}
function bus(id: string, directionId: number | null, next: string, sequence: number): VehicleOnLineFragment {
  return { id, label: null, occupancy: 'UNKNOWN', wheelchairAccessible: 'UNKNOWN', ageSeconds: 1, trip: { id: `t-${id}`, directionId }, nextStop: { id: next, name: next }, nextStopSequence: sequence };
}

describe('directionsOf', () => {
  it('keeps variants together and their order', () => {
    const directions = directionsOf([pattern('1', 0, 'north', ['a', 'b']), pattern('2', 1, 'south', ['b', 'a']), pattern('3', 0, 'north, short', ['a'])]);
    expect(directions.map(({ headsign, patterns }) => [headsign, patterns.map(({ id }) => id)])).toEqual([['north', ['1', '3']], ['south', ['2']]]);
  });

  it('tells ways without direction_id apart by where they go', () => {
    expect(directionsOf([pattern('1', null, 'x', []), pattern('2', null, 'y', [])])).toHaveLength(2);
  });
});

describe('vehiclesByStop', () => {
  it('puts a bus before its next stop, on the right round of a loop', () => {
    const loop = pattern('1', 0, 'loop', ['a', 'b', 'a']);
    const placed = vehiclesByStop(loop, [bus('first', 0, 'a', 1), bus('again', 0, 'a', 3), bus('unknown', 0, 'b', 9)]);
    expect([...placed].map(([index, buses]) => [index, buses.map(({ id }) => id)])).toEqual([[0, ['first']], [2, ['again']], [1, ['unknown']]]);
  });

  it('leaves out the other direction and stops that are not on the way', () => {
    expect(vehiclesByStop(pattern('1', 0, 'n', ['a']), [bus('back', 1, 'a', 1), bus('away', 0, 'z', 1)]).size).toBe(0);
  });
});
