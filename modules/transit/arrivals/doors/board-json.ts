import { createHash } from 'node:crypto';
import { Fault } from '../../../kernel/errors.js';
import type { Clock } from '../../../kernel/clock.js';
import type { Door, DoorRequest, DoorResponse } from '../../../kernel/module.js';
import type { ArrivalEntity, VehicleEntity } from '../../contract.js';
import { isoDateOf } from '../../timetable/service-days.js';
import { arrivalHeadsign, inLanguage, tripHeadsign } from '../headsigns.js';
import type { ArrivalsService, BoardArguments } from '../service.js';

/** Seconds that a cache may keep a board, and within which an unchanged one is answered with 304. */
const MAX_AGE = 5;
const SAME_WITHIN = 30;

/**
 * `GET /stops/:id/arrivals.json?from=&windowMinutes=&first=`: the board of a stop for displays that speak no GraphQL, in
 * the contract's field names; instants as in GraphQL. Faults: NOT_FOUND, BAD_INPUT.
 */
export function createBoardDoor(service: ArrivalsService, clock: Clock): Door {
  return {
    method: 'GET',
    path: '/stops/:id/arrivals.json',
    maxBodyBytes: 0,
    handle: (request) => answer(service, clock, request),
  };
}

function answer(service: ArrivalsService, clock: Clock, { caller, params, query, headers }: DoorRequest): DoorResponse {
  const id = params['id'] ?? '';
  const stop = service.findStop(caller, id);
  if (!stop) throw new Fault('NOT_FOUND', { stop: id });
  const rows = service.list(caller, stop, argumentsOf(query)).map(rowJson);
  const name = inLanguage(stop.record.name, stop.record.translations, null);
  const etag = etagOf(id, query, rows, clock.now());
  const cache = { etag, 'cache-control': `public, max-age=${MAX_AGE}` };
  if (headers['if-none-match']?.split(',').some((tag) => tag.trim() === etag)) return { status: 304, headers: cache, body: '' };
  return {
    contentType: 'application/json; charset=utf-8',
    headers: cache,
    body: JSON.stringify({ stop: { id: stop.id, code: stop.record.code, name }, now: iso(clock.now()), arrivals: rows }),
  };
}

function argumentsOf(query: URLSearchParams): BoardArguments {
  const from = query.get('from');
  return {
    from: from === null ? null : instant(from),
    windowMinutes: wholeNumber(query, 'windowMinutes'),
    first: wholeNumber(query, 'first'),
  };
}

function wholeNumber(query: URLSearchParams, field: string): number | null {
  const text = query.get(field);
  if (text === null) return null;
  if (!/^\d{1,6}$/.test(text)) throw new Fault('BAD_INPUT', { field, reason: 'must be a whole number' });
  return Number(text);
}

function instant(text: string): number {
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) throw new Fault('BAD_INPUT', { field: 'from', reason: 'must be an instant such as 2026-11-23T08:20:00Z' });
  return time;
}

type RowJson = ReturnType<typeof rowJson>;

function rowJson(arrival: ArrivalEntity) {
  const { route, trip, stop, vehicle } = arrival;
  return {
    id: arrival.id,
    route: { id: route.id, shortName: route.record.shortName, longName: route.record.longName, color: route.record.color, textColor: route.record.textColor },
    trip: { id: trip.id, headsign: tripHeadsign(trip), serviceDate: isoDateOf(trip.serviceDay) },
    stop: { id: stop.id, name: stop.record.name, platformCode: stop.record.platformCode },
    headsign: arrivalHeadsign(arrival),
    stopSequence: arrival.stopSequence,
    scheduledAt: arrival.scheduledAt === null ? null : iso(arrival.scheduledAt),
    expectedAt: iso(arrival.expectedAt),
    earliest: iso(arrival.earliest),
    latest: iso(arrival.latest),
    etaSeconds: arrival.etaSeconds,
    source: arrival.source,
    dataAgeSeconds: arrival.dataAgeSeconds,
    status: arrival.status,
    vehicle: vehicle && vehicleJson(vehicle),
    stopsAway: arrival.stopsAway,
    dropOffOnly: arrival.dropOffOnly,
  };
}

function vehicleJson({ id, state, now }: VehicleEntity) {
  return {
    id,
    label: state.label,
    position: { lat: state.lat, lon: state.lon, datum: 'WGS84' },
    bearing: state.bearing,
    ageSeconds: Math.max(0, Math.round(now / 1000 - state.timestamp)),
  };
}

function iso(instantMs: number): string {
  return new Date(instantMs).toISOString();
}

/** A weak tag: what counts from now is left out, and renewed every half minute. */
function etagOf(id: string, query: URLSearchParams, rows: readonly RowJson[], now: number): string {
  const hash = createHash('sha1').update(`${id} ${query.toString()} ${Math.floor(now / 1000 / SAME_WITHIN)}`);
  for (const { etaSeconds: _eta, dataAgeSeconds: _age, vehicle, ...row } of rows) hash.update(JSON.stringify([row, vehicle?.id, vehicle?.position]));
  return `W/"${hash.digest('base64url')}"`;
}
