import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeFeed, FeedFormatError } from './decode.js';
import { encode, feedMessage, MADE_AT, type Field } from './testing/message.js';

const update: readonly Field[] = [[1, 'e1'], [3, [
  [1, [[1, 'T1'], [2, '08:00:00'], [3, '20260302'], [4, 0], [5, 'R1'], [6, 1]]],
  [2, [[1, 3], [2, [[1, -60], [2, MADE_AT + 60], [3, 5]]], [3, [[2, MADE_AT + 70]]], [4, 'S3'], [6, [[1, 'S3B']]], [7, 2]]],
  [3, [[1, 'V1'], [2, '24-07'], [4, 2]]], [4, MADE_AT], [5, 30], [6, [[1, 'T1x'], [5, '城南']]],
]]];
const vehicle: readonly Field[] = [[1, 'e2'], [4, [[1, [[1, 'T1']]], [2, [[1, { float: 31 }], [2, { float: 121 }]]], [3, 4], [4, 1], [8, [[1, 'V1']]]]]];
const alert: readonly Field[] = [[1, 'e3'], [5, [[1, [[1, MADE_AT]]], [5, [[2, 'R1']]], [10, [[1, [[1, '绕行'], [2, 'zh']]]]]]]];
const whole = feedMessage([update, vehicle, alert, update]);

/** Decodes; the only thing that may be thrown is the typed error. */
function survives(bytes: Uint8Array): void {
  try {
    const feed = decodeFeed(bytes, MADE_AT);
    for (const { timestamp, stops } of feed.tripUpdates) {
      for (const number of [timestamp, ...stops.flatMap((stop) => [stop.arrival?.time ?? 0, stop.departure?.delay ?? 0])]) {
        if (!Number.isSafeInteger(number)) throw new Error(`${number} is no whole number`);
      }
    }
    for (const { lat, lon } of feed.vehicles) if (!(Math.abs(lat) <= 90 && Math.abs(lon) <= 180)) throw new Error(`${lat} ${lon} is off the earth`);
  } catch (error) {
    if (!(error instanceof FeedFormatError)) throw error;
  }
}

describe('any bytes', () => {
  it('with a few bytes changed decode or are refused by the typed error', () => {
    const changes = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 12 });
    fc.assert(fc.property(changes, (list) => {
      const bytes = Uint8Array.from(whole);
      for (const [at, byte] of list) bytes[at] = byte;
      survives(bytes);
    }), { numRuns: 3000 });
  });

  it('cut, doubled and spliced decode or are refused by the typed error', () => {
    const place = fc.nat(whole.length);
    fc.assert(fc.property(place, place, fc.uint8Array({ maxLength: 40 }), (from, to, filling) => {
      survives(Buffer.concat([whole.subarray(0, from), filling, whole.subarray(to)]));
    }), { numRuns: 2000 });
  });

  it('at random decode or are refused by the typed error', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), survives), { numRuns: 2000 });
  });

  it('of fields that follow the wire format, nested at will, decode or are refused by the typed error', () => {
    const { message } = fc.letrec<{ message: Buffer; field: Field }>((tie) => ({
      message: fc.array(tie('field'), { maxLength: 6 }).map((fields) => encode(fields)),
      field: fc.tuple(
        fc.integer({ min: 1, max: 16 }),
        fc.oneof({ maxDepth: 5 }, fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }), fc.string(), fc.float().map((float) => ({ float })), tie('message')),
      ),
    }));
    fc.assert(fc.property(message, survives), { numRuns: 2000 });
  });

  it('every cut of a message keeps the entities before it', () => {
    const entities = [update, vehicle, alert].map((entity) => encode([[2, entity]]));
    const head = encode([[1, [[1, '2.0'], [3, MADE_AT]]]]);
    const bytes = Buffer.concat([head, ...entities]);
    const ends = entities.map((_, index) => head.length + Buffer.concat(entities.slice(0, index + 1)).length);
    for (let cut = (ends[0] ?? 0); cut <= bytes.length; cut++) {
      const feed = decodeFeed(bytes.subarray(0, cut), MADE_AT);
      const taken = feed.tripUpdates.length + feed.vehicles.length + feed.alerts.length;
      expect(taken).toBe(ends.filter((end) => end <= cut).length);
      expect(feed.rejected.get('truncated') ?? 0).toBe(ends.includes(cut) ? 0 : 1);
    }
  });
});

describe('ten megabytes of garbage', () => {
  const size = 10 * 1024 * 1024;

  /** xorshift32, so that the garbage is the same in each run. */
  function noise(): Buffer {
    const bytes = Buffer.alloc(size);
    let state = 0x2545_f491;
    for (let at = 0; at < size; at += 4) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      bytes.writeInt32LE(state, at);
    }
    return bytes;
  }

  it.each<[string, () => Buffer]>([
    ['noise', noise],
    ['zeros', () => Buffer.alloc(size)],
    ['ones', () => Buffer.alloc(size, 0xff)],
    ['empty entities', () => Buffer.alloc(size, Buffer.from([0x12, 0x00]))],
    ['entities of noise', () => Buffer.concat(new Array<Buffer>(1000).fill(encode([[2, noise().subarray(0, 10_000)]])))],
    ['one entity of noise behind a header', () => feedMessage([noise()])],
    ['groups within groups', () => Buffer.alloc(size, 0x1b)],
    ['text', () => Buffer.alloc(size, '公交 ')],
  ])('of %s is refused by the typed error', (_, make) => {
    expect(() => decodeFeed(make(), MADE_AT)).toThrow(FeedFormatError);
  });
});
