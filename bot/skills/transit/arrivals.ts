import { AssistantBoardDocument, AssistantRouteDocument, type AssistantBoardQuery } from '../../__generated__/operations.js';
import type { BoardCardEntity } from '../../contract.js';
import { dateSaid, daySlot } from '../dates.js';
import { clockTime, dayName, dayOf, untilBus } from '../say.js';
import type { Answer, Skill, SkillTurn } from '../types.js';
import { arrivalsPhrases } from './phrases.js';
import { routeInfo } from './route-info.js';
import { isStopOf, placesNear, resolveStop, type StopPlace } from './stops.js';

type Board = NonNullable<AssistantBoardQuery['stop']>;
type Arrival = Board['arrivals'][number];

const MOST_ROWS = 6;
/** Words that ask for more than the next bus. */
const LAST = /末班|最后一班|尾班|收班/u;
const FULL = /挤|人多|人不多|座|位子|空位|满员|满不满|上得去/u;
/** Directions that name no place. */
const TURNED = /^(?:反方向|外圈|内圈)$/u;
const REMIND = /提醒|叫我|喊我|通知我|告诉我|说一声|叫一声|喊一声/u;

/** transit.arrivals: when the next bus comes. */
export const arrivals: Skill = {
  intent: 'transit.arrivals',
  title: '查公交什么时候到',
  phrases: arrivalsPhrases,
  slots: [
    { name: 'stop', label: '车站', kinds: ['stop', 'place', 'attraction', 'school', 'clinic', 'centre'], question: '您在哪一站等车？', free: true },
    { name: 'route', label: '线路', kinds: ['route', 'route-number'], question: '您等几路车？' },
    { name: 'direction', label: '方向', kinds: ['direction', 'stop', 'place'], role: 'towards' },
    daySlot,
  ],
  async answer(turn) {
    const { stop, route } = turn.slots;
    const day = dateSaid(turn)?.from;
    if (day !== undefined && day > dayOf(turn.now)) return anotherDay(turn);
    if (stop) {
      const found = await resolveStop(turn, 'stop', stop);
      return 'answer' in found ? found.answer : boardAnswer(turn, found.place);
    }
    if (!turn.position) return { kind: 'ask', slot: 'stop', text: '您在哪一站等车？说站名，或者告诉我您的位置。', chips: [{ label: '用我的位置', action: 'LOCATE', value: null }] };
    const near = await placesNear(turn, turn.position);
    const place = route ? near.find(({ routes }) => routes.some(({ shortName }) => shortName === route.value)) : near[0];
    if (!place) return { kind: 'ask', slot: 'stop', text: route ? `附近 800 米内没有${route.value}的车站。您在哪一站等车？` : '附近 800 米内没有公交站。您在哪一站等车？' };
    return boardAnswer(turn, place);
  },
};

/** Where a bus is, is known on its day alone: of another one the timetable is told. */
async function anotherDay(turn: SkillTurn): Promise<Answer> {
  const { stop, ...others } = turn.slots;
  const { text, mentions, now, position, speaker, confirmed, key, execute } = turn;
  const answer = await routeInfo.answer({ text, mentions, now, position, speaker, confirmed, key, execute, slots: others.route || !stop ? others : turn.slots });
  return answer.kind === 'said' ? { ...answer, text: `车到哪里了只看得到当天的，那天按时刻表：\n${answer.text}`, about: { ...others, ...(stop ? { stop } : {}) } } : answer;
}

/** Where a line goes from a place, if that has a stop for each direction. */
function sidesOf(coming: readonly { readonly board: Board; readonly arrival: Arrival }[]): string[] {
  const stops = new Set(coming.map(({ board }) => board.id));
  return stops.size > 1 ? [...new Set(coming.map(({ arrival: { headsign } }) => headsign))] : [];
}

