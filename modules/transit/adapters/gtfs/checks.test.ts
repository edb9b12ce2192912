import { describe, expect, it } from '@jest/globals';
import { gtfsFeed, type FeedSpec } from '../../testing.js';
import { describeProblem, KEPT_PER_KIND } from './findings.js';
import { readFeed } from './read-feed.js';

const good: FeedSpec = { trips: [{ id: 'T', stops: [['A', '8:00'], ['B', '8:05'], ['C', '8:10']] }] };

async function problems(spec: FeedSpec): Promise<{ errors: string[]; warnings: string[]; built: boolean }> {
  const { data, findings } = await readFeed(gtfsFeed({ ...good, ...spec }).files);
  const words = (list: typeof findings.errors) => list.map((problem) => `${problem.code} | ${describeProblem(problem)}`);
  return { errors: words(findings.errors), warnings: words(findings.warnings), built: data !== null };
}

const stops = (rows: string, header = 'stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station') => ({ files: { 'stops.txt': `${header}\n${rows}` } });
const ABC = 'A,A,31,121\nB,B,31,121.1\nC,C,31,121.2\n';
const times = (rows: string) => ({ files: { 'stop_times.txt': `trip_id,arrival_time,departure_time,stop_id,stop_sequence\n${rows}` } });
const file = (name: string, content: string | Uint8Array | null): FeedSpec => ({ files: { [name]: content } });

