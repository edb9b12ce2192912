import { describe, expect, it } from '@jest/globals';
import { clockSeconds } from '../../realtime/testing.js';
import type { TripRun } from '../../realtime/types.js';
import { namedTimetable, runOf, stateWith } from '../../stops/testing.js';
import { dayOfGtfsDate } from '../../timetable/service-days.js';
import { judge } from './judge.js';
import type { GetOff, LastBusReminder, LeaveHome, Reminder } from './reminder.js';
import { runMeant } from './trip-calls.js';

const day = dayOfGtfsDate('20260115');
const timetable = namedTimetable({
  stops: {
    A: { name: '云间新城地铁站' }, B: { name: '醉白池' }, C: { name: '云间体育中心' }, D: { name: '人民北路中山中路' },
    E: { name: '方塔园', translations: { en: 'Fangta Garden', 'zh-Hant': '方塔園' } }, F: { name: '大学城图书馆' },
  },
  routes: { r24: { shortName: '云间24路', translations: { en: { shortName: 'Yunjian 24' }, 'zh-Hant': { shortName: '雲間24路' } } }, r5: { shortName: '5' }, night: { shortName: '夜宵1路' } },
  services: { daily: ['20260114', '20260115', '20260116'] },
  trips: [
    { id: 't1', route: 'r24', stops: ['A', 'B', 'C', 'D', 'E', 'F'], times: ['08:00', '08:05', '08:10', '08:15', '08:20', '08:25'] },
    { id: 't2', route: 'r24', stops: ['A', 'B', 'C', 'D', 'E', 'F'], times: ['21:00', '21:05', '21:10', '21:15', '21:20', '21:25'] },
    { id: 't3', route: 'r24', stops: ['A', 'B', 'C', 'D', 'E', 'F'], times: ['21:30', '21:35', '21:40', '21:45', '21:50', '21:55'] },
    { id: 'x1', route: 'r5', stops: ['D', 'E', 'F'], times: ['08:10', '08:12', '08:14'] },
    { id: 'n1', route: 'night', stops: ['A', 'E', 'F'], times: ['24:20', '24:30', '24:40'] },
  ],
});
const at = (time: string, on = day): number => timetable.dayStart(on) + clockSeconds(time);
/** t1 with its bus on the way to the stop at `nextPosition`. */
const onTheWay = (nextPosition: number, delay = 0, rest: Partial<TripRun> = {}): TripRun =>
  runOf(timetable, 't1', day, { delay, nextPosition, observedAt: at('08:00'), flags: Uint8Array.from({ length: 6 }, (_, position) => (position < nextPosition ? 2 : position === 5 ? 4 : 0)), ...rest });
const look = (reminder: Reminder, now: number, runs: readonly TripRun[] = []) => judge(stateWith(timetable, now, runs), reminder, now);
/** Outcome, reason and the Chinese words. */
function said(reminder: Reminder, now: number, runs: readonly TripRun[] = []): string[] {
  const verdict = look(reminder, now, runs);
  return verdict.outcome === 'WAIT' ? ['WAIT'] : [verdict.outcome, verdict.reason, verdict.texts.ZH_HANS];
}

