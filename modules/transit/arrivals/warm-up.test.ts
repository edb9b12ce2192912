import { describe, expect, it } from '@jest/globals';
import { clockSeconds, smallTimetable } from '../realtime/testing.js';
import { dayOfGtfsDate } from '../timetable/service-days.js';
import { departureLists } from './departures.js';
import { warmUp } from './warm-up.js';

const day = dayOfGtfsDate('20260115');
const trips = [{ id: 'T1', stops: ['A', 'B', 'C'], times: ['08:00', '08:05', '08:10'] }];

/** The timetable, and whether a list of the day has to be made when it is asked for. */
function setup() {
  const timetable = smallTimetable({ trips });
  const now = (timetable.dayStart(day) + clockSeconds('09:00')) * 1000;
  const made = (): boolean => {
    const { runsOn } = timetable;
    let asked = false;
    timetable.runsOn = (...args) => {
      asked = true;
      return runsOn.apply(timetable, args);
    };
    timetable.stops.forEach((_, stop) => departureLists(timetable).at(stop, day));
    timetable.runsOn = runsOn;
    return !asked;
  };
  return { timetable, clock: { now: () => now }, made };
}

describe('warming up', () => {
  it('makes the lists before anybody asks', async () => {
    const { timetable, clock, made } = setup();
    const stop = warmUp(timetable, clock);
    await new Promise((resolve) => setTimeout(resolve, 200));
    stop();
    expect(made()).toBe(true);
  });

  it('ends at once', async () => {
    const { timetable, clock, made } = setup();
    warmUp(timetable, clock)();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(made()).toBe(false);
  });
});
