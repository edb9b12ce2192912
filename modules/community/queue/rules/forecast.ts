import type { Ticket, WaitPrediction } from '../types.js';
import { normalDraws } from './normal.js';
import { nextTicket, streakAfter, type HallState } from './order.js';
import { meanMinutes, minutesLeft, type ServiceTime } from './prediction.js';

/** A window that calls, or is expected to. */
export interface ForecastWindow {
  readonly number: number;
  readonly businesses: readonly string[];
  /** Not before, epoch ms. */
  readonly from: number;
  /** Who is there, and since when (epoch ms); null where nobody is. */
  readonly serving: { readonly businessId: string; readonly since: number } | null;
}

/** A hall whose waits are wanted. */
export interface ForecastHall {
  readonly state: HallState;
  readonly windows: readonly ForecastWindow[];
  /** The day's numbers, in any order. */
  readonly tickets: readonly Ticket[];
  /** What a service takes, by business: of all that wait, are served, or may be asked for. */
  readonly times: ReadonlyMap<string, ServiceTime>;
}

/** Waits of a hall. */
export interface HallForecast {
  /** By number's id; without those whom no window may call. */
  readonly tickets: ReadonlyMap<string, WaitPrediction>;
  /** By business: of whoever took a number now; without those that no window does. */
  readonly newcomers: ReadonlyMap<string, WaitPrediction>;
}

/** A call: of a number, or (with no ticket) of one who would come now, who keeps nobody waiting. */
interface Call {
  readonly ticket: Ticket | null;
  readonly businessId: string;
  readonly windows: readonly number[];
}

/** The day is played so often with lengths of services as they might be. */
const PLAYS = 64;
const MINUTE_MS = 60_000;
/** Who came first by right within so long speaks for who will. */
const RECENT_MS = 60 * MINUTE_MS;
/** Of windows' time at most so much goes to those who come later and first: one who simply waits follows after two. */
const MOST_OVERTAKING = 0.5;
/** Four of five waits lie between these shares of the plays. */
const [LOW, HIGH] = [0.1, 0.9];
const DRAWS = normalDraws(8191);

/**
 * How long each of those who wait will wait, and who came now: every window calls, when it is free, whom it would really call
 * (`nextTicket`), so that windows which share businesses are counted once each. Who calls whom is found with services of average
 * length; then the day is played {@link PLAYS} times, each call in that order going to the first window that may make it
 * (list scheduling), with lengths drawn as the day has taught them, the same draws each time. Whoever simply waits is overtaken by
 * some who come later, as within the last hour. About (waiting)² + plays × waiting × windows steps.
 */
export function forecastHall(hall: ForecastHall): HallForecast {
  const calls = callsOf(hall);
  const waits = calls.map(() => new Float64Array(PLAYS));
  for (let play = 0; play < PLAYS; play++) {
    const starts = playOnce(hall, calls, play);
    for (const [index, at] of starts.entries()) (waits[index] ?? new Float64Array(PLAYS))[play] = at;
  }
  const longer = 1 / (1 - overtaking(hall));
  const told = calls.map(({ ticket, businessId }, index) => [ticket?.id ?? null, businessId, rangeOf(waits[index] ?? new Float64Array(PLAYS), ticket && comesFirst(ticket) ? 1 : longer)] as const);
  return {
    tickets: new Map(told.flatMap(([id, , wait]) => (id === null ? [] : [[id, wait]]))),
    newcomers: new Map(told.flatMap(([id, businessId, wait]) => (id === null ? [[businessId, wait]] : []))),
  };
}

const comesFirst = ({ priority, appointmentAt, returned }: Ticket): boolean => !returned && (priority || appointmentAt !== null);

/** The share of the windows' time that goes to those who will come and be called before who waits: as in the last hour. */
function overtaking({ state: { now }, windows, tickets, times }: ForecastHall): number {
  const minutes = tickets.reduce((sum, ticket) => sum + (comesFirst(ticket) && ticket.queuedAt > now - RECENT_MS ? meanMinutes(timeOf(times, ticket.businessId)) : 0), 0);
  return Math.min(MOST_OVERTAKING, (minutes * MINUTE_MS) / (RECENT_MS * Math.max(1, windows.length)));
}

