/** A source of time. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00Z. */
  now(): number;
}

/** The two clocks of the product; see DESIGN rule 7. */
export interface Clocks {
  /** Timetables, boards, due dates: may be shifted so that a recording can be replayed. */
  readonly service: Clock;
  /** Sessions, tokens, audit, expiry, limits: the machine's own time, always. */
  readonly system: Clock;
}

/** The machine's own time. */
export const systemClock: Clock = { now: () => Date.now() };

/**
 * The process's clocks.
 * @param serviceStart the instant (ms) at which the service clock starts; absent: the system's time.
 */
export function createClocks(serviceStart?: number): Clocks {
  if (serviceStart === undefined) return { service: systemClock, system: systemClock };
  const shift = serviceStart - Date.now();
  return { service: { now: () => Date.now() + shift }, system: systemClock };
}
