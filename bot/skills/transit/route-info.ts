import { AssistantRouteDocument, type AssistantRouteQuery } from '../../__generated__/operations.js';
import { clockTime, dayName, dayOf } from '../say.js';
import type { Answer, Skill, SkillTurn } from '../types.js';
import { dateSaid, daySlot } from '../dates.js';
import { routeInfoPhrases } from './phrases.js';
import { resolveRoute } from './routes.js';
import { isStopOf, resolveStop } from './stops.js';

type Route = NonNullable<AssistantRouteQuery['route']>;
type Direction = Route['timetable'][number];

/** What of a line is asked, by the words that ask it; the first that fits. */
const ASKED: readonly (readonly [what: 'fare' | 'operator' | 'stops' | 'headway' | 'last' | 'first', words: RegExp])[] = [
  ['fare', /多少钱|票价|几块|几元|收费|票多少|车费|刷卡|一票制/u],
  ['operator', /电话|哪个公司|谁运营|公司|投诉|失物|丢.{0,4}车上|落.{0,4}车上/u],
  ['headway', /间隔|多久一班|多长时间一班|几分钟一班|隔多久|班次|发车频率|多少分钟一趟|多久一趟/u],
  ['last', /末班|最后一班|最晚|收班|几点停|开到几点|到几点/u],
  ['first', /首班|头班|第一班|最早|早班|几点开始|几点发车|几点开/u],
  ['stops', /哪些站|几站|多少站|停不停|停吗|经过|路过|到不到|去不去|走不走|停靠|站点|线路图|终点|起点|哪几站/u],
];

/** transit.route_info: first and last bus, intervals, stops, fare; which lines serve a stop. */
export const routeInfo: Skill = {
  intent: 'transit.route_info',
  title: '查线路和首末班车',
  phrases: routeInfoPhrases,
  slots: [
    { name: 'route', label: '线路', kinds: ['route', 'route-number'], question: '想查哪一路车？' },
    { name: 'stop', label: '车站', kinds: ['stop', 'place', 'attraction', 'school', 'clinic', 'centre'] },
    { name: 'direction', label: '方向', kinds: ['direction', 'stop', 'place'], role: 'towards' },
    daySlot,
  ],
  async answer(turn) {
    const { route, stop } = turn.slots;
    if (!route) return stop ? linesAt(turn) : { kind: 'ask', slot: 'route', text: '想查哪一路车？' };
    const found = await resolveRoute(turn, 'route', route);
    if ('answer' in found) return found.answer;
    const today = dayOf(turn.now);
    const day = dateSaid(turn)?.from ?? today;
    const { route: line } = await turn.execute(AssistantRouteDocument, { id: found.id, date: day });
    if (!line) return { kind: 'ask', slot: 'route', text: `没有找到${route.value}。请再说一下是几路车。` };
    return { kind: 'said', text: [tell(turn, line, dayName(day, today)), ...line.alerts.slice(0, 2).map(({ header }) => `注意：${header}。`)].join('\n'), chips: [{ label: '看线路', action: 'OPEN', value: `/transit/routes/${encodeURIComponent(line.id)}` }], cards: [stopsCard(line, turn.slots.direction?.value ?? null)] };
  },
};

function tell(turn: SkillTurn, line: Route, day: string): string {
  const asked = ASKED.find(([, words]) => words.test(turn.text))?.[0];
  const { stop, direction } = turn.slots;
  const directions = directed(line.timetable, direction?.value ?? null).filter(({ trips }) => trips > 0);
  if (stop && asked !== 'fare' && asked !== 'operator') return tellStop(line, stop.value, direction?.value ?? null, asked);
  if (asked === 'fare') return line.fare ? `${line.shortName}${line.fare.min === line.fare.max ? `一票制，${line.fare.min} 元` : `票价 ${line.fare.min} 到 ${line.fare.max} 元`}。` : `${line.shortName}的票价没有登记。`;
  if (asked === 'operator') return `${line.shortName}由${line.agency.name}运营${line.agency.phone ? `，电话 ${line.agency.phone}` : ''}。`;
  if (asked === 'stops') return line.patterns.slice(0, 2).map(({ headsign, stops }) => `${line.shortName}往${headsign}，${stops.length} 站：${stops.map((each) => each.stop.name).join('—')}。`).join('\n');
  if (directions.length === 0) return `${line.shortName}${day}不开。`;
  if (asked === 'headway') return directions.map((each) => `${line.shortName}往${each.headsign}${day}共 ${each.trips} 班，${tellHeadways(each)}。`).join('\n');
  return directions.map((each) => `${line.shortName}往${each.headsign}：${day}${tellEnds(each, asked)}${asked ? '' : `，${tellHeadways(each)}`}。`).join('\n');
}

