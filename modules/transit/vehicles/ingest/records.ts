import { z } from 'zod';
import { DATUMS, toWgs84 } from '../../../kernel/geo.js';
import { normaliseName } from '../../../kernel/text/index.js';
import { parsePublicId } from '../../realtime/feeds.js';
import type { TripRef, VehiclePosition } from '../../realtime/types.js';
import type { Timetable } from '../../timetable/timetable.js';

const OCCUPANCIES = [
  'EMPTY', 'MANY_SEATS_AVAILABLE', 'FEW_SEATS_AVAILABLE', 'STANDING_ROOM_ONLY', 'CRUSHED_STANDING_ROOM_ONLY', 'FULL',
  'NOT_ACCEPTING_PASSENGERS', 'NO_DATA_AVAILABLE', 'NOT_BOARDABLE',
] as const;

const id = z.string().trim().min(1).max(64);

/** Epoch seconds from what devices send: ISO 8601 with an offset, epoch seconds or milliseconds. */
const instant = z.union([
  z.iso.datetime({ offset: true }).transform((text) => Math.floor(Date.parse(text) / 1000)),
  z.number().positive().max(100_000_000_000_000).transform((value) => Math.floor(value > 100_000_000_000 ? value / 1000 : value)),
], { error: 'must be an ISO 8601 instant with an offset, or epoch seconds' });

/** 上行 is direction 0 and 下行 direction 1, as the district's timetables have it. */
const direction = z.union([z.literal(0), z.literal(1), z.literal('上行').transform(() => 0 as const), z.literal('下行').transform(() => 1 as const)], {
  error: 'must be 0, 1, 上行 or 下行',
});

/** One position as an operator sends it; unknown fields are passed over, so that operators may send more than we read. */
const recordSchema = z.object({
  vehicleId: id,
  label: id.optional(),
  routeId: id.optional(),
  line: id.optional(),
  tripId: z.string().trim().min(1).max(128).optional(),
  direction: direction.optional(),
  position: z.object({ lat: z.number().min(-90).max(90), lon: z.number().min(-180).max(180), datum: z.enum(DATUMS).default('WGS84') }),
  time: instant,
  speed: z.number().min(0).max(150).optional(),
  bearing: z.number().min(0).max(360).optional(),
  occupancy: z.enum(OCCUPANCIES).optional(),
});

/** Why a record of a batch was not taken: its place in the batch, the field, what is wrong with it. */
export interface RecordProblem {
  readonly index: number;
  readonly vehicleId: string | null;
  readonly field: string;
  readonly reason: string;
}

/** A finding inside one record, without its place. */
export type FieldProblem = Pick<RecordProblem, 'field' | 'reason'>;

/** Seconds of the service clock by which a position may lie ahead (clocks of devices differ) or behind (it is no news then). */
const LONGEST_AHEAD = 60;
/** How far back positions are of use. */
export const KEEP_SECONDS = 15 * 60;

/** Finds routes by the short name that is painted on the bus. */
export class LineNames {
  readonly #routes = new Map<string, number[]>();

  constructor({ routes }: Timetable) {
    for (const { shortName, index } of routes) {
      for (const name of new Set([lineKey(shortName), lineKey(shortName).replace(/[路线]$/, '')])) {
        if (name !== '') this.#routes.set(name, [...(this.#routes.get(name) ?? []), index]);
      }
    }
  }

  /** Indexes of the routes of that name. */
  find(name: string): readonly number[] {
    return this.#routes.get(lineKey(name)) ?? this.#routes.get(lineKey(name).replace(/[路线]$/, '')) ?? [];
  }
}

function lineKey(name: string): string {
  return normaliseName(name);
}

type Checked = z.infer<typeof recordSchema>;

function routeOf(record: Checked, timetable: Timetable, lines: LineNames): number | null | FieldProblem {
  if (record.routeId !== undefined) {
    const parts = parsePublicId(record.routeId);
    const gtfsId = parts?.feedId === timetable.feedId ? parts.gtfsId : record.routeId;
    return timetable.routeIndex(gtfsId) ?? { field: 'routeId', reason: 'no such route' };
  }
  if (record.line === undefined) return null;
  const [route, another] = lines.find(record.line);
  if (route === undefined) return { field: 'line', reason: 'no such line' };
  return another === undefined ? route : { field: 'line', reason: 'several lines have this name; give routeId' };
}

function tripRefOf(record: Checked, timetable: Timetable, lines: LineNames): TripRef | FieldProblem {
  const route = routeOf(record, timetable, lines);
  if (route !== null && typeof route === 'object') return route;
  const parts = record.tripId === undefined ? null : parsePublicId(record.tripId);
  const tripId = (parts?.feedId === timetable.feedId ? parts.gtfsId : record.tripId) ?? null;
  const trip = tripId === null ? undefined : timetable.tripIndex(tripId);
  if (tripId !== null && trip === undefined) return { field: 'tripId', reason: 'no such trip' };
  if (route === null && trip === undefined) return { field: 'routeId', reason: 'one of routeId, line and tripId is needed' };
  const pattern = trip === undefined ? undefined : timetable.patternOf(trip);
  if (pattern && route !== null && pattern.route !== route) return { field: 'tripId', reason: 'is a trip of another line' };
  const routeId = timetable.routes[pattern?.route ?? route ?? -1]?.id ?? null;
  const known = pattern && pattern.direction >= 0 ? pattern.direction : null;
  // PatternRecord.direction is 0, 1 or -1, and -1 was ruled out.
  const directionId = record.direction ?? (known as 0 | 1 | null);
  return { tripId, routeId, directionId, startDate: null, startTime: null, relationship: 'SCHEDULED' };
}

/**
 * Checks one record and brings it to the form that vehicle positions of a feed have, in WGS-84.
 * @param now epoch seconds of the service clock
 */
export function readRecord(value: unknown, timetable: Timetable, lines: LineNames, now: number): VehiclePosition | FieldProblem {
  const parsed = recordSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { field: issue?.path.join('.') || 'record', reason: issue?.message ?? 'not valid' };
  }
  const record = parsed.data;
  if (record.time > now + LONGEST_AHEAD) return { field: 'time', reason: 'lies in the future' };
  if (record.time < now - KEEP_SECONDS) return { field: 'time', reason: `is more than ${KEEP_SECONDS / 60} minutes old` };
  const trip = tripRefOf(record, timetable, lines);
  if ('field' in trip) return trip;
  return {
    vehicleId: record.vehicleId, label: record.label ?? null, trip, ...toWgs84(record.position, record.position.datum),
    bearing: record.bearing ?? null, speed: record.speed ?? null, stopSequence: null, stopId: null, status: null,
    timestamp: record.time, occupancy: record.occupancy ?? null, wheelchair: null,
  };
}
