import { districtInstant } from '../../kernel/district-time.js';
import type { OpenWindow } from './model.js';
import { forecastHall, type ForecastWindow, type HallForecast } from './rules/forecast.js';
import type { DecidedGround } from './rules/grounds.js';
import { mayPassAt } from './rules/no-show.js';
import { callingOrder, type HallState } from './rules/order.js';
import { serviceTime, type ServiceTime } from './rules/prediction.js';
import type { Business, Centre, DeskEntity, DeskTicketEntity, DisplayEntity, Ticket, TicketEntity, WaitPrediction } from './types.js';

/** A hall's day as it stands. */
export interface HallView {
  readonly centre: Centre;
  /** `YYYY-MM-DD` */
  readonly day: string;
  readonly state: HallState;
  readonly windows: readonly OpenWindow[];
  readonly tickets: readonly Ticket[];
}

/** So many of those who wait are shown to a window. */
const MOST_SHOWN = 30;

/** Numbers of windows that do a business. */
export function windowsFor({ windows }: Centre, businessId: string): number[] {
  return windows.filter(({ businesses }) => businesses.includes(businessId)).map(({ number }) => number);
}

/** Those who wait and whom a window may call. */
export function waitingFor({ centre, tickets }: HallView, window: number): Ticket[] {
  const does = new Set(centre.windows.find(({ number }) => number === window)?.businesses);
  return tickets.filter((ticket) => ticket.state === 'WAITING' && does.has(ticket.businessId) && (ticket.onlyWindow === null || ticket.onlyWindow === window));
}

/** Who is called before whom at the windows that do a business. Other numbers that these windows call count, too. */
export function orderFor({ centre, state, tickets }: HallView, businessId: string): Ticket[] {
  const called = new Set(centre.windows.filter(({ businesses }) => businesses.includes(businessId)).flatMap(({ businesses }) => businesses));
  return callingOrder(tickets.filter((ticket) => ticket.state === 'WAITING' && called.has(ticket.businessId)), state);
}

/** Whom a window has called or serves. */
export function currentOf({ tickets }: HallView, window: number): Ticket | null {
  return tickets.find((ticket) => ticket.window === window && (ticket.state === 'CALLED' || ticket.state === 'SERVING')) ?? null;
}

/** What each view comes to: every number, board and business of a view asks for the same. */
const forecasts = new WeakMap<HallView, HallForecast>();
/** Who asks for a business that no window does waits for nobody. */
const NO_WAIT: WaitPrediction = { minutes: 0, earliest: 0, latest: 0 };

/** How long whoever takes a number for a business now will wait. */
export function waitFor(view: HallView, businessId: string): WaitPrediction {
  return forecastOf(view).newcomers.get(businessId) ?? NO_WAIT;
}

function forecastOf(view: HallView): HallForecast {
  const known = forecasts.get(view);
  if (known) return known;
  const { centre, state, tickets } = view;
  const times = new Map(centre.businesses.map((business) => [business.id, learned(tickets, business)]));
  const forecast = forecastHall({ state, windows: callingWindows(view), tickets, times });
  forecasts.set(view, forecast);
  return forecast;
}

/** What a business has taken today, from the call on: a window is taken while somebody comes to it, too. */
function learned(tickets: readonly Ticket[], { id, usualMinutes }: Business): ServiceTime {
  const lengths = tickets
    .flatMap(({ businessId, state, calledAt, endedAt }) => (businessId === id && state === 'DONE' && calledAt !== null && endedAt !== null ? [[endedAt, minutes(calledAt, endedAt)] as const] : []))
    .sort(([a], [b]) => a - b).map(([, length]) => length);
  return serviceTime(lengths, usualMinutes);
}

/** Windows that call. For a business that no open window does, half of its windows, at least one, as soon as the hall opens. */
function callingWindows(view: HallView): ForecastWindow[] {
  const { centre, day, state: { now }, windows } = view;
  const calls = (number: number): boolean => windows.some((each) => each.number === number);
  const open = centre.windows.filter(({ number }) => calls(number)).map((window): ForecastWindow => {
    const current = currentOf(view, window.number);
    return { ...window, from: now, serving: current && { businessId: current.businessId, since: current.calledAt ?? now } };
  });
  const inHours = centre.hours.some(({ from, until }) => now >= districtInstant(day, from) && now < districtInstant(day, until));
  const opens = inHours ? now : Math.min(...centre.hours.map(({ from }) => districtInstant(day, from)).filter((from) => from > now));
  const expected = new Map<number, string[]>();
  for (const { id } of centre.businesses) {
    if (open.some(({ businesses }) => businesses.includes(id))) continue;
    const all = windowsFor(centre, id);
    for (const number of all.slice(0, Math.max(1, Math.floor(all.length / 2)))) expected.set(number, [...(expected.get(number) ?? []), id]);
  }
  return [...open, ...[...expected].map(([number, businesses]): ForecastWindow => ({ number, businesses, from: Number.isFinite(opens) ? opens : now, serving: null }))];
}

