import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Ticket, WaitPrediction } from '../types.js';
import { forecastHall, type ForecastHall, type ForecastWindow } from './forecast.js';
import { callingOrder, nextTicket, streakAfter, type HallState } from './order.js';
import { meanMinutes, serviceTime } from './prediction.js';

const NOW = Date.parse('2026-11-24T10:00:00+08:00');
const MINUTE = 60_000;
const STATE: HallState = { now: NOW, calls: 10, streak: 0 };
const ticket = (id: number, over: Partial<Ticket> = {}): Ticket => ({
  id: `t${id}`, centreId: 'c', day: '2026-11-24', businessId: 'a', number: `A${String(id).padStart(3, '0')}`, holder: null, state: 'WAITING', priority: false, sealedGround: null, groundRefused: null, appointmentId: null,
  appointmentAt: null, queuedAt: NOW - 300 * MINUTE + id, afterCall: null, returned: false, window: null, onlyWindow: null, transfers: 0, calls: 0, calledAt: null, begunAt: null, endedAt: null, ...over,
});
const window = (number: number, businesses: readonly string[], busyFor: number | null = null): ForecastWindow => ({ number, businesses, from: NOW, serving: busyFor === null ? null : { businessId: businesses[0] ?? '', since: NOW - busyFor * MINUTE } });
const times = new Map([['a', serviceTime([], 10)], ['b', serviceTime([], 12)], ['c', serviceTime([], 6)]]);
const hall = (over: Partial<ForecastHall>): ForecastHall => ({ state: STATE, windows: [window(1, ['a'])], tickets: [], times, ...over });
const NOTHING: WaitPrediction = { minutes: 0, earliest: 0, latest: 0 };

