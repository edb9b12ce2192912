import { describe, expect, it } from '@jest/globals';
import bindings from 'gtfs-realtime-bindings';
import { decodeFeed, decodeMessage, FeedFormatError } from './decode.js';
import { encode, feedMessage, MADE_AT, type Field } from './testing/message.js';

const { transit_realtime: standard } = bindings;

/** A message with one trip update. */
function update(trip: readonly Field[], ...rest: Field[]): Buffer {
  return feedMessage([[[1, 'e1'], [3, [[1, trip], ...rest]]]]);
}

const rejections = (bytes: Uint8Array): Record<string, number> => Object.fromEntries(decodeFeed(bytes, MADE_AT).rejected);
const onlyUpdate = (bytes: Uint8Array) => decodeFeed(bytes, MADE_AT).tripUpdates[0];

describe('decodeFeed: trip updates', () => {
  it('reads what the standard library wrote', () => {
    const bytes = standard.FeedMessage.encode({
      header: { gtfsRealtimeVersion: '2.0', incrementality: 1, timestamp: MADE_AT },
      entity: [{
        id: 'e1',
        tripUpdate: {
          trip: { tripId: 'T1', routeId: 'R1', directionId: 1, startDate: '20260302', startTime: '25:10:05', scheduleRelationship: 0 },
          vehicle: { id: 'V1', label: '沪A·12345' },
          timestamp: MADE_AT - 7,
          delay: -65,
          stopTimeUpdate: [
            { stopSequence: 3, stopId: 'S3', arrival: { delay: -60, uncertainty: 30 }, departure: { time: MADE_AT + 60 } },
            { stopId: 'S4', scheduleRelationship: 1 },
            { stopSequence: 5, scheduleRelationship: 2, stopTimeProperties: { assignedStopId: 'S5B' } },
          ],
        },
      }],
    }).finish();
    expect(decodeFeed(bytes, 1)).toEqual({
      timestamp: MADE_AT, incrementality: 'DIFFERENTIAL', vehicles: [], alerts: [], rejected: new Map(),
      tripUpdates: [{
        entityId: 'e1', vehicleId: 'V1', vehicleLabel: '沪A·12345', wheelchair: null, timestamp: MADE_AT - 7, delay: -65, properties: null,
        trip: { tripId: 'T1', routeId: 'R1', directionId: 1, startDate: '20260302', startTime: 90_605, relationship: 'SCHEDULED' },
        stops: [
          {
            sequence: 3, stopId: 'S3', arrival: { time: null, delay: -60, uncertainty: 30 },
            departure: { time: MADE_AT + 60, delay: null, uncertainty: null }, relationship: 'SCHEDULED', assignedStopId: null, occupancy: null,
          },
          { sequence: null, stopId: 'S4', arrival: null, departure: null, relationship: 'SKIPPED', assignedStopId: null, occupancy: null },
          { sequence: 5, stopId: null, arrival: null, departure: null, relationship: 'NO_DATA', assignedStopId: 'S5B', occupancy: null },
        ],
      }],
    });
  });

  it.each([[0, 'SCHEDULED'], [1, 'ADDED'], [2, 'UNSCHEDULED'], [3, 'CANCELED'], [5, 'REPLACEMENT'], [6, 'DUPLICATED'], [7, 'DELETED'], [8, 'NEW'], [4, 'SCHEDULED'], [99, 'SCHEDULED']])(
    'reads trip relationship %i as %s',
    (number, name) => {
      const bytes = update([[1, 'T1'], [4, number]], [2, [[1, 1], [2, [[2, MADE_AT + 60]]]]]);
      expect(onlyUpdate(bytes)?.trip.relationship).toBe(name);
    },
  );

  it('reads the newer fields: trip properties, departure occupancy, wheelchair override, unscheduled stops', () => {
    const bytes = update(
      [[1, 'T1'], [4, 6]],
      [2, [[1, 1], [5, 3], [7, 4]]],
      [3, [[1, 'V1'], [4, 3]]],
      [6, [[1, 'T1-extra'], [2, '20260303'], [3, '8:05'], [4, 'shape'], [5, '城南高铁站'], [99, 'later']]],
    );
    expect(onlyUpdate(bytes)).toMatchObject({
      wheelchair: 2,
      stops: [{ relationship: 'UNSCHEDULED', occupancy: 'CRUSHED_STANDING_ROOM_ONLY' }],
      properties: { tripId: 'T1-extra', startDate: '20260303', startTime: 29_100, headsign: '城南高铁站' },
    });
  });

  it.each<[string, Field[]]>([
    ['a delay alone', [[5, 120]]],
    ['a wheelchair override alone', [[3, [[4, 2]]]]],
    ['a skipped stop', [[2, [[4, 'S1'], [5, 1]]]]],
    ['an occupancy at a stop', [[2, [[4, 'S1'], [7, 1]]]]],
  ])('takes %s', (_, fields) => {
    expect(rejections(update([[1, 'T1']], ...fields))).toEqual({});
  });

  it.each([3, 6, 7])('takes relationship %i without stops', (relationship) => {
    expect(rejections(update([[1, 'T1'], [4, relationship]]))).toEqual({});
  });

  it('moves a departure before the arrival up to it, and its delay with it', () => {
    const bytes = update([[1, 'T1']], [2, [[1, 1], [2, [[2, MADE_AT + 90]]], [3, [[1, 10], [2, MADE_AT + 60]]]]]);
    expect(onlyUpdate(bytes)?.stops[0]).toMatchObject({ arrival: { time: MADE_AT + 90 }, departure: { time: MADE_AT + 90, delay: 40 } });
  });

  it('leaves times out of order between stops to the merge', () => {
    const bytes = update([[1, 'T1']], [2, [[1, 1], [2, [[2, MADE_AT + 90]]]]], [2, [[1, 2], [2, [[2, MADE_AT + 30]]]]]);
    expect(onlyUpdate(bytes)?.stops.map((stop) => stop.arrival?.time)).toEqual([MADE_AT + 90, MADE_AT + 30]);
  });

  it('reads negative delays in ten bytes and in five, and times after 2038', () => {
    const five = Buffer.from([0x08, 0xc4, 0xff, 0xff, 0xff, 0x0f]);
    const late = 2_200_000_000;
    const bytes = feedMessage(
      [[[1, 'e1'], [3, [[1, [[1, 'T1']]], [2, [[1, 1], [2, five]]], [2, [[1, 2], [2, [[1, -60], [2, late + 5]]]]]]]]],
      [[1, '2.0'], [3, late]],
    );
    expect(onlyUpdate(bytes)?.stops.map((stop) => stop.arrival)).toEqual([
      { time: null, delay: -60, uncertainty: null },
      { time: late + 5, delay: -60, uncertainty: null },
    ]);
  });

  it('reads timestamps in milliseconds as what they mean and drops times that are no prediction', () => {
    const bytes = feedMessage(
      [[[1, 'e1'], [3, [[1, [[1, 'T1']]], [4, BigInt(MADE_AT) * 1000n], [2, [[1, 1], [2, [[2, 86_400]]], [3, [[1, 99_999]]]]], [5, 5]]]]],
      [[1, '2.0'], [3, BigInt(MADE_AT) * 1000n]],
    );
    const feed = decodeFeed(bytes, 1);
    expect(feed.timestamp).toBe(MADE_AT);
    expect(feed.tripUpdates[0]).toMatchObject({ timestamp: MADE_AT, stops: [{ arrival: null, departure: null }] });
  });

  it('takes the time of reception where the header has none', () => {
    const feed = decodeFeed(feedMessage([[[1, 'e1'], [3, [[1, [[1, 'T1']]], [5, 5]]]]], [[1, '2.0']]), MADE_AT + 0.7);
    expect([feed.timestamp, feed.tripUpdates[0]?.timestamp]).toEqual([MADE_AT, MADE_AT]);
  });

  it('drops dates and times of day that are none', () => {
    const bytes = update([[1, 'T1'], [2, '8 o’clock'], [3, '20261341']], [5, 5]);
    expect(onlyUpdate(bytes)?.trip).toMatchObject({ startDate: null, startTime: null });
  });
});

