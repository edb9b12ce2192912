import { mergeResolvers } from '@graphql-tools/merge';
import type { Connection } from 'mongoose';
import type { Resolvers } from '../__generated__/resolvers.js';
import type { Clocks } from '../kernel/clock.js';
import type { EventBus } from '../kernel/events.js';
import type { LexiconSource } from '../kernel/lexicon.js';
import type { DistrictModule, Logger } from '../kernel/module.js';
import type { PersonalData } from '../kernel/personal-data.js';
import { createPoller, type Poller } from './adapters/gtfs-realtime/poller.js';
import { createAlertsResolvers } from './alerts/resolvers.js';
import { AlertsService } from './alerts/service.js';
import { createBoardDoor } from './arrivals/doors/board-json.js';
import { createArrivalsResolvers } from './arrivals/resolvers.js';
import { ArrivalsService } from './arrivals/service.js';
import { createTransitLexicon } from './lexicon.js';
import { warmUp } from './arrivals/warm-up.js';
import { createJourneysResolvers } from './journeys/resolvers.js';
import { JourneysService } from './journeys/service.js';
import type { FeedKind, TransitMetrics } from './metrics.js';
import { Feeds } from './realtime/feeds.js';
import { createLive } from './realtime/live.js';
import type { VehiclePosition } from './realtime/types.js';
import { createRemindersResolvers } from './reminders/resolvers.js';
import { createRemindersService } from './reminders/service.js';
import { createStandingResolvers } from './reminders/standing/resolvers.js';
import type { StandingPorts } from './reminders/standing/deps.js';
import { StandingService } from './reminders/standing/service.js';
import { createRoutesResolvers } from './routes/resolvers.js';
import { createRoutesService } from './routes/service.js';
import { hostSimulator, type SimulatorHost } from './simulator/host.js';
import { createSimulator } from './simulator/index.js';
import { createStopsResolvers } from './stops/resolvers.js';
import { createStopsService } from './stops/service.js';
import { createTimetables, type TimetableStore } from './timetable/service.js';
import type { ActiveVersion } from './timetable/watch.js';
import { createPositionsDoor } from './vehicles/doors/positions.js';
import { parseIngestKeys } from './vehicles/ingest/signature.js';
import { PositionIngest } from './vehicles/ingest/service.js';
import { createVehiclesResolvers } from './vehicles/resolvers.js';
import { VehiclesService } from './vehicles/service.js';

/** The feed of the sample district, and the one that addresses belong to which name none. */
export const DEFAULT_FEED = 'district';
const POSITIONS_TOPIC = 'transit.positions';

/** What transit stands on. */
export interface TransitDeps {
  readonly connection: Connection;
  readonly events: EventBus;
  readonly clocks: Clocks;
  readonly logger: Logger;
  readonly metrics: TransitMetrics;
  /** Feeds to serve; empty: all that were imported. */
  readonly feeds: readonly string[];
  /** GTFS-Realtime addresses by kind and feed. */
  readonly addresses: Readonly<Record<FeedKind, Readonly<Record<string, string>>>>;
  /** Private networks in which those may lie (see kernel/outgoing). */
  readonly allowPrivateFeeds: readonly string[];
  readonly intervalSeconds: number;
  /** Simulated buses for the sample district; auto: where it has no addresses. */
  readonly simulator: 'on' | 'off' | 'auto';
  /** `operator:key,…` for signed positions. */
  readonly ingestKeys: string;
  /** The district's name (云间区), which people leave out before names of stops and lines. */
  readonly district: string;
  /** What reminders that outlive a page need; absent: they are not offered. */
  readonly standing?: StandingPorts;
}

/** Transit as the gateway sees it. */
export interface Transit extends DistrictModule<Resolvers> {
  /** Whether the buses shown are the simulator's. */
  simulated(): boolean;
  /** Whether the feeds have been loaded. */
  ready(): boolean;
  /** Whether the feed of the district is the sample's, not an operator's own. */
  isSample(): Promise<boolean>;
  /** What it holds about people: their standing reminders. */
  readonly personalData: readonly PersonalData[];
  /** Names of stops and lines. */
  readonly lexicon: LexiconSource;
}

/** Creates the transit module. Nothing runs before `start`. */
export function createTransit(deps: TransitDeps): Transit {
  const { clocks, logger, metrics, events } = deps;
  const clock = clocks.service;
  const feeds = new Feeds();
  const live = createLive({ feeds, clock, logger, metrics });
  const timetables = createTimetables({ connection: deps.connection, logger, clock: clocks.system });
  const arrivals = new ArrivalsService({ feeds, clock });
  const reminders = createRemindersService({ feeds, clock });
  const journeys = new JourneysService({ feeds, clock });
  const standing = deps.standing ? new StandingService({ ...deps.standing, feeds, clocks, logger }) : null;
  const ingest = new PositionIngest({
    feeds, clocks, logger, metrics, keys: parseIngestKeys(deps.ingestKeys), defaultFeed: DEFAULT_FEED,
    // Positions reach one process and belong on the boards of all.
    onPositions: (feedId, positions) => events.publish(POSITIONS_TOPIC, { feedId, positions }),
  });
  const operation = new Operation(deps, feeds, live, timetables);
  return {
    resolvers: mergeResolvers([
      createStopsResolvers(createStopsService({ feeds, clock })),
      createRoutesResolvers(createRoutesService({ feeds, clock })),
      createArrivalsResolvers(arrivals),
      createVehiclesResolvers(new VehiclesService({ feeds, clock })),
      createAlertsResolvers(new AlertsService({ feeds, clock })),
      createJourneysResolvers(journeys),
      createRemindersResolvers(reminders),
      ...(standing ? [createStandingResolvers(standing)] : []),
    ]),
    routes: [createBoardDoor(arrivals, clock), createPositionsDoor(ingest)],
    simulated: () => operation.simulated,
    ready: () => operation.loaded,
    isSample: async () => (await timetables.originOf(DEFAULT_FEED)) === 'sample',
    lexicon: createTransitLexicon(feeds, deps.district),
    personalData: standing ? [standing.personalData()] : [],
    async start() {
      await operation.start();
      await standing?.start();
    },
    async stop() {
      await standing?.stop();
      arrivals.stop();
      reminders.stop();
      journeys.stop();
      await operation.stop();
    },
  };
}

