import type { ClientSession, Connection } from 'mongoose';
import type { Clock } from '../../kernel/clock.js';
import type { EventBus } from '../../kernel/events.js';
import { Fault } from '../../kernel/errors.js';
import type { Notifier } from '../../messages/contract.js';
import { districtDay } from '../rules/day.js';
import type { Centres } from './centres.js';
import { KEPT_MS, queueCollections, toTicket, type HallDocument } from './model.js';
import { callingOrder, type HallState } from './rules/order.js';
import { predictWait, serviceTime } from './rules/prediction.js';
import type { Centre, DisplayEntity, Ticket, TicketEntity, WaitPrediction } from './types.js';

/** Topic that says whose hall has changed, to every process. */
export const HALL_CHANGED = 'community.queue';
/** A window that called nobody for so long is taken for closed. */
const OPEN_FOR_MS = 60 * 60_000;

/** What halls stand on. */
export interface HallDeps {
  readonly connection: Connection;
  readonly centres: Centres;
  readonly events: EventBus;
  readonly notifier: Notifier;
  /** The system clock. */
  readonly clock: Clock;
}

/** A hall's day as it stands. */
export interface HallView {
  readonly centre: Centre;
  readonly state: HallState;
  readonly tickets: readonly Ticket[];
}

/** A hall's day within a change of it. */
export interface HallChange extends HallView {
  readonly day: string;
  readonly document: HallDocument;
}

/** The halls of the centres: what stands in them, what is to be expected, and changes, one after another. */
export class Halls {
  readonly #deps: HallDeps;

  constructor(deps: HallDeps) {
    this.#deps = deps;
  }

  /** A hall today, read anew. Throws NOT_FOUND. */
  async view(centreId: string): Promise<HallView> {
    const { centres, clock, connection } = this.#deps;
    const now = clock.now();
    const day = districtDay(now);
    const { halls, tickets } = queueCollections(connection);
    const [centre, hall, found] = await Promise.all([centres.get(centreId), halls.findOne({ _id: `${centreId}|${day}` }), tickets.find({ centreId, day }).toArray()]);
    return { centre, state: { now, calls: hall?.calls ?? 0, streak: hall?.streak ?? 0 }, tickets: found.map(toTicket) };
  }

  /**
   * Begins a change of a hall in a transaction: writes to its day first, so that of two changes at once one is run again after
   * the other, in whichever process; then reads who is there.
   */
  async enter(session: ClientSession, centreId: string): Promise<HallChange> {
    const { centres, clock, connection } = this.#deps;
    const now = clock.now();
    const day = districtDay(now);
    const { halls, tickets } = queueCollections(connection);
    const document = await halls.findOneAndUpdate(
      { _id: `${centreId}|${day}` }, { $inc: { version: 1 }, $setOnInsert: { numbers: {}, calls: 0, streak: 0, keepUntil: new Date(now + KEPT_MS) } }, { session, upsert: true, returnDocument: 'after' },
    );
    if (!document) throw new Fault('INTERNAL');
    const found = await tickets.find({ centreId, day }, { session }).toArray();
    return { centre: await centres.get(centreId), day, document, state: { now, calls: document.calls, streak: document.streak }, tickets: found.map(toTicket) };
  }

