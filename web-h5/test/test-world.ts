import { EventEmitter, on } from 'node:events';
import { AssistantWorld } from './assistant-world.js';
import { IdentityWorld } from './identity-world.js';
import { LINES, PLACES, sampleBoard, type Call, type Line, type Place } from './district-sample.js';

const EN = 'EN';
type Lang = { language?: string | null };

/** A district whose buses a test moves; its objects answer the contract's fields, those with arguments as functions. */
export class TestWorld {
  /** Added to the machine's clock: a test may put the service's time anywhere. */
  shiftMs = 0;
  readonly identity = new IdentityWorld();
  readonly assistant = new AssistantWorld(this.identity);
  simulated = true;
  alerts = true;
  boards = new Map<string, Call[]>(PLACES.map((place) => [place.id, sampleBoard()]));
  vehicleProgress = 2;
  lastBusGone = true;
  /** True stops the heartbeat, as a line that has died unnoticed. */
  silent = false;
  private reminderCame: (wanted: unknown) => void = () => undefined;
  /** What a page has asked to be reminded of, once it has. */
  readonly reminderAsked = new Promise<unknown>((resolve) => {
    this.reminderCame = resolve;
  });
  journeys = true;
  readonly changes = new EventEmitter().setMaxListeners(0);

  now(): number {
    return Date.now() + this.shiftMs;
  }

  /** Replaces a stop's board and tells everyone who follows it. */
  setBoard(stopId: string, calls: Call[]): void {
    this.boards.set(stopId, calls);
    this.changes.emit('board');
  }

  /** Ends every reminder that waits. */
  remind(outcome: 'DUE' | 'MISSED', message: string): void {
    this.changes.emit('reminder', { outcome, message });
  }

  private text(zh: string, en: string): (args: Lang) => string {
    return ({ language }) => (language === EN ? en : zh);
  }

  private iso(seconds: number): string {
    return new Date(this.now() + seconds * 1000).toISOString();
  }

  line(id: string): Line | undefined {
    return LINES.find((line) => line.id === id);
  }

  stop(place: Place): Record<string, unknown> {
    return {
      id: place.id, code: place.id.slice(-3), name: this.text(place.zh, place.en), wheelchairBoarding: 'ACCESSIBLE', platformCode: null, parent: null,
      position: { lat: place.lat, lon: place.lon, datum: 'WGS84' },
      platforms: [],
      routes: () => LINES.filter((line) => line.stops.includes(place.id)).map((line) => this.route(line)),
      alerts: () => (this.alerts ? [this.alert()] : []),
      arrivals: () => this.board(place.id),
      lastBuses: () => (place.id === 'district:114' ? [] : [{
        route: this.route(LINES[2] as Line), // the third line of the sample
        headsign: this.text('方塔园', 'Fangta Park'), departure: this.iso(this.lastBusGone ? -3600 : 5400), gone: this.lastBusGone, nextDeparture: this.iso(86_400),
      }]),
    };
  }

  board(stopId: string): unknown[] {
    const place = PLACES.find((other) => other.id === stopId);
    if (!place) return [];
    return [...(this.boards.get(stopId) ?? [])].sort((a, b) => a.in - b.in).map((call) => this.arrival(call, place));
  }

  private arrival(call: Call, place: Place): Record<string, unknown> {
    const line = this.line(call.line) as Line; // calls name lines of the sample
    const [zh, en] = line.ends[call.direction];
    const spread = call.source === 'SCHEDULE' ? 240 : 60 + call.in / 10;
    return {
      id: call.id, route: this.route(line), stopSequence: 3, stop: this.stop(place), headsign: this.text(zh, en),
      trip: { id: `district:trip-${call.id}`, headsign: this.text(zh, en), directionId: call.direction, serviceDate: this.iso(0).slice(0, 10), wheelchairAccessible: 'ACCESSIBLE', headwaySeconds: null },
      scheduledAt: this.iso(call.in - call.late), expectedAt: this.iso(call.in), earliest: this.iso(call.in - spread / 2), latest: this.iso(call.in + spread), etaSeconds: call.in,
      source: call.source, dataAgeSeconds: call.age, status: call.status, stopsAway: call.stopsAway, dropOffOnly: false,
      vehicle: call.source === 'SCHEDULE' ? null : { ...this.vehicle(line, 1, call.direction), occupancy: call.occupancy },
    };
  }