describe('叫我出门', () => {
  const leave = (rest: Partial<LeaveHome>): LeaveHome => ({ kind: 'LEAVE_HOME', stopId: 'E', routeId: 'r24', trip: null, minutes: null, stops: null, ...rest });

  it('waits while the bus is farther than asked, and says so when it is near enough by stops', () => {
    expect(said(leave({ stops: 2 }), at('08:09'), [onTheWay(1)])).toEqual(['WAIT']);
    expect(said(leave({ stops: 2 }), at('08:15'), [onTheWay(2)])).toEqual(['DUE', 'NEAR', '云间24路还有2站，约5分钟到 方塔园，可以出门了']);
    expect(said(leave({ stops: 2 }), at('08:18'), [onTheWay(4)])).toEqual(['DUE', 'NEAR', '云间24路下一站就到，约2分钟到 方塔园，可以出门了']);
  });

  it('goes by minutes as expected, not as scheduled', () => {
    expect(said(leave({ minutes: 5 }), at('08:16'), [onTheWay(3, 300)])).toEqual(['WAIT']);
    expect(said(leave({ minutes: 5 }), at('08:20'), [onTheWay(3, 300)])).toEqual(['DUE', 'NEAR', '云间24路还有1站，约5分钟到 方塔园，可以出门了']);
  });

  it('says when it knows the timetable only, and then goes by minutes alone', () => {
    expect(said(leave({ minutes: 5, stops: 9 }), at('08:14'))).toEqual(['WAIT']);
    expect(said(leave({ minutes: 5 }), at('08:15'))).toEqual(['DUE', 'NEAR', '云间24路按时刻表约5分钟后到 方塔园，可以出门了']);
    expect(said(leave({ minutes: 5 }), at('08:20'))).toEqual(['DUE', 'NEAR', '云间24路按时刻表马上到 方塔园，可以出门了']);
  });

  it('takes minutes or stops, whichever comes first', () => {
    expect(said(leave({ minutes: 3, stops: 2 }), at('08:10'), [onTheWay(2)])[0]).toBe('DUE');
    expect(said(leave({ minutes: 10, stops: 0 }), at('08:11'), [onTheWay(2)])[0]).toBe('DUE');
  });

  it('takes any line where none is named, and says a bare number as a line', () => {
    expect(said(leave({ routeId: null, minutes: 5 }), at('08:07'))).toEqual(['DUE', 'NEAR', '5路按时刻表约5分钟后到 方塔园，可以出门了']);
    expect(said(leave({ minutes: 5 }), at('08:07'))).toEqual(['WAIT']);
  });

  it('looks past cancelled buses and those that leave the stop out', () => {
    const now = at('08:16');
    for (const run of [onTheWay(0, 0, { state: 'CANCELED' }), onTheWay(3, 0, { flags: Uint8Array.of(2, 2, 2, 0, 1, 4) })]) {
      expect(said(leave({ minutes: 5 }), now, [run])).toEqual(['WAIT']);
    }
  });

  it('ends when no bus comes any more today, with the next one', () => {
    expect(said(leave({ minutes: 5 }), at('21:51'))).toEqual(['MISSED', 'NO_MORE_TODAY', '方塔园 云间24路末班车已过，下一班 明天 08:20']);
    expect(said(leave({ minutes: 5 }), at('00:10', day + 1))).toEqual(['MISSED', 'NO_MORE_TODAY', '方塔园 云间24路末班车已过，下一班 08:20']);
    expect(said(leave({ minutes: 5 }), at('12:00'))).toEqual(['WAIT']);
  });

  it('ends where nothing of the line runs today, or a new timetable has the stop no more', () => {
    expect(said(leave({ stopId: 'F', minutes: 5 }), at('08:00'))).toEqual(['MISSED', 'NOT_RUNNING', '今天没有云间24路从 大学城图书馆 开出']);
    expect(said(leave({ stopId: 'gone', minutes: 5 }), at('08:00')).slice(0, 2)).toEqual(['MISSED', 'REMOVED']);
    expect(said(leave({ routeId: 'gone', minutes: 5 }), at('08:00')).slice(0, 2)).toEqual(['MISSED', 'REMOVED']);
  });

  it('follows one trip where one is named', () => {
    const trip = { tripId: 't1', serviceDay: day, startTime: -1 };
    expect(said(leave({ trip, stops: 1 }), at('08:12'), [onTheWay(2)])).toEqual(['WAIT']);
    expect(said(leave({ trip, stops: 1 }), at('08:16'), [onTheWay(3)])[0]).toBe('DUE');
    expect(said(leave({ trip, minutes: 5 }), at('08:21'), [onTheWay(5)])).toEqual(['MISSED', 'GONE', '这班云间24路已经开过 方塔园']);
    expect(said(leave({ trip, minutes: 5 }), at('08:00'), [onTheWay(0, 0, { state: 'CANCELED' })])).toEqual(['MISSED', 'CANCELED', '这班云间24路停运了，请改乘别的班次']);
    expect(said(leave({ trip, minutes: 5 }), at('08:00'), [onTheWay(1, 0, { flags: Uint8Array.of(2, 0, 0, 0, 1, 4) })])).toEqual(['MISSED', 'SKIPPED', '这班云间24路不停靠 方塔园，请改乘别的班次']);
    expect(said(leave({ trip: { ...trip, tripId: 'n1' }, minutes: 5, stopId: 'B' }), at('08:00'))[1]).toBe('NOT_RUNNING');
  });

  it('says it in Traditional Chinese and English, and names the arrival', () => {
    const verdict = look(leave({ stops: 2 }), at('08:15'), [onTheWay(2)]);
    if (verdict.outcome === 'WAIT') throw new Error('not due');
    expect(verdict.texts.ZH_HANT).toBe('雲間24路還有2站，約5分鐘到 方塔園，可以出門了');
    expect(verdict.texts.EN).toBe('Yunjian 24 reaches Fangta Garden in about 5 min, 2 stops away. Time to leave.');
    expect(verdict.arrival).toMatchObject({ id: 'district:t1|20260115|5', etaSeconds: 300, stopsAway: 2 });
  });
});

