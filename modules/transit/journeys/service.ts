import type { Caller } from '../../kernel/caller.js';
import type { Clock } from '../../kernel/clock.js';
import { Fault } from '../../kernel/errors.js';
import { distanceMeters } from '../../kernel/geo.js';
import { stopEntity } from '../contract.js';
import type { Feeds, FeedState } from '../realtime/feeds.js';
import { dayOf } from '../timetable/service-days.js';
import { RidePart, walkPart, type WalkPart } from './legs.js';
import { networkOf, type Network } from './network.js';
import { LONGEST_STRAIGHT_METERS, walkSeconds } from './parameters.js';
import { feedsFor, reachOf, resolvePlace, type Place, type PlaceArgument } from './places.js';
import { planCourses } from './planner.js';
import { arrivalAt, NEVER, stopAt } from './search.js';
import type { Course } from './settle.js';

/** What `plan` is asked; absent values are the contract's defaults. */
export interface PlanArguments {
  readonly from: PlaceArgument;
  readonly to: PlaceArgument;
  /** Epoch milliseconds; absent: now. */
  readonly at?: number | null;
  readonly arriveBy?: boolean | null;
  /** 1–10; absent: 3. */
  readonly first?: number | null;
}

/** A journey in the contract's terms: instants in epoch milliseconds. */
export interface Journey {
  readonly departAt: number;
  readonly arriveAt: number;
  readonly durationSeconds: number;
  readonly rides: number;
  readonly walkMeters: number;
  readonly legs: (WalkPart | RidePart)[];
}

/** What the service stands on. `clock` is the service clock. */
export interface JourneysDeps {
  readonly feeds: Feeds;
  readonly clock: Clock;
}

/** Journeys by bus and on foot. Anybody may ask: nothing is kept of it. */
export class JourneysService {
  readonly #feeds: Feeds;
  readonly #clock: Clock;
  readonly #stopListening: () => void;

  constructor({ feeds, clock }: JourneysDeps) {
    this.#feeds = feeds;
    this.#clock = clock;
    // A new timetable's footpaths and lines are made when nobody waits for them.
    this.#stopListening = feeds.onPublish((feedId, { timetable }, previous) => {
      if (timetable !== previous?.timetable) setImmediate(() => this.#prepare(feedId));
    });
  }

  /**
   * Journeys between two places, as the road is now. See `planCourses` for which and in which order.
   * Throws BAD_INPUT that names the field.
   */
  plan(_caller: Caller, args: PlanArguments): Journey[] {
    const first = args.first ?? 3;
    if (!Number.isInteger(first) || first < 1 || first > 10) throw new Fault('BAD_INPUT', { field: 'first', reason: 'must be a whole number from 1 to 10' });
    const at = args.at ?? this.#clock.now();
    if (!Number.isFinite(at)) throw new Fault('BAD_INPUT', { field: 'at', reason: 'not an instant' });
    const from = resolvePlace(this.#feeds, 'from', args.from);
    const to = resolvePlace(this.#feeds, 'to', args.to);
    const arriveBy = args.arriveBy === true;
    const states = feedsFor(this.#feeds, from, to);
    const now = this.#clock.now();
    // Nobody can still set out in the past; who asks about the past itself is told of it.
    const reachable = (journey: Journey): boolean => !arriveBy || at < now || journey.departAt >= now;
    const journeys = states.flatMap((state) => this.#planIn(state, from, to, at / 1000, arriveBy, first)).filter(reachable);
    if (states.length < 2) return journeys;
    // The walk all the way is the same in each feed.
    const walks = journeys.filter(({ rides }) => rides === 0).slice(1);
    const order = arriveBy ? (a: Journey, b: Journey) => b.departAt - a.departAt : (a: Journey, b: Journey) => a.arriveAt - b.arriveAt;
    return journeys.filter((journey) => !walks.includes(journey)).sort(order).slice(0, first);
  }

  /** Stops preparing new timetables. */
  stop(): void {
    this.#stopListening();
  }

  #planIn(state: FeedState, from: Place, to: Place, at: number, arriveBy: boolean, first: number): Journey[] {
    const network = networkOf(state, dayOf(at, state.timetable.zone));
    const straight = distanceMeters(from.position, to.position);
    const origin = reachOf(network.walks, state, from);
    const target = reachOf(network.walks, state, to);
    const seconds = at - network.base;
    const courses = planCourses(network, {
      origin, target, arriveBy, first, walk: straight <= LONGEST_STRAIGHT_METERS ? walkSeconds(straight) : NEVER,
      // Whole seconds, on the side that is still possible.
      at: arriveBy ? Math.floor(seconds) : Math.ceil(seconds),
    });
    const now = Math.floor(this.#clock.now() / 1000);
    return courses.map((course) => journeyOf(state, network, course, from, to, now));
  }

  #prepare(feedId: string): void {
    const state = this.#feeds.find(feedId);
    if (state) networkOf(state, dayOf(this.#clock.now() / 1000, state.timetable.zone));
  }
}

/** Puts a course into the contract's terms: rides, and walks wherever the place changes. */
function journeyOf(state: FeedState, network: Network, course: Course, from: Place, to: Place, now: number): Journey {
  const instant = (seconds: number): number => (network.base + seconds) * 1000;
  const legs: (WalkPart | RidePart)[] = [];
  let here = from;
  let time = course.departAt;
  const walkTo = (place: Place): void => {
    const walk = walkSeconds(distanceMeters(here.position, place.position));
    if (walk > 0 || course.rides.length === 0) legs.push(walkPart(here, place, instant(time), instant(time + walk)));
  };
  for (const ride of course.rides) {
    walkTo(placeOf(state, stopAt(network, ride, ride.board)));
    legs.push(new RidePart(state, network, ride, now));
    here = placeOf(state, stopAt(network, ride, ride.alight));
    time = arrivalAt(network, ride, ride.alight);
  }
  walkTo(to);
  const walkMeters = legs.reduce((sum, leg) => sum + (leg.__typename === 'WalkLeg' ? leg.meters : 0), 0);
  return {
    departAt: instant(course.departAt), arriveAt: instant(course.arriveAt), durationSeconds: course.arriveAt - course.departAt,
    rides: course.rides.length, walkMeters, legs,
  };
}

function placeOf({ timetable }: FeedState, index: number): Place {
  const stop = stopEntity(timetable, index);
  return { position: { lat: stop.record.lat, lon: stop.record.lon }, stop };
}