function tellEnds({ firstDeparture, lastDeparture }: Direction, asked: string | undefined): string {
  const first = firstDeparture ? `首班 ${clockTime(firstDeparture)}` : '';
  const last = lastDeparture ? `末班 ${clockTime(lastDeparture)}` : '';
  if (asked === 'last') return last || first;
  return asked === 'first' ? first || last : [first, last].filter(Boolean).join('，');
}

function tellHeadways({ headways }: Direction): string {
  const minutes = headways.flatMap((each) => (each.minutes === null || each.minutes === undefined ? [] : [Math.round(each.minutes)]));
  if (minutes.length === 0) return '班次很少';
  const [least, most] = [Math.min(...minutes), Math.max(...minutes)];
  return least === most ? `约 ${least} 分钟一班` : `${least} 到 ${most} 分钟一班`;
}

/** Whether a line calls at a stop, and where it goes from there. */
function tellStop(line: Route, stop: string, towards: string | null, asked: string | undefined): string {
  const names = [...new Set(line.patterns.flatMap(({ stops }) => stops.map((each) => each.stop.name)))];
  const same = names.filter((name) => isStopOf(name, stop));
  // 佘山 is no stop, but the beginning of some.
  const meant = same.length > 0 ? same : names.filter((name) => name.includes(stop) || stop.includes(name));
  if (meant.length === 0) return `${line.shortName}不到${stop}。它走${line.longName}。`;
  const headsigns = [...new Set(directed(line.patterns, towards).filter(({ stops }) => stops.some((each) => meant.includes(each.stop.name))).map(({ headsign }) => headsign))];
  const ends = line.timetable.filter(({ headsign }) => headsigns.includes(headsign)).map((each) => ({ headsign: each.headsign, words: tellEnds(each, asked) })).filter(({ words }) => words !== '');
  return `${line.shortName}停${meant.slice(0, 4).join('、')}（${headsigns.map((headsign) => `往${headsign}`).join('、')}）。${ends.length > 0 ? `从始发站开：${ends.map(({ headsign, words }) => `往${headsign}${words}`).join('；')}。` : ''}`;
}

function directed<T extends { readonly headsign: string }>(directions: readonly T[], towards: string | null): readonly T[] {
  const [first] = directions;
  if (towards === '反方向' && first) return directions.filter(({ headsign }) => headsign !== first.headsign);
  const fitting = towards === null ? [] : directions.filter(({ headsign }) => headsign.includes(towards) || towards.includes(headsign));
  return fitting.length > 0 ? fitting : directions;
}

function stopsCard(line: Route, towards: string | null) {
  const [pattern] = directed(line.patterns, towards);
  return {
    __typename: 'ListCard' as const, title: `${line.shortName}${pattern ? ` 往${pattern.headsign}` : ''}`, link: `/transit/routes/${encodeURIComponent(line.id)}`,
    items: (pattern?.stops ?? []).map(({ stop }) => ({ title: stop.name, detail: null, link: `/transit/stops/${encodeURIComponent(stop.id)}` })),
  };
}

/** Which lines serve a stop. */
async function linesAt(turn: SkillTurn): Promise<Answer> {
  const { stop } = turn.slots;
  if (!stop) return { kind: 'ask', slot: 'route', text: '想查哪一路车？' };
  const found = await resolveStop(turn, 'stop', stop);
  if ('answer' in found) return found.answer;
  const { name, routes } = found.place;
  return {
    kind: 'said', text: routes.length > 0 ? `${name}有 ${routes.length} 条线路：${routes.map(({ shortName }) => shortName).join('、')}。` : `${name}现在没有线路停靠。`,
    cards: [{ __typename: 'ListCard', title: `${name}的线路`, link: null, items: routes.map(({ id, shortName }) => ({ title: shortName, detail: null, link: `/transit/routes/${encodeURIComponent(id)}` })) }],
    chips: [{ label: '什么时候来车', action: 'SAY', value: `${name}的车还有多久到` }],
  };
}
