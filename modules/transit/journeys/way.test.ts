import { describe, expect, it } from '@jest/globals';
import { decodePolyline } from '../../kernel/polyline.js';
import { smallTimetable } from '../realtime/testing.js';
import { Timetable } from '../timetable/timetable.js';
import { rideWay } from './way.js';

const STOPS = { A: { lat: 31, lon: 121 }, B: { lat: 31.01, lon: 121 }, C: { lat: 31.01, lon: 121.01 } };
const plain = smallTimetable({ stops: STOPS, trips: [{ id: 'T', stops: ['A', 'B', 'C'], times: ['08:00', '08:05', '08:10'] }] });

/** The same with a shape that makes a bend between A and B, 1000 m to each point, and begins 500 m before A. */
function shaped(): Timetable {
  const { data } = plain;
  return new Timetable({
    ...data,
    patterns: data.patterns.map((pattern) => ({ ...pattern, shape: 0, distances: Float32Array.of(0, 2000, 3000) })),
    shapeIds: ['W'], shapeFrom: Uint32Array.of(0, 5), shapeMeters: Float32Array.of(0, 1000, 2000, 3000, 4000),
    shapeLat: Int32Array.of(30_990_000, 31_000_000, 31_010_000, 31_010_000, 31_020_000), shapeLon: Int32Array.of(121_000_000, 121_000_000, 121_010_000, 121_020_000, 121_020_000),
    patternShapeStart: Float32Array.of(500),
  });
}

const way = (timetable: Timetable, from: number, to: number, pattern = 0): number[][] =>
  decodePolyline(rideWay(timetable, pattern, timetable.patterns[0]?.stops ?? [], from, to)).map(({ lat, lon }) => [lat, lon]);

describe('the way of a ride', () => {
  it('goes along the shape, cut off at both stops', () => {
    expect(way(shaped(), 0, 1)).toEqual([[30.995, 121], [31, 121], [31.01, 121.01], [31.01, 121.015]]);
    expect(way(shaped(), 1, 2)).toEqual([[31.01, 121.015], [31.01, 121.02], [31.015, 121.02]]);
  });

  it('goes straight from stop to stop without a shape, or where the trip is not in the timetable', () => {
    const straight = [[31, 121], [31.01, 121], [31.01, 121.01]];
    expect(way(plain, 0, 2)).toEqual(straight);
    expect(way(shaped(), 0, 2, -1)).toEqual(straight);
  });
});
