import { districtDate, sinceMidnight } from '../../../modules/kernel/district-time.js';
import type { DateValue } from '../types.js';

/** A public holiday: its name and its days off, `YYYY-MM-DD`, both included. */
export interface Holiday {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

/** A date found in a text in the common form. */
export interface DateHit {
  readonly start: number;
  readonly end: number;
  readonly date: DateValue;
  readonly value: string;
}

const DAY = 86_400_000;
const DIGITS = '零一二三四五六七八九';
const NUMBER = '(\\d{1,2}|[零一二两三四五六七八九十]{1,3})';
const PARTS: readonly (readonly [name: string, words: string, from: string, to: string])[] = [
  ['morning', '早上|上午|早晨|清晨|清早|一早|一大早|早', '06:00', '12:00'],
  ['noon', '中午|正午', '11:00', '13:00'],
  ['afternoon', '下午|午后', '12:00', '18:00'],
  ['evening', '傍晚|晚上|晚间|今晚|晚', '18:00', '22:00'],
  ['night', '凌晨|半夜|深夜|夜里|夜间', '00:00', '06:00'],
];

/** 二十三 or 23; undefined where it is no number below 100. */
export function smallNumber(text: string): number | undefined {
  if (/^\d{1,4}$/u.test(text)) return Number(text);
  const plain = text.replaceAll('两', '二').replaceAll('〇', '零');
  const match = /^([一二三四五六七八九])?十([一二三四五六七八九])?$/u.exec(plain);
  if (match !== null) return (match[1] === undefined ? 1 : DIGITS.indexOf(match[1])) * 10 + (match[2] === undefined ? 0 : DIGITS.indexOf(match[2]));
  return plain.length === 1 && DIGITS.includes(plain) ? DIGITS.indexOf(plain) : undefined;
}

const isoOf = (time: number): string => new Date(time).toISOString().slice(0, 10);
/** Midnight UTC of a date; undefined where the calendar has no such day. */
function dayOf(year: number, month: number, day: number): number | undefined {
  const time = Date.UTC(year, month - 1, day);
  const back = new Date(time);
  return back.getUTCMonth() === month - 1 && back.getUTCDate() === day ? time : undefined;
}

/** First and last day, as midnights UTC. */
type Days = readonly [from: number, to: number];
type Rule = readonly [pattern: RegExp, days: (match: RegExpExecArray, today: number, holidays: readonly Holiday[]) => Days | undefined];
const sticky = (source: string): RegExp => new RegExp(source, 'uy');

const NEAR: Readonly<Record<string, number>> = { 大前: -3, 前: -2, 昨: -1, 今: 0, 明: 1, 后: 2, 大后: 3 };
const STEP: Readonly<Record<string, number>> = { 上上: -2, 上: -1, 这: 0, 本: 0, 下: 1, 下下: 2 };
const weekStart = (today: number): number => today - ((new Date(today).getUTCDay() + 6) % 7) * DAY;

function monthFrom(today: number, step: number): Days {
  const now = new Date(today);
  const first = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + step, 1);
  return [first, Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + step + 1, 0)];
}

/** A day of a month that was named without its year: this year's, or next year's where it is more than half a year past. */
function inYear(today: number, month: number, day: number): number | undefined {
  const year = new Date(today).getUTCFullYear();
  const here = dayOf(year, month, day);
  return here !== undefined && today - here > 183 * DAY ? dayOf(year + 1, month, day) : here;
}

const one = (day: number | undefined): Days | undefined => (day === undefined ? undefined : [day, day]);

