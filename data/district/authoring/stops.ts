/** The stops of the district: named places on streets, each with a pole on either side of the road. */
import { at, chance, length, locate, toLonLat, type Point } from './geometry.js';
import { NEIGHBOURHOODS } from './neighbourhoods.js';
import { findCrossing, getRoad, ROADS, sameStreet, type Road, type RoadClass } from './roads.js';

/** A pole: one boarding point, `sign` +1 for buses that run along the street's drawn direction, −1 for the others. */
export interface Pole {
  readonly id: string;
  readonly platform: string;
  readonly road: Road;
  readonly sign: 1 | -1;
  /** Metres along the street. */
  readonly s: number;
  readonly point: Point;
}

/** A stop as riders know it: one name, two poles for each street it lies on; a hub is a station with platforms. */
export interface Place {
  readonly number: number;
  readonly zh: string;
  readonly en: string;
  readonly hub: boolean;
  readonly authored: boolean;
  /** GTFS wheelchair_boarding: 0 unknown, 1 yes, 2 no. */
  readonly wheelchair: 0 | 1 | 2;
  readonly poles: readonly Pole[];
}

/** A stop that the author names and puts on one or more streets, at a crossing plus an offset in metres along it. */
interface Authored {
  readonly number: number;
  readonly zh: string;
  readonly en: string;
  readonly hub?: true;
  readonly on: readonly (readonly [road: string, crossing: string, offset: number])[];
}

const AUTHORED: readonly Authored[] = [
  { number: 101, zh: '云间新城地铁站', en: 'Yunjian New Town Metro Station', hub: true, on: [['人民北路', '云间大道', -130], ['云间大道', '人民北路', -150]] },
  { number: 102, zh: '佘山地铁站', en: 'Sheshan Metro Station', hub: true, on: [['林荫新路', '嘉云公路', -650]] },
  { number: 103, zh: '泗泾地铁站', en: 'Sijing Metro Station', hub: true, on: [['泗通路', '江川路', -700]] },
  { number: 104, zh: '高铁云间南站', en: 'Yunjian South Railway Station', hub: true, on: [['南站大道', '人民南路', 320]] },
  { number: 111, zh: '云间体育中心', en: 'Yunjian Sports Centre', on: [['人民北路', '思贤路', -150]] },
  { number: 112, zh: '人民北路中山中路', en: 'Renmin North Road & Zhongshan Middle Road', on: [['人民北路', '中山中路', 110], ['中山中路', '人民北路', -110]] },
  { number: 113, zh: '方塔园', en: 'Fangta Park', on: [['中山中路', '方塔北路', -220]] },
  { number: 114, zh: '醉白池', en: 'Zuibaichi Garden', on: [['人民南路', '松乐路', 150], ['松乐路', '人民南路', -180]] },
  { number: 115, zh: '大学城文汇路', en: 'University Town Wenhui Road', on: [['文汇路', '人民北路', -850]] },
  { number: 116, zh: '大学城图书馆', en: 'University Town Library', on: [['龙源路', '文汇路', 420]] },
  { number: 117, zh: '佘山国家森林公园', en: 'Sheshan National Forest Park', on: [['外青云公路', '沈砖公路', -560]] },
  { number: 118, zh: '辰山植物园', en: 'Chenshan Botanical Garden', on: [['辰花路', '辰塔路', -480], ['辰塔路', '辰花路', 320]] },
  { number: 119, zh: '广富林遗址', en: 'Guangfulin Heritage Site', on: [['广富林路', '三新路', -700]] },
  { number: 120, zh: '区中心医院', en: 'District Central Hospital', on: [['荣乐东路', '方塔北路', -600]] },
  { number: 121, zh: '岳阳社区事务受理中心', en: 'Yueyang Community Affairs Centre', on: [['松乐路', '方塔南路', -620]] },
  { number: 122, zh: '月湖雕塑公园', en: 'Yuehu Sculpture Park', on: [['沈砖公路', '外青云公路', 1500]] },
  { number: 123, zh: '天马山', en: 'Tianma Hill', on: [['天马路', '辰花路', 1250]] },
  { number: 124, zh: '英伦小镇', en: 'Thames Town', on: [['三新路', '云间大道', -520]] },
  { number: 125, zh: '泗泾第二小学', en: 'Sijing No. 2 Primary School', on: [['泗凤路', '江川路', 1050]] },
  { number: 126, zh: '云间一中', en: 'Yunjian No. 1 High School', on: [['思贤路', '谷阳北路', -500]] },
  { number: 127, zh: '云间实验小学', en: 'Yunjian Experimental Primary School', on: [['文翔路', '谷阳北路', -420]] },
  { number: 128, zh: '区妇幼保健院', en: 'District Maternal and Child Health Hospital', on: [['荣乐西路', '谷阳北路', -480]] },
  { number: 129, zh: '永丰公交枢纽', en: 'Yongfeng Bus Terminal', on: [['三新路', '云汇路', 260]] },
  { number: 130, zh: '方塔南路公交枢纽', en: 'Fangta South Road Bus Terminal', on: [['方塔南路', '云汇路', 300]] },
];

