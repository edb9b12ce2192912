import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Centre, Ticket } from '../types.js';
import { calendarFile, escapeText, foldLine } from './icalendar.js';
import { barredUntil, mayPassAt } from './no-show.js';
import { normalDraws, normalQuantile, normalShare } from './normal.js';
import { callingOrder, MOST_BEFORE_ORDINARY, nextTicket } from './order.js';
import { meanMinutes, minutesLeft, serviceTime } from './prediction.js';
import { bookableDays, readSlotId, takesNumbersAt, windowTimes } from './times.js';

const NOW = Date.parse('2026-11-24T10:00:00+08:00');
const MINUTE = 60_000;
const DAY = 86_400_000;
const centre: Centre = {
  id: 'c', nameZh: '样例中心', nameEn: 'Sample', address: '样例路1号', hours: [{ from: '09:00', until: '11:45' }, { from: '13:30', until: '17:00' }], everyDay: false,
  businesses: [{ id: 'b', letter: 'A', nameZh: '社保', nameEn: 'Insurance', usualMinutes: 10, serviceIds: [] }], windows: [{ number: 1, businesses: ['b'] }, { number: 3, businesses: ['b'] }],
  slotMinutes: 30, seatsPerWindow: 2, bookableDays: 7, closures: [], version: 0, formerBusinesses: [], streets: [], fallback: false,
};
const weekdays = (day: string): boolean => ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
let made = 0;
const ticket = (over: Partial<Ticket>): Ticket => ({
  id: `t${(made += 1)}`, centreId: 'c', day: '2026-11-24', businessId: 'b', number: `A${String(made).padStart(3, '0')}`, holder: null, state: 'WAITING', priority: false, sealedGround: null, groundRefused: null, appointmentId: null,
  appointmentAt: null, queuedAt: NOW - MINUTE, afterCall: null, returned: false, window: null, onlyWindow: null, transfers: 0, calls: 0, calledAt: null, begunAt: null, endedAt: null, ...over,
});

describe('times of appointments', () => {
  it('are whole slots within the opening hours, of days that are worked on', () => {
    const times = windowTimes(centre, '2026-11-24', weekdays);
    expect(times.length).toBe((5 + 7) * 2);
    expect(times[0]).toEqual({ slotId: 'c|w1|2026-11-24T01:00:00.000Z', window: 1, startsAt: Date.parse('2026-11-24T09:00:00+08:00'), endsAt: Date.parse('2026-11-24T09:30:00+08:00') });
    expect(new Date(times.at(-1)?.endsAt ?? 0).toISOString()).toBe('2026-11-24T09:00:00.000Z');
    expect(windowTimes(centre, '2026-11-28', weekdays)).toEqual([]);
    expect(bookableDays(centre, '2026-11-24', weekdays)).toEqual(['2026-11-24', '2026-11-25', '2026-11-26', '2026-11-27', '2026-11-30']);
    expect(readSlotId(times[1]?.slotId ?? '')).toEqual({ centreId: 'c', window: 3, startsAt: times[1]?.startsAt });
    expect(readSlotId('nonsense')).toBeNull();
  });

  it('give numbers from half an hour before a hall opens until it closes', () => {
    const at = (time: string) => takesNumbersAt(centre, '2026-11-24', Date.parse(`2026-11-24T${time}:00+08:00`), weekdays);
    expect([at('08:29'), at('08:30'), at('11:44'), at('11:45'), at('13:00'), at('17:00')]).toEqual([false, true, true, false, true, false]);
  });
});

describe('who is called next', () => {
  const hall = { now: NOW, calls: 10, streak: 0 };

  it('comes first by law, then at the appointed time, then in the order of coming', () => {
    const walkIn = ticket({ queuedAt: NOW - 30 * MINUTE });
    const due = ticket({ appointmentId: 'x', appointmentAt: NOW + 5 * MINUTE });
    const early = ticket({ appointmentId: 'y', appointmentAt: NOW + 6 * MINUTE, queuedAt: NOW - 60 * MINUTE });
    const elder = ticket({ priority: true, queuedAt: NOW - 1 });
    expect(callingOrder([walkIn, early, due, elder], hall)).toEqual([elder, due, walkIn, early]);
  });

  it('lets one who simply waits come after two before them, so that nobody waits without end', () => {
    const [first, ...elders] = [ticket({ queuedAt: NOW - 40 * MINUTE }), ...Array.from({ length: 5 }, (_none, n) => ticket({ priority: true, queuedAt: NOW - n }))];
    const order = callingOrder([...elders, first ?? ticket({})], hall);
    expect(order.indexOf(first ?? ticket({}))).toBe(MOST_BEFORE_ORDINARY);
    expect(nextTicket([first ?? ticket({}), ...elders], { ...hall, streak: 2 })).toBe(first);
  });

  it('has who missed a call wait for some others, but not for nobody', () => {
    const back = ticket({ afterCall: 13, returned: true, queuedAt: NOW - 50 * MINUTE, priority: true });
    const others = Array.from({ length: 5 }, (_none, n) => ticket({ queuedAt: NOW + n }));
    expect(callingOrder([back, ...others], hall).indexOf(back)).toBe(3);
    expect(nextTicket([back], hall)).toBe(back);
  });

  it('calls everybody once, whoever comes', () => {
    const some = fc.array(fc.record({ priority: fc.boolean(), at: fc.option(fc.integer({ min: -60, max: 60 })), back: fc.boolean(), queued: fc.integer({ min: -90, max: 0 }) }), { maxLength: 30 });
    fc.assert(fc.property(some, fc.nat({ max: 3 }), (list, streak) => {
      const waiting = list.map(({ priority, at, back, queued }) => ticket({ priority, queuedAt: NOW + queued * MINUTE, returned: back, afterCall: back ? 12 : null, ...(at === null ? {} : { appointmentId: 'a', appointmentAt: NOW + at * MINUTE }) }));
      const order = callingOrder(waiting, { ...hall, streak });
      if (new Set(order).size !== waiting.length || order.length !== waiting.length) throw new Error('somebody is left out or called twice');
      // Of those who wait for nothing but their turn, the earlier comes first.
      const plain = order.filter(({ priority, appointmentAt, returned }) => !priority && appointmentAt === null && !returned);
      plain.forEach((each, n) => {
        if (n > 0 && (plain[n - 1]?.queuedAt ?? 0) > each.queuedAt) throw new Error('an ordinary number was overtaken by its like');
      });
    }));
  });
});