describe('decodeFeed: what is not taken', () => {
  const good: readonly Field[] = [[1, 'good'], [3, [[1, [[1, 'T1']]], [5, 60]]]];

  it.each<[string, readonly Field[] | Uint8Array]>([
    ['says-nothing', [[1, 'x'], [3, [[1, [[1, 'T2']]]]]]],
    ['says-nothing', [[1, 'x'], [3, [[1, [[1, 'T2']]], [2, [[4, 'S1']]]]]]],
    ['says-nothing', [[1, 'x'], [3, [[1, [[1, 'T2'], [4, 1]]]]]]],
    ['names-no-trip', [[1, 'x'], [3, [[5, 60]]]]],
    ['names-no-trip', [[1, 'x'], [3, [[1, [[3, '20260302']]], [5, 60]]]]],
    ['id-too-long', [[1, 'x'], [3, [[1, [[1, 'T'.repeat(300)]]], [5, 60]]]]],
    ['no-position', [[1, 'x'], [4, [[8, [[1, 'V1']]]]]]],
    ['impossible-position', [[1, 'x'], [4, [[2, [[1, { float: 91 }], [2, { float: 0 }]]]]]]],
    ['impossible-position', [[1, 'x'], [4, [[2, [[1, { float: Number.NaN }], [2, { float: 0 }]]]]]]],
    ['impossible-position', [[1, 'x'], [4, [[2, [[1, { float: 0 }], [2, { float: 0 }]]]]]]],
    ['alert-without-text', [[1, 'x'], [5, [[5, [[2, 'R1']]]]]]],
    ['alert-about-nothing', [[1, 'x'], [5, [[5, [[6, 1]]], [10, [[1, [[1, 'text']]]]]]]]],
    ['other-content', [[1, 'x'], [6, [[1, 'a shape']]]]],
    ['malformed', Buffer.from([0x1a, 0x7f, 0x0a])],
    ['malformed', encode([[1, 'x'], [3, [[1, 'not a trip'], [5, 60]]]])],
    ['malformed', Buffer.from([0x0a, 0x01, 0x78, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01])],
  ])('counts %s and takes the entities around it', (reason, entity) => {
    const feed = decodeFeed(feedMessage([good, entity, good]), MADE_AT);
    expect(Object.fromEntries(feed.rejected)).toEqual({ [reason]: 1 });
    expect(feed.tripUpdates.map(({ entityId }) => entityId)).toEqual(['good', 'good']);
  });

  it('takes what stands before the break of a truncated message', () => {
    const whole = feedMessage([good, good, good]);
    const feed = decodeFeed(whole.subarray(0, whole.length - 5), MADE_AT);
    expect([feed.tripUpdates.length, Object.fromEntries(feed.rejected)]).toEqual([2, { truncated: 1 }]);
  });

  it('counts entities beyond the number that is read', () => {
    const one = encode([[2, good]]);
    const bytes = Buffer.concat([encode([[1, [[1, '2.0']]]]), ...new Array<Buffer>(100_003).fill(one)]);
    const feed = decodeFeed(bytes, MADE_AT);
    expect([feed.tripUpdates.length, feed.rejected.get('too-many-entities')]).toEqual([100_000, 3]);
  });

  it('passes over unknown fields, groups among them', () => {
    const group = Buffer.concat([Buffer.from([0x9b, 0x06]), encode([[1, 'inner'], [2, 7]]), Buffer.from([0x9c, 0x06])]);
    const bytes = Buffer.concat([feedMessage([good]), group, encode([[2000, 'extension']])]);
    expect(decodeFeed(bytes, MADE_AT).tripUpdates).toHaveLength(1);
  });

  it.each<[string, Buffer, string]>([
    ['nothing', Buffer.alloc(0), 'empty'],
    ['a web page', Buffer.from('<!doctype html><title>502</title>'), 'web page'],
    ['JSON', Buffer.from('{"header":{}}'), 'JSON'],
    ['a zip', Buffer.from('PK\x03\x04rest'), 'zip'],
    ['a header and a break', feedMessage([good]).subarray(0, 16), 'not a GTFS-Realtime'],
    ['entities of rubbish only', feedMessage([Buffer.from([0xff]), Buffer.from([0xff])]), 'not a GTFS-Realtime'],
  ])('refuses %s in plain words', (_, bytes, words) => {
    expect(() => decodeFeed(bytes, MADE_AT)).toThrow(FeedFormatError);
    expect(() => decodeFeed(bytes, MADE_AT)).toThrow(words);
  });

  it('takes a feed without entities: nothing is running', () => {
    expect(decodeFeed(feedMessage([]), MADE_AT)).toMatchObject({ timestamp: MADE_AT, tripUpdates: [] });
  });

  it('tells deleted entities apart', () => {
    const message = decodeMessage(feedMessage([[[1, 'gone'], [2, 1]], good]), MADE_AT);
    expect([message.deleted, message.entities.map(({ id }) => id)]).toEqual([['gone'], ['good']]);
  });
});

