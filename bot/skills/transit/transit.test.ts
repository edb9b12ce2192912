import { describe, expect, it } from '@jest/globals';
import {
  AssistantAlertsDocument, AssistantBoardDocument, AssistantPlanDocument, AssistantRouteDocument, AssistantRoutesDocument, AssistantStopsDocument,
  type AssistantAlertsQuery, type AssistantBoardQuery, type AssistantPlanQuery, type AssistantRouteQuery, type AssistantRoutesQuery, type AssistantStopsQuery, type AssistantStopsQueryVariables,
} from '../../__generated__/operations.js';
import type { Mention } from '../../language/types.js';
import { fakeTurn, saidAs } from '../testing.js';
import type { Answer, Skill, SkillTurn } from '../types.js';
import { transitSkills } from './index.js';

type Arrival = NonNullable<AssistantBoardQuery['stop']>['arrivals'][number];
type Edge = AssistantStopsQuery['stops']['edges'][number];

const R24 = { id: 'd:Y24', shortName: '云间24路' };
const R1 = { id: 'd:Y1', shortName: '云间1路' };
const at = (clock: string, day = '2026-03-18'): string => `${day}T${clock}:00+08:00`;
const stop = (id: string, name: string, lat: number, routes = [R24], distanceMeters: number | null = null): Edge => ({ distanceMeters, node: { id, name, position: { lat, lon: 121.23 }, parent: null, platforms: [], routes } });
const coming = (minutes: number, more: Partial<Arrival> = {}): Arrival => ({
  expectedAt: new Date(Date.parse(at('09:00')) + minutes * 60_000).toISOString(), etaSeconds: minutes * 60, stopsAway: 3, source: 'POSITION', status: 'ON_TIME', headsign: '佘山国家森林公园', dropOffOnly: false, route: R24, ...more,
});

/** The stops of the fake district; 五龙广场 stands twice, far apart. */
const STOPS = [
  stop('d:113A', '方塔园', 31.009, [R24, R1], 120), stop('d:113B', '方塔园', 31.0091, [R24, R1], 130), stop('d:114A', '醉白池', 31.0, [R24], 400), stop('d:121A', '岳阳社区事务受理中心', 30.99),
  stop('d:1103A', '五龙广场', 30.995), stop('d:9A', '五龙广场', 31.08, [R1]),
];
const LINE: NonNullable<AssistantRouteQuery['route']> = {
  ...R24, longName: '岳阳社区事务受理中心 — 佘山国家森林公园', agency: { name: '云间公交', phone: '021-0000' }, fare: { currency: 'CNY', min: 2, max: 2 },
  timetable: [
    { directionId: 0, headsign: '佘山国家森林公园', firstDeparture: at('05:30'), lastDeparture: at('21:30'), trips: 60, headways: [{ hour: 7, departures: 6, minutes: 10 }, { hour: 12, departures: 4, minutes: 15 }] },
    { directionId: 1, headsign: '岳阳社区事务受理中心', firstDeparture: at('06:00'), lastDeparture: at('22:10'), trips: 58, headways: [] },
  ],
  patterns: [
    { directionId: 0, headsign: '佘山国家森林公园', tripsToday: 60, stops: ['岳阳社区事务受理中心', '醉白池', '方塔园', '佘山地铁站', '佘山国家森林公园'].map((name) => ({ stop: { id: name, name } })) },
    { directionId: 1, headsign: '岳阳社区事务受理中心', tripsToday: 58, stops: ['佘山国家森林公园', '佘山地铁站', '方塔园', '醉白池', '岳阳社区事务受理中心'].map((name) => ({ stop: { id: name, name } })) },
  ],
  alerts: [],
};

interface District {
  readonly arrivals?: readonly Arrival[];
  readonly lastBuses?: NonNullable<AssistantBoardQuery['stop']>['lastBuses'];
  readonly stopAlerts?: NonNullable<AssistantBoardQuery['stop']>['alerts'];
  readonly line?: AssistantRouteQuery['route'];
  readonly alerts?: AssistantAlertsQuery['serviceAlerts'];
  readonly plan?: AssistantPlanQuery['plan'];
}

