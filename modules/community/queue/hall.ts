import type { ClientSession, Connection } from 'mongoose';
import type { Caller } from '../../kernel/caller.js';
import type { Clock } from '../../kernel/clock.js';
import { randomText } from '../../kernel/crypto/random-text.js';
import { districtDate } from '../../kernel/district-time.js';
import { Fault } from '../../kernel/errors.js';
import type { EventBus } from '../../kernel/events.js';
import type { Mutations, MutationSpec } from '../../kernel/idempotency.js';
import type { Notifier } from '../../messages/contract.js';
import { personOf } from '../holder.js';
import type { Centres } from './centres.js';
import { KEPT_MS, queueCollections, toTicket, type HallDocument, type OpenWindow } from './model.js';
import { groundWords } from './refusals.js';
import { streakAfter } from './rules/order.js';
import type { Centre, Ticket } from './types.js';
import { isOpen, orderFor, RATED_WITHIN_MS, type HallView } from './view.js';

/** Topic that says whose hall has changed, to every process. */
export const HALL_CHANGED = 'community.queue';
/** A view is read anew after so long, for halls whose changes this process does not hear of. */
const VIEW_LASTS_MS = 2000;
/** A message of a number is worth a ring for so long. */
const WORTH_MS = 30 * 60_000;

/** What halls stand on. */
export interface HallDeps {
  readonly connection: Connection;
  readonly centres: Centres;
  readonly events: EventBus;
  readonly mutations: Mutations;
  readonly notifier: Notifier;
  /** The district's clock, by which halls open. */
  readonly clock: Clock;
  /** The system clock, by which what is kept goes and phones ring: a day that is played again lies in its past. */
  readonly system: Clock;
}

/** The halls of the centres: what stands in them, and changes, one after another. */
export class Halls {
  readonly #deps: HallDeps;
  readonly #views = new Map<string, { readonly at: number; readonly view: Promise<HallView> }>();
  readonly #turns = new Map<string, Promise<unknown>>();
  /** By centre, the numbers as this process has last left them, and after which change. */
  readonly #left = new Map<string, { readonly mark: string; readonly tickets: readonly Ticket[] }>();
  readonly #unsubscribe: () => void;