  /** Changes a number, and tells who has come near by it. */
  async change(session: ClientSession, hall: HallChange, id: string, change: Partial<Omit<Ticket, 'id'>>): Promise<Ticket> {
    const { tickets } = queueCollections(this.#deps.connection);
    const found = await tickets.findOneAndUpdate({ _id: id }, { $set: change }, { session, returnDocument: 'after' });
    if (!found) throw new Fault('NOT_FOUND', { ticketId: id });
    return toTicket(found);
  }

  /** Tells the third of each business's order that two are before. Once for each number, however often it gets there. */
  async tellNear(session: ClientSession, hall: HallChange): Promise<void> {
    const { tickets } = queueCollections(this.#deps.connection);
    const now = { ...hall, tickets: (await tickets.find({ centreId: hall.centre.id, day: hall.day }, { session }).toArray()).map(toTicket) };
    for (const { id } of hall.centre.businesses) {
      const third = orderFor(now, id)[2];
      if (third?.holder && third.businessId === id) await this.notify(session, hall.centre, third, 'queue.near');
    }
  }

  /** Tells the holder of a number; nobody where nobody proved holds it. */
  async notify(session: ClientSession, centre: Centre, ticket: Ticket, template: 'queue.near' | 'queue.called' | 'queue.passed'): Promise<void> {
    if (ticket.holder === null || ticket.holder.startsWith('account:')) return;
    const params = { number: ticket.number, centre: { zh: centre.nameZh, en: centre.nameEn }, ...(template === 'queue.called' ? { window: String(ticket.window) } : {}) };
    // A number that is given to another window is called anew; how often one is called again is no new message.
    const round = template === 'queue.near' ? '' : `:${ticket.queuedAt}`;
    await this.#deps.notifier.notify(session, { personId: ticket.holder, key: `${template}:${ticket.id}${round}`, template, params, link: '/community/queue', validUntil: this.#deps.clock.now() + 30 * 60_000 });
  }

  /** Tells all processes that a hall has changed. */
  changed(centreId: string): void {
    this.#deps.events.publish(HALL_CHANGED, { centreId });
  }
}

/** Who is called before whom at the windows that do a business. Other numbers that these windows call count, too. */
export function orderFor({ centre, state, tickets }: HallView, businessId: string): Ticket[] {
  const called = new Set(centre.windows.filter(({ businesses }) => businesses.includes(businessId)).flatMap(({ businesses }) => businesses));
  return callingOrder(tickets.filter((ticket) => ticket.state === 'WAITING' && called.has(ticket.businessId)), state);
}

/** How long the next who comes for a business will wait, or who has so many before. */
export function waitFor(view: HallView, businessId: string, ahead: number): WaitPrediction {
  const { centre, state: { now }, tickets } = view;
  const serving = centre.windows.filter(({ businesses }) => businesses.includes(businessId)).map(({ number }) => number);
  const open = serving.filter((number) => tickets.some(({ window, calledAt }) => window === number && calledAt !== null && now - calledAt < OPEN_FOR_MS));
  const busy = open.filter((number) => tickets.some(({ window, state }) => window === number && (state === 'CALLED' || state === 'SERVING')));
  const lengths = tickets
    .flatMap((ticket) => (ticket.businessId === businessId && ticket.state === 'DONE' && ticket.begunAt !== null && ticket.endedAt !== null ? [[ticket.endedAt, (ticket.endedAt - ticket.begunAt) / 60_000] as const] : []))
    .sort(([a], [b]) => a - b).map(([, minutes]) => minutes);
  const usual = centre.businesses.find(({ id }) => id === businessId)?.usualMinutes ?? 10;
  // Before the first call of the day it is not known which windows will open: half of them.
  const windows = open.length > 0 ? open.length : Math.max(1, Math.floor(serving.length / 2));
  return predictWait(ahead, windows, open.length > 0 ? busy.length : 0, serviceTime(lengths, usual));
}

/** A number with its place and what is to be expected. */
export function ticketEntity(view: HallView, ticket: Ticket): TicketEntity {
  const index = ticket.state === 'WAITING' ? orderFor(view, ticket.businessId).findIndex(({ id }) => id === ticket.id) : -1;
  return { ...ticket, position: index < 0 ? null : index + 1, wait: index < 0 ? null : waitFor(view, ticket.businessId, index) };
}

/** The hall's board: the latest calls first. */
export function displayOf(view: HallView): DisplayEntity {
  const { centre, state: { now }, tickets } = view;
  const called = tickets
    .flatMap(({ state, number, window, calledAt, calls }) => ((state === 'CALLED' || state === 'SERVING') && window !== null && calledAt !== null ? [{ number, window, calledAt, calls, serving: state === 'SERVING' }] : []))
    .sort((a, b) => b.calledAt - a.calledAt);
  const waiting = centre.businesses.map(({ id, letter }) => {
    const own = orderFor(view, id).filter(({ businessId }) => businessId === id);
    return { businessId: id, letter, count: own.length, next: own.slice(0, 3).map(({ number }) => number), wait: waitFor(view, id, orderFor(view, id).length) };
  });
  return { centreId: centre.id, at: now, called, waiting, passed: tickets.filter(({ state }) => state === 'PASSED').map(({ number }) => number) };
}