describe('what a service takes', () => {
  it('begins with the usual length and learns from the day', () => {
    const usual = serviceTime([], 10);
    expect(meanMinutes(usual)).toBeGreaterThan(10);
    const slow = serviceTime(Array.from({ length: 60 }, (_none, n) => 20 + (n % 5)), 10);
    expect(meanMinutes(slow)).toBeGreaterThan(18);
    expect(meanMinutes(slow)).toBeLessThan(24);
    expect(slow.sigma).toBeLessThan(usual.sigma);
  });

  it('is less the longer it has lasted, until nothing speaks for its end any more', () => {
    const time = serviceTime([], 10);
    expect(minutesLeft(time, 0, 0)).toBeCloseTo(10, 5);
    const left = [0, 2, 5, 8].map((elapsed) => minutesLeft(time, elapsed, 0));
    expect(left).toEqual([...left].sort((a, b) => b - a));
    // Who is there after an hour will not go this minute.
    for (const elapsed of [20, 60, 600]) expect(minutesLeft(time, elapsed, 0)).toBeGreaterThan(3);
    for (const at of [-3, 0, 3]) expect(minutesLeft(time, 600, at)).toBeGreaterThanOrEqual(0);
  });

  it('is spread as a normal distribution says', () => {
    for (const [z, share] of [[-1.959964, 0.025], [0, 0.5], [1.281552, 0.9]] as const) {
      expect(normalShare(z)).toBeCloseTo(share, 6);
      expect(normalQuantile(share)).toBeCloseTo(z, 4);
    }
    const draws = [...normalDraws(8191)];
    expect(draws.reduce((sum, each) => sum + each, 0) / draws.length).toBeCloseTo(0, 1);
    expect(draws.filter((each) => each < 1.281552).length / draws.length).toBeCloseTo(0.9, 1);
  });
});

describe('no-shows', () => {
  it('pass a number five minutes after its call, or shortly after the third', () => {
    const called = ticket({ state: 'CALLED', calls: 1, calledAt: NOW });
    expect([mayPassAt(called), mayPassAt({ ...called, calls: 3 }), mayPassAt({ ...called, state: 'SERVING', calls: 3 })]).toEqual([NOW + 5 * MINUTE, NOW + 20_000, null]);
  });

  it('close online booking for 30 days after three appointments missed within 30', () => {
    expect(barredUntil([NOW - 20 * DAY, NOW - 10 * DAY], NOW)).toBeNull();
    expect(barredUntil([NOW - DAY, NOW - 20 * DAY, NOW - 10 * DAY], NOW)).toBe(NOW + 29 * DAY);
    expect(barredUntil([NOW - 40 * DAY, NOW - 9 * DAY, NOW - DAY], NOW)).toBeNull();
    expect(barredUntil([NOW - 50 * DAY, NOW - 40 * DAY, NOW - 30 * DAY], NOW)).toBeNull();
  });
});

describe('calendar files', () => {
  it('escape text and fold lines at 75 octets without cutting a character', () => {
    expect(escapeText('a;b,c\\d\r\ne\u0007')).toBe('a\\;b\\,c\\\\d\\ne');
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
      const line = `SUMMARY:${escapeText(text)}`;
      const folded = foldLine(line).split('\r\n');
      if (folded.some((each) => Buffer.byteLength(each) > 75)) throw new Error('a line is too long');
      if (folded.map((each, n) => (n === 0 ? each : each.slice(1))).join('') !== line) throw new Error('unfolding gives another line');
    }));
  });

  it('are what RFC 5545 says', () => {
    const event = { uid: 'b1@district', sequence: 2, cancelled: false, startsAt: NOW, endsAt: NOW + 30 * MINUTE, changedAt: NOW - DAY, summary: '社保办理', location: '样例路1号, 1号窗口', description: '带身份证' };
    const lines = calendarFile(event).split('\r\n');
    expect(lines[0]).toBe('BEGIN:VCALENDAR');
    expect(lines).toEqual(expect.arrayContaining(['DTSTART:20261124T020000Z', 'DTEND:20261124T023000Z', 'SEQUENCE:2', 'LOCATION:样例路1号\\, 1号窗口', 'STATUS:CONFIRMED', 'TRIGGER:-PT1H']));
    expect(lines.at(-1)).toBe('');
    const cancelled = calendarFile({ ...event, cancelled: true });
    expect(cancelled).toContain('STATUS:CANCELLED');
    expect(cancelled).not.toContain('VALARM');
  });
});