/** Ways to name days, tried in this order; each pattern is anchored where it is tried. */
const RULES: readonly Rule[] = [
  [sticky('(\\d{4})(?:年|[-./])(\\d{1,2})(?:月|[-./])(\\d{1,2})(?:日|号)?'), (m) => one(dayOf(Number(m[1]), Number(m[2]), Number(m[3])))],
  [sticky(`${NUMBER}月(?:份)?${NUMBER}(?:日|号)?(?!个|名|位|张)`), (m, today) => one(inYear(today, smallNumber(m[1] ?? '') ?? 0, smallNumber(m[2] ?? '') ?? 0))],
  [sticky(`(上|这|本|下)个?月(?:的)?${NUMBER}(?:日|号)`), (m, today) => one(monthFrom(today, STEP[m[1] ?? ''] ?? 0)[0] + ((smallNumber(m[2] ?? '') ?? 1) - 1) * DAY)],
  [sticky('(上|这|本|下)?个?月(底|末|初|中)(?!旬|国|心)'), (m, today) => {
    const [first, last] = monthFrom(today, STEP[m[1] ?? '本'] ?? 0);
    if (m[2] === '初') return [first, first + 9 * DAY];
    return m[2] === '中' ? [first + 10 * DAY, first + 19 * DAY] : [first + 20 * DAY, last];
  }],
  [sticky('(上|这|本|下)个?月(?!票|份|子)'), (m, today) => monthFrom(today, STEP[m[1] ?? ''] ?? 0)],
  [sticky(`${NUMBER}月份?(?!龄|票)`), (m, today) => {
    const month = smallNumber(m[1] ?? '') ?? 0;
    const first = month >= 1 && month <= 12 ? inYear(today, month, 1) : undefined;
    return first === undefined ? undefined : [first, Date.UTC(new Date(first).getUTCFullYear(), month, 0)];
  }],
  [sticky('(大前|前|昨|今|明|大后|后)(?:天|日|儿(?!童|子|媳|科)|(?=早上|早晨|晚))'), (m, today) => one(today + (NEAR[m[1] ?? ''] ?? 0) * DAY)],
  [sticky('(今|明|昨)(?=早|晚)'), (m, today) => one(today + (NEAR[m[1] ?? ''] ?? 0) * DAY)],
  [sticky('(上上|上|这|本|下下|下)?个?(?:周|星期|礼拜)(末)'), (m, today) => {
    const saturday = weekStart(today) + (STEP[m[1] ?? '本'] ?? 0) * 7 * DAY + 5 * DAY;
    return [saturday, saturday + DAY];
  }],
  [sticky('(上上|上|这|本|下下|下)?个?(?:周|星期|礼拜)([一二三四五六日天1-7])(?!年|岁|期)'), (m, today) => {
    const day = '一二三四五六日'.indexOf((m[2] ?? '').replace('天', '日').replace(/[1-7]/u, (d) => '一二三四五六日'.charAt(Number(d) - 1)));
    const time = weekStart(today) + day * DAY;
    if (m[1] !== undefined) return one(time + (STEP[m[1]] ?? 0) * 7 * DAY);
    return one(time < today ? time + 7 * DAY : time);
  }],
  [sticky('(上上|上|这|本|下下|下)个?(?:周|星期|礼拜)(?!期|围|边|岁|年)'), (m, today) => {
    const monday = weekStart(today) + (STEP[m[1] ?? ''] ?? 0) * 7 * DAY;
    return [monday, monday + 6 * DAY];
  }],
  [sticky('(元旦|春节|过年|清明|五一|51(?=假|期|劳|放|长|黄)|劳动节|端午|中秋|国庆|十一(?=假|期|长|黄|放|去|有)|101?(?=黄金周))(?:节)?'), (m, today, holidays) => {
    const said = (m[1] ?? '').replace('过年', '春节').replace(/^(?:五一|51)$/u, '劳动').replace('劳动节', '劳动').replace(/^(?:十一|101?)$/u, '国庆');
    const next = holidays.filter(({ name, to }) => name.startsWith(said) && Date.parse(to) >= today).sort((a, b) => a.from.localeCompare(b.from))[0];
    return next === undefined ? undefined : [Date.parse(next.from), Date.parse(next.to)];
  }],
  [sticky(`(?:未来|接下来|今后)${NUMBER}天`), (m, today) => [today, today + ((smallNumber(m[1] ?? '') ?? 1) - 1) * DAY]],
  [sticky(`${NUMBER}(天|周|个星期|个礼拜)(?:之)?后`), (m, today) => one(today + (smallNumber(m[1] ?? '') ?? 0) * (m[2] === '天' ? 1 : 7) * DAY)],
  [sticky(`(?!两)${NUMBER}(?:号|日)(?!游|线|楼|口|门|院|窗|码|记|常|用|子|站|地|车|房|幢|弄|室)`), (m, today) => {
    const day = smallNumber(m[1] ?? '') ?? 0;
    const first = monthFrom(today, 0)[0];
    const time = first + (day - 1) * DAY;
    return day < 1 || day > 31 ? undefined : one(time < today ? monthFrom(today, 1)[0] + (day - 1) * DAY : time);
  }],
];

/** What one of {@link RULES} may begin with: most places of a text name no day. */
const DAY_BEGINS = new Set('0123456789零一二两三四五六七八九十上下这本个月周星礼大前昨今明后元春过清劳端中国未接');

const PART = sticky(`(?:的)?(?:${PARTS.map(([name, words]) => `(?<${name}>${words})`).join('|')})(?!饭|餐|点名|教|期|退|稻|会|婚)`);
const CLOCK = sticky(`(?:的)?(?:(\\d{1,2}):(\\d{2})|${NUMBER}(?:点钟?|时(?!间|候|常|段|长|代))(?:(半)|(一刻|三刻)|${NUMBER}分?|整)?)`);
/** 快一点, 有一点: no hour. */
const NO_HOUR_BEFORE = /[快早晚有多慢少大小近好差那几第]$/u;

interface TimeOfDay {
  readonly end: number;
  readonly part?: (typeof PARTS)[number];
  readonly clock?: { readonly hour: number; readonly minute: number };
}

function partAt(text: string, at: number, afterDay: boolean): TimeOfDay | undefined {
  PART.lastIndex = at;
  const match = PART.exec(text);
  if (match === null) return undefined;
  const part = PARTS.find(([name]) => match.groups?.[name] !== undefined);
  // 早 and 晚 alone are parts of a day only right after a day: 明早.
  if (part === undefined || (!afterDay && match[0].length === 1) || (!afterDay && match[0].startsWith('的'))) return undefined;
  return { end: at + match[0].length, part };
}