describe('errors', () => {
  it('finds none in a good feed', async () => {
    expect(await problems({})).toEqual({ errors: [], warnings: [], built: true });
  });

  const cases: [string, FeedSpec, string[]][] = [
    ['a missing file', file('trips.txt', null), ['file_missing | trips.txt: the file is required and not in the feed']],
    ['no calendar at all', file('calendar.txt', null), ['file_missing | calendar.txt: neither calendar.txt nor calendar_dates.txt is in the feed: one of them is required']],
    ['an empty file', file('routes.txt', ''), ['file_empty | routes.txt: the file is empty: not even a header stands in it']],
    ['a missing column', stops('A,A,31,121\n', 'id,stop_name,stop_lat,stop_lon'), ['column_missing | stops.txt line 1, stop_id: the column is required and not in the header']],
    ['a doubled column', stops('A,A,31,121\n', 'stop_id,stop_id,stop_lat,stop_lon'), ['column_duplicate | stops.txt line 1, stop_id: the column stands twice in the header']],
    ['a wrong encoding', file('stops.txt', Buffer.from([0x73, 0x0a, 0xb7, 0xbd, 0xcb, 0xfe, 0x0a])), ['not_utf8 | stops.txt line 2: not UTF-8 at line 2: it looks like GBK (GB 18030); save the file as UTF-8']],
    ['a duplicate id', stops(`${ABC}A,again,31,121\n`), ['id_duplicate | stops.txt line 5, stop_id "A": stands twice in this file']],
    ['a bad coordinate', stops(`A,A,91,121\nB,B,31,east\nC,C,,121\n`), [
      'coordinate_invalid | stops.txt line 2, stop_lat "91": is not a latitude from -90 to 90',
      'coordinate_invalid | stops.txt line 3, stop_lon "east": is not a longitude from -180 to 180',
      'field_missing | stops.txt line 4, stop_lat: is required and blank',
    ]],
    ['a position left at zero', stops(`A,A,0,0\nB,B,31,121\nC,C,31,121\n`), ['coordinate_invalid | stops.txt line 2, stop_lat "0": lies at latitude 0, longitude 0: the position was left out']],
    ['an unknown parent', stops(`A,A,31,121,0,S\nB,B,31,121\nC,C,31,121\n`), ['reference_unknown | stops.txt line 2, parent_station "S": does not stand in stops.txt']],
    ['a parent that is no station', stops(`A,A,31,121,0,B\nB,B,31,121\nC,C,31,121\n`), ['parent_invalid | stops.txt line 2, parent_station "B": has location_type 0, not 1']],
    ['a call at a station', stops(`A,A,31,121,1,\nB,B,31,121\nC,C,31,121\n`), ['stop_invalid | stop_times.txt line 2, stop_id "A": is a station, entrance or node: buses call at stops and platforms (location_type 0)']],
    ['an unknown route, service, stop and trip', {
      files: {
        'trips.txt': 'route_id,service_id,trip_id\nR9,S9,T\n',
        'stop_times.txt': 'trip_id,arrival_time,departure_time,stop_id,stop_sequence\nT,8:00:00,8:00:00,Z,1\nQ,8:05:00,8:05:00,B,2\n',
      },
    }, [
      'reference_unknown | trips.txt line 2, route_id "R9": does not stand in routes.txt',
      'reference_unknown | trips.txt line 2, service_id "S9": does not stand in calendar.txt or calendar_dates.txt',
      'reference_unknown | stop_times.txt line 2, stop_id "Z": does not stand in stops.txt',
      'reference_unknown | stop_times.txt line 3, trip_id "Q": does not stand in trips.txt',
    ]],
    ['a bad time', times('T,8:00:00,8:00:00,A,1\nT,8h05,8:05:00,B,2\nT,8:10:00,8:10:00,C,3\n'), ['time_invalid | stop_times.txt line 3, arrival_time "8h05": is not a time such as 8:05:00 or 25:10:00']],
    ['times that go backwards', times('T,8:00:00,8:00:00,A,1\nT,7:59:00,8:05:00,B,2\nT,8:10:00,8:09:00,C,3\n'), [
      'time_backwards | stop_times.txt line 3, arrival_time "07:59:00": is before the departure from an earlier stop of the trip (08:00:00)',
      'time_backwards | stop_times.txt line 4, departure_time "08:09:00": is before the arrival at the same stop (08:10:00)',
    ]],
    ['no time at the last stop', times('T,8:00:00,8:00:00,A,1\nT,,,C,3\n'), ['time_missing | stop_times.txt line 3, arrival_time "": the first and the last stop of a trip need a time']],
    ['a stop_sequence twice', times('T,8:00:00,8:00:00,A,1\nT,8:05:00,8:05:00,B,1\n'), ['id_duplicate | stop_times.txt line 3, stop_sequence "1": stands twice in this trip']],
    ['a bad date', { services: { s: { from: '20260230' } } }, ['date_invalid | calendar.txt line 2, start_date "20260230": is not a date such as 20260131', 'calendar_empty | calendar.txt: no service runs on any day']],
    ['a calendar that ends before it begins', { services: { s: { from: '20260201', to: '20260101' }, t: {} } }, ['date_invalid | calendar.txt line 2, end_date "20260101": is before start_date']],
    ['no active day', { services: { s: { days: '0000000' } } }, ['calendar_empty | calendar.txt: no service runs on any day']],
    ['a date twice', { services: { s: { added: ['20260101', '20260101'] } } }, ['id_duplicate | calendar_dates.txt line 3, date "20260101": stands twice for service s']],
    ['a bad zone', { zone: 'Mars/Olympus' }, ['zone_invalid | agency.txt line 2, agency_timezone "Mars/Olympus": is not a time zone such as Asia/Shanghai']],
    ['two zones', { agencies: [{ agency_id: 'a', agency_name: 'A', agency_url: 'u', agency_timezone: 'Asia/Shanghai' }, { agency_id: 'b', agency_name: 'B', agency_url: 'u', agency_timezone: 'Asia/Tokyo' }], routes: [{ id: 'R1', agency_id: 'a' }] },
      ["zone_differs | agency.txt line 3, agency_timezone \"Asia/Tokyo\": differs from the first agency's zone Asia/Shanghai; all agencies of a feed share one"]],
    ['two agencies and a route of neither', { agencies: [{ agency_id: 'a', agency_name: 'A', agency_url: 'u', agency_timezone: 'Asia/Shanghai' }, { agency_id: 'b', agency_name: 'B', agency_url: 'u', agency_timezone: 'Asia/Shanghai' }] },
      ['field_missing | routes.txt line 2, agency_id: is required where there is more than one agency']],
    ['a route without a name', { routes: [{ id: 'R1', route_short_name: '', shortName: '' }] }, ['field_missing | routes.txt line 2, route_short_name: a route needs a short or a long name']],
    ['a frequency without headway', { frequencies: [{ trip_id: 'T', start_time: '8:00', end_time: '9:00', headway_secs: 0 }] }, ['number_invalid | frequencies.txt line 2, headway_secs "0": is not a number of seconds above 0']],
    ['a frequency that would flood the memory', { services: { s: {} }, frequencies: Array.from({ length: 8 }, () => ({ trip_id: 'T', start_time: '0:00', end_time: '99:00', headway_secs: 1 })) },
      ['frequency_too_many | frequencies.txt line 6, headway_secs "1": the frequencies make more runs than any service has']],
    ['no trip to ride', times('T,8:00:00,8:00:00,A,1\n'), ['no_trips | trips.txt: no trip calls at two stops or more: there is nothing to ride']],
  ];
  it.each(cases)('says %s', async (_, spec, errors) => {
    const found = await problems(spec);
    expect(found.errors).toEqual(errors);
    expect(found.built).toBe(false);
  });

  it('keeps the first of each kind and counts all', async () => {
    const rows = Array.from({ length: KEPT_PER_KIND + 50 }, (_, i) => `T,8:00:00,8:00:00,nowhere,${i}\n`).join('');
    const { findings } = await readFeed(gtfsFeed({ ...good, ...times(rows) }).files);
    expect(findings.errors).toHaveLength(KEPT_PER_KIND);
    expect(findings.errorCount).toBe(KEPT_PER_KIND + 50);
    expect(findings.countsOf('errors')).toEqual({ reference_unknown: KEPT_PER_KIND + 50 });
  });
});