describe('末班车提醒', () => {
  const last: LastBusReminder = { kind: 'LAST_BUS', stopId: 'E', routeId: 'r24', minutes: 15 };

  it('waits, then warns so many minutes before', () => {
    expect(said(last, at('21:34'))).toEqual(['WAIT']);
    expect(said(last, at('21:35'))).toEqual(['DUE', 'LAST_BUS', '云间24路开往 大学城图书馆 的末班车21:50从 方塔园 开出，还有约15分钟']);
    const verdict = look(last, at('21:35'));
    expect(verdict.outcome === 'DUE' && verdict.arrival?.id).toBe('district:t3|20260115|5');
  });

  it('goes by real-time', () => {
    const late = runOf(timetable, 't3', day, { delay: 600 });
    expect(said(last, at('21:44'), [late])).toEqual(['WAIT']);
    expect(said(last, at('21:50'), [late])[2]).toBe('云间24路开往 大学城图书馆 的末班车22:00从 方塔园 开出，还有约10分钟');
  });

  it('warns before the one that becomes the last when the last is cancelled', () => {
    expect(said(last, at('21:10'), [runOf(timetable, 't3', day, { state: 'CANCELED' })])).toEqual([
      'DUE', 'LAST_BUS', '云间24路开往 大学城图书馆 的末班车21:20从 方塔园 开出，还有约10分钟（21:50的一班停运）',
    ]);
  });

  it('knows the last bus after midnight as this evening\'s', () => {
    const night: LastBusReminder = { ...last, routeId: 'night' };
    expect(said(night, at('23:59'))).toEqual(['WAIT']);
    expect(said(night, at('00:15', day + 1))).toEqual(['DUE', 'LAST_BUS', '夜宵1路开往 大学城图书馆 的末班车00:30从 方塔园 开出，还有约15分钟']);
    expect(said(night, at('00:31', day + 1))).toEqual(['MISSED', 'NO_MORE_TODAY', '方塔园 夜宵1路末班车已过，下一班 明天 00:30']);
  });

  it('is missed when the bus has gone or none runs', () => {
    expect(said(last, at('22:00'))).toEqual(['MISSED', 'NO_MORE_TODAY', '方塔园 云间24路末班车已过，下一班 明天 08:20']);
    expect(said({ ...last, routeId: 'r5' }, at('12:00', day + 1))).toEqual(['MISSED', 'NO_MORE_TODAY', '方塔园 5路末班车已过']);
    const canceled = ['t1', 't2', 't3'].map((id) => runOf(timetable, id, day, { state: 'CANCELED' }));
    expect(said(last, at('12:00'), canceled).slice(0, 2)).toEqual(['MISSED', 'NOT_RUNNING']);
  });
});

