import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { systemClock } from '../../kernel/clock.js';
import { projectRoot } from '../../kernel/root.js';
import { testConnection } from '../../kernel/testing/mongo.js';
import { gtfsFeed } from '../testing.js';
import { describeReport } from './report.js';
import { seedDistrict } from './sample.js';
import { createTimetables, type TimetableStore } from './service.js';

describe('seedDistrict', () => {
  const root = projectRoot();
  let timetables: TimetableStore;
  let close: () => Promise<void>;
  beforeEach(async () => {
    const test = await testConnection('sample');
    close = test.close;
    timetables = createTimetables({ connection: test.connection, clock: systemClock, logger: { info: () => {}, warn: () => {}, error: () => {} } });
  });
  afterEach(() => close());

  it('loads the sample district once', async () => {
    const stages = new Set<string>();
    const report = await seedDistrict({ timetables, root, onProgress: ({ stage }) => stages.add(stage) });
    expect(report).toMatchObject({ outcome: 'imported', feedId: 'district', errorCount: 0 });
    expect([...stages]).toEqual(['opening', 'reading', 'building', 'storing', 'activating']);
    expect((await seedDistrict({ timetables, root }))?.outcome).toBe('unchanged');
    expect((await seedDistrict({ timetables, root, force: true }))?.outcome).toBe('imported');
    expect((await timetables.loadActive('district'))?.routes.some(({ shortName }) => shortName === '云间24路')).toBe(true);
  });

  it('stays away where only another feed is there', async () => {
    await timetables.importFeed(gtfsFeed({ trips: [{ stops: [['A', '8:00'], ['B', '8:05']] }] }).files, { feedId: 'town' });
    expect(await seedDistrict({ timetables, root })).toBeNull();
    expect(await timetables.loadActive('district')).toBeNull();
  });

  it('never replaces what an operator imported, unless told to', async () => {
    await timetables.importFeed(gtfsFeed({ trips: [{ stops: [['A', '8:00'], ['B', '8:05']] }] }).files);
    expect(await seedDistrict({ timetables, root })).toBeNull();
    expect((await timetables.loadActive('district'))?.data.tripIds).toHaveLength(1);
    expect((await seedDistrict({ timetables, root, force: true }))?.outcome).toBe('imported');
    expect(await timetables.originOf('district')).toBe('sample');
  });
});

describe('describeReport', () => {
  it('says in plain words what was done, what is wrong and how often', async () => {
    const { connection, close } = await testConnection('report');
    try {
      const timetables = createTimetables({ connection, clock: { now: () => 0 }, logger: { info: () => {}, warn: () => {}, error: () => {} } });
      const times = Array.from({ length: 25 }, (_, i) => `T,8:00:00,8:00:00,Z,${i}\n`).join('');
      const bad = gtfsFeed({ stops: ['A', 'B'], trips: [{ id: 'T', stops: [] }], files: { 'stop_times.txt': `trip_id,arrival_time,departure_time,stop_id,stop_sequence\n${times}` } });
      const words = describeReport(await timetables.importFeed(bad.files)).split('\n');
      expect(words.slice(0, 3)).toEqual([
        'feed district: not imported, nothing was changed', '25 errors:', '  stop_times.txt line 2, stop_id "Z": does not stand in stops.txt',
      ]);
      expect(words).toContain('  … and 5 more of the kind reference_unknown');
      expect(words.at(-1)).toBe('  stops.txt line 3, stop_id "B": no trip calls there');
      const good = gtfsFeed({ trips: [{ stops: [['A', '8:00'], ['B', '8:05']] }] });
      expect(describeReport(await timetables.importFeed(good.files))).toMatch(/^feed district: version [0-9a-f]{16} is active \(1 agencies, 2 stops, 1 routes, .*; 0\.0 s\)$/);
      expect(describeReport(await timetables.importFeed(good.files))).toContain('is active already with the same content; nothing to do');
    } finally {
      await close();
    }
  });
});
