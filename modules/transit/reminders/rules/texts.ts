import type { Language } from '../../../kernel/languages.js';
import { pickText } from '../../../kernel/languages.js';
import type { RouteEntity, StopEntity } from '../../contract.js';
import { routeShortName } from '../../routes/rules/names.js';
import { dayOf, isoDateOf } from '../../timetable/service-days.js';
import type { Texts } from './reminder.js';

/** The words of one text in one language. */
type Wording<Facts> = (facts: Facts, language: Language) => string;

/** Says the same in each language of the contract. */
function say<Facts>(facts: Facts, hans: Wording<Facts>, hant: Wording<Facts>, en: Wording<Facts>): Texts {
  return { ZH_HANS: hans(facts, 'ZH_HANS'), ZH_HANT: hant(facts, 'ZH_HANT'), EN: en(facts, 'EN') };
}

function stopName({ timetable, record }: StopEntity, language: Language): string {
  return pickText(record.translations, record.name, timetable.data.language, language);
}

/** A line as one says it in a sentence: a bare number becomes “12路”, “route 12”. */
function lineName(route: RouteEntity, language: Language): string {
  const name = routeShortName(route, language);
  if (language === 'EN') return /^\d/u.test(name) ? `route ${name}` : name;
  return /^[0-9A-Za-z]+$/u.test(name) ? `${name}路` : name;
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

const formats = new Map<string, Intl.DateTimeFormat>();

/** `HH:mm` in a zone of an instant in epoch seconds. */
function clockTime(seconds: number, zone: string): string {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', hour: '2-digit', minute: '2-digit' });
    formats.set(zone, format);
  }
  return format.format(seconds * 1000);
}

/** An instant as people say it on the day of `now`: the time alone, tomorrow's time, or the date too. */
function when(seconds: number, now: number, zone: string, language: Language): string {
  const day = dayOf(seconds, zone);
  const ahead = day - dayOf(now, zone);
  const time = clockTime(seconds, zone);
  if (ahead === 0) return time;
  if (ahead === 1) return language === 'EN' ? `tomorrow ${time}` : `明天 ${time}`;
  const [, month = '', date = ''] = isoDateOf(day).split('-');
  return language === 'EN' ? `${isoDateOf(day)} ${time}` : `${Number(month)}月${Number(date)}日 ${time}`;
}

/** What is said of a bus that comes near. Seconds; `stops` null where the bus's place is not known. */
export interface NearFacts {
  readonly route: RouteEntity;
  readonly stop: StopEntity;
  readonly etaSeconds: number;
  readonly stops: number | null;
  /** Known from the timetable alone. */
  readonly scheduled: boolean;
}

const minutesOf = (seconds: number): number => Math.max(0, Math.round(seconds / 60));

/** 可以出门了. */
export function nearText(facts: NearFacts): Texts {
  return say(
    facts,
    ({ route, stop, etaSeconds, stops, scheduled }, language) => {
      const minutes = minutesOf(etaSeconds);
      const place = stops === null ? '' : stops === 0 ? '下一站就到，' : `还有${stops}站，`;
      const time = minutes === 0 ? '马上' : `约${minutes}分钟${place === '' ? '后' : ''}`;
      return `${lineName(route, language)}${place}${scheduled ? '按时刻表' : ''}${time}到 ${stopName(stop, language)}，可以出门了`;
    },
    ({ route, stop, etaSeconds, stops, scheduled }, language) => {
      const minutes = minutesOf(etaSeconds);
      const place = stops === null ? '' : stops === 0 ? '下一站就到，' : `還有${stops}站，`;
      const time = minutes === 0 ? '馬上' : `約${minutes}分鐘${place === '' ? '後' : ''}`;
      return `${lineName(route, language)}${place}${scheduled ? '按時刻表' : ''}${time}到 ${stopName(stop, language)}，可以出門了`;
    },
    ({ route, stop, etaSeconds, stops, scheduled }, language) => {
      const minutes = minutesOf(etaSeconds);
      const place = stops === null ? '' : stops === 0 ? ', which is its next stop' : `, ${plural(stops, 'stop')} away`;
      const time = minutes === 0 ? 'is about to reach' : `reaches`;
      const wait = minutes === 0 ? '' : ` in about ${minutes} min`;
      return capital(`${lineName(route, language)} ${time} ${stopName(stop, language)}${wait}${place}${scheduled ? ' (by the timetable)' : ''}. Time to leave.`);
    },
  );
}

/** What is said of the last bus. Instants in epoch seconds. */
export interface LastBusFacts {
  readonly route: RouteEntity;
  readonly stop: StopEntity;
  readonly headsign: (language: Language) => string;
  readonly departure: number;
  /** When a later one would have left that does not run; else null. */
  readonly canceledAt: number | null;
  readonly now: number;
}

/** 末班车快开了. */
export function lastBusText(facts: LastBusFacts): Texts {
  const { zone } = facts.route.timetable;
  const minutes = minutesOf(facts.departure - facts.now);
  const time = clockTime(facts.departure, zone);
  const canceled = facts.canceledAt === null ? null : clockTime(facts.canceledAt, zone);
  return say(
    facts,
    ({ route, stop, headsign }, language) =>
      `${lineName(route, language)}开往 ${headsign(language)} 的末班车${time}从 ${stopName(stop, language)} 开出，` +
      `${minutes === 0 ? '马上就开' : `还有约${minutes}分钟`}${canceled === null ? '' : `（${canceled}的一班停运）`}`,
    ({ route, stop, headsign }, language) =>
      `${lineName(route, language)}開往 ${headsign(language)} 的尾班車${time}從 ${stopName(stop, language)} 開出，` +
      `${minutes === 0 ? '馬上就開' : `還有約${minutes}分鐘`}${canceled === null ? '' : `（${canceled}的一班停駛）`}`,
    ({ route, stop, headsign }, language) =>
      `The last bus of ${lineName(route, language)} to ${headsign(language)} leaves ${stopName(stop, language)} at ${time}, ` +
      `${minutes === 0 ? 'now' : `in about ${minutes} min`}${canceled === null ? '' : ` (the one at ${canceled} is cancelled)`}.`,
  );
}