  constructor(deps: HallDeps) {
    this.#deps = deps;
    this.#unsubscribe = deps.events.subscribe(HALL_CHANGED, (payload) => {
      const { centreId } = payload as { centreId: string }; // published by `run` alone
      this.#views.delete(centreId);
    });
  }

  /** A hall today, as it stood at most {@link VIEW_LASTS_MS} ago and after what this process has heard of. Throws NOT_FOUND. */
  async view(centreId: string): Promise<HallView> {
    const at = this.#deps.system.now();
    const kept = this.#views.get(centreId);
    if (kept && Math.abs(at - kept.at) < VIEW_LASTS_MS) return kept.view;
    const view = this.#read(centreId, this.#deps.clock.now());
    this.#views.set(centreId, { at, view });
    view.catch(() => this.#views.delete(centreId));
    return view;
  }

  /**
   * Changes a hall, once for its key. Of two changes at once in a process the second waits; in several, MongoDB lets one follow
   * the other, for each writes the hall's day first.
   * @param work decides and writes by the turn alone; safe to run twice
   */
  async run<T>(caller: Caller, spec: MutationSpec, centreId: string, work: (turn: HallTurn) => Promise<T>): Promise<T> {
    const { mutations, centres } = this.#deps;
    const centre = await centres.get(centreId);
    const before = this.#turns.get(centreId) ?? Promise.resolve();
    const run = before.catch(() => undefined).then(async () => {
      let last: HallTurn | undefined;
      const answer = await mutations.run(caller, spec, async (session) => {
        const turn = (last = await this.#enter(session, centre));
        const done = await work(turn);
        await turn.leave();
        return done;
      });
      if (last) this.#left.set(centreId, { mark: last.mark, tickets: last.view.tickets });
      return answer;
    });
    this.#turns.set(centreId, run);
    try {
      return await run;
    } finally {
      if (this.#turns.get(centreId) === run) this.#turns.delete(centreId);
      this.#deps.events.publish(HALL_CHANGED, { centreId });
    }
  }

  stop(): void {
    this.#unsubscribe();
  }

  async #read(centreId: string, now: number): Promise<HallView> {
    const { centres, connection } = this.#deps;
    const day = districtDate(now);
    const { halls, tickets } = queueCollections(connection);
    const [centre, hall] = await Promise.all([centres.get(centreId), halls.findOne({ _id: `${centreId}|${day}` })]);
    const left = hall && this.#leftBy(centreId, hall.mark);
    return { centre, day, state: { now, calls: hall?.calls ?? 0, streak: hall?.streak ?? 0 }, windows: hall?.windows ?? [], tickets: left ?? (await tickets.find({ centreId, day }).toArray()).map(toTicket) };
  }

  async #enter(session: ClientSession, kept: Centre): Promise<HallTurn> {
    const { clock, system, connection, notifier, centres } = this.#deps;
    const [now, systemNow] = [clock.now(), system.now()];
    const day = districtDate(now);
    const { halls, tickets } = queueCollections(connection);
    const [_id, mark] = [`${kept.id}|${day}`, randomText(12)];
    const fresh = { numbers: {}, calls: 0, streak: 0, windows: [], keepUntil: new Date(systemNow + KEPT_MS) };
    const before = await halls.findOneAndUpdate({ _id }, { $set: { mark }, $setOnInsert: fresh }, { session, upsert: true, returnDocument: 'before' });
    const left = before && this.#leftBy(kept.id, before.mark);
    const found = left ?? (await tickets.find({ centreId: kept.id, day }, { session }).toArray()).map(toTicket);
    // The centre was changed since this process read it: the hall's day says so.
    const centre = (before?.centreVersion ?? 0) > kept.version ? await centres.read(session, kept.id) : kept;
    return new HallTurn({ connection, notifier, session, centre, day, now, systemNow, hall: { _id, ...fresh, ...before, mark }, tickets: found });
  }

  /** The numbers as this process left them, where nobody has changed the hall since. A change that came to nothing has left its name nowhere. */
  #leftBy(centreId: string, mark: string): readonly Ticket[] | null {
    const left = this.#left.get(centreId);
    return left?.mark === mark ? left.tickets : null;
  }
}

/** What a turn begins with. */
interface TurnDeps {
  readonly connection: Connection;
  readonly notifier: Notifier;
  readonly session: ClientSession;
  readonly centre: Centre;
  readonly day: string;
  readonly now: number;
  readonly systemNow: number;
  readonly hall: HallDocument;
  readonly tickets: readonly Ticket[];
}

/** A hall's day within the transaction of one change of it. */
export class HallTurn {
  readonly session: ClientSession;
  readonly centre: Centre;
  readonly day: string;
  readonly now: number;
  readonly #deps: TurnDeps;
  readonly #tickets: Map<string, Ticket>;
  #hall: HallDocument;
  #changed = false;

