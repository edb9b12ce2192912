import type { ClientSession } from 'mongoose';
import { z } from 'zod';
import type { Audit } from '../../../kernel/audit/port.js';
import type { Caller } from '../../../kernel/caller.js';
import type { Clock } from '../../../kernel/clock.js';
import { canonicalJson } from '../../../kernel/crypto/canonical-json.js';
import { sm3 } from '../../../kernel/crypto/sm3.js';
import { withTransaction } from '../../../kernel/db.js';
import { Fault } from '../../../kernel/errors.js';
import type { Mutations } from '../../../kernel/idempotency.js';
import type { Authoriser } from '../../../kernel/policy/port.js';
import type { Directory } from '../../contract.js';
import { compileForm } from '../forms/schema.js';
import { openStates, toVersion, type Catalogue } from './catalogue.js';
import { ServiceDefinition } from './definition.js';
import type { SampleCatalogue } from './sample.js';
import type { PublishedVersion, ServiceFilter, ServiceVersion } from './types.js';

/** What the catalogue's use cases stand on. */
export interface CatalogueServiceDeps {
  readonly catalogue: Catalogue;
  readonly directory: Directory;
  readonly audit: Audit;
  readonly authoriser: Authoriser;
  readonly mutations: Mutations;
  readonly clock: Clock;
  /** Today in the district, `YYYY-MM-DD`. */
  readonly today: () => string;
}

const EDIT = 'community.services.edit';
const REVIEW = 'community.services.review';

/** The catalogue of services: read by anybody, written by the departments, published by a second pair of eyes. */
export class CatalogueService {
  readonly #deps: CatalogueServiceDeps;

  constructor(deps: CatalogueServiceDeps) {
    this.#deps = deps;
  }

  /** The services of today. Anybody may read them. */
  list(filter: ServiceFilter): PublishedVersion[] {
    return this.#deps.catalogue.list(filter);
  }

  /** A service today, on another day, or in one of its versions; null where there is none. */
  find(id: string, day?: string | null, version?: number | null): PublishedVersion | null {
    const { catalogue } = this.#deps;
    return version ? catalogue.version(id, version) : catalogue.find(id, day ?? undefined);
  }

  /** Versions that are being written or reviewed, the oldest change first. Throws FORBIDDEN and kin. */
  async open(caller: Caller): Promise<ServiceVersion[]> {
    const { authoriser, catalogue } = this.#deps;
    await authoriser.check(caller, 'community.services.read-open', { type: 'service', id: 'open' });
    return (await catalogue.versions.find({ state: openStates }).sort({ editedAt: 1 }).limit(200).lean()).map(toVersion);
  }

  /**
   * Writes the open version of a service: the first edit begins one, later ones replace it until it is handed to review.
   * Throws BAD_INPUT with what is wrong, FORBIDDEN, CONFLICT (it is in review).
   */
  async edit(caller: Caller, input: unknown, key: string): Promise<ServiceVersion> {
    const { authoriser, mutations, audit, catalogue, clock } = this.#deps;
    await this.#mayAtAll(caller, EDIT);
    const definition = await this.#checked(input);
    const subject = { type: 'service', id: definition.id, organisationId: definition.competentAuthority };
    await authoriser.check(caller, EDIT, subject);
    const before = catalogue.find(definition.id);
    // Who writes for one department does not take over another's service.
    if (before) await authoriser.check(caller, EDIT, { ...subject, organisationId: before.definition.competentAuthority });
    const text = canonicalJson(definition);
    const id = await mutations.run(caller, { action: EDIT, key, input: { definition: sm3(text) } }, async (session) => {
      const open = await catalogue.versions.findOne({ serviceId: definition.id, open: true }, null, { session }).lean();
      if (open?.state === 'REVIEW') throw new Fault('CONFLICT', { id: open._id, state: open.state });
      const version = open?.version ?? (await catalogue.newest(definition.id, session)) + 1;
      const _id = `${definition.id}:${version}`;
      const written = { serviceId: definition.id, version, state: 'DRAFT' as const, open: true, from: null, until: null, definition: text, editedBy: caller.personId, editedAt: new Date(clock.now()), reviewedBy: null, reviewedAt: null, note: null };
      await catalogue.versions.replaceOne({ _id }, written, { session, upsert: true });
      await audit.write(session, caller, { action: EDIT, subject, purpose: 'service', details: { version } });
      return _id;
    });
    return this.#one(id);
  }

  /** Hands a version to review. Throws NOT_FOUND, FORBIDDEN, CONFLICT (it is not being written). */
  async submit(caller: Caller, serviceId: string, version: number, key: string): Promise<ServiceVersion> {
    const { authoriser, mutations, audit } = this.#deps;
    const id = `${serviceId}:${version}`;
    await this.#mayAtAll(caller, EDIT);
    const open = await this.#one(id);
    const subject = { type: 'service', id: serviceId, organisationId: open.definition.competentAuthority };
    await authoriser.check(caller, EDIT, subject);
    await mutations.run(caller, { action: 'community.services.submit', key, input: { id } }, async (session) => {
      await this.#move(session, id, 'DRAFT', { state: 'REVIEW' });
      await audit.write(session, caller, { action: EDIT, subject, purpose: 'service', details: { version, submitted: true } });
      return { id };
    });
    return this.#one(id);
  }

