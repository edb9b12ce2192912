import type { ClientSession } from 'mongoose';
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
import type { ServiceCentres } from '../applications/ports.js';
import { toVersion, type Catalogue } from './catalogue.js';
import { checkedDefinition, checkedEnding } from './checking.js';
import type { ServiceDefinition } from './definition.js';
import type { ScheduledVersions } from './rules.js';
import type { SampleCatalogue } from './sample.js';
import type { PublishedVersion, ServiceFilter, ServiceVersion } from './types.js';

/** What the catalogue's use cases stand on. */
export interface CatalogueServiceDeps {
  readonly catalogue: Catalogue;
  readonly directory: Directory;
  readonly centres: ServiceCentres;
  readonly audit: Audit;
  readonly authoriser: Authoriser;
  readonly mutations: Mutations;
  readonly clock: Clock;
  /** Today in the district, `YYYY-MM-DD`. */
  readonly today: () => string;
}

/** A version, as whoever acts on it has looked at it. Without `seen` it is whatever stands there. */
export interface SeenVersion {
  readonly serviceId: string;
  readonly version: number;
  readonly seen?: string | null | undefined;
}

/** What a reviewer decides: from which day it holds (and what becomes of versions that are scheduled for then or later), or what is to be mended. */
export type ReviewDecision = { readonly publishFrom: string; readonly scheduled?: ScheduledVersions | null | undefined } | { readonly refuse: string };

