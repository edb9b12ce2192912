import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import type { Clock } from '../../kernel/clock.js';
import { Fault } from '../../kernel/errors.js';
import { queueCollections } from './model.js';
import type { Business, Centre, PriorityGround } from './types.js';

const Time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
const CentreShape = z.object({
  id: z.string().min(1), nameZh: z.string().min(1), nameEn: z.string().min(1), address: z.string().min(1),
  hours: z.array(z.object({ from: Time, until: Time.or(z.literal('24:00')) })).min(1), everyDay: z.boolean().default(false),
  businesses: z.array(z.object({ id: z.string().min(1), letter: z.string().regex(/^[A-Z]$/), nameZh: z.string().min(1), nameEn: z.string().min(1), usualMinutes: z.number().positive(), serviceIds: z.array(z.string()).default([]) })).min(1),
  windows: z.array(z.object({ number: z.int().positive(), businesses: z.array(z.string()).min(1) })).min(1),
  slotMinutes: z.int().min(5), seatsPerWindow: z.int().positive(), bookableDays: z.int().positive(),
}).superRefine((centre, context) => {
  const letters = new Set(centre.businesses.map(({ letter }) => letter));
  if (letters.size !== centre.businesses.length) context.addIssue({ code: 'custom', message: `${centre.id}: two businesses have one letter` });
  for (const { number, businesses } of centre.windows) {
    for (const each of businesses) if (!centre.businesses.some(({ id }) => id === each)) context.addIssue({ code: 'custom', message: `${centre.id}: window ${number} does ${each}, which is no business` });
  }
  for (const { id } of centre.businesses) if (!centre.windows.some(({ businesses }) => businesses.includes(id))) context.addIssue({ code: 'custom', message: `${centre.id}: no window does ${id}` });
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

/** The district's service centres, as they are stored; a change is seen within seconds. */
export class Centres {
  readonly #connection: Connection;
  readonly #clock: Clock;
  #kept: { readonly at: number; readonly all: Promise<ReadonlyMap<string, Centre>> } | null = null;

  /** @param clock the system clock */
  constructor(connection: Connection, clock: Clock) {
    this.#connection = connection;
    this.#clock = clock;
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

  /** Puts centres where there are none of that id yet: what a district has changed since stays. */
  async seed(centres: readonly Centre[]): Promise<void> {
    const { centres: stored } = queueCollections(this.#connection);
    await stored.bulkWrite(centres.map(({ id, ...rest }) => ({ updateOne: { filter: { _id: id }, update: { $setOnInsert: rest }, upsert: true } })), { ordered: false });
    this.#kept = null;
  }

  #all(): Promise<ReadonlyMap<string, Centre>> {
    const now = this.#clock.now();
    if (this.#kept && Math.abs(now - this.#kept.at) < KEPT_MS) return this.#kept.all;
    const all = this.#read();
    this.#kept = { at: now, all };
    all.catch(() => (this.#kept = null));
    return all;
  }

  async #read(): Promise<ReadonlyMap<string, Centre>> {
    const found = await queueCollections(this.#connection).centres.find({}, { sort: { _id: 1 } }).toArray();
    return new Map(found.map(({ _id, ...rest }): [string, Centre] => [_id, { id: _id, ...rest }]));
  }
}

/** A centre's business. Throws NOT_FOUND. */
export function businessOf(centre: Centre, businessId: string): Business {
  const business = centre.businesses.find(({ id }) => id === businessId);
  if (!business) throw new Fault('NOT_FOUND', { businessId });
  return business;
}
