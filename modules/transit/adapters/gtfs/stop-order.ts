import { BLANK } from './csv.js';
import type { Draft } from './draft.js';
import type { Findings } from './findings.js';

/** The rows of stop_times.txt trip by trip in order of stop_sequence. */
export interface StopOrder {
  /** Rows of trip t: `rows[from[t]]` … `rows[from[t + 1] - 1]`. */
  readonly from: Uint32Array;
  readonly rows: Uint32Array;
}

/** Sorts stop_times by trip and sequence and checks each trip's calls. */
export function orderStopTimes(draft: Draft, findings: Findings): StopOrder {
  const { times, trips } = draft;
  const from = new Uint32Array(trips.length + 1);
  const total = times.trip.length;
  for (let row = 0; row < total; row++) if (times.trip.at(row) >= 0) from[times.trip.at(row) + 1] = (from[times.trip.at(row) + 1] ?? 0) + 1;
  for (let trip = 0; trip < trips.length; trip++) from[trip + 1] = (from[trip + 1] ?? 0) + (from[trip] ?? 0);
  const rows = new Uint32Array(from[trips.length] ?? 0);
  const next = from.slice();
  for (let row = 0; row < total; row++) {
    const trip = times.trip.at(row);
    if (trip < 0) continue;
    const slot = next[trip] ?? 0;
    next[trip] = slot + 1;
    rows[slot] = row;
  }
  for (let trip = 0; trip < trips.length; trip++) {
    const slice = rows.subarray(from[trip] ?? 0, from[trip + 1] ?? 0);
    if (!isAscending(slice, draft)) slice.sort((a, b) => times.sequence.at(a) - times.sequence.at(b) || a - b);
    checkTrip(trip, slice, draft, findings);
  }
  return { from, rows };
}

function isAscending(rows: Uint32Array, { times }: Draft): boolean {
  for (let i = 1; i < rows.length; i++) if (times.sequence.at(rows[i] ?? 0) < times.sequence.at(rows[i - 1] ?? 0)) return false;
  return true;
}

function checkTrip(trip: number, rows: Uint32Array, draft: Draft, findings: Findings): void {
  const { times } = draft;
  if (rows.length < 2) {
    const record = draft.trips[trip];
    findings.warn({ code: 'trip_short', file: 'trips.txt', line: record?.line ?? null, field: 'trip_id', value: record?.id ?? null, reason: `has ${rows.length === 0 ? 'no stop' : 'one stop only'}; the trip is left out` });
    return;
  }
  const complain = (code: string, row: number, field: string, value: string, reason: string) =>
    findings.error({ code, file: 'stop_times.txt', line: times.line.at(row), field, value, reason });
  for (const row of [rows[0] ?? 0, rows[rows.length - 1] ?? 0]) {
    if (times.arrival.at(row) === BLANK) complain('time_missing', row, 'arrival_time', '', 'the first and the last stop of a trip need a time');
  }
  let last = BLANK;
  let lastSequence = -1;
  for (const row of rows) {
    const sequence = times.sequence.at(row);
    if (sequence === lastSequence) complain('id_duplicate', row, 'stop_sequence', String(sequence), 'stands twice in this trip');
    lastSequence = sequence;
    const arrival = times.arrival.at(row);
    if (arrival === BLANK) continue;
    if (arrival < last) complain('time_backwards', row, 'arrival_time', clock(arrival), `is before the departure from an earlier stop of the trip (${clock(last)})`);
    const departure = times.departure.at(row);
    if (departure < arrival) complain('time_backwards', row, 'departure_time', clock(departure), `is before the arrival at the same stop (${clock(arrival)})`);
    last = Math.max(arrival, departure);
  }
}

/** `HH:MM:SS` of seconds. */
function clock(seconds: number): string {
  return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, '0')).join(':');
}
