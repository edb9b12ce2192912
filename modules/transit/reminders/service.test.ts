import { afterEach, describe, expect, it } from '@jest/globals';
import { anonymousCaller } from '../../kernel/caller.js';
import type { TransitReminderEntity } from '../contract.js';
import { Feeds } from '../realtime/feeds.js';
import { clockSeconds } from '../realtime/testing.js';
import { namedTimetable, runOf, stateWith } from '../stops/testing.js';
import { dayOfGtfsDate } from '../timetable/service-days.js';
import type { ReminderArguments } from './input.js';
import { createRemindersResolvers } from './resolvers.js';
import { createRemindersService, type RemindersService } from './service.js';

const caller = anonymousCaller('web', 'test');
const day = dayOfGtfsDate('20260115');
const stops = { A: { name: '醉白池' }, B: { name: '云间体育中心' }, C: { name: '方塔园' } };
const trips = [{ id: 't1', stops: ['A', 'B', 'C'], times: ['08:00', '08:10', '08:20'] }, { id: 't2', stops: ['C', 'B'], times: ['09:00', '09:10'] }];
const services: RemindersService[] = [];
afterEach(() => services.splice(0).forEach((service) => service.stop()));

function setup({ now = '08:00', tickMs = 60_000 } = {}) {
  const timetable = namedTimetable({ stops, trips, routes: { R: { shortName: '云间24路' } } });
  const other = namedTimetable({ feedId: 'town', stops, trips });
  const feeds = new Feeds();
  const at = (text: string): number => timetable.dayStart(day) + clockSeconds(text);
  const time = { now: at(now) };
  feeds.publish(stateWith(timetable, time.now));
  feeds.publish(stateWith(other, time.now));
  const service = createRemindersService({ feeds, clock: { now: () => time.now * 1000 }, tickMs });
  services.push(service);
  return { timetable, other, feeds, at, time, service };
}

const off: ReminderArguments = { getOff: { tripId: 'district:t1', stopId: 'district:C', stops: 0 } };
const minutes: ReminderArguments = { leaveHome: { stopId: 'district:B', routeId: 'district:R', minutes: 5 } };

/** The next message, or how the stream stands shortly after. */
async function next(stream: AsyncIterator<TransitReminderEntity>): Promise<string> {
  const result = await stream.next();
  return result.done ? 'end' : `${result.value.outcome} ${result.value.texts.ZH_HANS}`;
}