/** 该下车了. `scheduled`: the bus's place is worked out from the timetable. */
export function getOffText(facts: { readonly stop: StopEntity; readonly stops: number; readonly scheduled: boolean }): Texts {
  return say(
    facts,
    ({ stop, stops, scheduled }, language) =>
      `${stops === 0 ? `下一站 ${stopName(stop, language)}` : `还有${stops}站到 ${stopName(stop, language)}`}，请准备下车${scheduled ? '（按时刻表估计）' : ''}`,
    ({ stop, stops, scheduled }, language) =>
      `${stops === 0 ? `下一站 ${stopName(stop, language)}` : `還有${stops}站到 ${stopName(stop, language)}`}，請準備下車${scheduled ? '（按時刻表估計）' : ''}`,
    ({ stop, stops, scheduled }, language) =>
      `${stops === 0 ? `Next stop: ${stopName(stop, language)}` : `${capital(plural(stops, 'stop'))} to ${stopName(stop, language)}`}. ` +
      `Get ready to get off${scheduled ? ' (by the timetable)' : ''}.`,
  );
}

/** What is said when a bus can no longer be caught or ridden to the stop. */
export interface MissedFacts {
  readonly route: RouteEntity;
  readonly stop: StopEntity;
  /** Whether one waits at the stop or rides there. */
  readonly riding: boolean;
}

/** This bus has left the stop. */
export function goneText(facts: MissedFacts): Texts {
  return say(
    facts,
    ({ route, stop }, language) => `这班${lineName(route, language)}已经开过 ${stopName(stop, language)}`,
    ({ route, stop }, language) => `這班${lineName(route, language)}已經開過 ${stopName(stop, language)}`,
    ({ route, stop }, language) => `This bus of ${lineName(route, language)} has already left ${stopName(stop, language)}.`,
  );
}

/** This trip does not run. */
export function canceledText(facts: MissedFacts): Texts {
  return say(
    facts,
    ({ route }, language) => `这班${lineName(route, language)}停运了，请改乘别的班次`,
    ({ route }, language) => `這班${lineName(route, language)}停駛了，請改乘別的班次`,
    ({ route }, language) => `This bus of ${lineName(route, language)} is cancelled. Please take another.`,
  );
}

/** This trip leaves the stop out. */
export function skippedText(facts: MissedFacts): Texts {
  return say(
    facts,
    ({ route, stop, riding }, language) =>
      `这班${lineName(route, language)}不停靠 ${stopName(stop, language)}，${riding ? '请在附近的站下车' : '请改乘别的班次'}`,
    ({ route, stop, riding }, language) =>
      `這班${lineName(route, language)}不停靠 ${stopName(stop, language)}，${riding ? '請在附近的站下車' : '請改乘別的班次'}`,
    ({ route, stop, riding }, language) =>
      `This bus of ${lineName(route, language)} does not stop at ${stopName(stop, language)}. ` +
      `${riding ? 'Please get off at a stop nearby' : 'Please take another'}.`,
  );
}

/** No bus comes any more today. Instants in epoch seconds. */
export interface NoMoreFacts {
  /** null: of any line. */
  readonly route: RouteEntity | null;
  readonly stop: StopEntity;
  readonly nextDeparture: number | null;
  readonly now: number;
}

/** 末班车已过. */
export function noMoreText(facts: NoMoreFacts): Texts {
  const { nextDeparture, now, stop: { timetable: { zone } } } = facts;
  const next = (language: Language): string => (nextDeparture === null ? '' : when(nextDeparture, now, zone, language));
  return say(
    facts,
    ({ route, stop }, language) =>
      `${stopName(stop, language)} ${route ? lineName(route, language) : ''}末班车已过${nextDeparture === null ? '' : `，下一班 ${next(language)}`}`,
    ({ route, stop }, language) =>
      `${stopName(stop, language)} ${route ? lineName(route, language) : ''}尾班車已過${nextDeparture === null ? '' : `，下一班 ${next(language)}`}`,
    ({ route, stop }, language) =>
      `The last bus ${route ? `of ${lineName(route, language)} ` : ''}has left ${stopName(stop, language)}.` +
      `${nextDeparture === null ? '' : ` Next: ${next(language)}.`}`,
  );
}

/** Nothing of the kind runs here today. */
export function notRunningText(facts: { readonly route: RouteEntity | null; readonly stop: StopEntity }): Texts {
  return say(
    facts,
    ({ route, stop }, language) => `今天没有${route ? lineName(route, language) : '车'}从 ${stopName(stop, language)} 开出`,
    ({ route, stop }, language) => `今天沒有${route ? lineName(route, language) : '車'}從 ${stopName(stop, language)} 開出`,
    ({ route, stop }, language) => `${route ? capital(lineName(route, language)) : 'No bus'} ${route ? 'does not run' : 'runs'} from ${stopName(stop, language)} today.`,
  );
}

/** The stop or the route is in the timetable no more. */
export const REMOVED_TEXT: Texts = {
  ZH_HANS: '站点或线路有调整，请重新设置提醒',
  ZH_HANT: '站點或路線有調整，請重新設定提醒',
  EN: 'The stop or the route has changed. Please set the reminder again.',
};
