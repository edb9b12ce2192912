import type { Audit } from '../../../kernel/audit/port.js';
import type { Caller } from '../../../kernel/caller.js';
import type { Clock } from '../../../kernel/clock.js';
import { canonicalJson } from '../../../kernel/crypto/canonical-json.js';
import { Fault } from '../../../kernel/errors.js';
import type { Mutations } from '../../../kernel/idempotency.js';
import type { Authoriser } from '../../../kernel/policy/port.js';
import { toVersion, type Catalogue } from './catalogue.js';
import { checkedEnding } from './checking.js';
import { EDIT, LONGEST_NOTE, REVIEW, subjectOf, type CatalogueService } from './service.js';
import type { Ending, EndingVersion, ServiceVersion } from './types.js';

/** What ending services stands on. */
export interface EndingDeps {
  readonly service: CatalogueService;
  readonly catalogue: Catalogue;
  readonly audit: Audit;
  readonly authoriser: Authoriser;
  readonly mutations: Mutations;
  readonly clock: Clock;
  /** Today in the district, `YYYY-MM-DD`. */
  readonly today: () => string;
}

/** How a service is to end, as its editor writes it down. */
export interface EndingInput extends Ending {
  readonly serviceId: string;
  /** The revision that the editor has seen: the newest version's. */
  readonly seen: string;
}

/**
 * Ending a service (停办): a version of its own kind, written by the department and published, or given back, as any other
 * version is. Whatever follows from a day's version follows from it too.
 */
export class EndingService {
  readonly #deps: EndingDeps;

  constructor(deps: EndingDeps) {
    this.#deps = deps;
  }

  /**
   * Writes down that a service ends, and hands that to review; one that was given back is written anew. Throws NOT_FOUND,
   * FORBIDDEN, BAD_INPUT with every fault, CONFLICT: a version is being written (reason DRAFT) or reviewed (reason IN_REVIEW), or
   * the service was changed since (reason CHANGED).
   */
  async write(caller: Caller, { serviceId, seen, ...input }: EndingInput, key: string): Promise<ServiceVersion> {
    const { service, catalogue, authoriser, mutations, audit, clock } = this.#deps;
    await service.mayAtAll(caller, EDIT);
    const id = await mutations.run(caller, { action: 'community.services.end', key, input: { serviceId, seen, ...input } }, async (session) => {
      const newest = await catalogue.latest(serviceId, session);
      if (!newest) throw new Fault('NOT_FOUND', { id: serviceId });
      const { definition, revision } = toVersion(newest);
      const subject = subjectOf(definition);
      await authoriser.check(caller, EDIT, subject);
      if (newest.state === 'REVIEW') throw new Fault('CONFLICT', { id: newest._id, reason: 'IN_REVIEW' });
      if (newest.open && !newest.ending) throw new Fault('CONFLICT', { id: newest._id, reason: 'DRAFT' });
      if (revision !== seen) throw new Fault('CONFLICT', { id: newest._id, reason: 'CHANGED', revision });
      const ending = checkedEnding(serviceId, input, this.#deps);
      const version = newest.open ? newest.version : (await catalogue.newest(serviceId, session)) + 1;
      const _id = `${serviceId}:${version}`;
      await catalogue.versions.replaceOne({ _id }, {
        serviceId, version, state: 'REVIEW', open: true, from: null, until: null, ending: canonicalJson(ending),
        // Its name, authority and contact are those by which it is offered until then.
        definition: canonicalJson(catalogue.find(serviceId, ending.on)?.definition ?? definition),
        revision: (newest.open ? newest.revision : 0) + 1, editedBy: caller.personId, editedAt: new Date(clock.now()),
        ...(newest.open ? { reviewedBy: newest.reviewedBy, reviewedAt: newest.reviewedAt, note: newest.note } : { reviewedBy: null, reviewedAt: null, note: null }),
      }, { session, upsert: true });
      await audit.write(session, caller, { action: EDIT, subject, purpose: 'service', details: { version, ends: ending.on } });
      return _id;
    });
    return service.one(id);
  }

  /**
   * Calls off an ending before its day: the service goes on as it was reviewed, so that one reviewer is enough. Throws NOT_FOUND,
   * FORBIDDEN, BAD_INPUT (no reason), CONFLICT (its day has come, or it will not come).
   */
  async callOff(caller: Caller, { serviceId, version }: { readonly serviceId: string; readonly version: number }, reason: string, key: string): Promise<ServiceVersion> {
    const { service, catalogue, authoriser, mutations, audit } = this.#deps;
    await service.mayAtAll(caller, REVIEW);
    if (reason.trim() === '' || reason.length > LONGEST_NOTE) throw new Fault('BAD_INPUT', { field: 'reason', reason: `1 to ${LONGEST_NOTE} characters` });
    const id = `${serviceId}:${version}`;
    const subject = subjectOf((await service.one(id)).definition);
    await authoriser.check(caller, REVIEW, subject);
    await mutations.run(caller, { action: 'community.services.call-off', key, input: { id, reason } }, async (session) => {
      await catalogue.callOff(session, { serviceId, version }, reason);
      await audit.write(session, caller, { action: REVIEW, subject, purpose: 'service', details: { version, calledOff: true } });
      return { id };
    });
    await catalogue.changed();
    return service.one(id);
  }

  /** How a service has ended on a day (today); null where it is offered then or has not begun. Anybody may read it. */
  find(serviceId: string, day?: string | null): EndingVersion | null {
    return this.#deps.catalogue.ending(serviceId, day ?? undefined);
  }
}
