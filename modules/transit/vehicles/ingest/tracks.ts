import { distanceMeters, type Position } from '../../../kernel/geo.js';
import type { VehiclePosition } from '../../realtime/types.js';
import { KEEP_SECONDS } from './records.js';

/** Positions kept of one bus: one each two seconds for as long as they are of use. */
const MOST_POINTS = 450;

/** Two positions tell speed and bearing when they are so far apart in time (seconds) and space (metres). */
const TELLING = { fewestSeconds: 3, mostSeconds: 120, fewestMeters: 8 };

/** What became of a position: kept; known already; or the bus is somebody else's. */
export type TrackOutcome = 'kept' | 'double' | 'foreign';

interface Track {
  operator: string;
  /** In order of time, one a second. */
  readonly points: VehiclePosition[];
}

/** Degrees clockwise from north at which one leaves `a` for `b`. */
function bearingBetween(a: Position, b: Position): number {
  const radians = Math.PI / 180;
  const east = Math.sin((b.lon - a.lon) * radians) * Math.cos(b.lat * radians);
  const north =
    Math.cos(a.lat * radians) * Math.sin(b.lat * radians) -
    Math.sin(a.lat * radians) * Math.cos(b.lat * radians) * Math.cos((b.lon - a.lon) * radians);
  return (Math.atan2(east, north) / radians + 360) % 360;
}

/** The newest point, with speed and bearing from the one before where the device gives none. */
function newest({ points }: Track): VehiclePosition | undefined {
  const last = points.at(-1);
  const before = last && points.findLast(({ timestamp }) => last.timestamp - timestamp >= TELLING.fewestSeconds);
  if (!last || !before || last.timestamp - before.timestamp > TELLING.mostSeconds) return last;
  const meters = distanceMeters(before, last);
  return {
    ...last,
    speed: last.speed ?? meters / (last.timestamp - before.timestamp),
    bearing: last.bearing ?? (meters >= TELLING.fewestMeters ? bearingBetween(before, last) : null),
  };
}

/**
 * The last minutes of each bus in order of time, whatever order they came in: what is late is put in its place, what
 * came twice is dropped, and an old position never overrules a newer one.
 */
export class Tracks {
  readonly #tracks = new Map<string, Track>();

  /** Puts a position in its place. `now` is epoch seconds of the service clock. */
  add(operator: string, point: VehiclePosition, now: number): TrackOutcome {
    let track = this.#tracks.get(point.vehicleId);
    if (!track) this.#tracks.set(point.vehicleId, (track = { operator, points: [] }));
    prune(track, now);
    // A bus belongs to who reports it, until it has been silent: one operator cannot move another's.
    if (track.points.length === 0) track.operator = operator;
    else if (track.operator !== operator) return 'foreign';
    const before = track.points.findLastIndex(({ timestamp }) => timestamp <= point.timestamp);
    if (before >= 0 && track.points[before]?.timestamp === point.timestamp) return 'double';
    track.points.splice(before + 1, 0, point);
    if (track.points.length > MOST_POINTS) track.points.shift();
    return 'kept';
  }

  /** The newest position of each bus that is not too old. */
  latest(now: number): VehiclePosition[] {
    const positions: VehiclePosition[] = [];
    for (const [vehicleId, track] of this.#tracks) {
      prune(track, now);
      const point = newest(track);
      if (point) positions.push(point);
      else this.#tracks.delete(vehicleId);
    }
    return positions;
  }

  /** A bus's positions in order of time, oldest first. */
  track(vehicleId: string): readonly VehiclePosition[] {
    return this.#tracks.get(vehicleId)?.points ?? [];
  }
}

function prune({ points }: Track, now: number): void {
  const fresh = points.findIndex(({ timestamp }) => timestamp >= now - KEEP_SECONDS);
  points.splice(0, fresh < 0 ? points.length : fresh);
}
