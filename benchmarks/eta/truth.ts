import type { VehiclePosition } from '../../modules/transit/realtime/types.js';

/** Vehicle positions as fetched at one moment. */
export interface PositionSnapshot {
  /** Epoch seconds of the feed's header. */
  readonly at: number;
  readonly vehicles: readonly VehiclePosition[];
}

/** When a bus really came: by trip (`tripId|startDate`), then by stop_sequence, epoch seconds. */
export type Truths = ReadonlyMap<string, ReadonlyMap<number, number>>;

/** Longest gap (seconds) between two snapshots from which a passage is still read. */
const LONGEST_GAP = 90;

/** The trip of a position as truths are keyed; null where it names none. */
export function truthKey({ trip }: Pick<VehiclePosition, 'trip'>): string | null {
  return trip === null || trip.tripId === null || trip.startDate === null ? null : `${trip.tripId}|${trip.startDate}`;
}

/**
 * When each stop was really reached: the first snapshot in which the bus stands at it (STOPPED_AT), else the midpoint of
 * the two snapshots, at most 90 s apart, between which its next stop went beyond it. The trip's first stop is left out:
 * buses wait there, so that being there is not leaving.
 */
export function truthsOf(snapshots: readonly PositionSnapshot[]): Truths {
  const truths = new Map<string, Map<number, number>>();
  const last = new Map<string, { at: number; sequence: number; vehicleId: string }>();
  for (const { at, vehicles } of snapshots) {
    for (const position of vehicles) {
      const key = truthKey(position);
      const sequence = position.stopSequence;
      if (key === null || sequence === null) continue;
      let known = truths.get(key);
      if (!known) truths.set(key, (known = new Map()));
      const before = last.get(key);
      if (before && before.vehicleId === position.vehicleId && sequence > before.sequence && at - before.at <= LONGEST_GAP) {
        for (let passed = before.sequence; passed < sequence; passed++) if (!known.has(passed)) known.set(passed, (before.at + at) / 2);
      }
      if (position.status === 'STOPPED_AT' && !known.has(sequence)) known.set(sequence, at);
      if (!before || sequence >= before.sequence) last.set(key, { at, sequence, vehicleId: position.vehicleId });
    }
  }
  for (const stops of truths.values()) stops.delete(1);
  return truths;
}