  /**
   * Publishes what is in review from a day on, or gives it back with a reason. Never by whoever wrote it, and never from a day
   * that is past. Throws NOT_FOUND, FORBIDDEN, BAD_INPUT, CONFLICT (it is not in review).
   */
  async review(caller: Caller, serviceId: string, version: number, decision: { readonly publishFrom: string } | { readonly refuse: string }, key: string): Promise<ServiceVersion> {
    const { authoriser, mutations, audit, catalogue, clock, today } = this.#deps;
    const id = `${serviceId}:${version}`;
    await this.#mayAtAll(caller, REVIEW);
    const open = await this.#one(id);
    const subject = { type: 'service', id: serviceId, organisationId: open.definition.competentAuthority };
    await authoriser.check(caller, REVIEW, subject);
    if (caller.personId === open.editedBy) throw new Fault('FORBIDDEN', { reason: 'a second pair of eyes publishes' });
    if ('publishFrom' in decision && decision.publishFrom < today()) throw new Fault('BAD_INPUT', { field: 'publishFrom', reason: 'is today or later: nothing is backdated' });
    await mutations.run(caller, { action: REVIEW, key, input: { id, ...decision } }, async (session) => {
      if ('publishFrom' in decision) {
        await this.#move(session, id, 'REVIEW', {}, open);
        await catalogue.publish(session, id, decision.publishFrom, caller.personId, clock.now());
      } else {
        await this.#move(session, id, 'REVIEW', { state: 'DRAFT', reviewedBy: caller.personId, reviewedAt: new Date(clock.now()), note: decision.refuse.slice(0, 500) }, open);
      }
      await audit.write(session, caller, { action: REVIEW, subject, purpose: 'service', details: { version, published: 'publishFrom' in decision } });
      return { id };
    });
    await catalogue.changed();
    return this.#one(id);
  }

  /** Loads the sample's services that no version of is there; changes nothing that editors have written. Safe to run again. */
  async seed(sample: SampleCatalogue): Promise<void> {
    const { catalogue, clock } = this.#deps;
    for (const definition of sample.services) {
      if ((await catalogue.newest(definition.id)) > 0) continue;
      await withTransaction(catalogue.versions.db, async (session) => {
        const id = `${definition.id}:1`;
        await catalogue.versions.replaceOne({ _id: id }, { serviceId: definition.id, version: 1, state: 'DRAFT', open: true, from: null, until: null, definition: canonicalJson(definition), editedBy: null, editedAt: new Date(clock.now()), reviewedBy: null, reviewedAt: null, note: null }, { session, upsert: true });
        await catalogue.publish(session, id, '2026-01-01', null, clock.now());
      });
    }
    await catalogue.changed();
  }

  /** Whether the caller may do this for any service; before anything is looked up or read, so that nobody else learns what is there. */
  async #mayAtAll(caller: Caller, action: string): Promise<void> {
    await this.#deps.authoriser.check(caller, action, { type: 'service', id: 'any', organisationId: caller.post?.organisationId ?? '' });
  }

  async #checked(input: unknown): Promise<ServiceDefinition> {
    const read = ServiceDefinition.safeParse(input);
    if (!read.success) throw new Fault('BAD_INPUT', { field: 'definition', reason: z.prettifyError(read.error).slice(0, 2000) });
    if (!(await this.#deps.directory.find(read.data.competentAuthority))) throw new Fault('BAD_INPUT', { field: 'definition.competentAuthority', reason: 'is no organisation of the district' });
    // A schema that the validator refuses would leave residents with a form that nobody can hand in.
    if (read.data.form) compileForm(read.data.form);
    return read.data;
  }

  async #one(id: string): Promise<ServiceVersion> {
    const doc = await this.#deps.catalogue.versions.findById(id).lean();
    if (!doc) throw new Fault('NOT_FOUND', { id });
    return toVersion(doc);
  }

  async #move(session: ClientSession, id: string, from: 'DRAFT' | 'REVIEW', set: Readonly<Record<string, unknown>>, seen?: Pick<ServiceVersion, 'editedBy' | 'editedAt'>): Promise<void> {
    // Writing the state it has makes two at once meet, where nothing else of it is changed here.
    // What is decided on is what was looked at: it may have gone back and been written anew meanwhile, by whoever decides.
    const written = seen ? { editedBy: seen.editedBy, editedAt: new Date(seen.editedAt) } : {};
    const { matchedCount } = await this.#deps.catalogue.versions.updateOne({ _id: id, state: from, ...written }, { $set: { open: true, ...set } }, { session });
    if (matchedCount === 0) throw new Fault('CONFLICT', { id });
  }
}