function answersOf({ arrivals = [], lastBuses = [], stopAlerts = [], line = LINE, alerts = [], plan = [] }: District) {
  return new Map<unknown, (variables: never) => unknown>([
    [AssistantStopsDocument, ({ search, near }: AssistantStopsQueryVariables): AssistantStopsQuery => ({ stops: { edges: STOPS.filter(({ node }) => (search ? node.name.startsWith(search) : near)) } })],
    [AssistantBoardDocument, ({ id }: { id: string }): AssistantBoardQuery => ({ stop: { id, name: STOPS.find(({ node }) => node.id === id)?.node.name ?? '', arrivals: id.endsWith('A') ? [...arrivals] : [], lastBuses: id.endsWith('A') ? lastBuses : [], alerts: stopAlerts } })],
    [AssistantRoutesDocument, (): AssistantRoutesQuery => ({ routes: { edges: [] } })],
    [AssistantRouteDocument, (): AssistantRouteQuery => ({ route: line })],
    [AssistantAlertsDocument, (): AssistantAlertsQuery => ({ serviceAlerts: alerts })],
    [AssistantPlanDocument, (): AssistantPlanQuery => ({ plan })],
  ]);
}

const skillOf = (intent: string): Skill => {
  const skill = transitSkills.find((one) => one.intent === `transit.${intent}`);
  if (!skill) throw new Error(intent);
  return skill;
};
async function answerOf(intent: string, district: District, turn: Partial<SkillTurn>, calls: { document: unknown; variables: unknown }[] = []): Promise<Answer> {
  return skillOf(intent).answer(fakeTurn(answersOf(district), turn, calls));
}
const textOf = (answer: Answer): string => ('text' in answer ? answer.text : answer.kind);

const FANGTA = saidAs('stop', '方塔园');
const ROUTE = saidAs('route', '云间24路', 'd:Y24');
const DATE = (text: string, from: string, time?: { from: string; to: string }): Mention => ({ kind: 'date', value: from, text, start: 0, end: text.length, how: 'pattern', date: { from, to: from, ...(time ? { time } : {}) } });

it('has only the slots of its family', () => {
  expect([...new Set(transitSkills.flatMap(({ slots }) => slots.filter(({ inner }) => !inner).map(({ name }) => name)))].sort()).toEqual(['direction', 'from', 'place', 'route', 'stop', 'to']);
});

