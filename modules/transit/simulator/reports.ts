import { seed } from './dice.js';
import type { SimulatedRun } from './types.js';

/** Seconds between two reports of a bus. */
const BEAT = 15;

const phases = new WeakMap<SimulatedRun['bus'], number>();

/** The instant (epoch seconds) of a bus's latest report: each bus has its own beat. */
export function lastReport(run: SimulatedRun, now: number): number {
  let phase = phases.get(run.bus);
  if (phase === undefined) phases.set(run.bus, (phase = seed(run.bus.id) % BEAT));
  return now - ((now + phase) % BEAT);
}
