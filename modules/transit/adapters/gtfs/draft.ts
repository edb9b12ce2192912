import type { AccessibilityCode, RouteFare, Translations } from '../../timetable/timetable.js';
import { FloatColumn, IntColumn } from './columns.js';

/** agency.txt as read. */
export interface DraftAgency {
  id: string;
  name: string;
  url: string;
  phone: string | null;
  language: string;
}

/** stops.txt as read; the parent is resolved once all are known. */
export interface DraftStop {
  id: string;
  line: number;
  code: string | null;
  name: string;
  lat: number;
  lon: number;
  locationType: number;
  parentId: string;
  parent: number;
  platformCode: string | null;
  wheelchair: AccessibilityCode;
  zoneId: string | null;
}

/** routes.txt as read. */
export interface DraftRoute {
  id: string;
  line: number;
  agency: number;
  shortName: string;
  longName: string;
  description: string | null;
  type: number;
  color: string | null;
  textColor: string | null;
  sortOrder: number;
  networkId: string;
  fare: RouteFare | null;
}

/** trips.txt as read, a record a trip. */
export interface DraftTrip {
  id: string;
  line: number;
  route: number;
  service: number;
  /** Index into `headsigns`, or -1. */
  headsign: number;
  direction: 0 | 1 | -1;
  /** Index into `blockIds`, or -1. */
  block: number;
  /** Index into `shapes`, or -1 (also while the shape is not read). */
  shape: number;
  shapeId: string;
  wheelchair: AccessibilityCode;
}

/** stop_times.txt in columns, in the file's order. */
export class DraftStopTimes {
  readonly trip = new IntColumn();
  readonly stop = new IntColumn();
  readonly sequence = new IntColumn();
  /** BLANK where the feed leaves the time out. */
  readonly arrival = new IntColumn();
  readonly departure = new IntColumn();
  /** pickup_type + 4 × drop_off_type. */
  readonly boarding = new IntColumn();
  readonly headsign = new IntColumn();
  /** shape_dist_traveled, NaN where blank. */
  readonly distance = new FloatColumn();
  readonly line = new IntColumn();
}

/** One record of frequencies.txt. */
export interface DraftFrequency {
  trip: number;
  line: number;
  start: number;
  end: number;
  headway: number;
  exact: boolean;
}

/** One shape: the points in order. `dist` is the feed's shape_dist_traveled (NaN where blank), `meters` is ours. */
export interface DraftShape {
  id: string;
  /** Degrees. */
  lat: Float64Array;
  lon: Float64Array;
  dist: Float64Array;
  meters: Float64Array;
}

/** A rule of transfers.txt with its references resolved, trips still by draft index. */
export interface DraftTransfer {
  from: number;
  to: number;
  type: number;
  minSeconds: number;
  fromRoute: number;
  toRoute: number;
  fromTrip: number;
  toTrip: number;
}

/** Everything read from a feed, before it is put in order. */
export class Draft {
  zone = '';
  language = '';
  publisher: string | null = null;
  readonly agencies: DraftAgency[] = [];
  readonly agencyIndex = new Map<string, number>();
  readonly stops: DraftStop[] = [];
  readonly stopIndex = new Map<string, number>();
  readonly routes: DraftRoute[] = [];
  readonly routeIndex = new Map<string, number>();
  readonly serviceIds: string[] = [];
  readonly serviceIndex = new Map<string, number>();
  /** Active days (days since 1970-01-01) by service. */
  readonly serviceDays: Set<number>[] = [];
  readonly trips: DraftTrip[] = [];
  readonly tripIndex = new Map<string, number>();
  readonly blockIds: string[] = [];
  readonly headsigns: string[] = [];
  readonly headsignIndex = new Map<string, number>();
  readonly times = new DraftStopTimes();
  readonly frequencies: DraftFrequency[] = [];
  readonly shapes: DraftShape[] = [];
  readonly transfers: DraftTransfer[] = [];
  readonly translations = new TranslationTable();

  /** Index of a headsign's text; -1 for ''. */
  headsign(text: string): number {
    if (text === '') return -1;
    let index = this.headsignIndex.get(text);
    if (index === undefined) {
      index = this.headsigns.push(text) - 1;
      this.headsignIndex.set(text, index);
    }
    return index;
  }

  /** Index of a service, made where it is new. */
  service(id: string): number {
    let index = this.serviceIndex.get(id);
    if (index === undefined) {
      index = this.serviceIds.push(id) - 1;
      this.serviceDays.push(new Set());
      this.serviceIndex.set(id, index);
    }
    return index;
  }
}

/** translations.txt: texts by table, field and either the record or the original text; the record's win. */
export class TranslationTable {
  readonly #texts = new Map<string, Record<string, string>>();

  /** Notes a translation. `by` is the record's id (for stop_times `trip␟sequence`) or the original text. */
  add(table: string, field: string, kind: 'record' | 'value', by: string, language: string, text: string): void {
    const key = keyOf(table, field, kind, by);
    const texts = this.#texts.get(key);
    if (texts) texts[language] = text;
    else this.#texts.set(key, { [language]: text });
  }

  get isEmpty(): boolean {
    return this.#texts.size === 0;
  }

  /** All translations of one record's field, or null. */
  of(table: string, field: string, recordId: string, original: string): Translations | null {
    if (this.isEmpty || original === '') return null;
    const byValue = this.#texts.get(keyOf(table, field, 'value', original)) ?? this.#texts.get(keyOf('', '', 'value', original));
    const byRecord = this.#texts.get(keyOf(table, field, 'record', recordId));
    return byRecord || byValue ? { ...byValue, ...byRecord } : null;
  }
}

function keyOf(...parts: readonly string[]): string {
  return parts.join('\u001f');
}
