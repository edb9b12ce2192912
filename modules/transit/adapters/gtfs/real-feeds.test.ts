import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { projectRoot } from '../../../kernel/root.js';
import { packTimetable, unpackTimetable } from '../../timetable/pack.js';
import { dayOfGtfsDate } from '../../timetable/service-days.js';
import { Timetable } from '../../timetable/timetable.js';
import { readFeed } from './read-feed.js';

/** Reads a feed that must be free of errors; holds it to what every timetable promises. */
async function sound(source: string): Promise<{ timetable: Timetable; warnings: Readonly<Record<string, number>> }> {
  const { data, findings } = await readFeed(source);
  expect(findings.errors).toEqual([]);
  if (!data) throw new Error('not built');
  const packed = packTimetable(data);
  const read = unpackTimetable(packed);
  // Compared as bytes: walking half a million numbers through `toEqual` takes its time.
  expect(Buffer.compare(packTimetable(read), packed)).toBe(0);
  const timetable = new Timetable(read);
  const { tripTimes, arrivals, departures } = read;
  let faults = 0;
  for (const { stops, distances, firstTrip, endTrip } of read.patterns) {
    for (let at = 1; at < stops.length; at++) if (!((distances[at] ?? 0) >= (distances[at - 1] ?? 0))) faults++;
    for (let trip = firstTrip; trip < endTrip; trip++) {
      for (let at = 0; at < stops.length; at++) {
        const here = (tripTimes[trip] ?? 0) + at;
        if ((departures[here] ?? 0) < (arrivals[here] ?? 0) || (at > 0 && (arrivals[here] ?? 0) < (departures[here - 1] ?? 0))) faults++;
        const before = trip > firstTrip ? (tripTimes[trip - 1] ?? 0) + at : here;
        if ((arrivals[before] ?? 0) > (arrivals[here] ?? 0) || (departures[before] ?? 0) > (departures[here] ?? 0)) faults++;
      }
    }
  }
  expect(faults).toBe(0);
  return { timetable, warnings: findings.countsOf('warnings') };
}

const sizes = ({ data }: Timetable) => ({ stops: data.stops.length, routes: data.routes.length, trips: data.tripIds.length, calls: data.arrivals.length });

describe('the sample district', () => {
  it('is a feed without errors', async () => {
    const { timetable } = await sound(path.join(projectRoot(), 'data/district/gtfs'));
    expect(timetable.zone).toBe('Asia/Shanghai');
    expect(timetable.routes.map(({ shortName }) => shortName)).toEqual(expect.arrayContaining(['云间1路', '夜宵1路']));
    expect(timetable.data.arrivals.some((time) => time > 86_400)).toBe(true);
    expect(timetable.routes.every(({ fare }) => fare !== null)).toBe(true);
  });
});

const shared = path.resolve(projectRoot(), '../shared/feeds');
/** Runs where the feed is there; elsewhere the name of the test says what is skipped. */
const withFeed = (file: string, name: string, test: (source: string) => Promise<void>) => {
  const source = path.join(shared, file);
  if (existsSync(source)) it(name, () => test(source));
  else it.skip(`${name} (${file} is not on this machine)`, () => undefined);
};

describe('feeds of real operators', () => {
  withFeed('kingston/gtfs.zip', 'Kingston: calendar_dates only, blocks everywhere, nights past 24:00', async (source) => {
    const { timetable } = await sound(source);
    expect(sizes(timetable)).toEqual({ stops: 809, routes: 31, trips: 7113, calls: 176_768 });
    const { data } = timetable;
    // Calls whose arrival or departure is past 24:00.
    expect(data.departures.reduce((count, time) => count + (time >= 86_400 ? 1 : 0), 0)).toBe(3223);
    expect(data.tripBlock.every((block) => block >= 0)).toBe(true);
    const trip = timetable.tripIndex('2164145:532757:533446') ?? -1;
    expect([timetable.departure(trip, 0), timetable.stops[timetable.patternOf(trip).stops[0] ?? -1]?.id]).toEqual([34_200, 'LT001']);
    // The feed gives metres along the shape itself: 546 at the second stop.
    expect(Math.abs((timetable.patternOf(trip).distances[1] ?? 0) - 546)).toBeLessThan(15);
  });

  withFeed('hart-2020-11.zip', 'HART: 438,421 calls, no agency_id, fares, distances in kilometres', async (source) => {
    const { timetable } = await sound(source);
    expect(sizes(timetable)).toEqual({ stops: 2349, routes: 37, trips: 13_217, calls: 438_421 });
    expect(timetable.data.agencies.map(({ id }) => id)).toEqual(['']);
    expect(timetable.routes[timetable.routeIndex('PWT') ?? -1]?.fare).toEqual({ currency: 'USD', min: 20, max: 20 });
    const trip = timetable.tripIndex('1678224') ?? -1;
    expect([timetable.departure(trip, 0), timetable.departure(trip, 1)]).toEqual([14_700, 14_749]);
    expect(Math.abs((timetable.patternOf(trip).distances[1] ?? 0) - 396)).toBeLessThan(10);
    const weekday = timetable.data.serviceIds.indexOf('1');
    expect(['20201126', '20201127', '20201128'].map((date) => timetable.runsOn(weekday, dayOfGtfsDate(date)))).toEqual([false, true, false]);
  });

  withFeed('raba/raba.zip', 'RABA: sequences from 0, transfers', async (source) => {
    const { timetable } = await sound(source);
    expect(sizes(timetable)).toEqual({ stops: 375, routes: 13, trips: 282, calls: 7346 });
    expect(timetable.data.transfers).toHaveLength(4);
    expect(timetable.patterns[0]?.sequences[0]).toBe(0);
  });

  withFeed('usf-frequencies/bullrunner-gtfs.zip', 'USF: frequencies that are not exact', async (source) => {
    const { timetable } = await sound(source);
    const runs = timetable.tripRuns('1');
    // From 7:00 to 24:00 every ten minutes.
    expect(runs).toHaveLength(102);
    expect(runs.map((run) => timetable.data.tripHeadway[run]).every((headway) => headway === 600)).toBe(true);
    expect([timetable.departure(runs[0] ?? -1, 0), timetable.departure(runs[101] ?? -1, 0)]).toEqual([25_200, 85_800]);
  });

  withFeed('hk-hsr/hk-hsr.zip', 'Hong Kong high-speed rail: Chinese names, translated', async (source) => {
    const { timetable } = await sound(source);
    expect(timetable.data.language).toBe('zh-HK');
    const platform = timetable.stops[timetable.stopIndex('WEK_pf') ?? -1];
    expect(platform).toMatchObject({ name: '香港西九龍', translations: { 'zh-CN': '香港西九龙', en: 'Hong Kong West Kowloon' }, wheelchair: 1 });
    expect(timetable.stops[platform?.parent ?? -1]?.id).toBe('WEK');
    const train = timetable.tripIndex('G5624') ?? -1;
    expect(timetable.data.headsignTranslations[timetable.data.tripHeadsign[train] ?? -1]).toMatchObject({ 'zh-CN': '深圳北' });
  });
});