/** Poles stand this far to the right of the road's middle, and this far beyond the named point, in metres. */
const SIDE = 9;
const STAGGER = 28;
/** A stop at a crossing stands this far past it; stops closer together than `CLOSE` are one; wider gaps get another. */
const PAST_CROSSING = 80;
const CLOSE = 420;
const GAP: Readonly<Record<RoadClass, number>> = { street: 900, avenue: 1050, road: 1700 };
const SPACING: Readonly<Record<RoadClass, number>> = { street: 760, avenue: 900, road: 1500 };

interface Draft { zh: string; en: string; road: Road; s: number }

/**
 * All places of the district in a fixed order: the authored ones, then street by street.
 * @param driven names of the streets that buses take; the others get no stops between the authored ones.
 */
export function createPlaces(driven: ReadonlySet<string>): Place[] {
  const places = AUTHORED.map((a) => createPlace(a.number, a.zh, a.en, a.on.map(([name, crossing, offset]) => {
    const road = getRoad(name);
    const hit = findCrossing(road, getRoad(crossing));
    if (!hit) throw new Error(`${name} does not meet ${crossing}`);
    return { road, s: hit.on + offset };
  }), { hub: a.hub === true, authored: true }));
  const known = new Set(places.map((p) => p.zh));
  let used = 0;
  const spare = (): readonly [string, string] => at(NEIGHBOURHOODS, used++);
  ROADS.forEach((road, roadIndex) => {
    if (!driven.has(road.zh)) return;
    const taken = places.flatMap((p) => p.poles.filter((pole) => pole.road === road && pole.sign === 1).map((pole) => pole.s - STAGGER));
    drafts(road, taken, known, spare).filter((d) => !known.has(d.zh)).forEach((d, index) => {
      known.add(d.zh);
      places.push(createPlace(1000 + roadIndex * 20 + index, d.zh, d.en, [d], { hub: false, authored: false }));
    });
  });
  return places;
}

function drafts(road: Road, taken: readonly number[], named: ReadonlySet<string>, spare: () => readonly [string, string]): Draft[] {
  const out: Draft[] = [];
  const free = (s: number): boolean => s > 60 && s < length(road.course) - 60
    && [...taken, ...out.map((d) => d.s)].every((other) => Math.abs(other - s) >= CLOSE);
  for (const other of ROADS) {
    const hit = other === road || sameStreet(other, road) ? undefined : findCrossing(road, other);
    if (!hit || named.has(other.zh + road.zh)) continue;
    const s = [hit.on + PAST_CROSSING, hit.on - PAST_CROSSING].find(free);
    if (s !== undefined) out.push({ zh: road.zh + other.zh, en: `${road.en} & ${other.en}`, road, s });
  }
  const spots = gaps(road, [...taken, ...out.map((d) => d.s)]);
  return [...out, ...spots.map((s, i): Draft => {
    const [zh, en] = road.along[i] ?? spare();
    return { zh, en, road, s };
  })].sort((a, b) => a.s - b.s);
}

/** Spots in the gaps that are wide enough, evenly spread. */
function gaps(road: Road, taken: readonly number[]): number[] {
  const marks = [0, ...taken, length(road.course)].sort((a, b) => a - b);
  return marks.slice(1).flatMap((end, i) => {
    const start = at(marks, i);
    const pieces = Math.max(2, Math.round((end - start) / SPACING[road.kind]));
    return end - start < GAP[road.kind] ? [] : Array.from({ length: pieces - 1 }, (_, k) => start + ((k + 1) * (end - start)) / pieces);
  });
}

function createPlace(number: number, zh: string, en: string, spots: readonly { road: Road; s: number }[], flags: { hub: boolean; authored: boolean }): Place {
  const poles = spots.flatMap(({ road, s }, spot) => ([1, -1] as const).map((sign, k): Pole => {
    const along = Math.min(Math.max(s + sign * STAGGER, 5), length(road.course) - 5);
    const { point, heading } = locate(road.course, along);
    const platform = 'ABCDEF'.charAt(spot * 2 + k);
    return {
      id: `${number}${platform}`, platform, road, sign, s: along,
      point: { x: point.x + sign * heading.y * SIDE, y: point.y - sign * heading.x * SIDE },
    };
  }));
  const dice = chance(`wheelchair ${zh}`);
  const wheelchair = flags.authored || dice < 0.6 ? 1 : dice < 0.8 ? 2 : 0;
  return { number, zh, en, ...flags, wheelchair, poles };
}

/** The middle of a place's poles, in district metres. */
export function centre(place: Place): Point {
  const sum = place.poles.reduce((acc, pole) => ({ x: acc.x + pole.point.x, y: acc.y + pole.point.y }), { x: 0, y: 0 });
  return { x: sum.x / place.poles.length, y: sum.y / place.poles.length };
}

/** The fare zone of a point: 1 the south and the old town, 2 new town, 3 university town, 4 Sheshan, 5 Sijing. */
export function fareZone(p: Point): string {
  const [lon, lat] = toLonLat(p, 6);
  if (lon > 121.262) return 'Z5';
  if (lat < 31.017) return 'Z1';
  if (lat < 31.041) return 'Z2';
  return lat < 31.066 ? 'Z3' : 'Z4';
}