describe('the waits of a hall', () => {
  it('are nothing where nobody is ahead and a window is free', () => {
    expect(forecastHall(hall({})).newcomers.get('a')).toEqual(NOTHING);
    expect(forecastHall(hall({ tickets: [ticket(1)] })).tickets.get('t1')).toEqual(NOTHING);
    expect(forecastHall(hall({ windows: [window(1, ['a'], 5), window(2, ['a'])] })).newcomers.get('a')).toEqual(NOTHING);
  });

  it('count who waits for another business at a shared window once, not against every window', () => {
    // Window 1 does a alone, window 2 does b alone, window 3 both: six of a in the way of nobody of b while window 2 is free.
    const windows = [window(1, ['a'], 1), window(2, ['b']), window(3, ['a', 'b'], 1)];
    const { newcomers } = forecastHall(hall({ windows, tickets: [1, 2, 3, 4, 5, 6].map((id) => ticket(id)) }));
    expect(newcomers.get('b')).toEqual(NOTHING);
    expect(newcomers.get('a')?.minutes).toBeGreaterThan(15);
    expect(newcomers.has('c')).toBe(false);
  });

  it('know who has been at the window for long, who came first by law, and whom one window alone may call', () => {
    const [short, long] = [0, 12].map((minutes) => forecastHall(hall({ windows: [window(1, ['a'], minutes)] })).newcomers.get('a')?.minutes ?? 0);
    expect(long).toBeLessThan(short ?? 0);
    const waiting = [ticket(1), ticket(2), ticket(3, { priority: true }), ticket(4, { onlyWindow: 2 })];
    const { tickets, newcomers } = forecastHall(hall({ windows: [window(1, ['a'], 0), window(2, ['a'])], tickets: waiting }));
    expect(tickets.get('t3')).toEqual(NOTHING);
    expect(tickets.get('t4')?.minutes).toBeGreaterThan(0);
    expect(tickets.get('t1')?.minutes).toBeLessThanOrEqual(tickets.get('t2')?.minutes ?? -1);
    expect(newcomers.get('a')?.minutes).toBeGreaterThan(tickets.get('t1')?.minutes ?? Infinity);
  });

  it('begin when the hall opens', () => {
    const { tickets } = forecastHall(hall({ windows: [{ ...window(1, ['a']), from: NOW + 30 * MINUTE }], tickets: [ticket(1), ticket(2)] }));
    expect(tickets.get('t1')).toEqual({ minutes: 30, earliest: 30, latest: 30 });
    expect(tickets.get('t2')?.minutes).toBeGreaterThan(35);
  });

  it('are never negative, in order, and never earlier for who is further back', () => {
    const some = fc.record({
      windows: fc.array(fc.record({ businesses: fc.subarray(['a', 'b', 'c'], { minLength: 1 }), busy: fc.option(fc.nat({ max: 90 })) }), { minLength: 1, maxLength: 6 }),
      waiting: fc.array(fc.record({ businessId: fc.constantFrom('a', 'b', 'c'), priority: fc.boolean(), at: fc.option(fc.integer({ min: -60, max: 60 })), back: fc.boolean() }), { maxLength: 25 }),
      streak: fc.nat({ max: 3 }),
    });
    fc.assert(fc.property(some, ({ windows, waiting, streak }) => {
      const all = waiting.map(({ businessId, priority, at, back }, id) => ticket(id, { businessId, priority, returned: back, afterCall: back ? 12 : null, ...(at === null ? {} : { appointmentId: 'x', appointmentAt: NOW + at * MINUTE }) }));
      const open = windows.map(({ businesses, busy }, n) => window(n + 1, businesses, busy));
      const { tickets, newcomers } = forecastHall(hall({ windows: open, tickets: all, state: { ...STATE, streak } }));
      for (const { minutes, earliest, latest } of [...tickets.values(), ...newcomers.values()]) {
        if (!(earliest >= 0 && earliest <= minutes && minutes <= latest && latest < Infinity)) throw new Error(`${earliest} ${minutes} ${latest}`);
      }
      const able = all.filter(({ businessId }) => open.some(({ businesses }) => businesses.includes(businessId)));
      if (tickets.size !== able.length) throw new Error('somebody is not called, or called twice');
      for (const businessId of ['a', 'b', 'c']) {
        const plain = able.filter((each) => each.businessId === businessId && !each.priority && each.appointmentAt === null && !each.returned).map(({ id }) => tickets.get(id) ?? NOTHING);
        plain.forEach((each, n) => {
          const ahead = plain[n - 1] ?? NOTHING;
          if (each.minutes < ahead.minutes || each.earliest < ahead.earliest || each.latest < ahead.latest) throw new Error('who is further back is called earlier');
        });
        const [last, new_] = [plain.at(-1), newcomers.get(businessId)];
        if (last && new_ && new_.latest < last.latest) throw new Error('who comes now is called before who is there');
      }
    }));
  });

  it('are never longer with one window more of the same', () => {
    fc.assert(fc.property(fc.array(fc.option(fc.nat({ max: 60 })), { minLength: 1, maxLength: 6 }), fc.array(fc.boolean(), { maxLength: 40 }), fc.option(fc.nat({ max: 60 })), (windows, priorities, more) => {
      const waiting = priorities.map((priority, id) => ticket(id, { priority }));
      const few = windows.map((busy, n) => window(n + 1, ['a'], busy));
      const before = forecastHall(hall({ windows: few, tickets: waiting }));
      const after = forecastHall(hall({ windows: [...few, window(9, ['a'], more)], tickets: waiting }));
      for (const [id, wait] of before.tickets) {
        const then = after.tickets.get(id) ?? { minutes: Infinity, latest: Infinity };
        if (then.minutes > wait.minutes || then.latest > wait.latest) throw new Error(`${id} waits longer with more windows`);
      }
    }));
  });

  it('are told of three hundred who wait at ten windows, each once', () => {
    const windows = Array.from({ length: 10 }, (_none, n) => window(n + 1, [['a'], ['a', 'b'], ['b', 'c'], ['a', 'b', 'c']][n % 4] ?? [], n));
    const waiting = Array.from({ length: 300 }, (_none, n) => ticket(n, { businessId: ['a', 'b', 'c'][n % 3] ?? 'a', priority: n % 7 === 0 }));
    const { tickets } = forecastHall(hall({ windows, tickets: waiting }));
    expect(tickets.size).toBe(300);
    expect(tickets.get('t299')?.minutes).toBeGreaterThan(200);
  });
});