  vehicle(line: Line, next: number, direction: 0 | 1): Record<string, unknown> {
    const stops = direction === 0 ? line.stops : [...line.stops].reverse();
    const place = PLACES.find((other) => other.id === stops[next]) ?? (PLACES[0] as Place);
    const [zh, en] = line.ends[direction];
    return {
      id: `${line.id}-${direction}-bus`, label: `云D·${line.id.slice(9)}0${direction}7`, bearing: 90, speed: 8, occupancy: 'FEW_SEATS', wheelchairAccessible: 'ACCESSIBLE', ageSeconds: 12,
      position: { lat: place.lat + 0.002, lon: place.lon - 0.002, datum: 'WGS84' },
      trip: { id: `district:trip-${line.id}-${direction}`, headsign: this.text(zh, en), directionId: direction, serviceDate: this.iso(0).slice(0, 10), wheelchairAccessible: 'ACCESSIBLE' },
      nextStop: this.stop(place), nextStopSequence: next + 1,
    };
  }

  route(line: Line): Record<string, unknown> {
    const night = line.id === 'district:N1';
    const direction = (id: 0 | 1): Record<string, unknown> => ({ directionId: id, headsign: this.text(...line.ends[id]) });
    return {
      id: line.id, shortName: this.text(line.zh, line.en), longName: this.text(`${line.ends[1][0]} – ${line.ends[0][0]}`, `${line.ends[1][1]} – ${line.ends[0][1]}`), type: 3, color: line.color, textColor: line.textColor,
      agency: { name: '云间公交', phone: '021-12345', url: null }, fare: { currency: 'CNY', min: line.fare[0], max: line.fare[1] },
      alerts: () => (this.alerts && line.id === 'district:24' ? [this.alert()] : []),
      patterns: () => ([0, 1] as const).map((id) => {
        const ids = id === 0 ? line.stops : [...line.stops].reverse();
        const places = ids.flatMap((stopId) => PLACES.filter((place) => place.id === stopId));
        return { id: `${line.id}-${id}`, ...direction(id), tripsToday: 96, polyline: encode(places), stops: places.map((place, index) => ({ stop: this.stop(place), stopSequence: index + 1, distanceMeters: index * 900 })) };
      }),
      timetable: () => ([0, 1] as const).map((id) => ({ ...direction(id), date: this.iso(0).slice(0, 10), firstDeparture: this.iso(-7200), lastDeparture: this.iso(7200), trips: 96,
        headways: Array.from({ length: 17 }, (_, hour) => ({ hour: hour + 6, departures: hour < 3 ? 7 : 5, minutes: hour < 3 ? 8 : 12 })) })),
      vehicles: () => (night ? [] : [this.vehicle(line, this.vehicleProgress, 0)]),
    };
  }

  alert(): Record<string, unknown> {
    return {
      id: 'district:detour', header: this.text('云间24路绕行', 'Yunjian 24 takes a detour'), description: this.text('因人民北路施工，云间24路今日绕行谷阳北路，不停云间体育中心。', 'Because of works on Renmin North Road, Yunjian 24 runs by Guyang North Road today.'),
      url: null, cause: 'CONSTRUCTION', effect: 'DETOUR', severity: 'WARNING', activeFrom: null, activeUntil: null, stops: [], routes: () => [this.route(LINES[0] as Line)], // the first line of the sample
    };
  }

  connection(nodes: Record<string, unknown>[], distance: boolean): Record<string, unknown> {
    return { totalCount: nodes.length, pageInfo: { hasNextPage: false, hasPreviousPage: false }, edges: nodes.map((node, index) => ({ cursor: String(index), node, distanceMeters: distance ? 120 + index * 260 : null })) };
  }