describe('arrivals', () => {
  const both = [coming(4), coming(16), coming(9, { headsign: '岳阳社区事务受理中心', source: 'SCHEDULE', status: 'SCHEDULED', stopsAway: null }), coming(6, { route: R1, headsign: '大学城文汇路', stopsAway: 0, status: 'LATE' })];
  const slots = { stop: FANGTA, route: ROUTE };

  it.each<[string, Partial<SkillTurn>, string]>([
    ['one line, live and by timetable', { slots }, '方塔园，云间24路开往佘山国家森林公园：约 4 分钟，还有 3 站；下一班 09:16。\n方塔园，云间24路开往岳阳社区事务受理中心：约 9 分钟（按时刻表）。'],
    ['all lines of a stop', { slots: { stop: FANGTA } }, '方塔园接下来：\n云间24路（往佘山国家森林公园）约 4 分钟，还有 3 站\n云间1路（往大学城文汇路）约 6 分钟，就在前一站和本站之间（晚点）\n云间24路（往岳阳社区事务受理中心）约 9 分钟（按时刻表）'],
    ['a direction by its terminus', { slots: { ...slots, direction: saidAs('stop', '岳阳社区事务受理中心') } }, '方塔园，云间24路开往岳阳社区事务受理中心：约 9 分钟（按时刻表）。'],
    ['a direction by a stop on the way', { slots: { ...slots, direction: saidAs('stop', '醉白池') } }, '方塔园，云间24路开往岳阳社区事务受理中心：约 9 分钟（按时刻表）。'],
    ['the other direction', { slots: { ...slots, direction: saidAs('direction', '反方向') } }, '方塔园，云间24路开往岳阳社区事务受理中心：约 9 分钟（按时刻表）。'],
    ['a direction where nothing goes', { slots: { ...slots, direction: saidAs('place', '泗泾') } }, '没有开往泗泾的车，以上是所有方向。'],
    ['how full', { slots, text: '24路挤不挤' }, '车上挤不挤，现在还没有数据。'],
    ['a reminder', { slots, text: '24路快到了叫我' }, '要提醒，请点“设提醒”'],
    ['here, by the position', { slots: { route: ROUTE }, position: { lat: 31.009, lon: 121.23 } }, '方塔园，云间24路开往佘山国家森林公园：约 4 分钟'],
  ])('tells %s', async (_what, turn, text) => {
    expect(textOf(await answerOf('arrivals', { arrivals: both }, turn))).toContain(text);
  });

  it('asks for the stop once, then for a board a stop', async () => {
    const calls: { document: unknown; variables: unknown }[] = [];
    await answerOf('arrivals', { arrivals: both }, { slots: { ...slots, stop: saidAs('stop', '方塔园', 'd:113A') } }, calls);
    expect(calls.map(({ document }) => document)).toEqual([AssistantStopsDocument, AssistantBoardDocument, AssistantBoardDocument]);
  });

  it('leaves out buses that do not come', async () => {
    const answer = await answerOf('arrivals', { arrivals: [coming(2, { status: 'CANCELED' }), coming(3, { status: 'SKIPPED' }), coming(5, { dropOffOnly: true }), coming(8)] }, { slots });
    expect(textOf(answer)).toBe('方塔园，云间24路开往佘山国家森林公园：约 8 分钟，还有 3 站。');
  });

  it('says when the last bus has gone, and when the next one is', async () => {
    const gone = { headsign: '佘山国家森林公园', departure: at('21:50'), gone: true, nextDeparture: at('05:45', '2026-03-19'), route: R24 };
    expect(textOf(await answerOf('arrivals', { lastBuses: [gone] }, { slots, now: Date.parse(at('23:00')) }))).toBe('方塔园这路车未来一个半小时没有。\n云间24路（往佘山国家森林公园）今天的末班车 21:50 已经开走，下一班是明天 05:45。');
    expect(textOf(await answerOf('arrivals', { arrivals: both, lastBuses: [{ ...gone, gone: false }] }, { slots, text: '24路末班车走了没' }))).toContain('的末班车 21:50 到，还没开走');
  });

  it('says what stops there where the line does not', async () => {
    const answer = await answerOf('arrivals', { arrivals: both }, { slots: { stop: saidAs('stop', '醉白池'), route: saidAs('route', '云间1路', 'd:Y1') } });
    expect(answer).toMatchObject({ text: '云间1路不停醉白池。这里有：云间24路。', chips: [{ value: '醉白池云间24路还有多久到' }] });
  });

  it('asks which of two stops of one name far apart, and takes the one chosen', async () => {
    const stopSlot = saidAs('stop', '五龙广场');
    const asked = await answerOf('arrivals', {}, { slots: { stop: stopSlot } });
    expect(asked).toMatchObject({ kind: 'choice', slot: 'stop', text: '有 2 个“五龙广场”站，您要哪一个？', options: [{ detail: '云间24路' }, { detail: '云间1路' }] });
    const chosen = asked.kind === 'choice' ? asked.options[1]?.value : undefined;
    const answer = await answerOf('arrivals', { arrivals: [coming(5, { route: R1, headsign: '大学城文汇路' })] }, { slots: { stop: chosen ?? stopSlot } });
    expect(textOf(answer)).toContain('云间1路（往大学城文汇路）约 5 分钟');
  });

  it('asks again for a stop that there is not, and for the stop where nothing says it', async () => {
    expect(await answerOf('arrivals', {}, { slots: { stop: saidAs('free', '月球') } })).toMatchObject({ kind: 'ask', slot: 'stop', text: '没有找到“月球”这个站。请换个说法，或者说一下附近的路名。' });
    expect(await answerOf('arrivals', {}, { slots: { route: ROUTE } })).toMatchObject({ kind: 'ask', slot: 'stop', chips: [{ action: 'LOCATE' }] });
  });

  it('tells the timetable of another day, on which no bus is under way yet', async () => {
    const calls: { document: unknown; variables: unknown }[] = [];
    const day = { ...saidAs('date', '2026-03-21'), date: { from: '2026-03-21', to: '2026-03-21' } };
    const answer = await answerOf('arrivals', { arrivals: both }, { slots: { ...slots, day }, text: '24路还有多久到方塔园' }, calls);
    expect(textOf(answer)).toContain('车到哪里了只看得到当天的，那天按时刻表：\n云间24路往佘山国家森林公园：3月21日首班 05:30，末班 21:30');
    expect(calls).toContainEqual({ document: AssistantRouteDocument, variables: { id: 'd:Y24', date: '2026-03-21' } });
    expect(textOf(await answerOf('arrivals', { arrivals: both }, { slots, mentions: [DATE('今天', '2026-03-18')] }))).toContain('云间24路开往');
  });

  it('adds what disturbs the stop', async () => {
    expect(textOf(await answerOf('arrivals', { arrivals: both, stopAlerts: [{ id: 'a', header: '站台施工' }] }, { slots }))).toContain('注意：站台施工。');
  });
});

