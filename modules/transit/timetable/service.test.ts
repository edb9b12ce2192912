import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Connection } from 'mongoose';
import { systemClock } from '../../kernel/clock.js';
import { projectRoot } from '../../kernel/root.js';
import { testConnection } from '../../kernel/testing/mongo.js';
import { gtfsFeed, type FeedSpec } from '../testing.js';
import { timetableModels } from './model.js';
import { createTimetables, type TimetableStore } from './service.js';

const silent = { info: () => {}, warn: () => {}, error: () => {} };

/** A feed whose first trip leaves at a given hour, so that versions can be told apart. */
const feedAt = (hour: number, more: FeedSpec = {}) => gtfsFeed({ trips: [{ id: 'T', stops: [['A', `${hour}:00`], ['B', `${hour}:10`]] }], ...more });
const bad = () => gtfsFeed({ trips: [{ stops: [['A', '9:00'], ['B', '8:00']] }] });

describe('createTimetables', () => {
  let connection: Connection;
  let close: () => Promise<void>;
  let timetables: TimetableStore;

  beforeEach(async () => {
    ({ connection, close } = await testConnection('timetables'));
    timetables = createTimetables({ connection, logger: silent, clock: systemClock });
  });
  afterEach(() => close());

  const departure = async (feedId = 'district') => ((await timetables.loadActive(feedId))?.departure(0, 0) ?? -3600) / 3600;
  const storedVersions = () => timetableModels(connection).versions.countDocuments();
  const storedChunks = () => timetableModels(connection).chunks.countDocuments();

  it('has no feed at first', async () => {
    expect(await timetables.loadActive('district')).toBeNull();
    expect(await timetables.activeVersions()).toEqual([]);
    expect(await timetables.originOf('district')).toBeNull();
  });

  it('imports, loads and replaces a feed', async () => {
    const first = await timetables.importFeed(feedAt(8).files);
    expect(first).toMatchObject({ outcome: 'imported', feedId: 'district', previousVersion: null, errorCount: 0, counts: { trips: 1, stops: 2, stopTimes: 2 } });
    const loaded = await timetables.loadActive('district');
    expect([loaded?.version, loaded?.feedId, loaded?.departure(0, 0)]).toEqual([first.version, 'district', 28_800]);
    const second = await timetables.importFeed(await feedAt(9).zip());
    expect(second).toMatchObject({ outcome: 'imported', previousVersion: first.version });
    expect(await departure()).toBe(9);
    // Whoever holds the old timetable goes on with it.
    expect(loaded?.departure(0, 0)).toBe(28_800);
  });

  it('keeps several feeds side by side', async () => {
    await timetables.importFeed(feedAt(8).files, { feedId: 'district' });
    await timetables.importFeed(feedAt(10).files, { feedId: 'airport-2' });
    expect([await departure('district'), await departure('airport-2')]).toEqual([8, 10]);
    expect((await timetables.activeVersions()).map(({ feedId }) => feedId)).toEqual(['airport-2', 'district']);
  });

  it('does nothing for the same content, and says so', async () => {
    await timetables.importFeed(feedAt(8).files);
    const again = await timetables.importFeed(await feedAt(8).zip());
    expect(again).toMatchObject({ outcome: 'unchanged', version: again.previousVersion });
    expect(await storedVersions()).toBe(1);
    expect((await timetables.importFeed(feedAt(8).files, { force: true })).outcome).toBe('imported');
  });

  it('changes nothing for a feed with errors', async () => {
    await timetables.importFeed(feedAt(8).files);
    const report = await timetables.importFeed(bad().files);
    expect(report).toMatchObject({ outcome: 'rejected', errorCount: 1, errors: [expect.objectContaining({ code: 'time_backwards', file: 'stop_times.txt', line: 3 })] });
    expect(await departure()).toBe(8);
    expect(await storedVersions()).toBe(1);
  });

  it('changes nothing for a source that is no feed at all', async () => {
    await timetables.importFeed(feedAt(8).files);
    const report = await timetables.importFeed(randomBytes(5000));
    expect(report).toMatchObject({ outcome: 'rejected', version: null, errors: [expect.objectContaining({ code: 'zip_broken' })] });
    expect(await departure()).toBe(8);
  });

  it('refuses a feed id that could not stand in a public id', async () => {
    await expect(timetables.importFeed(feedAt(8).files, { feedId: 'a:b' })).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });

  it('keeps the last three versions', async () => {
    for (const hour of [6, 7, 8, 9, 10]) await timetables.importFeed(feedAt(hour).files);
    expect(await storedVersions()).toBe(3);
    expect(await storedChunks()).toBe(3);
    expect(await departure()).toBe(10);
    // An older version that comes back is stored anew.
    expect((await timetables.importFeed(feedAt(6).files)).outcome).toBe('imported');
    expect(await departure()).toBe(6);
  });

  it('does not mix two imports at the same time', async () => {
    const hours = [5, 6, 7, 8];
    const reports = await Promise.all(hours.map((hour) => timetables.importFeed(feedAt(hour).files)));
    expect(reports.map(({ outcome }) => outcome)).toEqual(hours.map(() => 'imported'));
    const loaded = await timetables.loadActive('district');
    const winner = reports.findIndex(({ version }) => version === loaded?.version);
    expect(loaded?.departure(0, 0)).toBe((hours[winner] ?? 0) * 3600);
  });

  it('refuses damaged and missing parts in clear words', async () => {
    await timetables.importFeed(feedAt(8).files);
    const { chunks } = timetableModels(connection);
    const chunk = await chunks.findOne().orFail().exec();
    const bytes = Buffer.from(chunk.bytes);
    bytes[60] = (bytes[60] ?? 0) ^ 1;
    await chunks.updateOne({ _id: chunk._id }, { bytes });
    await expect(timetables.loadActive('district')).rejects.toThrow('damaged: its checksum differs');
    await chunks.collection.deleteMany({});
    await expect(timetables.loadActive('district')).rejects.toThrow('of its 1 parts, part 1 is missing or wrong');
    // The way out that the words name.
    expect((await timetables.importFeed(feedAt(8).files, { force: true })).outcome).toBe('imported');
    expect(await departure()).toBe(8);
  });

  describe('watch', () => {
    /** Collects what is told, and waits until so many calls have come. */
    function listener() {
      const told: string[] = [];
      let check = () => {};
      return {
        told,
        onChange: ({ feedId }: { feedId: string }) => {
          told.push(feedId);
          check();
        },
        until: (count: number) => new Promise<void>((resolve) => {
          check = () => {
            if (told.length >= count) resolve();
          };
          check();
        }),
      };
    }

    it('tells of the feeds there are and of each change', async () => {
      await timetables.importFeed(feedAt(8).files, { feedId: 'a' });
      const { told, onChange, until } = listener();
      const stop = timetables.watch(onChange);
      await until(1);
      await timetables.importFeed(feedAt(9).files, { feedId: 'b' });
      await until(2);
      await timetables.importFeed(feedAt(10).files, { feedId: 'a' });
      await until(3);
      await stop();
      await timetables.importFeed(feedAt(11).files, { feedId: 'a' });
      expect(told).toEqual(['a', 'b', 'a']);
    });

    it('does not tell what is known, and repeats what was refused', async () => {
      const { version } = await timetables.importFeed(feedAt(8).files, { feedId: 'a' });
      await timetables.importFeed(feedAt(8).files, { feedId: 'b' });
      jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance', 'Date'] });
      try {
        const { told, onChange, until } = listener();
        const stop = timetables.watch((change) => {
          onChange(change);
          if (told.length === 1) throw new Error('not yet');
        }, [{ feedId: 'a', version: version ?? '' }]);
        await until(1);
        const tick = setImmediateLoop(() => jest.advanceTimersByTime(5000));
        await until(2);
        tick();
        await stop();
        expect(told).toEqual(['b', 'b']);
      } finally {
        jest.useRealTimers();
      }
    });

    it('looks every five seconds where there are no change streams', async () => {
      const { feeds } = timetableModels(connection);
      await timetables.importFeed(feedAt(8).files, { feedId: 'a' });
      // What a server without replica set answers.
      const watch = jest.spyOn(feeds.collection, 'watch').mockImplementation(() => connection.collection('nowhere').watch([{ $match: { $broken: 1 } }]));
      jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance', 'Date'] });
      try {
        const { told, onChange, until } = listener();
        const stop = timetables.watch(onChange);
        await until(1);
        await timetables.importFeed(feedAt(9).files, { feedId: 'a' });
        const tick = setImmediateLoop(() => jest.advanceTimersByTime(5000));
        await until(2);
        tick();
        await stop();
        expect(told).toEqual(['a', 'a']);
        expect(watch.mock.calls.length).toBeGreaterThan(1);
      } finally {
        jest.useRealTimers();
        watch.mockRestore();
      }
    });
  });

  describe('kill -9 in the middle of an import', () => {
    it.each(['storing', 'stored', 'activating'])('while %s: the old version stays, the leftovers go, the next import succeeds', async (dieAt) => {
      await timetables.importFeed(feedAt(8).files);
      const folder = await mkdtemp(path.join(os.tmpdir(), 'gtfs-kill-'));
      try {
        const zip = path.join(folder, 'feed.zip');
        await writeFile(zip, await feedAt(9).zip());
        const child = spawn(process.execPath, [
          path.join(projectRoot(), 'scripts/run.mjs'), 'modules/transit/timetable/import-child.ts',
          process.env.TEST_MONGODB_URI ?? '', connection.name, zip, 'district', dieAt,
        ], { cwd: projectRoot(), stdio: 'inherit' });
        expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
        expect(await departure()).toBe(8);
        expect(await storedVersions()).toBe(2);
        expect((await timetables.importFeed(zip)).outcome).toBe('imported');
        expect(await departure()).toBe(9);
        expect(await timetableModels(connection).versions.countDocuments({ state: 'writing' })).toBe(0);
        expect(await storedChunks()).toBe(2);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    });

    it('leaves alone what a living import is writing', async () => {
      await timetables.importFeed(feedAt(8).files);
      const { versions } = timetableModels(connection);
      await versions.updateOne({}, { state: 'writing' });
      expect(await timetables.removeLeftovers()).toBe(0);
      await versions.updateOne({}, { touchedAt: new Date(Date.now() - 3_600_000) });
      expect(await timetables.removeLeftovers()).toBe(1);
      expect(await storedChunks()).toBe(0);
    });
  });
});

/** Calls back on every turn of the event loop until stopped: lets faked time pass beside real input. */
function setImmediateLoop(step: () => void): () => void {
  let running = true;
  const turn = () => {
    if (!running) return;
    step();
    setImmediate(turn);
  };
  setImmediate(turn);
  return () => {
    running = false;
  };
}