/** What runs beside the requests: timetables that are swapped, feeds that are polled, the simulator. */
class Operation {
  loaded = false;
  readonly #deps: TransitDeps;
  readonly #feeds: Feeds;
  readonly #live: ReturnType<typeof createLive>;
  readonly #timetables: TimetableStore;
  readonly #pollers: Poller[] = [];
  readonly #stops: (() => unknown)[] = [];
  /** By feed: ends the making of day lists for the timetable that it has. */
  readonly #warming = new Map<string, () => void>();
  #simulator: SimulatorHost | null = null;

  constructor(deps: TransitDeps, feeds: Feeds, live: ReturnType<typeof createLive>, timetables: TimetableStore) {
    this.#deps = deps;
    this.#feeds = feeds;
    this.#live = live;
    this.#timetables = timetables;
  }

  get simulated(): boolean {
    return this.#simulator !== null;
  }

  async start(): Promise<void> {
    await this.#timetables.removeLeftovers();
    const active = await this.#timetables.activeVersions();
    for (const version of active) await this.#load(version);
    this.#stops.push(this.#timetables.watch((version) => this.#load(version), active));
    this.#stops.push(
      this.#deps.events.subscribe(POSITIONS_TOPIC, (payload) => {
        const { feedId, positions } = payload as { feedId: string; positions: VehiclePosition[] }; // published above, by this very module
        this.#live.acceptPositions(feedId, positions);
      }),
    );
    await this.#startSimulator();
    await this.#poll();
    this.#live.start();
    this.loaded = true;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#pollers.map((poller) => poller.stop()));
    for (const stop of this.#stops.reverse()) await stop();
    this.#live.stop();
    for (const end of this.#warming.values()) end();
    await this.#simulator?.stop();
  }

  async #load({ feedId }: ActiveVersion): Promise<void> {
    if (this.#deps.feeds.length > 0 && !this.#deps.feeds.includes(feedId)) return;
    try {
      const timetable = await this.#timetables.loadActive(feedId);
      if (!timetable || this.#feeds.find(feedId)?.timetable.version === timetable.version) return;
      this.#live.setTimetable(timetable);
      this.#warming.get(feedId)?.();
      this.#warming.set(feedId, warmUp(timetable, this.#deps.clocks.service));
      this.#deps.logger.info({ feedId, version: timetable.version, stops: timetable.stops.length, routes: timetable.routes.length }, 'timetable in use');
    } catch (err) {
      // The old version keeps answering, and a feed that cannot be read must not take the others with it.
      this.#deps.logger.error({ err, feedId }, 'timetable not loaded');
    }
  }

  async #startSimulator(): Promise<void> {
    const { simulator, addresses, clocks } = this.#deps;
    const real = Object.values(addresses).some((byFeed) => byFeed[DEFAULT_FEED] !== undefined);
    const sample = (await this.#timetables.originOf(DEFAULT_FEED)) === 'sample';
    if (simulator === 'off' || (simulator === 'auto' && (real || !sample))) return;
    this.#simulator = await hostSimulator(createSimulator({ timetable: () => this.#feeds.find(DEFAULT_FEED)?.timetable, clock: clocks.service }));
  }

  async #poll(): Promise<void> {
    const { addresses, allowPrivateFeeds, intervalSeconds, clocks, logger, metrics } = this.#deps;
    // The simulator is in this very process: its own addresses may be asked, and no other of this machine for its sake.
    const simulated = new Set(Object.values(this.#simulator?.addresses ?? {}));
    const allowPrivate = (address: string): readonly string[] => (simulated.has(address) ? ['127.0.0.1'] : allowPrivateFeeds);
    const byFeed = new Map<string, Partial<Record<FeedKind, string>>>();
    if (this.#simulator) byFeed.set(DEFAULT_FEED, this.#simulator.addresses);
    for (const kind of ['tripUpdates', 'vehiclePositions', 'alerts'] as const) {
      for (const [feedId, address] of Object.entries(addresses[kind])) byFeed.set(feedId, { ...byFeed.get(feedId), [kind]: address });
    }
    for (const [feedId, own] of byFeed) {
      this.#pollers.push(createPoller({ feedId, addresses: own, allowPrivate, intervalSeconds, clock: clocks.service, logger, metrics, onFeed: (kind, feed) => this.#live.accept(feedId, kind, feed) }));
    }
    // A feed that hangs must not keep the district's boards from opening with what is known.
    void Promise.all(this.#pollers.map((poller) => poller.start()));
  }
}

export { transitPolicies } from './policy.js';
export { standingTemplates as transitTemplates } from './reminders/standing/policy.js';
export { describeReport } from './timetable/report.js';
export { seedDistrict } from './timetable/sample.js';
export { createTimetables } from './timetable/service.js';
export { lexiconOf } from './lexicon.js';