  constructor(deps: TurnDeps) {
    this.#deps = deps;
    ({ session: this.session, centre: this.centre, day: this.day, now: this.now, hall: this.#hall } = deps);
    this.#tickets = new Map(deps.tickets.map((ticket) => [ticket.id, ticket]));
  }

  /** Under which name the hall's day knows this change. */
  get mark(): string {
    return this.#hall.mark;
  }

  /** The hall as it stands after what this turn has done. */
  get view(): HallView {
    const { calls, streak, windows } = this.#hall;
    return { centre: this.centre, day: this.day, state: { now: this.now, calls, streak }, windows, tickets: [...this.#tickets.values()] };
  }

  find(id: string): Ticket | undefined {
    return this.#tickets.get(id);
  }

  /** The next number of a letter: `A001` and on. */
  number(letter: string): string {
    const last = (this.#hall.numbers[letter] ?? 0) + 1;
    this.#setHall({ numbers: { ...this.#hall.numbers, [letter]: last } });
    return `${letter}${String(last).padStart(3, '0')}`;
  }

  /** Takes a number in. */
  async add(ticket: Ticket): Promise<Ticket> {
    const { id, ...rest } = ticket;
    await queueCollections(this.#deps.connection).tickets.insertOne({ _id: id, ...rest, keepUntil: new Date(this.#deps.systemNow + KEPT_MS) }, { session: this.session });
    this.#tickets.set(id, ticket);
    return ticket;
  }

  /** Changes a number of today. By what right one that has ended came first is nobody's business any more. */
  async change(id: string, wanted: Partial<Omit<Ticket, 'id'>>): Promise<Ticket> {
    const before = this.#tickets.get(id);
    if (!before) throw new Fault('NOT_FOUND', { ticketId: id });
    const change = wanted.state === undefined || isOpen({ state: wanted.state }) ? wanted : { ...wanted, sealedGround: null };
    await queueCollections(this.#deps.connection).tickets.updateOne({ _id: id }, { $set: change }, { session: this.session });
    const after = { ...before, ...change };
    this.#tickets.set(id, after);
    return after;
  }

  /** Counts a call: of whoever comes back, and of how many came before who simply waited. */
  called(ticket: Ticket): void {
    const { state } = this.view;
    this.#setHall({ calls: state.calls + 1, streak: streakAfter(ticket, state) });
  }

  setWindows(windows: readonly OpenWindow[]): void {
    this.#setHall({ windows: [...windows] });
  }

  /** From this change on the hall goes by a centre of that version: whoever knows an older one reads it anew. */
  setCentreVersion(centreVersion: number): void {
    this.#setHall({ centreVersion });
  }

  /** Tells the third of each business's order that two are before. Once for each number, however often it gets there. */
  async tellNear(): Promise<void> {
    for (const { id } of this.centre.businesses) {
      const third = orderFor(this.view, id)[2];
      if (third?.businessId === id) await this.tell(third, 'queue.near');
    }
  }

  /** Tells the holder of a number; nobody where nobody proved holds it. */
  async tell(ticket: Ticket, template: 'queue.near' | 'queue.called' | 'queue.passed' | 'queue.ground-refused' | 'queue.rate'): Promise<void> {
    const personId = personOf(ticket.holder);
    if (personId === null) return;
    const { nameZh: zh, nameEn: en } = this.centre;
    const params = { number: ticket.number, centre: { zh, en }, ...(template === 'queue.called' ? { window: String(ticket.window) } : {}), ...(template === 'queue.ground-refused' && ticket.groundRefused ? { reason: groundWords(ticket.groundRefused) } : {}) };
    // Nearly up, and served, is told once. Called at another window, or after it came back or lost its ground, is a new message; called again at the same is none.
    const round = template === 'queue.near' || template === 'queue.rate' ? '' : `:${ticket.transfers}:${ticket.returned ? 1 : 0}${ticket.groundRefused ? ':g' : ''}`;
    await this.#deps.notifier.notify(this.session, { personId, key: `${template}:${ticket.id}${round}`, template, params, link: `/queue/tickets/${encodeURIComponent(ticket.id)}`, validUntil: this.#deps.systemNow + (template === 'queue.rate' ? RATED_WITHIN_MS : WORTH_MS) });
  }

  /** Writes what has changed of the day itself; once, at the end of the turn. */
  async leave(): Promise<void> {
    const { _id, numbers, calls, streak, windows, centreVersion } = this.#hall;
    if (this.#changed) await queueCollections(this.#deps.connection).halls.updateOne({ _id }, { $set: { numbers, calls, streak, windows, ...(centreVersion === undefined ? {} : { centreVersion }) } }, { session: this.session });
  }

  #setHall(change: Partial<Pick<HallDocument, 'numbers' | 'calls' | 'streak' | 'windows' | 'centreVersion'>>): void {
    this.#hall = { ...this.#hall, ...change };
    this.#changed = true;
  }
}