describe('下车提醒', () => {
  const off: GetOff = { kind: 'GET_OFF', stopId: 'E', trip: { tripId: 't1', serviceDay: day, startTime: -1 }, stops: 1 };

  it('waits, then speaks when the bus is so many stops before', () => {
    expect(said(off, at('08:11'), [onTheWay(2)])).toEqual(['WAIT']);
    expect(said(off, at('08:11'), [onTheWay(3)])).toEqual(['DUE', 'NEAR', '还有1站到 方塔园，请准备下车']);
    expect(said({ ...off, stops: 0 }, at('08:18'), [onTheWay(4)])).toEqual(['DUE', 'NEAR', '下一站 方塔园，请准备下车']);
  });

  it('goes by the timetable where nothing is known of the bus, from when it has set out', () => {
    expect(said({ ...off, stops: 9 }, at('07:59'))).toEqual(['WAIT']);
    expect(said(off, at('08:09'))).toEqual(['WAIT']);
    expect(said(off, at('08:11'))).toEqual(['DUE', 'NEAR', '还有1站到 方塔园，请准备下车（按时刻表估计）']);
  });

  it('works to the end of the line', () => {
    expect(said({ ...off, stopId: 'F' }, at('08:21'), [onTheWay(5)])[0]).toBe('DUE');
  });

  it('is missed when the bus has passed, is cancelled, or leaves the stop out', () => {
    expect(said(off, at('08:22'), [onTheWay(5)])).toEqual(['MISSED', 'GONE', '这班云间24路已经开过 方塔园']);
    expect(said(off, at('08:00'), [onTheWay(0, 0, { state: 'CANCELED' })])[1]).toBe('CANCELED');
    expect(said(off, at('08:11'), [onTheWay(2, 0, { flags: Uint8Array.of(2, 2, 0, 0, 1, 4) })])).toEqual(['MISSED', 'SKIPPED', '这班云间24路不停靠 方塔园，请在附近的站下车']);
  });
});

describe('which run of a trip is meant', () => {
  const meant = (tripId: string, stop: string, now: number, runs: readonly TripRun[] = []) => runMeant(stateWith(timetable, now, runs), tripId, [timetable.stopIndex(stop) ?? -1], now)?.serviceDay;

  it('is yesterday\'s while it is on its way past midnight, else today\'s', () => {
    expect([meant('n1', 'E', at('00:10', day + 1)), meant('n1', 'E', at('00:45', day + 1)), meant('n1', 'E', at('02:00', day + 1)), meant('t1', 'E', at('12:00'))]).toEqual([day, day, day + 1, day]);
    expect(meant('n1', 'B', at('12:00'))).toBeUndefined();
  });

  it('is an added trip\'s own day', () => {
    const added: TripRun = { ...onTheWay(0), key: 'extra|20260115', tripId: 'extra', trip: -1, state: 'ADDED' };
    expect(meant('extra', 'E', at('08:00'), [added])).toBe(day);
    expect(said({ kind: 'GET_OFF', stopId: 'E', trip: { tripId: 'extra', serviceDay: day, startTime: -1 }, stops: 1 }, at('08:16'), [{ ...added, nextPosition: 3 }])[0]).toBe('DUE');
  });

  it('is the next run where it runs by frequencies', () => {
    const often = namedTimetable({
      stops: { A: { name: 'A' }, B: { name: 'B' } },
      trips: ['08:00', '08:20', '08:40'].map((start, index) => ({ id: 'f', stops: ['A', 'B'], times: [start, ['08:10', '08:30', '08:50'][index] ?? ''], start, headway: 1200 })),
    });
    const now = often.dayStart(day) + clockSeconds('08:15');
    expect(runMeant(stateWith(often, now), 'f', [often.stopIndex('A') ?? -1], now)).toEqual({ tripId: 'f', serviceDay: day, startTime: clockSeconds('08:20') });
  });
});
