import type { transit_realtime } from 'gtfs-realtime-bindings';
import { isoDateOf } from '../timetable/service-days.js';
import type { Timetable } from '../timetable/timetable.js';
import { alertEntity, gtfs } from './encode.js';
import { tripDescriptor } from './trip-updates.js';
import type { DayPlan, Detour, SimulatedRun } from './types.js';

/** Cancelled and extra runs are announced this many seconds before they (would) leave. */
const AHEAD = 3600;

/** The day's alerts that matter at an instant, as encoded entities. @param now epoch seconds */
export function alertEntities(plan: DayPlan, now: number): Uint8Array[] {
  const seconds = now - plan.start;
  const out: Uint8Array[] = [];
  const { detour } = plan.incidents;
  if (detour && seconds >= 0 && seconds < detour.until) out.push(alertEntity(`detour-${plan.date}`, detourAlert(plan, detour)));
  for (const run of plan.runs) {
    if (run.relationship === 'SCHEDULED') continue;
    const last = run.pattern.stops.length - 1;
    const [from, until] = [plan.timetable.departure(run.trip, 0) + run.shift - AHEAD, plan.timetable.arrival(run.trip, last) + run.shift];
    if (seconds < from || seconds >= until) continue;
    out.push(alertEntity(`${run.relationship.toLowerCase()}-${plan.date}-${run.tripId}-${run.shift}`, runAlert(plan, run, from, until)));
  }
  return out;
}

function text(zh: string, en: string): transit_realtime.ITranslatedString {
  return { translation: [{ text: zh, language: 'zh' }, { text: en, language: 'en' }] };
}

function clock(seconds: number): string {
  return `${Math.floor(seconds / 3600) % 24}:${String(Math.floor(seconds / 60) % 60).padStart(2, '0')}`;
}

function routeNames(timetable: Timetable, index: number): { id: string; zh: string; en: string } {
  const route = timetable.routes[index];
  const zh = route?.shortName || (route?.longName ?? '');
  return { id: route?.id ?? '', zh, en: route?.translations?.en?.shortName ?? zh };
}

function detourAlert(plan: DayPlan, detour: Detour): transit_realtime.IAlert {
  const { timetable } = plan;
  const routes = detour.routes.map((index) => routeNames(timetable, index));
  const [linesZh, linesEn] = [routes.map((r) => r.zh).join('、'), routes.map((r) => r.en).join(', ')];
  const stops = detour.stops.flatMap((index) => timetable.stops[index] ?? []);
  const zh = stops[0]?.name ?? '';
  const en = stops[0]?.translations?.en ?? zh;
  const hours = `${clock(detour.from)}–${clock(detour.until)}`;
  return {
    activePeriod: [{ start: plan.start + detour.from, end: plan.start + detour.until }],
    informedEntity: routes.flatMap((route) => stops.map((stop) => ({ routeId: route.id, stopId: stop.id }))),
    cause: gtfs.Alert.Cause.CONSTRUCTION,
    effect: gtfs.Alert.Effect.DETOUR,
    severityLevel: gtfs.Alert.SeverityLevel.WARNING,
    headerText: text(`${linesZh}绕行:暂不停靠${zh}`, `${linesEn} diverted: not stopping at ${en}`),
    descriptionText: text(
      `因道路施工,${isoDateOf(plan.day)} ${hours} ${linesZh}绕行,${stops.length > 1 ? '双向' : ''}不停靠“${zh}”站,请到前后相邻车站乘车。`,
      `Because of road works on ${isoDateOf(plan.day)}, ${hours}, buses of ${linesEn} are diverted and do not stop at ${en}. Please use the stop before or after it.`,
    ),
  };
}

function runAlert(plan: DayPlan, run: SimulatedRun, from: number, until: number): transit_realtime.IAlert {
  const { timetable } = plan;
  const route = routeNames(timetable, run.pattern.route);
  const first = timetable.stops[run.pattern.stops[0] ?? -1];
  const [zh, en] = [first?.name ?? '', first?.translations?.en ?? first?.name ?? ''];
  const leaves = clock(timetable.departure(run.trip, 0) + run.shift);
  const canceled = run.relationship === 'CANCELED';
  return {
    activePeriod: [{ start: plan.start + from, end: plan.start + until }],
    // An extra run is in no timetable that a selector could name: its line is told instead.
    informedEntity: [canceled ? { routeId: route.id, trip: tripDescriptor(plan, run) } : { routeId: route.id }],
    cause: canceled ? gtfs.Alert.Cause.TECHNICAL_PROBLEM : gtfs.Alert.Cause.OTHER_CAUSE,
    effect: canceled ? gtfs.Alert.Effect.REDUCED_SERVICE : gtfs.Alert.Effect.ADDITIONAL_SERVICE,
    severityLevel: canceled ? gtfs.Alert.SeverityLevel.WARNING : gtfs.Alert.SeverityLevel.INFO,
    headerText: canceled
      ? text(`${route.zh} ${leaves} 班次停运`, `${route.en}: the ${leaves} departure is cancelled`)
      : text(`${route.zh} ${leaves} 加开一班`, `${route.en}: an extra bus at ${leaves}`),
    descriptionText: canceled
      ? text(`因车辆故障,${route.zh} ${leaves} 从“${zh}”开出的班次停运,请改乘下一班。`, `Because of a vehicle fault, the ${leaves} departure of ${route.en} from ${en} does not run. Please take the next bus.`)
      : text(`客流较大,${route.zh} ${leaves} 从“${zh}”加开一班。`, `Because many people travel now, ${route.en} runs an extra bus from ${en} at ${leaves}.`),
  };
}
