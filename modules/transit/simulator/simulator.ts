import type { Clock } from '../../kernel/clock.js';
import { dayOf } from '../timetable/service-days.js';
import type { Timetable } from '../timetable/timetable.js';
import { alertEntities } from './alerts.js';
import { createDayPlan } from './day-plan.js';
import { message } from './encode.js';
import { tripUpdateEntities } from './trip-updates.js';
import type { DayPlan } from './types.js';
import { vehicleEntities } from './vehicle-positions.js';

/** What the simulator stands on. */
export interface SimulatorDeps {
  /** The timetable in use; may be another object with each call. Undefined: the feeds are empty. */
  readonly timetable: () => Timetable | undefined;
  /** The service clock (epoch milliseconds). */
  readonly clock: Clock;
}

/** An address at which the gateway serves one feed. */
export interface SimulatorRoute {
  readonly method: 'GET';
  readonly path: string;
  readonly contentType: string;
  readonly body: () => Uint8Array;
}

/** A district's buses, made up: GTFS-Realtime messages of this instant. */
export interface Simulator {
  tripUpdates(): Uint8Array;
  vehiclePositions(): Uint8Array;
  alerts(): Uint8Array;
  readonly routes: readonly SimulatorRoute[];
}

/** The media type that GTFS-Realtime producers use for their protobuf. */
const CONTENT_TYPE = 'application/x-protobuf';
/** Tomorrow's first runs are looked at from this many seconds before midnight. */
const BEFORE_MIDNIGHT = 3 * 3600;
/** Yesterday's last runs are looked for until this many seconds after midnight: no bus of a service day runs longer. */
const AFTER_MIDNIGHT = 8 * 3600;

/**
 * Creates the vehicle simulator. It keeps nothing but the plans of up to three service days; the same timetable version
 * and instant give the same bytes in every process.
 */
export function createSimulator({ timetable, clock }: SimulatorDeps): Simulator {
  let planned: Timetable | undefined;
  const plans = new Map<number, DayPlan>();
  const planOf = (current: Timetable, day: number): DayPlan => {
    let plan = plans.get(day);
    if (!plan) {
      plans.set(day, (plan = createDayPlan(current, day)));
      for (const other of plans.keys()) if (Math.abs(other - day) > 2) plans.delete(other);
    }
    return plan;
  };
  const emit = (entities: (plan: DayPlan, now: number) => Uint8Array[]): Uint8Array => {
    const now = Math.floor(clock.now() / 1000);
    const current = timetable();
    if (current !== planned) plans.clear();
    planned = current;
    if (!current) return message(now, []);
    const today = dayOf(now, current.zone);
    const days = [today];
    if (now - current.dayStart(today) < AFTER_MIDNIGHT) days.unshift(today - 1);
    if (current.dayStart(today + 1) - now < BEFORE_MIDNIGHT) days.push(today + 1);
    return message(now, days.flatMap((day) => entities(planOf(current, day), now)));
  };
  const simulator = {
    tripUpdates: () => emit(tripUpdateEntities),
    vehiclePositions: () => emit(vehicleEntities),
    alerts: () => emit(alertEntities),
  };
  const route = (file: string, body: () => Uint8Array): SimulatorRoute => ({ method: 'GET', path: `/simulator/gtfs-rt/${file}`, contentType: CONTENT_TYPE, body });
  return {
    ...simulator,
    routes: [route('trip-updates.pb', simulator.tripUpdates), route('vehicle-positions.pb', simulator.vehiclePositions), route('alerts.pb', simulator.alerts)],
  };
}
