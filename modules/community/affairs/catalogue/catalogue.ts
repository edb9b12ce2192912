import mongoose, { type ClientSession, type Connection, type Model } from 'mongoose';
import { EVENTS_MISSED, type EventBus } from '../../../kernel/events.js';
import { Fault } from '../../../kernel/errors.js';
import type { LexiconSource, LexiconTerm } from '../../../kernel/lexicon.js';
import type { Logger } from '../../../kernel/module.js';
import type { LifeEvent, ServiceDefinition } from './definition.js';
import { endedDetails } from './ending-words.js';
import { serviceModel, type ServiceVersionDocument } from './model.js';
import { callingOff, comingAfter, dayBefore, publishing, type ScheduledVersions } from './rules.js';
import { ServiceSearch } from './search.js';
import { isEnding, type Ending, type EndingVersion, type PublishedVersion, type ServiceFilter, type ServiceVersion } from './types.js';

const CHANGED = 'community.catalogue';
/** A reading that failed is tried again after so long. */
const AGAIN_MS = 1000;
/** So often it is looked whether a day has begun on which other versions hold. */
const DAY_CHECK_MS = 30_000;

/** What holds on a day. */
interface OneDay {
  readonly day: string;
  /** Endings among them. */
  readonly standing: ReadonlyMap<string, PublishedVersion>;
  /** Those that are offered. */
  readonly services: readonly PublishedVersion[];
  readonly search: ServiceSearch;
}

/** What the catalogue stands on. */
export interface CatalogueDeps {
  readonly connection: Connection;
  readonly events: EventBus;
  readonly logger: Logger;
  /** Today in the district, `YYYY-MM-DD`. */
  readonly today: () => string;
  readonly lifeEvents: readonly LifeEvent[];
}

/** The published services in memory (a district has some hundreds), anew with each change in any process; and their store. */
export class Catalogue {
  readonly versions: Model<ServiceVersionDocument>;
  readonly lifeEvents: readonly LifeEvent[];
  readonly lexicon: LexiconSource;
  readonly #deps: CatalogueDeps;
  readonly #listeners = new Set<() => void>();
  #published: readonly PublishedVersion[] = [];
  /** What holds today; another day, another list. */
  #today: OneDay | null = null;
  /** The day of which who follows the names was told. */
  #told = '';
  #stop: (() => void) | null = null;
  #loading: Promise<unknown> = Promise.resolve();
  #again: NodeJS.Timeout | null = null;
  #days: NodeJS.Timeout | null = null;

  constructor(deps: CatalogueDeps) {
    this.#deps = deps;
    this.versions = serviceModel(deps.connection);
    this.lifeEvents = deps.lifeEvents;
    this.lexicon = {
      name: 'affairs',
      terms: () => this.#current().services.map(({ definition }) => termOf(definition)),
      onChange: (listener) => {
        this.#listeners.add(listener);
        return () => void this.#listeners.delete(listener);
      },
    };
  }