/** A number with its place and what is to be expected. */
export function ticketEntity(view: HallView, ticket: Ticket): TicketEntity {
  const index = ticket.state === 'WAITING' && ticket.day === view.day ? orderFor(view, ticket.businessId).findIndex(({ id }) => id === ticket.id) : -1;
  return {
    ...ticket, position: index < 0 ? null : index + 1, wait: index < 0 ? null : (forecastOf(view).tickets.get(ticket.id) ?? NO_WAIT), mayReturn: mayReturn(view, ticket),
  };
}

/** Who missed a call comes back once, on the same day, unless they have taken another number. */
export function mayReturn({ day, tickets }: HallView, { id, state, returned, day: own, holder }: Ticket): boolean {
  return state === 'PASSED' && !returned && own === day && !(holder !== null && tickets.some((each) => each.id !== id && each.holder === holder && isOpen(each)));
}

/** For so long a visit can be rated. */
export const RATED_WITHIN_MS = 7 * 86_400_000;

/** Whether somebody was served at a window, and not too long ago to say how it was. */
export function mayRate({ state, endedAt }: Pick<Ticket, 'state' | 'endedAt'>, now: number): boolean {
  return state === 'DONE' && endedAt !== null && now - endedAt < RATED_WITHIN_MS;
}

/** Whether a number is in the hall. */
export function isOpen({ state }: Pick<Ticket, 'state'>): boolean {
  return state === 'WAITING' || state === 'CALLED' || state === 'SERVING';
}

/** The hall's board: the latest calls first. */
export function displayOf(view: HallView): DisplayEntity {
  const { centre, state: { now }, tickets } = view;
  const called = tickets
    .flatMap(({ state, number, window, calledAt, calls }) => ((state === 'CALLED' || state === 'SERVING') && window !== null && calledAt !== null ? [{ number, window, calledAt, calls, serving: state === 'SERVING' }] : []))
    .sort((a, b) => b.calledAt - a.calledAt);
  const waiting = centre.businesses.map(({ id: businessId }) => {
    const order = orderFor(view, businessId);
    const own = order.filter((ticket) => ticket.businessId === businessId);
    return { centreId: centre.id, businessId, count: own.length, next: own.slice(0, 3).map(({ number }) => number), wait: waitFor(view, businessId) };
  });
  return { centreId: centre.id, at: now, called, waiting, passed: tickets.filter(({ state }) => state === 'PASSED').map(({ number }) => number) };
}

/** A window as its clerk sees it. */
export function deskOf(view: HallView, window: number, postId: string, groundOf: (ticket: Ticket) => DecidedGround | null): DeskEntity {
  const { centre, state, tickets, windows } = view;
  const shown = (ticket: Ticket): DeskTicketEntity => {
    const ground = groundOf(ticket);
    return { ...ticket, groundId: ground?.id ?? null, groundOnRecord: ground?.onRecord ?? false, mayPassAt: mayPassAt(ticket) };
  };
  const waiting = waitingFor(view, window);
  const current = currentOf(view, window);
  const does = new Set(centre.windows.find(({ number }) => number === window)?.businesses);
  const passed = tickets.filter((ticket) => ticket.state === 'PASSED' && does.has(ticket.businessId)).sort((a, b) => (b.endedAt ?? 0) - (a.endedAt ?? 0));
  const ended = tickets.flatMap((ticket) => (ticket.state === 'DONE' && ticket.window === window && ticket.begunAt !== null && ticket.endedAt !== null ? [minutes(ticket.begunAt, ticket.endedAt)] : []));
  return {
    centreId: centre.id, window, mine: windows.some((each) => each.number === window && each.postId === postId), current: current && shown(current),
    next: callingOrder(waiting, state).slice(0, MOST_SHOWN).map(shown), waiting: waiting.length, passed: passed.slice(0, MOST_SHOWN).map(shown),
    served: ended.length, averageMinutes: ended.length === 0 ? null : ended.reduce((sum, each) => sum + each, 0) / ended.length,
  };
}

const minutes = (from: number, until: number): number => (until - from) / 60_000;