  plan(): unknown[] {
    if (!this.journeys) return [];
    const [line] = LINES;
    const from = PLACES[0] as Place;
    const to = PLACES[3] as Place; // both stand in the sample
    if (!line) return [];
    const [call] = sampleBoard();
    const arrival = call ? this.arrival({ ...call, in: 400 }, from) : null;
    const stopAt = this.stop(to);
    const ride = { __typename: 'RideLeg', departAt: this.iso(400), arriveAt: this.iso(1240), boarding: arrival, alighting: arrival, route: this.route(line), trip: { id: 'district:trip-1', headsign: this.text('方塔园', 'Fangta Park'), serviceDate: this.iso(0).slice(0, 10), wheelchairAccessible: 'ACCESSIBLE' }, fromStop: this.stop(from), toStop: stopAt, stopCount: 4, polyline: '' };
    const walk = (meters: number, to: unknown): unknown => ({ __typename: 'WalkLeg', departAt: this.iso(0), arriveAt: this.iso(300), meters, from: { lat: 31, lon: 121, datum: 'WGS84' }, to: { lat: 31, lon: 121, datum: 'WGS84' }, fromStop: null, toStop: to });
    return [
      { departAt: this.iso(60), arriveAt: this.iso(1420), durationSeconds: 1360, rides: 1, walkMeters: 420, legs: [walk(280, this.stop(from)), ride, walk(140, null)] },
      { departAt: this.iso(60), arriveAt: this.iso(2420), durationSeconds: 2360, rides: 0, walkMeters: 2900, legs: [walk(2900, null)] },
    ];
  }

  /** The root value that answers queries. */
  root(): Record<string, unknown> {
    const matches = (text: string, ...names: string[]): boolean => names.some((name) => name.toLowerCase().includes(text.toLowerCase().trim()));
    return {
      ...this.identity.root(),
      ...this.assistant.root(),
      service: { version: '0.1.0', district: this.text('云间区', 'Yunjian District'), now: () => this.iso(0), simulated: () => this.simulated },
      serviceAlerts: () => (this.alerts ? [this.alert()] : []),
      stop: ({ id }: { id: string }) => PLACES.filter((place) => place.id === id).map((place) => this.stop(place))[0] ?? null,
      stops: ({ search, near }: { search?: string; near?: unknown }) => this.connection(PLACES.filter((place) => !search || matches(search, place.zh, place.en, place.pinyin)).map((place) => this.stop(place)), Boolean(near)),
      route: ({ id }: { id: string }) => LINES.filter((line) => line.id === id).map((line) => this.route(line))[0] ?? null,
      routes: ({ search }: { search?: string }) => this.connection(LINES.filter((line) => !search || matches(search, line.zh, line.en)).map((line) => this.route(line)), false),
      vehicles: ({ routeId }: { routeId: string }) => LINES.filter((line) => line.id === routeId && line.id !== 'district:N1').map((line) => this.vehicle(line, this.vehicleProgress, 0)),
      plan: () => this.plan(),
    };
  }

  /** The root value that answers subscriptions. */
  streams(): Record<string, unknown> {
    const { changes } = this;
    const clock = async function* (world: TestWorld): AsyncGenerator {
      for (;;) {
        if (!world.silent) yield { clock: world.iso(0) };
        await new Promise((resolve) => setTimeout(resolve, 2000).unref());
      }
    };
    const board = async function* (world: TestWorld, stopId: string): AsyncGenerator {
      yield { arrivals: world.board(stopId) };
      for await (const _ of on(changes, 'board')) yield { arrivals: world.board(stopId) };
    };
    const reminder = async function* (world: TestWorld, wanted: object): AsyncGenerator {
      const outcomes = on(changes, 'reminder');
      // graphql gives input objects without a prototype, which no plain object equals.
      world.reminderCame(JSON.parse(JSON.stringify(wanted)));
      for await (const [told] of outcomes) {
        yield { transitReminder: { outcome: told.outcome, message: told.message, arrival: null } };
        return;
      }
    };
    return {
      ...this.identity.streams(),
      ...this.assistant.streams(),
      clock: () => clock(this),
      arrivals: ({ stopId }: { stopId: string }) => board(this, stopId),
      transitReminder: ({ reminder: wanted }: { reminder: object }) => reminder(this, wanted),
    };
  }
}

/** Google's encoded polyline of places, precision 5. */
function encode(places: readonly Place[]): string {
  let out = '';
  let last = [0, 0];
  const add = (delta: number): void => {
    let value = delta < 0 ? ~(delta << 1) : delta << 1;
    for (; value >= 32; value >>= 5) out += String.fromCharCode((32 | (value & 31)) + 63);
    out += String.fromCharCode(value + 63);
  };
  for (const place of places) {
    const here = [Math.round(place.lat * 1e5), Math.round(place.lon * 1e5)];
    here.forEach((value, axis) => add(value - (last[axis] ?? 0)));
    last = here;
  }
  return out;
}
