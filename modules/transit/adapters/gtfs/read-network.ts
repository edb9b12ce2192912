import type { AccessibilityCode } from '../../timetable/timetable.js';
import type { Draft, DraftStop } from './draft.js';
import type { Findings } from './findings.js';
import type { OpenFeed } from './open-feed.js';
import { readTable, type Table } from './table.js';

/** feed_info.txt: publisher and language of the feed. */
export async function readFeedInfo(feed: OpenFeed, draft: Draft, findings: Findings): Promise<void> {
  const spec = { file: 'feed_info.txt', required: [], optional: ['feed_publisher_name', 'feed_lang', 'default_lang'] } as const;
  let first = true;
  await readTable(feed, spec, findings, (table) => {
    if (!first) return;
    first = false;
    draft.publisher = table.orNull('feed_publisher_name');
    const language = table.text('feed_lang');
    draft.language = language === 'mul' ? table.text('default_lang') : language;
  });
}

/** agency.txt: the agencies and the zone they share. agency_id may be absent where there is one agency. */
export async function readAgencies(feed: OpenFeed, draft: Draft, findings: Findings): Promise<void> {
  const spec = {
    file: 'agency.txt', required: ['agency_name', 'agency_timezone'], optional: ['agency_id', 'agency_url', 'agency_lang', 'agency_phone'],
  } as const;
  const there = await readTable(feed, spec, findings, (table) => {
    const id = table.text('agency_id');
    if (!table.isNew('agency_id', id, draft.agencyIndex)) return;
    draft.agencyIndex.set(id, draft.agencies.length);
    const zone = table.need('agency_timezone');
    if (zone !== '' && !isZone(zone)) table.error('zone_invalid', 'agency_timezone', 'is not a time zone such as Asia/Shanghai');
    else if (draft.zone === '') draft.zone = zone;
    else if (zone !== draft.zone) table.error('zone_differs', 'agency_timezone', `differs from the first agency's zone ${draft.zone}; all agencies of a feed share one`);
    const url = table.text('agency_url');
    if (url === '') table.warn('field_missing', 'agency_url', 'is required and blank');
    draft.agencies.push({ id, name: table.need('agency_name'), url, phone: table.orNull('agency_phone'), language: table.text('agency_lang') });
  });
  if (there && draft.agencies.length > 1 && draft.agencyIndex.has('')) {
    findings.error({ code: 'field_missing', file: 'agency.txt', line: null, field: 'agency_id', value: null, reason: 'is required where there is more than one agency' });
  }
  if (draft.language === '') draft.language = draft.agencies[0]?.language ?? '';
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

const STOP_COLUMNS = {
  file: 'stops.txt',
  required: ['stop_id'],
  optional: ['stop_code', 'stop_name', 'stop_lat', 'stop_lon', 'zone_id', 'location_type', 'parent_station', 'platform_code', 'wheelchair_boarding'],
} as const;
type StopField = (typeof STOP_COLUMNS)['required' | 'optional'][number];

/** stops.txt with parents resolved, positions and wheelchair access taken from the parent where they are blank. */
export async function readStops(feed: OpenFeed, draft: Draft, findings: Findings): Promise<void> {
  await readTable(feed, STOP_COLUMNS, findings, (table) => {
    const id = table.need('stop_id');
    if (id === '' || !table.isNew('stop_id', id, draft.stopIndex)) return;
    draft.stopIndex.set(id, draft.stops.length);
    draft.stops.push(readStop(table, id));
  });
  for (const stop of draft.stops) resolveParent(stop, draft, findings);
  for (const stop of draft.stops) inherit(stop, draft.stops);
}

function readStop(table: Table<StopField>, id: string): DraftStop {
  const locationType = table.integer('location_type', 4, 0);
  // Nodes and boarding areas lie in their station and may leave name and position blank.
  const needsPlace = locationType <= 2;
  const placed = needsPlace || table.text('stop_lat') !== '';
  const lat = placed ? table.degrees('stop_lat', 90) : Number.NaN;
  const lon = placed ? table.degrees('stop_lon', 180) : Number.NaN;
  if (Math.abs(lat) < 0.01 && Math.abs(lon) < 0.01) table.error('coordinate_invalid', 'stop_lat', 'lies at latitude 0, longitude 0: the position was left out');
  return {
    id, line: table.row.line, code: table.orNull('stop_code'), lat, lon, locationType,
    name: needsPlace ? table.need('stop_name') : table.text('stop_name'),
    parentId: table.text('parent_station'), parent: -1,
    platformCode: table.orNull('platform_code'),
    wheelchair: accessibility(table.lenientInteger('wheelchair_boarding', 2, 0)),
    zoneId: table.orNull('zone_id'),
  };
}

/** The code as its type. */
export function accessibility(code: number): AccessibilityCode {
  return code === 1 || code === 2 ? code : 0;
}

function resolveParent(stop: DraftStop, draft: Draft, findings: Findings): void {
  const place = { file: 'stops.txt', line: stop.line, field: 'parent_station', value: stop.parentId || null };
  if (stop.parentId === '') {
    if (stop.locationType >= 2) findings.error({ ...place, code: 'field_missing', reason: 'is required for entrances, nodes and boarding areas' });
    return;
  }
  const parent = draft.stopIndex.get(stop.parentId);
  const wanted = stop.locationType === 4 ? 0 : 1;
  if (parent === undefined) findings.error({ ...place, code: 'reference_unknown', reason: 'does not stand in stops.txt' });
  else if (stop.locationType === 1) findings.error({ ...place, code: 'parent_invalid', reason: 'a station has no parent' });
  else if (draft.stops[parent]?.locationType !== wanted) findings.error({ ...place, code: 'parent_invalid', reason: `has location_type ${draft.stops[parent]?.locationType}, not ${wanted}` });
  else stop.parent = parent;
}

/** Fills blanks from the parent; a boarding area's parent is a platform, whose parent is the station. */
function inherit(stop: DraftStop, stops: readonly DraftStop[]): void {
  for (let parent = stops[stop.parent], depth = 0; parent && depth < 3; parent = stops[parent.parent], depth++) {
    if (stop.wheelchair === 0) stop.wheelchair = parent.wheelchair;
    if (stop.name === '') stop.name = parent.name;
    if (Number.isNaN(stop.lat)) {
      stop.lat = parent.lat;
      stop.lon = parent.lon;
    }
  }
}

const ROUTE_COLUMNS = {
  file: 'routes.txt',
  required: ['route_id', 'route_type'],
  optional: ['agency_id', 'route_short_name', 'route_long_name', 'route_desc', 'route_color', 'route_text_color', 'route_sort_order', 'network_id'],
} as const;
type RouteField = (typeof ROUTE_COLUMNS)['required' | 'optional'][number];

/** GTFS route types: the basic ones and the extended ranges. */
const isRouteType = (type: number) => type <= 7 || type === 11 || type === 12 || (type >= 100 && type < 1800);

/** routes.txt. */
export async function readRoutes(feed: OpenFeed, draft: Draft, findings: Findings): Promise<void> {
  await readTable(feed, ROUTE_COLUMNS, findings, (table) => {
    const id = table.need('route_id');
    if (id === '' || !table.isNew('route_id', id, draft.routeIndex)) return;
    draft.routeIndex.set(id, draft.routes.length);
    const shortName = table.text('route_short_name');
    const longName = table.text('route_long_name');
    if (shortName === '' && longName === '') table.error('field_missing', 'route_short_name', 'a route needs a short or a long name');
    const type = table.integer('route_type', 1799, 3);
    if (table.text('route_type') === '') table.error('field_missing', 'route_type', 'is required and blank');
    if (!isRouteType(type)) table.warn('route_type_unknown', 'route_type', 'is not a known kind of route');
    draft.routes.push({
      id, line: table.row.line, shortName, longName, type,
      agency: routeAgency(table, draft),
      description: table.orNull('route_desc'),
      color: color(table, 'route_color'), textColor: color(table, 'route_text_color'),
      sortOrder: table.lenientInteger('route_sort_order', 999_999_999, 0),
      networkId: table.text('network_id'), fare: null,
    });
  });
}

function routeAgency(table: Table<RouteField>, draft: Draft): number {
  if (table.text('agency_id') !== '') return table.reference('agency_id', draft.agencyIndex, 'agency.txt');
  if (draft.agencies.length > 1) table.error('field_missing', 'agency_id', 'is required where there is more than one agency');
  return 0;
}

function color(table: Table<RouteField>, field: 'route_color' | 'route_text_color'): string | null {
  const text = table.text(field);
  if (text === '') return null;
  if (/^[0-9A-Fa-f]{6}$/.test(text)) return text.toUpperCase();
  table.warn('color_invalid', field, 'is not a colour of six hex digits; left out');
  return null;
}
