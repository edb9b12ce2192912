import { describe, expect, it } from '@jest/globals';
import { vehicleAt, tripRef } from '../../modules/transit/realtime/testing.js';
import type { VehiclePosition } from '../../modules/transit/realtime/types.js';
import { bucketAt, isRight, Tally } from './score.js';
import { truthsOf } from './truth.js';

describe('the buckets of the benchmark', () => {
  it.each([[0, -1], [1, 0], [180, 0], [181, 1], [360, 1], [361, 2], [600, 2], [601, 3], [900, 3], [901, -1]])('%d s before is bucket %d', (horizon, bucket) => {
    expect(bucketAt(horizon)).toBe(bucket);
  });

  it.each([[0, -30, 90], [1, -60, 150], [2, -60, 210], [3, -90, 270]])('bucket %d is right from %d to %d s of actual − predicted', (bucket, early, late) => {
    expect([early - 1, early, late, late + 1].map((error) => isRight(bucket, 1000 + error, 1000))).toEqual([false, true, true, false]);
    expect(isRight(bucket, 1000, Number.NaN)).toBe(false);
  });
});

describe('the tally', () => {
  it('averages the buckets, not the pairs, and counts a missing prediction as wrong', () => {
    const tally = new Tally(['a', 'b']);
    for (let i = 0; i < 10; i++) tally.add('T1', 100, 1000, [1000, Number.NaN]);
    tally.add('T2', 300, 1000, [2000, 1000]);
    tally.add('T2', 5000, 1000, [1000, 1000]);
    expect(tally.trials()).toEqual([10, 1, 0, 0]);
    const [a, b] = tally.scores();
    expect(a?.buckets.slice(0, 2)).toEqual([1, 0]);
    expect([a?.score, b?.score]).toEqual([0.5, 0.5]);
    expect(tally.medianAbsoluteError(1)).toBe(0);
  });

  it('takes trips, not pairs, for what is independent', () => {
    const few = new Tally(['a']);
    const many = new Tally(['a']);
    for (let i = 0; i < 400; i++) {
      few.add(`T${i % 4}`, 100, 1000, [i % 4 < 2 ? 1000 : 0]);
      many.add(`T${i}`, 100, 1000, [i % 4 < 2 ? 1000 : 0]);
    }
    const width = ([low, high]: readonly [number, number]) => high - low;
    const first = ([score]: readonly number[]) => score ?? 0;
    expect(width(few.interval(first, 300))).toBeGreaterThan(3 * width(many.interval(first, 300)));
    expect(few.interval(first, 300)).toEqual(few.interval(first, 300));
  });
});

describe('when a bus really came', () => {
  const seen = (at: number, sequence: number, status: VehiclePosition['status'], vehicleId = 'bus') =>
    ({ at, vehicles: [vehicleAt(vehicleId, at, 0, 0, { trip: tripRef({ tripId: 'T', startDate: '20260115' }), stopSequence: sequence, status })] });
  const stops = (...snapshots: Parameters<typeof truthsOf>[0]) => Object.fromEntries(truthsOf(snapshots).get('T|20260115') ?? []);

  it('is the first time it stands there', () => {
    expect(stops(seen(100, 2, 'IN_TRANSIT_TO'), seen(130, 2, 'STOPPED_AT'), seen(160, 2, 'STOPPED_AT'), seen(190, 3, 'IN_TRANSIT_TO'))).toEqual({ 2: 130 });
  });

  it('else the midpoint between two snapshots at most 90 s apart', () => {
    expect(stops(seen(100, 2, 'IN_TRANSIT_TO'), seen(130, 4, 'IN_TRANSIT_TO'))).toEqual({ 2: 115, 3: 115 });
    expect(stops(seen(100, 2, 'IN_TRANSIT_TO'), seen(191, 4, 'IN_TRANSIT_TO'))).toEqual({});
  });

  it('is not read from two vehicles, nor at the first stop', () => {
    expect(stops(seen(100, 2, 'IN_TRANSIT_TO', 'a'), seen(130, 4, 'IN_TRANSIT_TO', 'b'))).toEqual({});
    expect(stops(seen(100, 1, 'STOPPED_AT'), seen(130, 2, 'IN_TRANSIT_TO'))).toEqual({});
  });
});
