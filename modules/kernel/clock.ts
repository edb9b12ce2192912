/** A source of time. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00Z. */
  now(): number;
  /** How many of its seconds pass in one real second: waits meant in its time are divided by this. Absent: 1. */
  readonly rate?: number;
}

/** The two clocks of the product; see DESIGN rule 7. */
export interface Clocks {
  /** Timetables, boards, due dates: may be shifted, and run faster, so that a recording can be replayed. */
  readonly service: Clock;
  /** Sessions, tokens, audit, expiry, limits: the machine's own time, always. */
  readonly system: Clock;
}

/** The machine's own time. */
export const systemClock: Clock = { now: () => Date.now(), rate: 1 };

/**
 * The process's clocks.
 * @param serviceStart the instant (ms) at which the service clock starts; absent: the system's time
 * @param rate how many times as fast as the system's time the service clock runs
 * @throws RangeError where the rate is not a positive number
 */
export function createClocks(serviceStart?: number, rate = 1): Clocks {
  if (!(rate > 0 && Number.isFinite(rate))) throw new RangeError('a clock rate is a number above 0');
  if (serviceStart === undefined && rate === 1) return { service: systemClock, system: systemClock };
  const begun = Date.now();
  const start = serviceStart ?? begun;
  return { service: { now: () => Math.floor(start + (Date.now() - begun) * rate), rate }, system: systemClock };
}