describe('waiting for a reminder', () => {
  it('gives one message at the snapshot that makes it due, and ends', async () => {
    const { timetable, feeds, time, at, service } = setup();
    const stream = service.watch(caller, off);
    let told = 0;
    const first = next(stream).finally(() => told++);
    feeds.publish(stateWith(timetable, time.now, [runOf(timetable, 't1', day, { nextPosition: 1 })]));
    await new Promise((resolve) => setImmediate(resolve));
    expect(told).toBe(0);
    time.now = at('08:11');
    feeds.publish(stateWith(timetable, time.now, [runOf(timetable, 't1', day, { nextPosition: 2 })]));
    expect(await first).toBe('DUE 下一站 方塔园，请准备下车');
    expect(await next(stream)).toBe('end');
  });

  it('is told at once where it is due already', async () => {
    const { service } = setup({ now: '08:06' });
    const stream = service.watch(caller, minutes);
    expect(await next(stream)).toBe('DUE 云间24路按时刻表约4分钟后到 云间体育中心，可以出门了');
    expect(await next(stream)).toBe('end');
  });

  it('is told between snapshots too, when the clock gets there', async () => {
    const { time, at, service } = setup({ tickMs: 5 });
    const stream = service.watch(caller, minutes);
    const waiting = next(stream);
    time.now = at('08:05');
    expect(await waiting).toContain('DUE');
  });

  it('is told that it is missed when the trip is cancelled', async () => {
    const { timetable, feeds, time, service } = setup();
    const waiting = next(service.watch(caller, off));
    feeds.publish(stateWith(timetable, time.now, [runOf(timetable, 't1', day, { state: 'CANCELED' })]));
    expect(await waiting).toBe('MISSED 这班云间24路停运了，请改乘别的班次');
  });

  it('outlives a new version of the timetable', async () => {
    const { feeds, time, at, service } = setup();
    const waiting = next(service.watch(caller, off));
    const newer = namedTimetable({ version: 'v2', stops: { Z: { name: '新站' }, ...stops }, trips: [{ id: 't0', stops: ['Z', 'A'], times: ['07:00', '07:10'] }, ...trips] });
    feeds.publish(stateWith(newer, time.now));
    time.now = at('08:11');
    feeds.publish(stateWith(newer, time.now, [runOf(newer, 't1', day, { nextPosition: 2 })]));
    expect(await waiting).toContain('DUE 下一站 方塔园');
  });

  it('tells all who wait for the same, and hears only its own feed', async () => {
    const { timetable, other, feeds, time, at, service } = setup();
    const waiting = [next(service.watch(caller, off)), next(service.watch(caller, off))];
    let told = 0;
    for (const each of waiting) void each.finally(() => told++);
    time.now = at('08:11');
    feeds.publish(stateWith(other, time.now));
    await new Promise((resolve) => setImmediate(resolve));
    expect(told).toBe(0);
    feeds.publish(stateWith(timetable, time.now));
    expect(await Promise.all(waiting)).toEqual(['DUE 下一站 方塔园，请准备下车（按时刻表估计）', 'DUE 下一站 方塔园，请准备下车（按时刻表估计）']);
  });

  it('lets go of those who leave and, when the service stops, of all', async () => {
    const { service } = setup();
    const left = service.watch(caller, off);
    const waiting = next(left);
    await left.return?.();
    expect(await waiting).toBe('end');
    const stopped = next(service.watch(caller, off));
    service.stop();
    expect(await stopped).toBe('end');
  });

  it('passes on a failure instead of breaking the swap', async () => {
    const { timetable, feeds, time, service } = setup();
    const waiting = next(service.watch(caller, off));
    const broken = { ...stateWith(timetable, time.now).snapshot, get runs(): never { throw new Error('broken snapshot'); } };
    feeds.publish({ timetable, snapshot: broken });
    await expect(waiting).rejects.toThrow('broken snapshot');
  });

  it('speaks the language asked for', async () => {
    const { service } = setup({ now: '08:06' });
    const { value } = await service.watch(caller, minutes).next() as IteratorYieldResult<TransitReminderEntity>;
    const { TransitReminder } = createRemindersResolvers(service);
    expect([TransitReminder.message(value, {}), TransitReminder.message(value, { language: 'ZH_HANT' }), TransitReminder.message(value, { language: 'EN' })]).toEqual([
      '云间24路按时刻表约4分钟后到 云间体育中心，可以出门了', '云间24路按時刻表約4分鐘後到 云间体育中心，可以出門了', '云间24路 reaches 云间体育中心 in about 4 min (by the timetable). Time to leave.',
    ]);
  });
});

describe('what is refused', () => {
  const leaveHome = { stopId: 'district:B' };
  it.each<[string, ReminderArguments, object]>([
    ['nothing', {}, { code: 'BAD_INPUT', details: { field: 'reminder' } }],
    ['two of the three', { ...off, lastBus: { stopId: 'district:A', routeId: 'district:R' } }, { code: 'BAD_INPUT', details: { field: 'reminder' } }],
    ['neither minutes nor stops', { leaveHome }, { code: 'BAD_INPUT', details: { field: 'leaveHome' } }],
    ['no minutes', { leaveHome: { ...leaveHome, minutes: 0 } }, { code: 'BAD_INPUT', details: { field: 'minutes' } }],
    ['too many minutes', { lastBus: { stopId: 'district:A', routeId: 'district:R', minutes: 181 } }, { code: 'BAD_INPUT', details: { field: 'minutes' } }],
    ['too many stops', { getOff: { tripId: 'district:t1', stopId: 'district:C', stops: 51 } }, { code: 'BAD_INPUT', details: { field: 'stops' } }],
    ['a route of another feed', { leaveHome: { ...leaveHome, minutes: 5, routeId: 'town:R' } }, { code: 'BAD_INPUT', details: { field: 'routeId' } }],
    ['an unknown stop', { leaveHome: { stopId: 'district:none', minutes: 5 } }, { code: 'NOT_FOUND', details: { stop: 'district:none' } }],
    ['an unknown route', { lastBus: { stopId: 'district:A', routeId: 'district:none' } }, { code: 'NOT_FOUND', details: { route: 'district:none' } }],
    ['an unknown trip', { getOff: { tripId: 'district:none', stopId: 'district:C' } }, { code: 'NOT_FOUND', details: { trip: 'district:none' } }],
  ])('%s', (_what, input, fault) => {
    expect(() => setup().service.watch(caller, input)).toThrow(expect.objectContaining({ ...fault, details: expect.objectContaining('details' in fault ? (fault.details as object) : {}) }));
  });

  it('not a trip that does not run today: that is an answer', async () => {
    const { service } = setup();
    expect(await next(service.watch(caller, { getOff: { tripId: 'district:t2', stopId: 'district:A' } }))).toContain('MISSED');
  });
});
