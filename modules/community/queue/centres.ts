import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ClientSession, Connection } from 'mongoose';
import { z } from 'zod';
import type { Clock } from '../../kernel/clock.js';
import { Fault } from '../../kernel/errors.js';
import type { EventBus } from '../../kernel/events.js';
import { queueCollections, toCentre } from './model.js';
import { centreFaults } from './rules/settings.js';
import type { Business, Centre, PriorityGround } from './types.js';

const Text = z.string().min(1);
const CentreShape = z.object({
  id: Text, nameZh: Text, nameEn: Text, address: Text, hours: z.array(z.object({ from: z.string(), until: z.string() })), everyDay: z.boolean().default(false),
  businesses: z.array(z.object({ id: z.string(), letter: z.string(), nameZh: z.string(), nameEn: z.string(), usualMinutes: z.number(), serviceIds: z.array(z.string()).default([]) })),
  windows: z.array(z.object({ number: z.number(), businesses: z.array(z.string()) })), slotMinutes: z.number(), seatsPerWindow: z.number(), bookableDays: z.number(),
  closures: z.array(z.object({ day: z.string(), reasonZh: z.string(), reasonEn: z.string().nullable().default(null) })).default([]),
  streets: z.array(Text), fallback: z.boolean().default(false),
}).transform((centre): Centre => ({ ...centre, version: 0, formerBusinesses: [] })).superRefine((centre, context) => {
  // What somebody changes later is judged by the same.
  for (const { field, text } of centreFaults(centre, { hasService: null })) context.addIssue({ code: 'custom', message: `${centre.id}: ${field}: ${text.en}` });
});
const GroundShape = z.object({ id: z.string().min(1), nameZh: z.string().min(1), nameEn: z.string().min(1), legalBasis: z.string().min(1), article: z.string().nullable(), fromAge: z.int().positive().nullable().default(null) });

const read = (dataFolder: string, file: string): unknown => JSON.parse(readFileSync(path.join(dataFolder, 'district/centres', file), 'utf8'));

/** The sample district's centres. Throws ZodError naming what does not fit. */
export function readSampleCentres(dataFolder: string): Centre[] {
  return z.array(CentreShape).parse(read(dataFolder, 'centres.json'));
}

/** Who is called first by law. Throws ZodError. */
export function readPriorityGrounds(dataFolder: string): PriorityGround[] {
  return z.array(GroundShape).parse(read(dataFolder, 'priority.json'));
}

/** Centres change a few times a year, and every booking asks for one. */
const KEPT_MS = 5000;
/** Topic that says which centre has changed, to every process. */
const CENTRE_CHANGED = 'community.centre';

/** The district's service centres, as they are stored; a change is seen at once, and within seconds where nobody tells of it. */
export class Centres {
  readonly #connection: Connection;
  readonly #clock: Clock;
  readonly #events: EventBus;
  readonly #unsubscribe: () => void;
  #kept: { readonly at: number; readonly all: Promise<ReadonlyMap<string, Centre>> } | null = null;

  /** @param clock the system clock */
  constructor(connection: Connection, clock: Clock, events: EventBus) {
    this.#connection = connection;
    this.#clock = clock;
    this.#events = events;
    this.#unsubscribe = events.subscribe(CENTRE_CHANGED, () => (this.#kept = null));
  }

  /** All, by id. */
  async list(): Promise<Centre[]> {
    return [...(await this.#all()).values()];
  }

  async find(id: string): Promise<Centre | null> {
    return (await this.#all()).get(id) ?? null;
  }

  /** Throws NOT_FOUND. */
  async get(id: string): Promise<Centre> {
    const centre = await this.find(id);
    if (!centre) throw new Fault('NOT_FOUND', { centreId: id });
    return centre;
  }

  /** As it is stored now, in a transaction. Throws NOT_FOUND. */
  async read(session: ClientSession | null, id: string): Promise<Centre> {
    const found = await queueCollections(this.#connection).centres.findOne({ _id: id }, session ? { session } : {});
    if (!found) throw new Fault('NOT_FOUND', { centreId: id });
    return toCentre(found);
  }

  /** Tells every process that a centre has changed. */
  changed(centreId: string): void {
    this.#kept = null;
    this.#events.publish(CENTRE_CHANGED, { centreId });
  }

  /**
   * Puts centres where there are none of that id yet: what a district has changed since stays. Those that were put before centres
   * said which streets they serve are told that alone.
   */
  async seed(centres: readonly Centre[]): Promise<void> {
    const { centres: stored } = queueCollections(this.#connection);
    await stored.bulkWrite(centres.flatMap(({ id, ...rest }) => [
      { updateOne: { filter: { _id: id, streets: { $exists: false } }, update: { $set: { streets: rest.streets, fallback: rest.fallback } } } },
      { updateOne: { filter: { _id: id }, update: { $setOnInsert: rest }, upsert: true } },
    ]), { ordered: true });
    this.#kept = null;
  }

  stop(): void {
    this.#unsubscribe();
  }

  #all(): Promise<ReadonlyMap<string, Centre>> {
    const now = this.#clock.now();
    if (this.#kept && Math.abs(now - this.#kept.at) < KEPT_MS) return this.#kept.all;
    const all = this.#read();
    const kept = (this.#kept = { at: now, all });
    all.catch(() => this.#kept === kept && (this.#kept = null));
    return all;
  }

  async #read(): Promise<ReadonlyMap<string, Centre>> {
    const found = await queueCollections(this.#connection).centres.find({}, { sort: { _id: 1 } }).toArray();
    return new Map(found.map((document): [string, Centre] => [document._id, toCentre(document)]));
  }
}

/** A centre's business. Throws NOT_FOUND. */
export function businessOf(centre: Centre, businessId: string): Business {
  const business = centre.businesses.find(({ id }) => id === businessId);
  if (!business) throw new Fault('NOT_FOUND', { businessId });
  return business;
}

/** How a business of a centre is called, also one that it has no more. Throws NOT_FOUND. */
export function businessEverOf(centre: Centre, businessId: string): Business {
  return centre.formerBusinesses.find(({ id }) => id === businessId) ?? businessOf(centre, businessId);
}