describe('route_info', () => {
  const slots = { route: ROUTE };

  it.each<[string, Partial<SkillTurn>, string]>([
    ['24路末班车几点', { slots }, '云间24路往佘山国家森林公园：今天末班 21:30。\n云间24路往岳阳社区事务受理中心：今天末班 22:10。'],
    ['24路早上第一班几点', { slots }, '云间24路往佘山国家森林公园：今天首班 05:30。'],
    ['24路末班车几点', { slots: { ...slots, direction: saidAs('place', '佘山') } }, '云间24路往佘山国家森林公园：今天末班 21:30。'],
    ['24路多久一班', { slots }, '云间24路往佘山国家森林公园今天共 60 班，10 到 15 分钟一班。\n云间24路往岳阳社区事务受理中心今天共 58 班，班次很少。'],
    ['24路多少钱', { slots }, '云间24路一票制，2 元。'],
    ['24路哪个公司的', { slots }, '云间24路由云间公交运营，电话 021-0000。'],
    ['24路有哪些站', { slots }, '云间24路往佘山国家森林公园，5 站：岳阳社区事务受理中心—醉白池'],
    ['24路停方塔园吗', { slots: { ...slots, stop: FANGTA } }, '云间24路停方塔园（往佘山国家森林公园、往岳阳社区事务受理中心）。'],
    ['24路到岳阳受理中心吗', { slots: { ...slots, stop: saidAs('centre', '岳阳社区事务受理服务中心') } }, '云间24路停岳阳社区事务受理中心（'],
    ['24路到佘山吗', { slots: { ...slots, stop: saidAs('place', '佘山') } }, '云间24路停佘山地铁站、佘山国家森林公园（'],
    ['24路到泗泾地铁站吗', { slots: { ...slots, stop: saidAs('stop', '泗泾地铁站') } }, '云间24路不到泗泾地铁站。它走岳阳社区事务受理中心 — 佘山国家森林公园。'],
    ['方塔园有哪些车', { slots: { stop: FANGTA } }, '方塔园有 2 条线路：云间24路、云间1路。'],
  ])('answers %s', async (text, turn, expected) => {
    expect(textOf(await answerOf('route_info', {}, { ...turn, text }))).toContain(expected);
  });

  it('reads the day of the timetable from what was said', async () => {
    const calls: { document: unknown; variables: unknown }[] = [];
    expect(textOf(await answerOf('route_info', {}, { slots, text: '明天24路末班车几点', mentions: [DATE('明天', '2026-03-19')] }, calls))).toContain('明天末班 21:30');
    expect(calls).toContainEqual({ document: AssistantRouteDocument, variables: { id: 'd:Y24', date: '2026-03-19' } });
  });

  it('says that a line does not run on a day', async () => {
    expect(textOf(await answerOf('route_info', { line: { ...LINE, timetable: [] } }, { slots, text: '24路几点有车', mentions: [DATE('明天', '2026-03-19')] }))).toBe('云间24路明天不开。');
  });

  it('asks for the line where nothing says it, or there is none of that number', async () => {
    expect(await answerOf('route_info', {}, { text: '末班车几点' })).toMatchObject({ kind: 'ask', slot: 'route' });
    expect(await answerOf('route_info', {}, { slots: { route: saidAs('route-number', '99路') } })).toMatchObject({ kind: 'ask', slot: 'route', text: '没有找到“99路”这条线路。请再说一下是几路车。' });
  });
});