export const EDIT = 'community.services.edit';
export const REVIEW = 'community.services.review';
export const LONGEST_NOTE = 500;

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

  /**
   * Writes the open version of a service: the first edit begins one, later ones replace it until it is handed to review.
   * @param seen the revision that the editor began from (`ServiceVersion.revision` of the newest version, published ones
   * included); null where there was none
   * @throws Fault BAD_INPUT with every fault of the definition, FORBIDDEN, CONFLICT: it is in review (reason IN_REVIEW), an
   * ending of it is being written (reason ENDING), or somebody has written or published it since (reason CHANGED, with the revision that stands there)
   */
  async edit(caller: Caller, input: unknown, seen: string | null, key: string): Promise<ServiceVersion> {
    const { mutations, audit, catalogue, clock } = this.#deps;
    await this.mayAtAll(caller, EDIT);
    const definition = await checkedDefinition(input, this.#deps);
    const subject = subjectOf(definition);
    await this.#deps.authoriser.check(caller, EDIT, subject);
    const text = canonicalJson(definition);
    const id = await mutations.run(caller, { action: EDIT, key, input: { definition: sm3(text), seen } }, async (session) => {
      const newest = await catalogue.latest(definition.id, session);
      // Who writes for one department takes over neither a service nor a draft of another's.
      if (newest) await this.#deps.authoriser.check(caller, EDIT, subjectOf(toVersion(newest).definition));
      if (newest?.state === 'REVIEW') throw new Fault('CONFLICT', { id: newest._id, reason: 'IN_REVIEW' });
      if (newest?.open && newest.ending) throw new Fault('CONFLICT', { id: newest._id, reason: 'ENDING' });
      const stands = newest ? toVersion(newest).revision : null;
      if (stands !== seen) throw new Fault('CONFLICT', { id: newest?._id ?? definition.id, reason: 'CHANGED', revision: stands });
      const open = newest?.open ? newest : null;
      const version = open?.version ?? (await catalogue.newest(definition.id, session)) + 1;
      const _id = `${definition.id}:${version}`;
      const written = { serviceId: definition.id, version, state: 'DRAFT' as const, open: true, from: null, until: null, definition: text, ending: null, revision: (open?.revision ?? 0) + 1, editedBy: caller.personId, editedAt: new Date(clock.now()) };
      // What a reviewer wants mended stands beside it until it is published.
      await catalogue.versions.replaceOne({ _id }, { ...written, reviewedBy: open?.reviewedBy ?? null, reviewedAt: open?.reviewedAt ?? null, note: open?.note ?? null }, { session, upsert: true });
      await audit.write(session, caller, { action: EDIT, subject, purpose: 'service', details: { version } });
      return _id;
    });
    return this.one(id);
  }

  /** Hands a version to review. Throws NOT_FOUND, FORBIDDEN, BAD_INPUT with every fault that it has by now, CONFLICT (it is not being written, or was written since). */
  async submit(caller: Caller, what: SeenVersion, key: string): Promise<ServiceVersion> {
    return this.#close(caller, what, 'community.services.submit', key, { state: 'REVIEW' }, { submitted: true });
  }

  /**
   * Drops a version that is being written and was never published: it is kept as dropped, and the next one has another number.
   * Throws NOT_FOUND, FORBIDDEN, CONFLICT (it is not being written, or was written since).
   */
  async discard(caller: Caller, what: SeenVersion, key: string): Promise<ServiceVersion> {
    return this.#close(caller, what, 'community.services.discard', key, { state: 'REFUSED', open: false }, { discarded: true });
  }

  /**
   * Publishes what is in review from a day on, or gives it back with a reason. Never by whoever wrote it, and never from a day
   * that is past. Throws NOT_FOUND, FORBIDDEN, BAD_INPUT (with every fault that it has by now), CONFLICT: it is not in review or was written since, or another
   * version is scheduled for that day or later and it is not said what becomes of it (reason SCHEDULED, with version and day).
   */
  async review(caller: Caller, { serviceId, version, seen }: SeenVersion, decision: ReviewDecision, key: string): Promise<ServiceVersion> {
    const { authoriser, mutations, audit, catalogue, clock, today } = this.#deps;
    const id = `${serviceId}:${version}`;
    await this.mayAtAll(caller, REVIEW);
    if ('refuse' in decision && (decision.refuse.trim() === '' || decision.refuse.length > LONGEST_NOTE)) throw new Fault('BAD_INPUT', { field: 'reason', reason: `1 to ${LONGEST_NOTE} characters` });
    const open = await this.one(id);
    const subject = subjectOf(open.definition);
    await authoriser.check(caller, REVIEW, subject);
    if (caller.personId === open.editedBy) throw new Fault('FORBIDDEN', { reason: 'FOUR_EYES' });
    if ('publishFrom' in decision && decision.publishFrom < today()) throw new Fault('BAD_INPUT', { field: 'publishFrom', reason: 'is today or later: nothing is backdated' });
    if ('publishFrom' in decision && open.ending && decision.publishFrom !== open.ending.on) throw new Fault('BAD_INPUT', { field: 'publishFrom', reason: `is ${open.ending.on}, the day on which it ends` });
    // What is decided on is what was looked at: it may have gone back and been written anew meanwhile, by whoever decides.
    const looked = seen ?? open.revision;
    await mutations.run(caller, { action: REVIEW, key, input: { id, ...decision } }, async (session) => {
      if ('publishFrom' in decision) {
        await this.#stillRight(open);
        await this.#move(session, id, 'REVIEW', {}, looked);
        await catalogue.publish(session, id, { from: decision.publishFrom, scheduled: decision.scheduled ?? null }, caller.personId, clock.now());
      } else {
        await this.#move(session, id, 'REVIEW', { state: 'DRAFT', reviewedBy: caller.personId, reviewedAt: new Date(clock.now()), note: decision.refuse }, looked);
      }
      await audit.write(session, caller, { action: REVIEW, subject, purpose: 'service', details: { version, published: 'publishFrom' in decision, ...('publishFrom' in decision && decision.scheduled ? { scheduled: decision.scheduled } : {}) } });
      return { id };
    });
    await catalogue.changed();
    return this.one(id);
  }

  /** Loads the sample's services that no version of is there; changes nothing that editors have written. Safe to run again. */
  async seed(sample: SampleCatalogue): Promise<void> {
    const { catalogue, clock } = this.#deps;
    for (const definition of sample.services) {
      if ((await catalogue.newest(definition.id)) > 0) continue;
      await withTransaction(catalogue.versions.db, async (session) => {
        const id = `${definition.id}:1`;
        await catalogue.versions.replaceOne({ _id: id }, { serviceId: definition.id, version: 1, state: 'DRAFT', open: true, from: null, until: null, definition: canonicalJson(definition), ending: null, revision: 1, editedBy: null, editedAt: new Date(clock.now()), reviewedBy: null, reviewedAt: null, note: null }, { session, upsert: true });
        await catalogue.publish(session, id, { from: '2026-01-01', scheduled: null }, null, clock.now());
      });
    }
    await catalogue.changed();
  }

  /** Whether the caller may do this for any service; before anything is looked up or read, so that nobody else learns what is there. */
  async mayAtAll(caller: Caller, action: string): Promise<void> {
    await this.#deps.authoriser.check(caller, action, { type: 'service', id: 'any', organisationId: caller.post?.organisationId ?? '' });
  }

  /** Ends the writing of a version: on to review, or dropped. */
  async #close(caller: Caller, { serviceId, version, seen }: SeenVersion, action: string, key: string, set: { readonly state: 'REVIEW' } | { readonly state: 'REFUSED'; readonly open: false }, details: Readonly<Record<string, unknown>>): Promise<ServiceVersion> {
    const { authoriser, mutations, audit } = this.#deps;
    const id = `${serviceId}:${version}`;
    await this.mayAtAll(caller, EDIT);
    const open = await this.one(id);
    const subject = subjectOf(open.definition);
    await authoriser.check(caller, EDIT, subject);
    await mutations.run(caller, { action, key, input: { id } }, async (session) => {
      if (set.state === 'REVIEW') await this.#stillRight(open);
      await this.#move(session, id, 'DRAFT', set, seen ?? open.revision);
      await audit.write(session, caller, { action: EDIT, subject, purpose: 'service', details: { version, ...details } });
      return { id };
    });
    return this.one(id);
  }

  /** Who works where, and what else is offered, may have changed since it was written. @throws Fault BAD_INPUT */
  async #stillRight({ definition, ending }: ServiceVersion): Promise<void> {
    if (ending) checkedEnding(definition.id, ending, this.#deps);
    else await checkedDefinition(definition, this.#deps);
  }

  /** A version as the store has it; whoever calls has asked whether it may be read. Throws NOT_FOUND. */
  async one(id: string): Promise<ServiceVersion> {
    const doc = await this.#deps.catalogue.versions.findById(id).lean();
    if (!doc) throw new Fault('NOT_FOUND', { id });
    return toVersion(doc);
  }

  async #move(session: ClientSession, id: string, from: 'DRAFT' | 'REVIEW', set: Readonly<Record<string, unknown>>, seen: string): Promise<void> {
    const [, revision] = seen.split('.').map(Number);
    // Writing the state it has makes two at once meet, where nothing else of it is changed here.
    const { matchedCount } = await this.#deps.catalogue.versions.updateOne({ _id: id, state: from, revision: revision ?? -1 }, { $set: { open: true, ...set } }, { session });
    if (matchedCount === 0) throw new Fault('CONFLICT', { id, reason: 'CHANGED' });
  }
}

/** A service as rights are asked for it. */
export function subjectOf({ id, competentAuthority }: ServiceDefinition): { readonly type: string; readonly id: string; readonly organisationId: string } {
  return { type: 'service', id, organisationId: competentAuthority };
}
