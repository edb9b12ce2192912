/** The GTFS feed of 云间区 as files: name → content. Follows the GTFS Schedule reference. */
import { calendarDateRows, calendarRows, RANGE } from './calendar.js';
import { csv, time } from './csv.js';
import { at, distance, toLonLat, type Point } from './geometry.js';
import type { District } from './district.js';
import { fareZone, centre, type Place } from './stops.js';
import { isTimingPoint, type Trip } from './timetable.js';
import { longName, translationRows } from './translations.js';

const AGENCY = { id: 'yunjian', zh: '云间公交', en: 'Yunjian Bus' };

/** All files of the feed. */
export function createFeed(district: District): Map<string, string> {
  const { lines, patterns, places, trips } = district;
  return new Map([
    ['agency.txt', csv(['agency_id', 'agency_name', 'agency_url', 'agency_timezone', 'agency_lang', 'agency_phone'],
      [[AGENCY.id, AGENCY.zh, 'https://bus.yunjian.example/', 'Asia/Shanghai', 'zh', '021-00012345']])],
    ['feed_info.txt', csv(['feed_publisher_name', 'feed_publisher_url', 'feed_lang', 'default_lang', 'feed_start_date', 'feed_end_date', 'feed_version'],
      [['云间区交通委', 'https://jtw.yunjian.example/', 'zh', 'zh', RANGE.from, RANGE.until, '2026.1']])],
    ['stops.txt', stopsFile(places)],
    ['routes.txt', csv(['route_id', 'agency_id', 'route_short_name', 'route_long_name', 'route_type', 'route_color', 'route_text_color', 'route_sort_order'],
      lines.map((line, i) => [line.id, AGENCY.id, line.zh, longName(line), '3', line.color, 'FFFFFF', String(i + 1)]))],
    ['calendar.txt', csv(['service_id', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday', 'start_date', 'end_date'], calendarRows())],
    ['calendar_dates.txt', csv(['service_id', 'date', 'exception_type'], calendarDateRows())],
    ['trips.txt', tripsFile(district)],
    ['stop_times.txt', csv(['trip_id', 'arrival_time', 'departure_time', 'stop_id', 'stop_sequence', 'shape_dist_traveled', 'timepoint'], trips.flatMap(stopTimeRows))],
    ['frequencies.txt', csv(['trip_id', 'start_time', 'end_time', 'headway_secs', 'exact_times'], trips.flatMap((trip) => trip.frequencies.map((f) => [
      trip.id, time(f.from), time(f.until), String(f.seconds), trip.pattern.line.kind === 'exact' ? '1' : '0'])))],
    ['shapes.txt', csv(['shape_id', 'shape_pt_lat', 'shape_pt_lon', 'shape_pt_sequence', 'shape_dist_traveled'], patterns.flatMap((pattern) => (
      pattern.shape.points.map((p, i) => [pattern.id, ...latLon(p, 5), String(i + 1), at(pattern.shape.dist, i).toFixed(1)]))))],
    ['transfers.txt', csv(['from_stop_id', 'to_stop_id', 'transfer_type', 'min_transfer_time'], transferRows(places))],
    ['fare_attributes.txt', csv(['fare_id', 'price', 'currency_type', 'payment_method', 'transfers', 'agency_id'], [
      ['flat1', '1.00'], ['flat2', '2.00'], ['zones2', '2.00'], ['zones3', '3.00'], ['zones4', '4.00'], ['zones5', '5.00'],
    ].map((fare) => [...fare, 'CNY', '0', '0', AGENCY.id]))],
    ['fare_rules.txt', csv(['fare_id', 'route_id', 'origin_id', 'destination_id'], fareRuleRows(district))],
    ['translations.txt', csv(['table_name', 'field_name', 'language', 'translation', 'record_id', 'field_value'], translationRows(lines, patterns, places, AGENCY))],
  ]);
}

function latLon(p: Point, digits: number): [string, string] {
  const [lon, lat] = toLonLat(p, digits);
  return [lat.toFixed(digits), lon.toFixed(digits)];
}

function stopsFile(places: readonly Place[]): string {
  const rows = places.flatMap((place) => {
    const middle = centre(place);
    const zone = fareZone(middle);
    const access = String(place.wheelchair);
    const poles = place.poles.map((pole) => [pole.id, pole.id, place.zh, ...latLon(pole.point, 6), zone, '0', place.hub ? String(place.number) : '', place.hub ? pole.platform : '', access]);
    if (!place.hub) return poles;
    const entrances = ([1, 2] as const).map((n) => {
      const side = n === 1 ? 35 : -35;
      return [`${place.number}E${n}`, '', `${place.zh}${n}号口`, ...latLon({ x: middle.x + side, y: middle.y - side }, 6), '', '2', String(place.number), '', access];
    });
    return [[String(place.number), '', place.zh, ...latLon(middle, 6), '', '1', '', '', access], ...poles, ...entrances];
  });
  return csv(['stop_id', 'stop_code', 'stop_name', 'stop_lat', 'stop_lon', 'zone_id', 'location_type', 'parent_station', 'platform_code', 'wheelchair_boarding'], rows);
}

function tripsFile({ trips, blocks }: District): string {
  const bus = new Map(blocks.flatMap((block) => block.trips.map((trip) => [trip, block] as const)));
  return csv(['route_id', 'service_id', 'trip_id', 'trip_headsign', 'direction_id', 'block_id', 'shape_id', 'wheelchair_accessible'], trips.map((trip) => [
    trip.pattern.line.id, trip.service, trip.id, trip.pattern.headsign, String(trip.pattern.direction),
    bus.get(trip)?.id ?? '', trip.pattern.id, String(bus.get(trip)?.wheelchair ?? 1)]));
}

function stopTimeRows(trip: Trip): string[][] {
  return trip.pattern.visits.map((visit, i) => {
    const { arrival, departure } = at(trip.times, i);
    return [trip.id, time(arrival), time(departure), visit.pole.id, String(i + 1), String(Math.round(visit.dist)), isTimingPoint(trip.pattern, i) ? '1' : '0'];
  });
}

/** Walks that riders make: between the platforms of a hub, and across the road or the crossing at the places that several lines serve. */
function transferRows(places: readonly Place[]): string[][] {
  return places.filter((place) => place.hub || place.poles.length > 2 || place.number < 200).flatMap((place) => place.poles.flatMap((from) => (
    place.poles.filter((to) => to !== from).map((to) => {
      // Walking at 1.1 m/s with a detour, and a minute for the lights or the stairs.
      const seconds = 60 + Math.ceil((distance(from.point, to.point) * 1.3) / 1.1 / 10) * 10;
      return [from.id, to.id, '2', String(seconds)];
    }))));
}

/** Flat lines have one fare; on the express it grows with the fare zones crossed: 2 yuan within two, then 3, 4, 5. */
function fareRuleRows({ lines, patterns }: District): string[][] {
  return lines.flatMap((line) => {
    if (line.fare !== 'zones') return [[line.fare, line.id, '', '']];
    const zones = [...new Set(patterns.filter((p) => p.line === line).flatMap((p) => p.visits.map((v) => fareZone(centre(v.place)))))].sort();
    const apart = (from: string, to: string): number => Math.abs(Number(from.slice(1)) - Number(to.slice(1)));
    return zones.flatMap((from) => zones.map((to) => [`zones${Math.min(5, Math.max(2, apart(from, to) + 1))}`, line.id, from, to]));
  });
}