describe('nearby_stops', () => {
  it('tells the stops around the resident and around a place, the nearest first', async () => {
    const here = await answerOf('nearby_stops', {}, { position: { lat: 31.009, lon: 121.23 } });
    expect(textOf(here)).toContain('离您最近的是方塔园。\n方塔园（120 米）：云间24路、云间1路');
    expect(textOf(await answerOf('nearby_stops', {}, { slots: { place: saidAs('centre', '岳阳社区事务受理服务中心') } }))).toContain('离岳阳社区事务受理中心最近的是');
  });

  it('asks where, without a position', async () => {
    expect(await answerOf('nearby_stops', {}, {})).toMatchObject({ kind: 'ask', slot: 'place' });
  });
});

describe('trip_plan', () => {
  const slots = { from: FANGTA, to: saidAs('stop', '醉白池') };
  const ride = (line: typeof R24, from: string, to: string, depart: string, arrive: string): AssistantPlanQuery['plan'][number]['legs'][number] => ({
    __typename: 'RideLeg', departAt: depart, arriveAt: arrive, stopCount: 3, route: line, fromStop: { id: from, name: from }, toStop: { id: to, name: to }, boarding: { headsign: '终点', source: 'SCHEDULE' },
  });
  const byBus = { departAt: at('09:10'), arriveAt: at('09:40'), durationSeconds: 1_800, rides: 1, walkMeters: 0, legs: [ride(R24, '方塔园', '醉白池', at('09:12'), at('09:38'))] };
  const onFoot = { departAt: at('09:00'), arriveAt: at('09:12'), durationSeconds: 720, rides: 0, walkMeters: 850, legs: [{ __typename: 'WalkLeg' as const, meters: 850, walkTo: null }] };
  const changing = { ...byBus, rides: 2, walkMeters: 320, legs: [ride(R24, '方塔园', '五龙广场', at('09:12'), at('09:20')), ride(R1, '五龙广场', '醉白池', at('09:25'), at('09:38'))] };

  it.each<[string, AssistantPlanQuery['plan'], string]>([
    ['one ride', [byBus], '从方塔园到醉白池：\n09:10 出发，09:40 到，共 30 分钟。09:12 在方塔园坐云间24路（往终点），3 站后 09:38 在醉白池下车。'],
    ['a change', [changing], '步行 320 米。09:12 在方塔园坐云间24路（往终点），3 站后 09:20 在五龙广场下车；再 09:25 在五龙广场坐云间1路'],
    ['walking only', [onFoot], '从方塔园到醉白池：\n走过去：850 米，12 分钟。'],
    ['another way', [byBus, onFoot], '也可以走过去：850 米，12 分钟。'],
    ['nothing', [], '从方塔园到醉白池，这个时间没有找到公交走法。'],
    ['another day', [{ ...byBus, departAt: at('07:10', '2026-03-19'), arriveAt: at('07:40', '2026-03-19') }], '明天 07:10 出发，07:40 到'],
  ])('tells %s', async (_what, plan, text) => {
    expect(textOf(await answerOf('trip_plan', { plan }, { slots }))).toContain(text);
  });

  it.each<[string, readonly Mention[], object]>([
    ['去醉白池', [], { at: undefined, arriveBy: false }],
    ['明天早上八点去醉白池', [DATE('明天早上八点', '2026-03-19', { from: '08:00', to: '08:00' })], { at: '2026-03-19T00:00:00.000Z', arriveBy: false }],
    ['明天八点前要到醉白池', [DATE('明天八点', '2026-03-19', { from: '08:00', to: '08:00' })], { at: '2026-03-19T00:00:00.000Z', arriveBy: true }],
    ['十点到醉白池几点出门', [DATE('十点', '2026-03-18', { from: '10:00', to: '10:00' })], { at: '2026-03-18T02:00:00.000Z', arriveBy: true }],
    ['今天去醉白池几点出发', [DATE('今天', '2026-03-18')], { at: '2026-03-18T01:00:00.000Z', arriveBy: false }],
  ])('plans for the time of “%s”', async (text, mentions, variables) => {
    const calls: { document: unknown; variables: unknown }[] = [];
    await answerOf('trip_plan', { plan: [byBus] }, { slots, text, mentions }, calls);
    expect(calls.find(({ document }) => document === AssistantPlanDocument)?.variables).toMatchObject({ from: { stopId: 'd:113A' }, to: { stopId: 'd:114A' }, ...variables });
  });

  it('plans the same for a day said later, at the time said first', async () => {
    const calls: { document: unknown; variables: unknown }[] = [];
    const day = { ...saidAs('date', '2026-03-21'), date: { from: '2026-03-21', to: '2026-03-21' } };
    await answerOf('trip_plan', { plan: [byBus] }, { slots: { ...slots, day }, text: '明天八点前要到醉白池', mentions: [DATE('明天八点', '2026-03-19', { from: '08:00', to: '08:00' })] }, calls);
    expect(calls.find(({ document }) => document === AssistantPlanDocument)?.variables).toMatchObject({ at: '2026-03-21T00:00:00.000Z', arriveBy: true });
  });

  it('sets out from where the resident is, else asks', async () => {
    expect(textOf(await answerOf('trip_plan', { plan: [byBus] }, { slots: { to: slots.to }, position: { lat: 31, lon: 121 } }))).toContain('从您的位置到醉白池：');
    expect(await answerOf('trip_plan', {}, { slots: { to: slots.to } })).toMatchObject({ kind: 'ask', slot: 'from', text: '去醉白池，您从哪里出发？' });
    expect(await answerOf('trip_plan', {}, {})).toMatchObject({ kind: 'ask', slot: 'to' });
  });
});

