import { numeralOf } from '../../../modules/kernel/text/index.js';
import type { NumberedRoute } from '../lexicon.js';
import type { Term } from '../types.js';
import { smallNumber } from './dates.js';

/** A route written by its number. */
export interface RouteHit {
  readonly start: number;
  readonly end: number;
  /** 24路, 24路区间. */
  readonly value: string;
  readonly term?: Term;
}

const NUMERAL = '(\\d{1,3}|[一二三四五六七八九十百零幺两]{1,5})';
const WITH_WORD = new RegExp(`${NUMERAL}(路|号线|线路?|号公交|号车)(公交车|公交|巴士)?(区间车?|快车|支线)?`, 'gu');
/** A bare number is a route where nothing else is said of it: 24到哪了, 坐24, “24”. */
const BARE_WHOLE = /^(\d{1,3}) ?(?:到哪|几点|什么时候|还有|还要|多久|来了|来没|来了没|走哪|末班|首班|停不停|经过|绕)?/u;
const BARE_AFTER = /(?:[坐乘等]|公交车?|换)(?:那个|的)?(\d{1,3})(?![\d.:/-])(?!个|分|块|元|站|点|号|人|张|年|月|天|次|路|线|岁|米|公里)/gu;
const OTHER_THING = /^一路(?:顺|平|走|上|都|到|向|小心)/u;

/** Numbers of three digits by how they are written; made when one may be read. */
let hundreds: ReadonlyMap<string, number> | undefined;

/** 二十四 or 一百零二 as a number. */
function numberOf(text: string): number | undefined {
  const small = smallNumber(text);
  if (small !== undefined) return small;
  hundreds ??= new Map(Array.from({ length: 900 }, (_, i) => i + 100).flatMap((n) => [[numeralOf(n), n], [numeralOf(n).replace('二百', '两百'), n]] as const));
  return hundreds.get(text);
}

function resolve(text: string, start: number, end: number, number: number, suffix: string, routesOf: (number: string) => readonly NumberedRoute[]): RouteHit {
  const all = routesOf(String(number));
  const named = all.filter(({ prefix }) => prefix !== '' && text.slice(0, start).endsWith(prefix));
  const candidates = named.length > 0 ? named : all;
  const chosen = candidates.find((route) => route.suffix === `路${suffix}`) ?? (suffix === '' ? candidates[0] : undefined);
  const value = `${number}路${suffix}`;
  const from = named.length > 0 ? start - (named[0]?.prefix.length ?? 0) : start;
  return chosen === undefined ? { start: from, end, value } : { start: from, end, value: chosen.term.name, term: chosen.term };
}

/** Routes by number: 24路, 二十四路, 24号线, 24路区间, 云间24路, and a bare 24 where it can be nothing else. */
export function findRoutes(text: string, routesOf: (number: string) => readonly NumberedRoute[]): RouteHit[] {
  const hits: RouteHit[] = [];
  for (const match of text.matchAll(WITH_WORD)) {
    const number = numberOf((match[1] ?? '').replaceAll('幺', '一'));
    const before = text.charAt(match.index - 1);
    if (number === undefined || number === 0 || /[\d第]/u.test(before) || OTHER_THING.test(text.slice(match.index, match.index + 4))) continue;
    const suffix = (match[4] ?? '').replace('区间车', '区间');
    // 区间 right after the words between: 24路公交区间.
    hits.push(resolve(text, match.index, match.index + match[0].length - (match[3] !== undefined && suffix === '' ? match[3].length : 0), number, suffix, routesOf));
  }
  if (hits.length > 0) return hits;
  const whole = BARE_WHOLE.exec(text);
  const rest = whole === null ? '' : text.slice((whole[1] ?? '').length);
  if (whole?.[1] !== undefined && (rest === '' || whole[0].length > whole[1].length)) hits.push(resolve(text, 0, whole[1].length, Number(whole[1]), '', routesOf));
  for (const match of text.matchAll(BARE_AFTER)) {
    const number = match[1] ?? '';
    const end = match.index + match[0].length;
    if (routesOf(number).length > 0) hits.push(resolve(text, end - number.length, end, Number(number), '', routesOf));
  }
  return hits;
}
