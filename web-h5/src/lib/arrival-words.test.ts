import { describe, expect, it } from '@jest/globals';
import { ageSeconds, crowdingPhrase, etaPhrase, lastBusPhrase, rangePhrase, sourcePhrase, statusPhrase, stopsAwayPhrase, type ArrivalFacts } from './arrival-words.js';

/** 08:16 in the district. */
const NOW = Date.parse('2026-11-23T00:16:00Z');
const at = (seconds: number): string => new Date(NOW + seconds * 1000).toISOString();

function arrival(over: Partial<ArrivalFacts> = {}, inSeconds = 300): ArrivalFacts {
  return {
    expectedAt: at(inSeconds), earliest: at(inSeconds - 30), latest: at(inSeconds + 300), etaSeconds: inSeconds, scheduledAt: at(inSeconds),
    source: 'ASSERTED', dataAgeSeconds: 20, status: 'ON_TIME', stopsAway: 2, ...over,
  };
}

describe('etaPhrase', () => {
  it.each([
    [300, { key: 'eta.minutes', params: { n: 5 } }],
    [89, { key: 'eta.minutes', params: { n: 1 } }],
    [50, { key: 'eta.minutes', params: { n: 1 } }],
    [44, { key: 'eta.soon' }],
    [0, { key: 'eta.here' }],
    [-20, { key: 'eta.here' }],
    [3600, { key: 'eta.clock', params: { time: '09:16' } }],
  ])('a live bus in %i s', (seconds, words) => {
    expect(etaPhrase(arrival({}, seconds), NOW)).toEqual(words);
  });

  it('counts from the time given, not from when the row was sent', () => {
    expect(etaPhrase(arrival({}, 300), NOW + 120_000)).toEqual({ key: 'eta.minutes', params: { n: 3 } });
  });

  it('gives a clock time, never a countdown, where only the timetable speaks', () => {
    expect(etaPhrase(arrival({ source: 'SCHEDULE', dataAgeSeconds: null }), NOW)).toEqual({ key: 'eta.clock', params: { time: '08:21' } });
  });

  it('says what does not come', () => {
    expect(etaPhrase(arrival({ status: 'CANCELED' }), NOW)).toEqual({ key: 'eta.canceled' });
    expect(etaPhrase(arrival({ status: 'SKIPPED' }), NOW)).toEqual({ key: 'eta.skipped' });
  });
});

describe('rangePhrase', () => {
  it('gives both ends, and one time where they fall into one minute', () => {
    expect(rangePhrase(arrival(), NOW)).toEqual({ key: 'range.between', params: { from: '08:20', to: '08:26' } });
    expect(rangePhrase(arrival({ earliest: at(305), latest: at(330) }), NOW)).toEqual({ key: 'range.about', params: { time: '08:21' } });
  });

  it('never begins in the past', () => {
    expect(rangePhrase(arrival({ earliest: at(-120) }, 60), NOW)).toEqual({ key: 'range.between', params: { from: '08:16', to: '08:22' } });
  });

  it('is silent for a bus that is here or does not come', () => {
    expect(rangePhrase(arrival({}, -1), NOW)).toBeNull();
    expect(rangePhrase(arrival({ status: 'CANCELED' }), NOW)).toBeNull();
  });
});

describe('sourcePhrase', () => {
  it('tells the sources apart', () => {
    const keys = (['ASSERTED', 'PROPAGATED', 'POSITION'] as const).map((source) => sourcePhrase(arrival({ source }), NOW).source.key);
    expect(keys).toEqual(['source.live', 'source.propagated', 'source.position']);
    expect(sourcePhrase(arrival({ source: 'SCHEDULE', dataAgeSeconds: null }), NOW)).toEqual({ source: { key: 'source.schedule' }, age: null, live: false });
  });

  it('lets the age grow with the clock, and calls old what is old', () => {
    expect(ageSeconds(arrival(), NOW + 15_000)).toBe(35);
    expect(sourcePhrase(arrival(), NOW + 100_000)).toEqual({ source: { key: 'source.live' }, age: { key: 'age.minutes', params: { n: 2 } }, live: true });
    expect(sourcePhrase(arrival(), NOW + 200_000)).toMatchObject({ source: { key: 'source.old' }, live: false });
  });
});

describe('other words of a row', () => {
  it('counts stops, and not for a bus that does not call', () => {
    expect(stopsAwayPhrase(arrival())).toEqual({ key: 'stopsAway.n', params: { n: 2 } });
    expect(stopsAwayPhrase(arrival({ stopsAway: 1 }))).toEqual({ key: 'stopsAway.one' });
    expect(stopsAwayPhrase(arrival({ stopsAway: 0 }))).toEqual({ key: 'stopsAway.next' });
    expect(stopsAwayPhrase(arrival({ stopsAway: null }))).toBeNull();
    expect(stopsAwayPhrase(arrival({ status: 'SKIPPED' }))).toBeNull();
  });

  it('says how late, how early, and extra', () => {
    expect(statusPhrase(arrival({ status: 'LATE', scheduledAt: at(60) }))).toEqual({ key: 'status.late', params: { n: 4 } });
    expect(statusPhrase(arrival({ status: 'EARLY', scheduledAt: at(420) }))).toEqual({ key: 'status.early', params: { n: 2 } });
    expect(statusPhrase(arrival({ status: 'ADDED', scheduledAt: null }))).toEqual({ key: 'status.added' });
    expect(statusPhrase(arrival({ status: 'SCHEDULED' }))).toBeNull();
  });

  it('says nothing of crowding that nobody knows', () => {
    expect(crowdingPhrase('UNKNOWN')).toBeNull();
    expect(crowdingPhrase('FULL')).toEqual({ key: 'crowding.FULL' });
  });

  it.each([
    [{ departure: at(3600), gone: false }, { key: 'lastBus.at', params: { time: '09:16' } }],
    [{ departure: at(-60), gone: true, nextDeparture: '2026-11-23T22:00:00Z' }, { key: 'lastBus.goneTomorrow', params: { time: '06:00' } }],
    [{ departure: at(-60), gone: true, nextDeparture: '2026-11-25T22:00:00Z' }, { key: 'lastBus.goneDays', params: { n: 3, time: '06:00' } }],
    [{ departure: at(-60), gone: true, nextDeparture: at(7200) }, { key: 'lastBus.goneToday', params: { time: '10:16' } }],
    [{ departure: at(-60), gone: true, nextDeparture: null }, { key: 'lastBus.gone' }],
  ])('last bus %j', (last, words) => {
    expect(lastBusPhrase(last, NOW)).toEqual(words);
  });
});
