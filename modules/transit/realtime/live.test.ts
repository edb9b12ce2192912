import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { dayOfGtfsDate } from '../timetable/service-days.js';
import { Feeds, type FeedState } from './feeds.js';
import { createLive, type Live } from './live.js';
import { clockSeconds, decodedFeed, smallTimetable, stopUpdate, tripRef, tripUpdate, vehicleAt } from './testing.js';

const trips = [{ id: 'T', stops: ['A', 'B', 'C'], times: ['08:00', '08:10', '08:20'] }];
const started: Live[] = [];
afterEach(() => {
  jest.useRealTimers();
  for (const live of started.splice(0)) live.stop();
});

function setup() {
  jest.useFakeTimers();
  const timetable = smallTimetable({ trips });
  const at = (time: string) => timetable.dayStart(dayOfGtfsDate('20260115')) + clockSeconds(time);
  const time = { now: at('08:01') * 1000 };
  const feeds = new Feeds();
  const published: FeedState[] = [];
  feeds.onPublish((_id, state) => published.push(state));
  const errors: object[] = [];
  const rejected: [string, number][] = [];
  const live = createLive({
    feeds, clock: { now: () => time.now },
    logger: { info: () => undefined, warn: () => undefined, error: (details) => errors.push(details) },
    metrics: { feedFetched: () => undefined, feedAge: () => undefined, entitiesRejected: (_feed, _kind, reason, count) => rejected.push([reason, count]) },
  });
  started.push(live);
  const late = (delay: number) => decodedFeed(time.now / 1000, { tripUpdates: [tripUpdate({ tripId: 'T', startDate: '20260115' }, time.now / 1000, [stopUpdate({ sequence: 2, delay })])] });
  return { timetable, at, time, feeds, published, errors, rejected, live, late };
}

/** Expected lateness at the last stop in what is published. */
const delayOf = (state: FeedState | undefined) => {
  const run = state?.snapshot.runs[0];
  return run ? (run.arrival[2] ?? 0) - (run.scheduledArrival[2] ?? 0) : null;
};

describe('live feeds', () => {
  it('publish a timetable at once, and messages that come together as one snapshot within 200 ms', () => {
    const { timetable, feeds, published, live, late } = setup();
    live.setTimetable(timetable);
    expect(delayOf(feeds.find('district'))).toBeNull();
    live.accept('district', 'tripUpdates', late(60));
    live.accept('district', 'tripUpdates', late(120));
    live.accept('district', 'alerts', decodedFeed(0, {}));
    expect(published).toHaveLength(1);
    jest.advanceTimersByTime(199);
    expect(published.map(delayOf)).toEqual([null, 120]);
  });

  it('read the last messages against a new timetable before the swap', () => {
    const { timetable, at, published, live, late } = setup();
    live.accept('district', 'tripUpdates', late(60));
    live.acceptPositions('district', [vehicleAt('bus', at('08:00'), 31, 121, { trip: tripRef({ tripId: 'T', startDate: '20260115' }) })]);
    live.setTimetable(timetable);
    live.setTimetable(smallTimetable({ trips, version: 'v2' }));
    expect(published.map((state) => [state.timetable.version, state.snapshot.version, delayOf(state), state.snapshot.vehicles.length])).toEqual([['v1', 'v1', 60, 1], ['v2', 'v2', 60, 1]]);
  });

  it('publish on a tick once started, and no more once stopped', () => {
    const { timetable, time, published, live, late } = setup();
    live.setTimetable(timetable);
    live.accept('district', 'tripUpdates', late(60));
    live.start();
    jest.advanceTimersByTime(10_100);
    expect(published).toHaveLength(3);
    time.now += 600_000;
    jest.advanceTimersByTime(10_000);
    expect(delayOf(published[3])).toBeLessThan(60);
    live.accept('district', 'tripUpdates', late(90));
    live.stop();
    jest.advanceTimersByTime(60_000);
    expect(published).toHaveLength(4);
  });

  it('report what was refused, once', () => {
    const { timetable, time, rejected, live } = setup();
    live.setTimetable(timetable);
    const unknown = decodedFeed(time.now / 1000, { tripUpdates: [tripUpdate({ tripId: 'none' }, time.now / 1000, [])] });
    live.accept('district', 'tripUpdates', unknown);
    live.accept('district', 'tripUpdates', unknown);
    live.accept('district', 'alerts', decodedFeed(0, {}));
    expect(rejected).toEqual([['unknown-trip', 1], ['unknown-trip', 1]]);
  });

  it('go on after a message that breaks the merge, with the last snapshot in place', () => {
    const { timetable, published, errors, live, late } = setup();
    live.setTimetable(timetable);
    // A message that no decoder makes: what a fault of ours would look like.
    live.accept('district', 'tripUpdates', { ...late(60), tripUpdates: null } as never);
    jest.advanceTimersByTime(200);
    expect(errors).toHaveLength(1);
    live.accept('district', 'tripUpdates', late(60));
    jest.advanceTimersByTime(200);
    expect(delayOf(published.at(-1))).toBe(60);
  });
});
