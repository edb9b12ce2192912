import { existsSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../modules/kernel/root.js';
import { board } from '../../modules/transit/arrivals/rules.js';
import type { ArrivalEntity } from '../../modules/transit/contract.js';
import { createMerge, type Merge } from '../../modules/transit/realtime/merge.js';
import type { VehiclePosition } from '../../modules/transit/realtime/types.js';
import { gtfsDateOf } from '../../modules/transit/timetable/service-days.js';
import type { Timetable } from '../../modules/transit/timetable/timetable.js';
import { readRecording, type Recording } from './recording.js';
import { BUCKETS, Tally } from './score.js';
import { truthKey, truthsOf, type Truths } from './truth.js';

const METHODS = ["feed's own", 'schedule', 'this board', 'positions alone', 'positions, line only'] as const;
/** Seconds of board asked for, beyond the last bucket so that an early guess of a late bus is seen. */
const WINDOW = 3600;

/** Rows of all stops' boards at a moment, by `tripId|startDate|stop_sequence`. */
function allRows(merge: Merge, now: number): Map<string, ArrivalEntity> {
  const state = { timetable: merge.timetable, snapshot: merge.snapshot(now) };
  const rows = new Map<string, ArrivalEntity>();
  for (const stop of state.timetable.stops) {
    for (const row of board(state, [stop.index], { fromSeconds: now, nowSeconds: now, windowSeconds: WINDOW, first: 1000 })) {
      rows.set(`${row.trip.id.slice(state.timetable.feedId.length + 1)}|${gtfsDateOf(row.trip.serviceDay)}|${row.stopSequence}`, row);
    }
  }
  return rows;
}

/** A position as most operators give it: vehicle, line, place and time, but no trip and no stop. */
function lineOnly(position: VehiclePosition): VehiclePosition {
  const trip = position.trip && { ...position.trip, tripId: null, startDate: null, startTime: null };
  return { ...position, trip, stopSequence: null, stopId: null, status: null };
}

/** Scheduled arrival of a call, epoch seconds; NaN where the timetable has none. */
function scheduledTime(timetable: Timetable, tripId: string, day: string, sequence: number): number {
  const trip = timetable.tripIndex(tripId);
  if (trip === undefined) return Number.NaN;
  const at = timetable.patternOf(trip).sequences.indexOf(sequence);
  const start = timetable.dayStart(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(4, 6)) - 1, Number(day.slice(6))) / 86_400_000);
  return at < 0 ? Number.NaN : start + timetable.arrival(trip, at);
}

/** What the benchmark counts. */
interface Result {
  readonly tally: Tally;
  /** Pairs, and how many truths lay inside the 10–90 % range, below and above it: of the board, positions alone, positions with the line only. */
  readonly coverage: readonly { pairs: number; inside: number; below: number }[];
}

/** Plays the recording: each message into both merges as it came, and at each TripUpdates message every prediction against what came true. */
function play({ timetable, updates, positions }: Recording, truths: Truths): Result {
  const whole = createMerge(timetable);
  const positionsOnly = createMerge(timetable);
  const linesOnly = createMerge(timetable);
  const tally = new Tally(METHODS);
  const coverage = [0, 1, 2].map(() => ({ pairs: 0, inside: 0, below: 0 }));
  let heard = 0;
  for (const { at, feed } of updates) {
    for (; heard < positions.length && (positions[heard]?.at ?? 0) <= at; heard++) {
      const snapshot = positions[heard];
      if (!snapshot) continue;
      whole.acceptPositions(snapshot.vehicles, snapshot.at);
      positionsOnly.acceptPositions(snapshot.vehicles, snapshot.at);
      linesOnly.acceptPositions(snapshot.vehicles.map(lineOnly), snapshot.at);
    }
    whole.accept('tripUpdates', feed, at);
    const boards = [allRows(whole, at), allRows(positionsOnly, at), allRows(linesOnly, at)];
    for (const update of feed.tripUpdates) {
      const key = truthKey(update);
      const known = key === null ? undefined : truths.get(key);
      if (!known || key === null) continue;
      for (const stop of update.stops) {
        const own = stop.arrival?.time ?? stop.departure?.time ?? null;
        const actual = known.get(stop.sequence ?? -1);
        if (own === null || actual === undefined || stop.sequence === null || stop.relationship !== 'SCHEDULED') continue;
        const scheduled = scheduledTime(timetable, update.trip.tripId ?? '', update.trip.startDate ?? '', stop.sequence);
        if (Number.isNaN(scheduled)) continue;
        const rows = boards.map((rowsAt) => rowsAt.get(`${key}|${stop.sequence}`));
        tally.add(key, actual - at, actual, [own, scheduled, ...rows.map((row) => (row ? row.expectedAt / 1000 : Number.NaN))]);
        rows.forEach((row, which) => row && actual > at && actual - at <= 900 && cover(coverage[which], row, actual));
      }
    }
  }
  return { tally, coverage };
}

function cover(count: { pairs: number; inside: number; below: number } | undefined, row: ArrivalEntity, actual: number): void {
  if (!count) return;
  count.pairs++;
  if (actual * 1000 < row.earliest) count.below++;
  else if (actual * 1000 <= row.latest) count.inside++;
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
const points = (share: number) => `${share >= 0 ? '+' : '−'}${Math.abs(share * 100).toFixed(1)}`;

function report({ tally, coverage }: Result): string {
  const scores = tally.scores();
  const trials = tally.trials();
  const interval = (of: (scores: readonly number[]) => number, show: (share: number) => string) => tally.interval(of).map(show).join(' … ');
  const difference = (a: number, b: number) => {
    const of = (all: readonly number[]) => (all[a] ?? 0) - (all[b] ?? 0);
    return `${points(of(scores.map(({ score }) => score)))} points (95 %: ${interval(of, points)})`;
  };
  return [
    `| method | ${BUCKETS.map(({ name }) => name).join(' | ')} | score | 95 % by trip | median error |`,
    `|---|${BUCKETS.map(() => '---').join('|')}|---|---|---|`,
    ...METHODS.map((name, method) => {
      const result = scores[method];
      return `| ${name} | ${(result?.buckets ?? []).map(percent).join(' | ')} | **${percent(result?.score ?? 0)}** | ${interval((all) => all[method] ?? 0, percent)} | ${Math.round(tally.medianAbsoluteError(method))} s |`;
    }),
    '',
    `- pairs: ${trials.join(' / ')} by bucket, ${tally.trips} trips`,
    `- this board − feed's own: ${difference(2, 0)}`,
    `- positions alone − schedule: ${difference(3, 1)}`,
    `- positions with the line only − schedule: ${difference(4, 1)}`,
    ...coverage.map(({ pairs, inside, below }, which) =>
      `- truths inside the 10–90 % range, ${METHODS[which + 2] ?? ''}: ${percent(inside / pairs)} of ${pairs} (${percent(below / pairs)} before it, ${percent((pairs - inside - below) / pairs)} after it)`),
  ].join('\n');
}

const folder = path.resolve(projectRoot(), '../shared/feeds/kingston');
if (!existsSync(folder)) {
  console.log(`bench:eta needs a recording, and ${folder} is not there: nothing was measured.`);
} else {
  const recording = await readRecording(folder);
  const truths = truthsOf(recording.positions);
  console.log(`### ETA accuracy, Kingston (${recording.updates.length} TripUpdates messages, ${recording.positions.length} of positions)\n`);
  console.log(report(play(recording, truths)));
}
