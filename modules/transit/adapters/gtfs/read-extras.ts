import { distanceMeters } from '../../../kernel/geo.js';
import { FloatColumn, IntColumn } from './columns.js';
import type { Draft, DraftShape } from './draft.js';
import type { Findings } from './findings.js';
import type { OpenFeed } from './open-feed.js';
import { readTable, type Table } from './table.js';

const SHAPE_COLUMNS = {
  file: 'shapes.txt', required: ['shape_id', 'shape_pt_lat', 'shape_pt_lon', 'shape_pt_sequence'], optional: ['shape_dist_traveled'],
} as const;

/** shapes.txt: points put in order, with our own metres beside the feed's distances. Shapes that no trip names are left out. */
export async function readShapes(feed: OpenFeed, draft: Draft, findings: Findings): Promise<void> {
  const used = new Set(draft.trips.map((trip) => trip.shapeId));
  const index = new Map<string, number>();
  const ids: string[] = [];
  const points = { shape: new IntColumn(), sequence: new IntColumn(), lat: new FloatColumn(), lon: new FloatColumn(), dist: new FloatColumn() };
  await readTable(feed, SHAPE_COLUMNS, findings, (table) => {
    const id = table.row.repeatedText(table.column('shape_id'));
    if (id === '') {
      table.need('shape_id');
      return;
    }
    let shape = index.get(id);
    if (shape === undefined) {
      shape = used.has(id) ? ids.push(id) - 1 : -1;
      index.set(id, shape);
      if (shape < 0) table.warn('shape_unused', 'shape_id', 'is used by no trip');
    }
    const lat = table.degrees('shape_pt_lat', 90);
    const lon = table.degrees('shape_pt_lon', 180);
    const sequence = table.integer('shape_pt_sequence', 999_999_999, 0);
    if (shape < 0 || Number.isNaN(lat) || Number.isNaN(lon)) return;
    points.shape.push(shape);
    points.sequence.push(sequence);
    points.lat.push(lat);
    points.lon.push(lon);
    points.dist.push(table.row.decimal(table.column('shape_dist_traveled')));
  });
  const rows: number[][] = ids.map(() => []);
  for (let row = 0; row < points.shape.length; row++) rows[points.shape.at(row)]?.push(row);
  const kept = new Map<string, number>();
  ids.forEach((id, shape) => {
    const order = (rows[shape] ?? []).sort((a, b) => points.sequence.at(a) - points.sequence.at(b) || a - b);
    if (order.length < 2) findings.warn({ code: 'shape_short', file: 'shapes.txt', line: null, field: 'shape_id', value: id, reason: 'has fewer than two points and is left out' });
    else kept.set(id, draft.shapes.push(shapeOf(id, order, points)) - 1);
  });
  for (const trip of draft.trips) {
    if (trip.shapeId === '') continue;
    trip.shape = kept.get(trip.shapeId) ?? -1;
    if (!index.has(trip.shapeId)) findings.warn({ code: 'shape_unknown', file: 'trips.txt', line: trip.line, field: 'shape_id', value: trip.shapeId, reason: 'does not stand in shapes.txt; the trip goes without a shape' });
  }
}

function shapeOf(id: string, order: readonly number[], points: { lat: FloatColumn; lon: FloatColumn; dist: FloatColumn }): DraftShape {
  const lat = Float64Array.from(order, (row) => points.lat.at(row));
  const lon = Float64Array.from(order, (row) => points.lon.at(row));
  const dist = Float64Array.from(order, (row) => points.dist.at(row));
  const meters = new Float64Array(order.length);
  for (let i = 1; i < order.length; i++) {
    const from = { lat: lat[i - 1] ?? 0, lon: lon[i - 1] ?? 0 };
    meters[i] = (meters[i - 1] ?? 0) + distanceMeters(from, { lat: lat[i] ?? 0, lon: lon[i] ?? 0 });
  }
  return { id, lat, lon, dist, meters };
}

const TRANSFER_COLUMNS = {
  file: 'transfers.txt', required: [],
  optional: ['from_stop_id', 'to_stop_id', 'from_route_id', 'to_route_id', 'from_trip_id', 'to_trip_id', 'transfer_type', 'min_transfer_time'],
} as const;

/** transfers.txt. A rule that names something unknown is left out with a warning: the walk between the stops remains. */
export async function readTransfers(feed: OpenFeed, draft: Draft, findings: Findings): Promise<void> {
  await readTable(feed, TRANSFER_COLUMNS, findings, (table) => {
    let known = true;
    const find = (field: (typeof TRANSFER_COLUMNS)['optional'][number], ids: ReadonlyMap<string, number>): number => {
      const id = table.text(field);
      const found = id === '' ? -1 : (ids.get(id) ?? -2);
      if (found === -2) {
        known = false;
        table.warn('transfer_unknown', field, 'does not stand in the feed; the rule is left out');
      }
      return found;
    };
    const type = table.lenientInteger('transfer_type', 5, 0);
    const rule = {
      from: find('from_stop_id', draft.stopIndex), to: find('to_stop_id', draft.stopIndex), type,
      minSeconds: table.lenientInteger('min_transfer_time', 86_400, 0),
      fromRoute: find('from_route_id', draft.routeIndex), toRoute: find('to_route_id', draft.routeIndex),
      fromTrip: find('from_trip_id', draft.tripIndex), toTrip: find('to_trip_id', draft.tripIndex),
    };
    if (!known) return;
    if (type >= 4 ? rule.fromTrip < 0 || rule.toTrip < 0 : rule.from < 0 || rule.to < 0) {
      table.warn('transfer_incomplete', null, type >= 4 ? 'a rule of this type names two trips; left out' : 'a rule names two stops; left out');
    } else draft.transfers.push(rule);
  });
}

const TRANSLATION_COLUMNS = {
  file: 'translations.txt', required: [],
  optional: ['table_name', 'field_name', 'language', 'translation', 'record_id', 'record_sub_id', 'field_value', 'trans_id', 'lang'],
} as const;
type TranslationField = (typeof TRANSLATION_COLUMNS)['optional'][number];

/** translations.txt, by record_id or field_value, and the older form (trans_id, lang, translation) that many feeds keep. */
export async function readTranslations(feed: OpenFeed, draft: Draft, findings: Findings): Promise<void> {
  await readTable(feed, TRANSLATION_COLUMNS, findings, (table) => {
    const language = table.text('language') || table.text('lang');
    const text = table.text('translation');
    if (language === '' || text === '') {
      table.warn('translation_incomplete', language === '' ? 'language' : 'translation', 'is blank; left out');
      return;
    }
    if (table.text('trans_id') !== '') {
      draft.translations.add('', '', 'value', table.text('trans_id'), language, text);
      return;
    }
    const name = table.text('table_name');
    const field = table.text('field_name');
    const record = recordId(table, name);
    const value = table.text('field_value');
    if (name === '' || field === '') table.warn('translation_incomplete', 'table_name', 'table_name and field_name say what is translated; left out');
    else if (value !== '') draft.translations.add(name, field, 'value', value, language, text);
    // The record of feed_info has no id, nor has a single agency that leaves it out.
    else if (record !== '' || name === 'feed_info' || name === 'agency') draft.translations.add(name, field, 'record', record, language, text);
    else table.warn('translation_incomplete', 'record_id', 'neither record_id nor field_value is given; left out');
  });
}

function recordId(table: Table<TranslationField>, name: string): string {
  const id = table.text('record_id');
  return name === 'stop_times' && id !== '' ? `${id}\u001f${table.text('record_sub_id')}` : id;
}