describe('alerts', () => {
  const alert: AssistantAlertsQuery['serviceAlerts'][number] = { id: 'a', header: '云间24路改道', description: '人民北路施工，绕行方塔北路。', severity: 'WARNING', activeUntil: at('18:00', '2026-03-20'), routes: [R24], stops: [] };

  it('says that there is none, of what was asked', async () => {
    expect(textOf(await answerOf('alerts', {}, { slots: { route: ROUTE } }))).toBe('云间24路现在没有改道、停运或延误的通知。');
    expect(textOf(await answerOf('alerts', {}, { slots: { route: ROUTE, stop: FANGTA } }))).toBe('云间24路在方塔园现在没有改道、停运或延误的通知。');
    expect(textOf(await answerOf('alerts', {}, {}))).toBe('全区公交现在没有改道、停运或延误的通知。');
  });

  it('tells those that there are, with lines and until when', async () => {
    expect(textOf(await answerOf('alerts', { alerts: [alert] }, {}))).toBe('全区公交有 1 条通知：\n云间24路改道（云间24路）：人民北路施工，绕行方塔北路。到后天 18:00 为止。');
    expect(textOf(await answerOf('alerts', { alerts: [{ ...alert, activeUntil: null }] }, { slots: { route: ROUTE } }))).toBe('云间24路有 1 条通知：\n云间24路改道：人民北路施工，绕行方塔北路。');
  });
});