async function boardAnswer(turn: SkillTurn, place: StopPlace): Promise<Answer> {
  const { route, direction } = turn.slots;
  const line = route ? place.routes.find(({ id, shortName }) => id === route.id || shortName === route.value) : undefined;
  if (route && !line) {
    const lines = place.routes.map(({ shortName }) => shortName).join('、');
    return { kind: 'said', text: `${route.value}不停${place.name}。这里有：${lines || '暂无线路'}。`, chips: place.routes.slice(0, 4).map(({ shortName }) => ({ label: `${shortName}还有多久`, action: 'SAY', value: `${place.name}${shortName}还有多久到` })) };
  }
  const answers = await Promise.all(place.ids.map((id) => turn.execute(AssistantBoardDocument, { id })));
  const boards = answers.flatMap(({ stop }) => (stop ? [stop] : []));
  const coming = boards.flatMap((board) => board.arrivals.map((arrival) => ({ board, arrival })))
    .filter(({ arrival }) => !arrival.dropOffOnly && arrival.status !== 'CANCELED' && arrival.status !== 'SKIPPED' && (!line || arrival.route.id === line.id))
    .sort((a, b) => Date.parse(a.arrival.expectedAt) - Date.parse(b.arrival.expectedAt));
  const sides = line && !direction ? sidesOf(coming) : [];
  if (line && sides.length > 1) {
    return {
      kind: 'choice', slot: 'direction', text: `${line.shortName}在${place.name}两边都停，您往哪个方向？`,
      options: sides.map((headsign) => ({ label: headsign, value: { kind: 'stop', value: headsign, text: headsign, start: -1, end: -1, how: 'name' } })),
    };
  }
  const { towards, rows } = inDirection(coming, direction ? await headsignsOf(turn, direction.value, place, line?.id) : null);
  const about = { stop: turn.slots.stop ?? { kind: 'stop' as const, value: place.name, text: place.name, start: -1, end: -1, how: 'name' as const, ...(place.ids[0] ? { id: place.ids[0] } : {}) } };
  const [next] = rows;
  if (!next) return { kind: 'said', text: nothingComing(boards, place.name, line?.id, turn.now), about };
  const link = `/transit/stops/${encodeURIComponent(next.board.id)}`;
  const card: BoardCardEntity = {
    __typename: 'BoardCard', stopId: next.board.id, stopName: place.name, routeId: line?.id ?? null,
    rows: rows.slice(0, MOST_ROWS).map(({ arrival }) => ({
      route: arrival.route.shortName, headsign: arrival.headsign, expectedAt: Date.parse(arrival.expectedAt), etaSeconds: arrival.etaSeconds, stopsAway: arrival.stopsAway ?? null, live: arrival.source !== 'SCHEDULE',
    })),
  };
  const alerts = [...new Set(boards.flatMap((board) => board.alerts.map(({ header }) => header)))].slice(0, 2);
  const text = [
    line ? sayLine(place.name, rows.map(({ arrival }) => arrival)) : sayStop(place.name, rows.map(({ arrival }) => arrival)),
    ...(towards ? [] : [direction?.value === '反方向' ? '反方向现在没有车要来，以上是来的方向。' : `没有开往${direction?.value ?? ''}的车，以上是所有方向。`]),
    ...(LAST.test(turn.text) ? lastBusWords(boards, line?.id, turn.now) : []), ...(FULL.test(turn.text) ? ['车上挤不挤，现在还没有数据。'] : []),
    ...(REMIND.test(turn.text) ? ['要提醒，请点“设提醒”，选好提前几分钟或几站。'] : []), ...alerts.map((header) => `注意：${header}。`),
  ].join('\n');
  const headsigns = new Set(coming.map(({ arrival }) => arrival.headsign));
  return { kind: 'said', text, cards: [card], about, chips: [...(line && headsigns.size > 1 ? [{ label: '反方向呢', action: 'SAY' as const, value: '反方向呢' }] : []), { label: REMIND.test(turn.text) ? '设提醒' : '看站牌', action: 'OPEN', value: link }] };
}

