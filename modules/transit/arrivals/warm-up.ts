import type { Clock } from '../../kernel/clock.js';
import { dayOf } from '../timetable/service-days.js';
import type { Timetable } from '../timetable/timetable.js';
import { departureLists } from './departures.js';

/** How long one piece of work may keep requests waiting, milliseconds. */
const PIECE_MS = 2;
/** The day turns while a process runs: looked at this often. */
const AGAIN_MS = 3_600_000;

/** The lists that boards of today read, which may reach into tomorrow morning. */
function* listsToMake(timetable: Timetable, now: number): Generator<void> {
  const lists = departureLists(timetable);
  const today = dayOf(Math.floor(now / 1000), timetable.zone);
  for (const day of [today, today - 1, today + 1]) {
    for (let stop = 0; stop < timetable.stops.length; stop++) {
      lists.at(stop, day);
      yield;
    }
  }
}

/**
 * Makes the day lists of a timetable's stops before anybody asks for them, a few at a time between requests, and again when
 * the day turns: else the first board of each stop and day waits for its list. Returns how to end that.
 * @param clock the service clock
 */
export function warmUp(timetable: Timetable, clock: Clock): () => void {
  let timer: NodeJS.Timeout | undefined;
  const work = (lists: Generator<void>): void => {
    const until = performance.now() + PIECE_MS;
    while (performance.now() < until) {
      if (!lists.next().done) continue;
      timer = setTimeout(begin, AGAIN_MS / (clock.rate ?? 1)).unref();
      return;
    }
    // A timer of no time lets waiting requests go first, which an immediate does not.
    timer = setTimeout(work, 1, lists).unref();
  };
  const begin = (): void => work(listsToMake(timetable, clock.now()));
  timer = setTimeout(begin, 1).unref();
  return () => clearTimeout(timer);
}
