import type { AlertRecord, AlertSelector } from '../../realtime/types.js';
import { readDirection, readId, readTripRef, secondsOf, type Reading } from './descriptors.js';
import { CAUSES, EFFECTS, SEVERITIES } from './enums.js';
import type { WireReader } from './wire.js';

/** What an alert may hold; more is not read. */
const MOST_SELECTORS = 5000;
const MOST_PERIODS = 200;
const MOST_TRANSLATIONS = 40;

/** Longest text kept, in bytes; what is longer is cut. */
const LONGEST_TEXT = 12_000;

function readPeriod(reader: WireReader): AlertRecord['activePeriods'][number] {
  let start: number | null = null;
  let end: number | null = null;
  const outer = reader.enter();
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) start = secondsOf(reader.unsigned());
    else if (field === 2) end = secondsOf(reader.unsigned());
    else reader.skip();
  }
  reader.leave(outer);
  return { start, end };
}

/** Null where it names nothing we know of. */
function readSelector(reader: WireReader, reading: Reading): AlertSelector | null {
  const selector: { -readonly [Key in keyof AlertSelector]: AlertSelector[Key] } = {
    agencyId: null, routeId: null, routeType: null, directionId: null, stopId: null, tripId: null,
  };
  const outer = reader.enter();
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) selector.agencyId = readId(reader, reading);
    else if (field === 2) selector.routeId = readId(reader, reading);
    else if (field === 3) selector.routeType = reader.int32();
    else if (field === 4) {
      const trip = readTripRef(reader, reading);
      selector.tripId = trip?.tripId ?? null;
      selector.routeId ??= trip?.routeId ?? null;
      selector.directionId ??= trip?.directionId ?? null;
    } else if (field === 5) selector.stopId = readId(reader, reading);
    else if (field === 6) selector.directionId = readDirection(reader);
    else reader.skip();
  }
  reader.leave(outer);
  const { directionId: _withoutRouteItSaysNothing, ...names } = selector;
  return Object.values(names).some((name) => name !== null) ? selector : null;
}

function readTranslation(reader: WireReader): { text: string; language: string } {
  let text = '';
  let language = '';
  const outer = reader.enter();
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) text = reader.string(LONGEST_TEXT, 'cut') ?? '';
    else if (field === 2) language = reader.string(35) ?? '';
    else reader.skip();
  }
  reader.leave(outer);
  return { text: text.trim(), language };
}

/** A TranslatedString by language; '' is the key of a text without one. Empty texts are left out. */
function readTexts(reader: WireReader): Record<string, string> {
  const texts = new Map<string, string>();
  const outer = reader.enter();
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1 && texts.size < MOST_TRANSLATIONS) {
      const { text, language } = readTranslation(reader);
      if (text !== '') texts.set(language, text);
    } else reader.skip();
  }
  reader.leave(outer);
  // fromEntries defines own properties, so that a language called `__proto__` is a key like any other.
  return Object.fromEntries(texts);
}

/** Only web addresses: pages turn them into links. */
function webOnly(urls: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(urls).filter(([, url]) => /^https?:\/\/[^\s]+$/i.test(url)));
}

/**
 * Reads an Alert that the reader stands before (GTFS Realtime reference, “message Alert”). Without selectors it is about
 * the whole feed. Null where it is unfit, with the reason in `reading.reject`.
 */
export function readAlert(reader: WireReader, id: string, reading: Reading): AlertRecord | null {
  const activePeriods: AlertRecord['activePeriods'][number][] = [];
  const selectors: AlertSelector[] = [];
  let named = 0;
  let cause = 'UNKNOWN_CAUSE';
  let effect = 'UNKNOWN_EFFECT';
  let severity: AlertRecord['severity'] = 'UNKNOWN_SEVERITY';
  let url: Record<string, string> = {};
  let header: Record<string, string> = {};
  let description: Record<string, string> = {};
  const outer = reader.enter();
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1 && activePeriods.length < MOST_PERIODS) activePeriods.push(readPeriod(reader));
    else if (field === 5 && named < MOST_SELECTORS) {
      named += 1;
      const selector = readSelector(reader, reading);
      if (selector) selectors.push(selector);
    } else if (field === 6) cause = CAUSES[reader.unsigned()] ?? 'UNKNOWN_CAUSE';
    else if (field === 7) effect = EFFECTS[reader.unsigned()] ?? 'UNKNOWN_EFFECT';
    else if (field === 8) url = webOnly(readTexts(reader));
    else if (field === 10) header = readTexts(reader);
    else if (field === 11) description = readTexts(reader);
    else if (field === 14) severity = SEVERITIES[reader.unsigned()] ?? 'UNKNOWN_SEVERITY';
    else reader.skip();
  }
  reader.leave(outer);
  if (Object.keys(header).length === 0 && Object.keys(description).length === 0) reading.reject ??= 'alert-without-text';
  if (named > 0 && selectors.length === 0) reading.reject ??= 'alert-about-nothing';
  return reading.reject ? null : { id, activePeriods, selectors, cause, effect, severity, header, description, url };
}
