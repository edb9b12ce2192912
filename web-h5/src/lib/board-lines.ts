import type { ArrivalRowFragment } from '../graphql/__generated__/operations.js';
import { isStruck, secondsUntil } from './arrival-words.js';

/** A line in one direction on a stop's board, with its next buses. */
export interface BoardLine {
  key: string;
  route: ArrivalRowFragment['route'];
  headsign: string;
  rows: ArrivalRowFragment[];
  /** True where no bus of the line is under way yet though the line reports its buses: 等待发车. */
  waiting: boolean;
}

/** Seconds after its expected time until a bus that the service has not taken off leaves the page by itself. */
const GONE_SECONDS = 45;

/** The key of a line and direction: what a rider tells apart at a stop. */
export function lineKey(routeId: string, headsign: string): string {
  return `${routeId}\n${headsign}`;
}

/**
 * A board by line, the line with the nearest bus first. `waiting` is judged from the board alone: the first bus that
 * runs is known by timetable only, while the same route has live ones elsewhere on the board.
 */
export function boardLines(arrivals: readonly ArrivalRowFragment[], now: number): BoardLine[] {
  const lines = new Map<string, BoardLine>();
  const reporting = new Set<string>();
  for (const row of arrivals) {
    if (row.source !== 'SCHEDULE') reporting.add(row.route.id);
    if (secondsUntil(row, now) < -GONE_SECONDS) continue;
    const key = lineKey(row.route.id, row.headsign);
    const line = lines.get(key) ?? { key, route: row.route, headsign: row.headsign, rows: [], waiting: false };
    line.rows.push(row);
    lines.set(key, line);
  }
  for (const line of lines.values()) {
    const first = line.rows.find((row) => !isStruck(row));
    line.waiting = first !== undefined && first.source === 'SCHEDULE' && !first.vehicle && reporting.has(line.route.id);
  }
  return [...lines.values()].sort((a, b) => firstSeconds(a, now) - firstSeconds(b, now));
}

function firstSeconds(line: BoardLine, now: number): number {
  const first = line.rows.find((row) => !isStruck(row)) ?? line.rows[0];
  return first ? secondsUntil(first, now) : Infinity;
}