describe('warnings', () => {
  const cases: [string, FeedSpec, string[]][] = [
    ['unused stops, routes and services', { stops: ['A', 'B', 'C', 'D'], routes: ['R1', 'R2'], services: { s: {}, t: {} } }, [
      'route_unused | routes.txt line 3, route_id "R2": no trip runs on it', 'service_unused | calendar.txt, service_id "t": no trip runs by it', 'stop_unused | stops.txt line 5, stop_id "D": no trip calls there']],
    ['a service without days beside one with some', { trips: [{ service: 's', stops: [['A', '8:00'], ['B', '8:05']] }, { service: 't', stops: [['A', '8:00'], ['B', '8:05']] }], services: { s: {}, t: { days: '0000000' } } }, ['service_never | calendar.txt, service_id "t": runs on no day']],
    ['a row too short', stops('A,A,31,121,0,\nB,B,31,121\nC,C,31,121,0,\n'), ['row_short | stops.txt line 3: has 4 fields, the header 6; the rest is taken as blank']],
    ['a row too long', stops('A,A,31,121\nB,B,31,121,extra\nC,C,31,121,,\n', 'stop_id,stop_name,stop_lat,stop_lon'), ['row_long | stops.txt line 3: has 5 fields, the header 4; is a comma not quoted?']],
    ['a bad colour', { routes: [{ id: 'R1', color: 'red' }] }, ['color_invalid | routes.txt line 2, route_color "red": is not a colour of six hex digits; left out']],
    ['an unknown shape', { trips: [{ shape: 'S', stops: [['A', '8:00'], ['B', '8:05']] }] }, ['shape_unknown | trips.txt line 2, shape_id "S": does not stand in shapes.txt; the trip goes without a shape']],
    ['an unknown stop in a transfer', { transfers: [{ from_stop_id: 'A', to_stop_id: 'Z', transfer_type: 0 }] }, ['transfer_unknown | transfers.txt line 2, to_stop_id "Z": does not stand in the feed; the rule is left out']],
    ['a trip that stops once', { trips: [{ stops: [['A', '8:00'], ['B', '8:05']] }, { id: 'U', stops: [['A', '8:00']] }] }, ['trip_short | trips.txt line 3, trip_id "U": has one stop only; the trip is left out']],
    ['calls by demand area', { files: { 'stop_times.txt': 'trip_id,arrival_time,departure_time,stop_id,stop_sequence,location_id\nT,8:00:00,8:00:00,A,1,\nT,,,,2,area\nT,8:10:00,8:10:00,B,3,\n' }, stops: ['A', 'B'] },
      ['flexible_unsupported | stop_times.txt line 3: a call by demand area is left out: only calls at stops are served']],
  ];
  it.each(cases)('says %s and imports', async (_, spec, warnings) => {
    expect(await problems(spec)).toEqual({ errors: [], warnings, built: true });
  });

  it('ignores columns and files it does not know', async () => {
    expect(await problems({ stops: [{ id: 'A', colour: 'x' }, 'B', 'C'], files: { 'pathways.txt': '\u0000\u0001', 'readme.md': 'hello' } })).toEqual({ errors: [], warnings: [], built: true });
  });
});