function clockAt(text: string, at: number, bare: boolean): TimeOfDay | undefined {
  CLOCK.lastIndex = at;
  const match = CLOCK.exec(text);
  if (match === null || (bare && (match[0].startsWith('的') || NO_HOUR_BEFORE.test(text.slice(Math.max(0, at - 1), at))))) return undefined;
  if (bare && /^一点(?!半|钟|整|\d)/u.test(match[0])) return undefined;
  const hour = smallNumber(match[1] ?? match[3] ?? '') ?? 99;
  const minute = match[4] !== undefined ? 30 : match[5] !== undefined ? (match[5] === '一刻' ? 15 : 45) : smallNumber(match[2] ?? match[6] ?? '0') ?? 0;
  return hour > 24 || minute > 59 ? undefined : { end: at + match[0].length, clock: { hour: hour % 24, minute } };
}

const two = (n: number): string => String(n).padStart(2, '0');

/** The hour in 24 hours: 下午三点 is 15; without a part of the day, one to six are in the afternoon. */
function hourOf(hour: number, part: string | undefined): number {
  if (part === 'afternoon' || part === 'evening') return hour < 12 ? hour + 12 : hour;
  if (part === 'noon') return hour < 10 ? hour + 12 : hour;
  return part === undefined && hour >= 1 && hour <= 6 ? hour + 12 : hour;
}

function daysAt(text: string, at: number, today: number, holidays: readonly Holiday[]): { end: number; days: Days } | undefined {
  if (!DAY_BEGINS.has(text.charAt(at))) return undefined;
  for (const [pattern, read] of RULES) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    const days = match === null ? undefined : read(match, today, holidays);
    if (match !== null && days !== undefined) return { end: at + match[0].length, days };
  }
  return undefined;
}

function composed(days: Days, time: { part?: (typeof PARTS)[number]; clock?: { hour: number; minute: number } }, now: number, saidDay: boolean, today: number): Omit<DateHit, 'start' | 'end'> {
  const [part, , partFrom, partTo] = time.part ?? [];
  let [from, to] = days;
  const dayless = saidDay ? {} : { dayless: true as const };
  if (time.clock === undefined) {
    if (part === undefined || partFrom === undefined || partTo === undefined) return { date: { from: isoOf(from), to: isoOf(to) }, value: from === to ? isoOf(from) : `${isoOf(from)}/${isoOf(to)}` };
    const passed = today + Number(partTo.slice(0, 2)) * 3_600_000 <= now;
    if (!saidDay && passed) from = to = from + DAY;
    return { date: { from: isoOf(from), to: isoOf(to), time: { from: partFrom, to: partTo }, ...dayless }, value: `${isoOf(from)} ${part}` };
  }
  const hour = hourOf(time.clock.hour, part);
  const at = `${two(hour)}:${two(time.clock.minute)}`;
  if (!saidDay && today + hour * 3_600_000 + time.clock.minute * 60_000 <= now) from = to = from + DAY;
  return { date: { from: isoOf(from), to: isoOf(to), time: { from: at, to: at }, ...dayless }, value: `${isoOf(from)}T${at}` };
}

const UNTIL = /[到至-]/uy;
const MAYBE_DATE = /[\d年月日号天周期拜午晚早晨夜点时元春过清五劳端中国十今明昨后前]/u;

/**
 * Days and times in a text in the common form, relative to an instant, in Asia/Shanghai. Weeks begin on Monday; a bare
 * weekday or day of the month is the coming one; a time without a day is today's, or tomorrow's where it has passed.
 */
export function findDates(text: string, now: number, holidays: readonly Holiday[] = []): DateHit[] {
  const hits: DateHit[] = [];
  if (!MAYBE_DATE.test(text)) return hits;
  const today = Date.parse(districtDate(now));
  const local = today + sinceMidnight(now);
  for (let at = 0; at < text.length; ) {
    const before = text.charAt(at - 1);
    const named = /[\d第]/u.test(before) ? undefined : daysAt(text, at, today, holidays);
    const part = partAt(text, named?.end ?? at, named !== undefined);
    const clock = clockAt(text, part?.end ?? named?.end ?? at, named === undefined && part === undefined);
    let end = clock?.end ?? part?.end ?? named?.end;
    if (end === undefined) {
      at += 1;
      continue;
    }
    let days: Days = named?.days ?? [today, today];
    UNTIL.lastIndex = end;
    if (named !== undefined && part === undefined && clock === undefined && UNTIL.test(text)) {
      const last = daysAt(text, end + 1, days[0], holidays);
      if (last !== undefined && last.days[1] >= days[0]) {
        days = [days[0], last.days[1]];
        end = last.end;
      }
    }
    const time = { ...(part?.part === undefined ? {} : { part: part.part }), ...(clock?.clock === undefined ? {} : { clock: clock.clock }) };
    hits.push({ start: at, end, ...composed(days, time, local, named !== undefined, today) });
    at = end;
  }
  return hits;
}
