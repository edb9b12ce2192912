import type { PatternRecord, TimetableData } from '../../timetable/timetable.js';
import type { Draft } from './draft.js';
import type { Findings } from './findings.js';
import { expandFrequencies, partOvertaking, type Run } from './lanes.js';
import { groupTrips, rowsOf, type TripGroup } from './patterns.js';
import { makeRecords, translateHeadsigns } from './records.js';
import { orderStopTimes, type StopOrder } from './stop-order.js';

/** A pattern with the runs that will be its trips. */
interface Lane {
  readonly group: TripGroup;
  readonly runs: readonly Run[];
}

/** Puts a draft in order as a timetable; null where the feed has errors. */
export function buildTimetable(draft: Draft, identity: { feedId: string; version: string }, findings: Findings): TimetableData | null {
  const order = orderStopTimes(draft, findings);
  const expanded = expandFrequencies(draft, order, findings);
  if (findings.errorCount > 0) return null;
  const { headsigns, translations } = translateHeadsigns(draft, order);
  const lanes = groupTrips(draft, order, findings).flatMap((group): Lane[] => {
    const runs = group.trips.flatMap((trip) => expanded.get(trip) ?? [{ trip, shift: 0, startTime: -1, headway: 0 }]);
    return partOvertaking(group, runs, draft, order).map((part) => ({ group, runs: part }));
  });
  if (lanes.length === 0) {
    findings.error({ code: 'no_trips', file: 'trips.txt', line: null, field: null, value: null, reason: 'no trip calls at two stops or more: there is nothing to ride' });
    return null;
  }
  const { firstOf, ...columns } = tripColumns(draft, order, lanes);
  return {
    ...identity, zone: draft.zone, language: draft.language, publisher: draft.publisher,
    ...makeRecords(draft), headsigns, headsignTranslations: translations,
    patterns: patternRecords(lanes),
    ...columns, transfers: transfersOf(draft, firstOf),
    ...serviceColumns(draft), ...blockColumns(draft, columns), ...shapeColumns(draft),
    patternShapeStart: Float32Array.from(lanes, ({ group }) => group.shapeStart),
  };
}

function patternRecords(lanes: readonly Lane[]): PatternRecord[] {
  let firstTrip = 0;
  return lanes.map(({ group, runs }, index) => {
    const { route, direction, stops, sequences, pickup, dropOff, distances, stopHeadsigns, shape } = group;
    const record = { index, route, direction, stops, sequences, pickup, dropOff, distances, stopHeadsigns, shape, firstTrip, endTrip: firstTrip + runs.length };
    firstTrip = record.endTrip;
    return record;
  });
}

type TripColumns = Pick<TimetableData, 'tripIds' | 'tripPattern' | 'tripService' | 'tripBlock' | 'tripHeadsign' | 'tripWheelchair' | 'tripStartTime' | 'tripHeadway' | 'tripTimes' | 'arrivals' | 'departures'>;

function tripColumns(draft: Draft, order: StopOrder, lanes: readonly Lane[]): TripColumns & { firstOf: Map<number, number> } {
  const count = lanes.reduce((sum, { runs }) => sum + runs.length, 0);
  const calls = lanes.reduce((sum, { runs, group }) => sum + runs.length * group.stops.length, 0);
  const tripIds: string[] = [];
  const columns = {
    tripPattern: new Uint32Array(count), tripService: new Uint16Array(count), tripBlock: new Int32Array(count).fill(-1),
    tripHeadsign: new Int32Array(count), tripWheelchair: new Uint8Array(count), tripStartTime: new Int32Array(count),
    tripHeadway: new Uint16Array(count), tripTimes: new Uint32Array(count), arrivals: new Int32Array(calls), departures: new Int32Array(calls),
  };
  const firstOf = new Map<number, number>();
  let place = 0;
  lanes.forEach(({ runs }, pattern) => {
    for (const run of runs) {
      const record = draft.trips[run.trip];
      if (!record) continue;
      const trip = tripIds.push(record.id) - 1;
      if (!firstOf.has(run.trip)) firstOf.set(run.trip, trip);
      columns.tripPattern[trip] = pattern;
      columns.tripService[trip] = record.service;
      // Which run of a frequency continues as which cannot be told from a block.
      if (run.startTime < 0) columns.tripBlock[trip] = record.block;
      columns.tripHeadsign[trip] = record.headsign;
      columns.tripWheelchair[trip] = record.wheelchair;
      columns.tripStartTime[trip] = run.startTime;
      columns.tripHeadway[trip] = run.headway;
      columns.tripTimes[trip] = place;
      for (const row of rowsOf(order, run.trip)) {
        columns.arrivals[place] = draft.times.arrival.at(row) + run.shift;
        columns.departures[place++] = draft.times.departure.at(row) + run.shift;
      }
    }
  });
  return { tripIds, ...columns, firstOf };
}

