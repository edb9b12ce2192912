import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodePolyline, encodePolyline, encodePolylineUnits } from './polyline.js';

describe('encoded polylines', () => {
  it('writes the example of the algorithm’s description', () => {
    const points = [{ lat: 38.5, lon: -120.2 }, { lat: 40.7, lon: -120.95 }, { lat: 43.252, lon: -126.453 }];
    expect(encodePolyline(points)).toBe('_p~iF~ps|U_ulLnnqC_mqNvxq`@');
  });

  it('reads back what it wrote, over the whole earth', () => {
    const units = fc.record({ lat: fc.integer({ min: -9_000_000, max: 9_000_000 }), lon: fc.integer({ min: -18_000_000, max: 18_000_000 }) });
    fc.assert(fc.property(fc.array(units, { maxLength: 20 }), (points) => {
      const text = encodePolylineUnits(points.map((point) => point.lat), points.map((point) => point.lon));
      expect(decodePolyline(text)).toEqual(points.map(({ lat, lon }) => ({ lat: lat / 1e5, lon: lon / 1e5 })));
    }));
  });

  it('has nothing to write for no points', () => {
    expect(encodePolyline([])).toBe('');
    expect(decodePolyline('')).toEqual([]);
  });

  it('refuses text that is cut off', () => {
    expect(() => decodePolyline('_p~iF~ps|')).toThrow(RangeError);
  });
});