/** A simulated hall whose windows share businesses: what was foretold to each who came, and how long they waited. */
function simulate(seed: number): { readonly waited: number; readonly wait: WaitPrediction; readonly divided: number }[] {
  const random = ((at: number) => () => ((at = (at * 48_271) % 2_147_483_647) / 2_147_483_647))(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
  const usual = new Map([['a', 10], ['b', 12], ['c', 6]]);
  // The day differs from the usual: the forecast has to learn it.
  const real = new Map([...usual].map(([id, minutes]) => [id, minutes * Math.exp(0.25 * normal())]));
  const windows = [['a'], ['a', 'b'], ['b'], ['b', 'c'], ['a', 'c']].map((businesses, n) => ({ number: n + 1, businesses, serving: null as ForecastWindow['serving'], until: 0 })); // changes as the day goes on
  const lengths = new Map([...usual].map(([id]): [string, number[]] => [id, []]));
  const told = new Map<string, { at: number; wait: WaitPrediction; divided: number }>();
  const done: { waited: number; wait: WaitPrediction; divided: number }[] = [];
  let [waiting, called, state, arrival, id]: [Ticket[], Ticket[], HallState, number, number] = [[], [], { now: NOW, calls: 0, streak: 0 }, NOW, 0];
  const call = (): void => {
    for (const each of windows.filter(({ serving }) => serving === null)) {
      const next = nextTicket(waiting.filter(({ businessId }) => each.businesses.includes(businessId)), state);
      if (!next) continue;
      state = { ...state, calls: state.calls + 1, streak: streakAfter(next, state) };
      waiting = waiting.filter((other) => other !== next);
      called = [...called, { ...next, state: 'DONE' }];
      Object.assign(each, { serving: { businessId: next.businessId, since: state.now }, until: state.now + (real.get(next.businessId) ?? 10) * Math.exp(0.5 * normal()) * MINUTE });
      const { at, ...what } = told.get(next.id) ?? { at: 0, wait: NOTHING, divided: 0 };
      done.push({ waited: (state.now - at) / MINUTE, ...what });
    }
  };
  const arrive = (): void => {
    const businessId = ['a', 'a', 'b', 'b', 'c'][Math.floor(random() * 5)] ?? 'a';
    const comes = ticket((id += 1), { businessId, priority: random() < 0.12, queuedAt: state.now });
    waiting = [...waiting, comes];
    const learned = new Map([...usual].map(([each, minutes]) => [each, serviceTime(lengths.get(each) ?? [], minutes)]));
    const wait = forecastHall({ state, tickets: [...waiting, ...called], times: learned, windows: windows.map(({ number, businesses, serving }) => ({ number, businesses, from: state.now, serving })) }).tickets.get(comes.id) ?? NOTHING;
    // Those that its windows call, divided by the windows: as it would be if they did nothing else.
    const own = windows.filter(({ businesses }) => businesses.includes(businessId));
    const shared = new Set(own.flatMap(({ businesses }) => businesses));
    const ahead = callingOrder(waiting.filter((each) => shared.has(each.businessId)), state).indexOf(comes);
    const mean = meanMinutes(learned.get(businessId) ?? serviceTime([], 10));
    const divided = (own.every(({ serving }) => serving !== null) ? mean / (own.length + 1) : 0) + (ahead * mean) / own.length;
    told.set(comes.id, { at: state.now, wait, divided });
  };
  while (id < 120 || waiting.length > 0) {
    const ends = Math.min(...windows.map(({ serving, until }) => (serving ? until : Infinity)));
    state = { ...state, now: Math.min(ends, id < 120 ? arrival : Infinity) };
    for (const each of windows) {
      if (!each.serving || each.until > state.now) continue;
      lengths.get(each.serving.businessId)?.push((each.until - each.serving.since) / MINUTE);
      each.serving = null;
    }
    if (state.now === arrival && id < 120) {
      arrive();
      // Full in the middle of the day, quieter at its ends.
      arrival += (-Math.log(random()) * (id > 25 && id < 85 ? 1.9 : 2.6) * MINUTE);
    }
    call();
  }
  return done;
}

describe('what was foretold in a simulated hall', () => {
  const days = [11, 23, 89, 131, 197, 211].map(simulate);
  const error = (day: (typeof days)[number], of: (each: (typeof day)[number]) => number): number => day.reduce((sum, each) => sum + Math.abs(each.waited - of(each)), 0) / day.length;

  it('is nearer to what came than those ahead divided by windows, on every day, and by a third in all', () => {
    const [now, before] = [days.map((day) => error(day, ({ wait }) => wait.minutes)), days.map((day) => error(day, ({ divided }) => divided))];
    for (const [n, each] of now.entries()) expect(each).toBeLessThan(before[n] ?? 0);
    const sum = (list: number[]): number => list.reduce((all, each) => all + each, 0);
    expect(sum(now) / sum(before)).toBeLessThan(0.67);
  });

  it('holds about four of five waits in its range', () => {
    const all = days.flat();
    const inside = all.filter(({ waited, wait }) => waited >= wait.earliest - 0.5 && waited <= wait.latest + 0.5).length / all.length;
    expect(inside).toBeGreaterThan(0.7);
    expect(inside).toBeLessThan(0.9);
  });
});