/** What a direction means on the buses' signs: itself, and the termini of the lines that call there after this stop. */
async function headsignsOf(turn: SkillTurn, direction: string, place: StopPlace, lineId: string | undefined): Promise<readonly string[]> {
  if (TURNED.test(direction)) return [direction];
  const ids = lineId ? [lineId] : place.routes.slice(0, MOST_ROWS).map(({ id }) => id);
  const lines = await Promise.all(ids.map((id) => turn.execute(AssistantRouteDocument, { id, date: dayOf(turn.now) })));
  const beyond = lines.flatMap(({ route }) => route?.patterns ?? []).filter(({ stops }) => {
    const names = stops.map(({ stop }) => stop.name);
    return names.indexOf(place.name) >= 0 && names.findLastIndex((name) => isStopOf(name, direction)) > names.indexOf(place.name);
  });
  return [direction, ...beyond.map(({ headsign }) => headsign)];
}

/** Rows with one of these signs; all, and `towards` false, where there is none. 反方向 turns the direction of the first row round. */
function inDirection<Row extends { readonly arrival: Arrival }>(rows: readonly Row[], signs: readonly string[] | null): { readonly towards: boolean; readonly rows: readonly Row[] } {
  if (signs === null) return { towards: true, rows };
  const [first] = rows;
  const fitting = signs[0] === '反方向' ? rows.filter(({ arrival }) => arrival.headsign !== first?.arrival.headsign) : rows.filter(({ arrival: { headsign } }) => signs.some((sign) => headsign.includes(sign) || sign.includes(headsign)));
  return fitting.length > 0 ? { towards: true, rows: fitting } : { towards: false, rows };
}

function sayArrival({ etaSeconds, expectedAt, stopsAway, source, status }: Arrival): string {
  const stops = stopsAway === null || stopsAway === undefined ? '' : stopsAway === 0 ? '，就在前一站和本站之间' : `，还有 ${stopsAway} 站`;
  const basis = source === 'SCHEDULE' ? '（按时刻表）' : status === 'LATE' ? '（晚点）' : '';
  return etaSeconds > 3_600 ? `${clockTime(expectedAt)}${basis}` : `${untilBus(etaSeconds)}${stops}${basis}`;
}

/** One line's next buses, by direction. */
function sayLine(stop: string, rows: readonly Arrival[]): string {
  return groupedBy(rows, ({ headsign }) => headsign).map(([next, after]) => {
    return `${stop}，${next.route.shortName}开往${next.headsign}：${sayArrival(next)}${after ? `；下一班 ${clockTime(after.expectedAt)}` : ''}。`;
  }).join('\n');
}

/** A stop's next buses, each line and direction once. */
function sayStop(stop: string, rows: readonly Arrival[]): string {
  const first = groupedBy(rows, ({ route, headsign }) => `${route.id} ${headsign}`).slice(0, MOST_ROWS);
  return `${stop}接下来：\n${first.map(([next]) => `${next.route.shortName}（往${next.headsign}）${sayArrival(next)}`).join('\n')}`;
}

/** Rows of the same key together, in the order in which each key came first. */
function groupedBy<Row>(rows: readonly Row[], keyOf: (row: Row) => string): [Row, ...Row[]][] {
  const groups = new Map<string, [Row, ...Row[]]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return [...groups.values()];
}

function nothingComing(boards: readonly Board[], stop: string, routeId: string | undefined, now: number): string {
  return [routeId ? `${stop}这路车未来一个半小时没有。` : `${stop}未来一个半小时没有车。`, ...lastBusWords(boards, routeId, now)].join('\n');
}

/** The last buses of a stop, or of a line there: whether they have gone, and when the next one is. */
function lastBusWords(boards: readonly Board[], routeId: string | undefined, now: number): string[] {
  const last = boards.flatMap(({ lastBuses }) => lastBuses).filter(({ route }) => !routeId || route.id === routeId);
  return last.slice(0, 4).map(({ route, headsign, departure, gone, nextDeparture }) => {
    const again = nextDeparture ? `，下一班是${dayName(dayOf(nextDeparture), dayOf(now))} ${clockTime(nextDeparture)}` : '';
    return gone ? `${route.shortName}（往${headsign}）今天的末班车 ${clockTime(departure)} 已经开走${again}。` : `${route.shortName}（往${headsign}）的末班车 ${clockTime(departure)} 到，还没开走。`;
  });
}