describe('decodeFeed: vehicles and alerts', () => {
  it('reads a position with all its fields', () => {
    const bytes = feedMessage([[[1, 'e1'], [4, [
      [1, [[1, 'T1'], [5, 'R1']]], [2, [[1, { float: 31.25 }], [2, { float: 121.5 }], [3, { float: 360 }], [5, { float: 8.5 }]]],
      [3, 12], [4, 1], [5, MADE_AT - 20], [7, 'S12'], [8, [[1, 'V1'], [2, '24-07'], [4, 2]]], [9, 3],
    ]]]]);
    expect(decodeFeed(bytes, MADE_AT).vehicles).toEqual([{
      vehicleId: 'V1', label: '24-07', lat: 31.25, lon: 121.5, bearing: 0, speed: 8.5, stopSequence: 12, stopId: 'S12', status: 'STOPPED_AT',
      timestamp: MADE_AT - 20, occupancy: 'STANDING_ROOM_ONLY', wheelchair: 1,
      trip: { tripId: 'T1', routeId: 'R1', directionId: null, startDate: null, startTime: null, relationship: 'SCHEDULED' },
    }]);
  });

  it.each<[string, Field[], string]>([
    ['its label', [[8, [[2, '24-07']]]], '24-07'],
    ['its plate', [[8, [[3, 'A12345']]]], 'A12345'],
    ['its entity', [], 'e1'],
  ])('names a vehicle without id by %s', (_, fields, name) => {
    const place: Field = [2, [[1, { float: 31 }], [2, { float: 121 }], [3, { float: -5 }], [5, { float: 9000 }]]];
    const vehicle = decodeFeed(feedMessage([[[1, 'e1'], [4, [place, ...fields]]]]), MADE_AT).vehicles[0];
    expect(vehicle).toMatchObject({ vehicleId: name, bearing: null, speed: null, status: null, trip: null, occupancy: null });
  });

  it('reads an alert with its languages, periods and selectors', () => {
    const bytes = feedMessage([[[1, 'a1'], [5, [
      [1, [[1, MADE_AT], [2, MADE_AT + 3600]]], [1, [[1, MADE_AT + 86_400]]],
      [5, [[2, 'R1'], [6, 1]]], [5, [[5, 'S1']]], [5, [[4, [[1, 'T1'], [5, 'R2']]]]], [5, [[1, 'A1'], [3, 3]]], [5, [[99, 'unknown']]],
      [6, 10], [7, 4], [14, 3],
      [8, [[1, [[1, 'https://example.org/a']]], [1, [[1, 'javascript:alert(1)'], [2, 'en']]]]],
      [10, [[1, [[1, '  绕行 '], [2, 'zh-Hans']]], [1, [[1, 'Detour'], [2, 'en']]], [1, [[1, '']]]]],
      [11, [[1, [[1, '文'.repeat(5000)]]]]],
    ]]]]);
    const alert = decodeFeed(bytes, MADE_AT).alerts[0];
    const none = { agencyId: null, routeId: null, routeType: null, directionId: null, stopId: null, tripId: null };
    expect(alert).toMatchObject({
      id: 'a1', cause: 'CONSTRUCTION', effect: 'DETOUR', severity: 'WARNING',
      activePeriods: [{ start: MADE_AT, end: MADE_AT + 3600 }, { start: MADE_AT + 86_400, end: null }],
      selectors: [
        { ...none, routeId: 'R1', directionId: 1 }, { ...none, stopId: 'S1' }, { ...none, routeId: 'R2', tripId: 'T1' },
        { ...none, agencyId: 'A1', routeType: 3 },
      ],
      url: { '': 'https://example.org/a' },
      header: { 'zh-Hans': '绕行', en: 'Detour' },
    });
    expect(alert?.description['']).toBe(`${'文'.repeat(4000)}…`);
  });

  it('reads unknown causes, effects and severities as unknown, and an alert without selectors as one about all', () => {
    const bytes = feedMessage([[[1, 'a1'], [5, [[6, 77], [7, 77], [14, 77], [10, [[1, [[1, 'x']]]]]]]]]);
    expect(decodeFeed(bytes, MADE_AT).alerts[0]).toMatchObject({
      cause: 'UNKNOWN_CAUSE', effect: 'UNKNOWN_EFFECT', severity: 'UNKNOWN_SEVERITY', selectors: [], activePeriods: [],
    });
  });
});