/** Who is called in which order if services take what they take on average. */
function callsOf({ state, windows, tickets, times }: ForecastHall): Call[] {
  const calls: Call[] = [];
  const newcomers = new Map([...times.keys()].map((businessId) => [businessId, newcomer(businessId, state.now)]));
  const mayCall = (window: ForecastWindow, ticket: Ticket): boolean => window.businesses.includes(ticket.businessId) && (ticket.onlyWindow === null || ticket.onlyWindow === window.number);
  const indexes = (ticket: Ticket): number[] => windows.flatMap((window, index) => (mayCall(window, ticket) ? [index] : []));
  const free = windows.map((window) => freeAfter(window, state.now, times, 0));
  let [left, hall] = [tickets.filter(({ state: each }) => each === 'WAITING'), state];
  for (let index = firstFree(free); index >= 0; index = firstFree(free)) {
    const [window, at] = [windows[index], free[index] ?? 0];
    if (!window) break;
    const own = left.filter((ticket) => mayCall(window, ticket));
    const now = { ...hall, now: state.now + at * MINUTE_MS };
    for (const [businessId, ticket] of newcomers) {
      if (!window.businesses.includes(businessId) || nextTicket([...own, ticket], now) !== ticket) continue;
      calls.push({ ticket: null, businessId, windows: indexes(ticket) });
      newcomers.delete(businessId);
    }
    const next = nextTicket(own, now);
    if (next) {
      calls.push({ ticket: next, businessId: next.businessId, windows: indexes(next) });
      left = left.filter((each) => each !== next);
      hall = { ...hall, calls: hall.calls + 1, streak: streakAfter(next, now) };
    }
    // Nobody else comes: a window that has nobody to call now has nobody later.
    free[index] = next ? at + meanMinutes(timeOf(times, next.businessId)) : Infinity;
  }
  return calls;
}

/** When each call is made in one play, minutes from now. */
function playOnce({ state, windows, times }: ForecastHall, calls: readonly Call[], play: number): number[] {
  // What is known of few services may be off as a whole: each play has lengths of its own about what was seen.
  const played = new Map([...times].map(([id, time], index) => [id, { ...time, mu: time.mu + (time.sigma / Math.sqrt(time.known)) * draw(play, index) }]));
  const free = windows.map((window, index) => freeAfter(window, state.now, played, draw(play, times.size + index)));
  const before = times.size + windows.length;
  return calls.map(({ ticket, businessId, windows: may }, index) => {
    const at = may.reduce((first, each) => ((free[each] ?? Infinity) < (free[first] ?? Infinity) ? each : first), may[0] ?? 0);
    const start = free[at] ?? 0;
    if (ticket) {
      const { mu, sigma } = timeOf(played, businessId);
      free[at] = start + Math.exp(mu + sigma * draw(play, before + index));
    }
    return start;
  });
}

/** In how many minutes a window is free. */
function freeAfter({ from, serving }: ForecastWindow, now: number, times: ReadonlyMap<string, ServiceTime>, at: number): number {
  const opens = Math.max(0, (from - now) / MINUTE_MS);
  return serving ? Math.max(opens, minutesLeft(timeOf(times, serving.businessId), (now - serving.since) / MINUTE_MS, at)) : opens;
}

/** The window that is free first; -1 when none calls any more. */
function firstFree(free: readonly number[]): number {
  let first = -1;
  for (const [index, at] of free.entries()) if (at < (first < 0 ? Infinity : (free[first] ?? Infinity))) first = index;
  return first;
}

function rangeOf(waits: Float64Array, longer: number): WaitPrediction {
  const sorted = waits.sort();
  const at = (share: number): number => (sorted[Math.round(share * (sorted.length - 1))] ?? 0) * longer;
  return { minutes: Math.round(at(0.5)), earliest: Math.floor(at(LOW)), latest: Math.ceil(at(HIGH)) };
}

/** A draw of a play; each play begins elsewhere in the same row of draws. */
const draw = (play: number, index: number): number => DRAWS[(play * 127 + index) % DRAWS.length] ?? 0;

function timeOf(times: ReadonlyMap<string, ServiceTime>, businessId: string): ServiceTime {
  const time = times.get(businessId);
  if (!time) throw new RangeError(`no service time of ${businessId}`);
  return time;
}

/** Who would take a number now: nobody's, and after everybody who simply waits. */
const newcomer = (businessId: string, now: number): Ticket => ({
  id: '', centreId: '', day: '', businessId, number: '\uffff', holder: null, state: 'WAITING', priority: false, sealedGround: null, groundRefused: null, appointmentId: null, appointmentAt: null,
  queuedAt: now, afterCall: null, returned: false, window: null, onlyWindow: null, transfers: 0, calls: 0, calledAt: null, begunAt: null, endedAt: null,
});