function transfersOf(draft: Draft, firstOf: ReadonlyMap<number, number>): TimetableData['transfers'] {
  return draft.transfers.flatMap((rule) => {
    const fromTrip = rule.fromTrip < 0 ? -1 : (firstOf.get(rule.fromTrip) ?? -2);
    const toTrip = rule.toTrip < 0 ? -1 : (firstOf.get(rule.toTrip) ?? -2);
    return fromTrip === -2 || toTrip === -2 ? [] : [{ ...rule, fromTrip, toTrip }];
  });
}

function serviceColumns({ serviceIds, serviceDays }: Draft): Pick<TimetableData, 'serviceIds' | 'firstDay' | 'dayCount' | 'serviceDays'> {
  let firstDay = Infinity;
  let lastDay = -Infinity;
  for (const days of serviceDays) {
    for (const day of days) {
      firstDay = Math.min(firstDay, day);
      lastDay = Math.max(lastDay, day);
    }
  }
  const dayCount = lastDay - firstDay + 1;
  const active = new Uint8Array(serviceIds.length * dayCount);
  serviceDays.forEach((days, service) => {
    for (const day of days) active[service * dayCount + day - firstDay] = 1;
  });
  return { serviceIds, firstDay, dayCount, serviceDays: active };
}

function blockColumns({ blockIds }: Draft, { tripBlock, tripTimes, departures }: TripColumns): Pick<TimetableData, 'blockFrom' | 'blockTrips'> {
  const members: number[][] = blockIds.map(() => []);
  tripBlock.forEach((block, trip) => members[block]?.push(trip));
  const blockFrom = new Uint32Array(members.length + 1);
  const start = (trip: number) => departures[tripTimes[trip] ?? 0] ?? 0;
  members.forEach((trips, block) => {
    trips.sort((a, b) => start(a) - start(b) || a - b);
    blockFrom[block + 1] = (blockFrom[block] ?? 0) + trips.length;
  });
  return { blockFrom, blockTrips: Uint32Array.from(members.flat()) };
}

function shapeColumns({ shapes }: Draft): Pick<TimetableData, 'shapeIds' | 'shapeFrom' | 'shapeLat' | 'shapeLon' | 'shapeMeters'> {
  const shapeFrom = new Uint32Array(shapes.length + 1);
  shapes.forEach((shape, index) => {
    shapeFrom[index + 1] = (shapeFrom[index] ?? 0) + shape.lat.length;
  });
  const total = shapeFrom[shapes.length] ?? 0;
  const [shapeLat, shapeLon, shapeMeters] = [new Int32Array(total), new Int32Array(total), new Float32Array(total)];
  shapes.forEach(({ lat, lon, meters }, index) => {
    const from = shapeFrom[index] ?? 0;
    for (let point = 0; point < lat.length; point++) {
      shapeLat[from + point] = Math.round((lat[point] ?? 0) * 1e6);
      shapeLon[from + point] = Math.round((lon[point] ?? 0) * 1e6);
    }
    shapeMeters.set(meters, from);
  });
  return { shapeIds: shapes.map(({ id }) => id), shapeFrom, shapeLat, shapeLon, shapeMeters };
}