  async start(): Promise<void> {
    await this.versions.createCollection();
    await this.versions.createIndexes();
    // Versions stored before their writings were counted were written once, as far as anybody has looked at them.
    await this.versions.updateMany({ revision: mongoose.trusted({ $exists: false }) }, { $set: { revision: 1 } });
    await this.#load();
    const stops = [CHANGED, EVENTS_MISSED].map((topic) => this.#deps.events.subscribe(topic, () => this.#follow()));
    this.#stop = () => stops.forEach((stop) => stop());
    this.#days = setInterval(() => this.newDay(), DAY_CHECK_MS).unref();
  }

  stop(): void {
    this.#stop?.();
    if (this.#again) clearTimeout(this.#again);
    if (this.#days) clearInterval(this.#days);
  }

  /** Tells who follows the names where a day has begun since they were told: another version of a service may hold, by another name. */
  newDay(): void {
    if (this.#told !== this.#deps.today()) this.#tell();
  }

  /** What holds of a service on a day (today): what it says, or that it has ended. Null where it has not begun. */
  standing(serviceId: string, day?: string): PublishedVersion | null {
    return (day === undefined ? this.#current().standing : inForce(this.#published, day)).get(serviceId) ?? null;
  }

  /** A service as it is offered on a day (today); null where it is not. */
  find(serviceId: string, day?: string): PublishedVersion | null {
    const found = this.standing(serviceId, day);
    return found && !isEnding(found) ? found : null;
  }

  /** By which version a service has ended on a day (today); null where it is offered or has not begun. */
  ending(serviceId: string, day?: string): EndingVersion | null {
    const found = this.standing(serviceId, day);
    return found && isEnding(found) ? found : null;
  }

  /** A service as it is offered today. @throws Fault NOT_FOUND; SERVICE_ENDED with since when, why and what takes its place */
  offered(serviceId: string): PublishedVersion {
    const found = this.standing(serviceId);
    if (!found) throw new Fault('NOT_FOUND', { serviceId });
    if (isEnding(found)) throw new Fault('SERVICE_ENDED', endedDetails(found, this.find(found.ending.instead ?? '')));
    return found;
  }

  /** What a service says today or, where it has ended, said last; null where it has not begun. */
  lastOffered(serviceId: string): PublishedVersion | null {
    let found = this.standing(serviceId);
    while (found && isEnding(found)) found = this.standing(serviceId, dayBefore(found.from));
    return found;
  }

  /** A published version by which a service is or was offered. */
  version(serviceId: string, version: number): PublishedVersion | null {
    return this.#published.find((one) => one.definition.id === serviceId && one.version === version && !isEnding(one)) ?? null;
  }

  /** Every published version of a service, endings too, the newest first. */
  history(serviceId: string): PublishedVersion[] {
    return this.#published.filter(({ definition }) => definition.id === serviceId).sort((a, b) => b.version - a.version);
  }

  /** The services of today: of a search the likeliest first, else by name. */
  list({ search, lifeEvent, audience, authority }: ServiceFilter): PublishedVersion[] {
    const { services, search: index } = this.#current();
    const found = search && search.trim() !== '' ? index.find(search.slice(0, 60), services.length) : services;
    return found.filter(({ definition }) =>
      (!lifeEvent || definition.lifeEvents.includes(lifeEvent)) && (!audience || definition.audience === audience.toLowerCase()) && (!authority || definition.competentAuthority === authority));
  }

  /** The newest number of a service; 0 where there is none. */
  async newest(serviceId: string, session: ClientSession | null = null): Promise<number> {
    return (await this.versions.findOne({ serviceId }, { version: 1 }, { session }).sort({ version: -1 }).lean())?.version ?? 0;
  }

  /** The newest version of a service that was not dropped; null where there is none. */
  async latest(serviceId: string, session: ClientSession): Promise<ServiceVersionDocument | null> {
    return this.versions.findOne({ serviceId, state: notDropped }, null, { session }).sort({ version: -1 }).lean();
  }

  /** Makes a version valid from a day, in the given transaction; what held then ends the day before. Throws CONFLICT where a scheduled version is not decided about. */
  async publish(session: ClientSession, id: string, { from, scheduled }: { readonly from: string; readonly scheduled: ScheduledVersions | null }, reviewedBy: string | null, at: number): Promise<void> {
    const [serviceId = ''] = id.split(':');
    const published = await this.versions.find({ serviceId, state: 'PUBLISHED' }, { version: 1, from: 1, until: 1 }, { session }).lean();
    const spans = published.flatMap(({ version, from: begins, until }) => (begins === null ? [] : [{ version, from: begins, until }]));
    const days = publishing(spans, from, this.#deps.today(), scheduled);
    if ('undecided' in days) throw new Fault('CONFLICT', { id, reason: 'SCHEDULED', version: days.undecided.version, from: days.undecided.from });
    for (const { version, until } of days.ended) await this.versions.updateOne({ _id: `${serviceId}:${version}` }, { $set: { until } }, { session });
    await this.versions.updateOne({ _id: id }, { $set: { state: 'PUBLISHED', open: false, from, until: days.until, reviewedBy, reviewedAt: new Date(at), note: null } }, { session });
  }

  /** Takes back an ending before its day, in the given transaction. @throws Fault NOT_FOUND (no such ending), CONFLICT (its day has come, or it will not come) */
  async callOff(session: ClientSession, { serviceId, version }: { readonly serviceId: string; readonly version: number }, note: string): Promise<void> {
    const published = await this.versions.find({ serviceId, state: 'PUBLISHED' }, { version: 1, from: 1, until: 1, ending: 1 }, { session }).lean();
    const off = published.find((one) => one.version === version && one.ending);
    if (!off) throw new Fault('NOT_FOUND', { id: `${serviceId}:${version}` });
    const spans = published.flatMap(({ version: number, from, until }) => (from === null ? [] : [{ version: number, from, until }]));
    const ahead = comingAfter(spans, this.#deps.today()).find((span) => span.version === version);
    if (!ahead) throw new Fault('CONFLICT', { id: off._id, reason: 'NOT_AHEAD' });
    for (const { version: number, until } of callingOff(spans, ahead)) await this.versions.updateOne({ _id: `${serviceId}:${number}` }, { $set: { until, ...(number === version ? { note } : {}) } }, { session });
  }

  /** Every published version that will come into force after today, of a service. */
  coming(serviceId: string): PublishedVersion[] {
    const versions = this.history(serviceId);
    return comingAfter(versions.map(({ version, from, until }) => ({ version, from, until })), this.#deps.today()).flatMap(({ version }) => versions.find((one) => one.version === version) ?? []);
  }

  /** Ids of all services that were ever published. */
  ids(): string[] {
    return [...new Set(this.#published.map(({ definition }) => definition.id))];
  }

  /** Tells every process, this one included and at once, that versions have changed. */
  async changed(): Promise<void> {
    await this.#load();
    this.#deps.events.publish(CHANGED, {});
  }

  /** Reads anew what another process has changed, until it is read. */
  #follow(): void {
    this.#load().catch((err: unknown) => {
      this.#deps.logger.warn({ err }, 'the catalogue could not be read anew; it is tried again');
      this.#again = setTimeout(() => this.#follow(), AGAIN_MS).unref();
    });
  }

  /** One reading after another: what was read earlier never takes the place of what was read later. */
  #load(): Promise<void> {
    const load = this.#loading.then(() => this.#read());
    this.#loading = load.catch(() => undefined);
    return load;
  }

  async #read(): Promise<void> {
    const docs = await this.versions.find({ state: 'PUBLISHED' }).sort({ serviceId: 1, version: -1 }).lean();
    this.#published = docs.map(toVersion).flatMap((version) => (version.from === null ? [] : [{ ...version, from: version.from }]));
    this.#today = null;
    this.#tell();
  }

  #tell(): void {
    this.#told = this.#deps.today();
    for (const listener of this.#listeners) listener();
  }

  #current(): OneDay {
    const day = this.#deps.today();
    if (this.#today?.day === day) return this.#today;
    const standing = inForce(this.#published, day);
    const services = [...standing.values()].filter((one) => !isEnding(one)).sort((a, b) => (a.definition.id < b.definition.id ? -1 : 1));
    return (this.#today = { day, standing, services, search: new ServiceSearch(services, this.lifeEvents) });
  }
}

/** Of each service the version that holds on a day. Sorted by number downwards, the first that fits is the newest. */
function inForce(published: readonly PublishedVersion[], day: string): ReadonlyMap<string, PublishedVersion> {
  const held = new Map<string, PublishedVersion>();
  for (const version of published) {
    const { id } = version.definition;
    if (!held.has(id) && version.from <= day && (version.until === null || day <= version.until)) held.set(id, version);
  }
  return held;
}

/** How the assistant knows a service: by its name and what people call it. */
export function termOf({ id, name, aliases }: ServiceDefinition): LexiconTerm {
  return { kind: 'affair', name: name.zh, id, aliases };
}

/** A stored version as services see it. */
export function toVersion(doc: ServiceVersionDocument): ServiceVersion {
  return {
    version: doc.version, state: doc.state, from: doc.from, until: doc.until,
    // It was checked when it was written, and later programs must go on reading it.
    definition: JSON.parse(doc.definition) as ServiceDefinition,
    // So was this. Versions from before there were endings hold none.
    ending: doc.ending ? (JSON.parse(doc.ending) as Ending) : null,
    revision: `${doc.version}.${doc.revision}`,
    editedBy: doc.editedBy, editedAt: doc.editedAt.getTime(), reviewedBy: doc.reviewedBy, reviewedAt: doc.reviewedAt?.getTime() ?? null, note: doc.note,
  };
}

/** Every version that was not dropped, for queries. */
export const notDropped = mongoose.trusted({ $ne: 'REFUSED' as const });
