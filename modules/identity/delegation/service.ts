import type { ClientSession } from 'mongoose';
import type { Audit } from '../../kernel/audit/port.js';
import type { Caller } from '../../kernel/caller.js';
import type { Clocks } from '../../kernel/clock.js';
import { districtDate } from '../../kernel/district-time.js';
import { Fault } from '../../kernel/errors.js';
import type { EventBus } from '../../kernel/events.js';
import { normalisePhone, parseIdentifier } from '../../kernel/identifiers.js';
import type { Mutations } from '../../kernel/idempotency.js';
import type { Authoriser } from '../../kernel/policy/port.js';
import type { Notifier } from '../../messages/contract.js';
import type { PeopleDirectory } from '../people/directory.js';
import type { HouseholdPort } from '../people/ports.js';
import type { PersonEntity, PersonFacts } from '../people/types.js';
import { RIGHTS_CHANGED, type RightsChanged } from '../sessions/types.js';
import type { DelegationGraph, NewEdge } from './graph.js';
import { refusalAnswer, refused, subjectOf, type DelegationOutcome, type Kept } from './outcomes.js';
import { isChild, mayRevoke, refusalOfPeriod, refusalOfScopes, withinCustody } from './rules.js';
import type { DelegationEntity, DelegationRefusalReason } from './types.js';

/** What delegation stands on. */
export interface DelegationDeps {
  readonly graph: DelegationGraph;
  readonly directory: PeopleDirectory;
  readonly household: HouseholdPort;
  readonly audit: Audit;
  readonly authoriser: Authoriser;
  readonly mutations: Mutations;
  readonly notifier: Notifier;
  readonly events: EventBus;
  readonly clocks: Clocks;
}

/** A guardianship asked for. */
export interface GuardianshipRequest {
  readonly childName: string;
  readonly childIdentifier: string;
  readonly scopes: readonly string[];
}

/** A delegation to grant. */
export interface DelegationRequest {
  readonly actorPhone: string;
  readonly actorName: string;
  readonly scopes: readonly string[];
  /** Epoch milliseconds. */
  readonly until: number;
  /** At a counter: the person who stands there and grants. */
  readonly principalId?: string | null | undefined;
}

/** A claim that may become an edge, or why it may not. */
type ClaimJudgement = { readonly child: PersonFacts; readonly onRecord: boolean } | { readonly refused: DelegationRefusalReason };

/** Claiming, granting and ending of edges; what waits for a confirmation is `confirming.ts`'s. */
export class DelegationService {
  readonly #deps: DelegationDeps;

  constructor(deps: DelegationDeps) {
    this.#deps = deps;
  }

  /** People and organisations the caller may act for, and what has ended. */
  async held(caller: Caller): Promise<DelegationEntity[]> {
    return caller.personId && caller.proofed ? this.#list(caller, { actorId: caller.personId }) : [];
  }

  /** Those who may act for the caller; for an organisation, who appoints its agents sees them while acting for it. */
  async given(caller: Caller): Promise<DelegationEntity[]> {
    const { graph, authoriser } = this.#deps;
    const organisationId = caller.actingFor?.kind === 'organisation' ? caller.actingFor.id : null;
    if (organisationId !== null && (await authoriser.allows(caller, 'identity.delegation.read', { type: 'organisation', id: organisationId, organisationId }))) {
      return graph.describe(await graph.list({ principalId: organisationId }));
    }
    return caller.personId && caller.proofed ? this.#list(caller, { principalId: caller.personId }) : [];
  }

  /** The edge by which a caller acts now. Throws NOT_FOUND. */
  async acting(delegationId: string): Promise<DelegationEntity> {
    const edge = await this.#deps.graph.find(delegationId);
    const [entity] = edge ? await this.#deps.graph.describe([edge]) : [];
    if (!entity) throw new Fault('NOT_FOUND', { delegationId });
    return entity;
  }

  /** Asks to act for a child. On record: active at once; else it waits for the other guardian or a clerk. */
  async claim(caller: Caller, request: GuardianshipRequest, key: string): Promise<DelegationOutcome> {
    const personId = await this.#self(caller, 'identity.delegation.claim');
    this.#adult((await this.#person(personId)).birthDate);
    let judged: ClaimJudgement | null = null;
    return this.#answer(await this.#deps.mutations.run<Kept>(
      caller, { action: 'identity.delegation.claim', key, input: request },
      async (session) => {
        if (!judged) throw new Fault('INTERNAL', { reason: 'claimed without being asked' });
        if ('refused' in judged) return this.#refuse(session, caller, 'identity.delegation.claim', judged);
        const child = await this.#deps.directory.ensure(session, judged.child);
        const edge: NewEdge = {
          kind: 'GUARDIAN', actorId: personId, principalKind: 'person', principalId: child.id, scopes: request.scopes, from: this.#now(), until: null, birthDate: child.birthDate,
          state: judged.onRecord ? 'ACTIVE' : 'PENDING', basis: judged.onRecord ? 'HOUSEHOLD_REGISTER' : 'OTHER_GUARDIAN',
        };
        const kept = await this.#add(session, caller, 'identity.delegation.claim', edge);
        if ('id' in kept && !judged.onRecord) await this.#tell(session, await this.#deps.graph.guardiansOf(child.id, session), 'identity.guardianship-claimed', kept.id);
        return kept;
      },
      async () => {
        judged = await this.#judgeClaim(personId, request);
      },
    ));
  }

  /** Lets somebody act for the caller, for the organisation the caller represents, or at a counter for the person who stands there. */
  async grant(caller: Caller, request: DelegationRequest, key: string): Promise<DelegationOutcome> {
    const principal = await this.#principal(caller, request.principalId ?? null);
    const phone = normalisePhone(request.actorPhone);
    const found = phone ? await this.#deps.directory.findByPhoneAndName(phone, request.actorName) : null;
    // Who is not of age acts for nobody, and whether there is such a child is not told.
    const actor = found && !isChild(found.birthDate, districtDate(this.#now())) ? found : null;
    const kept = await this.#deps.mutations.run<Kept>(caller, { action: principal.action, key, input: { ...request, principalId: principal.id } }, async (session) => {
      const reason = actor === null ? 'NOT_FOUND' : actor.id === principal.id ? 'SELF' : (refusalOfScopes(principal.edge, request.scopes) ?? refusalOfPeriod(this.#now(), request.until));
      if (reason !== null || actor === null) return this.#refuse(session, caller, principal.action, refused(reason ?? 'NOT_FOUND'));
      return this.#add(session, caller, principal.action, {
        kind: principal.edge, actorId: actor.id, principalKind: principal.kind, principalId: principal.id, scopes: request.scopes, state: 'ACTIVE', basis: principal.basis,
        from: this.#now(), until: request.until, birthDate: null,
      });
    });
    return this.#answer(kept);
  }

  /** Ends an edge, from either side. Throws NOT_FOUND, FORBIDDEN, CONFLICT (it has ended). */
  async revoke(caller: Caller, id: string, key: string): Promise<DelegationOutcome> {
    const { graph, authoriser, mutations, audit } = this.#deps;
    const edge = await graph.find(id);
    const organisationId = caller.actingFor?.kind === 'organisation' ? caller.actingFor.id : null;
    const side = edge !== null && (caller.personId === edge.actorId || caller.personId === edge.principalId);
    await authoriser.check(caller, 'identity.delegation.revoke', {
      type: 'delegation', id, ...(edge?.principalKind === 'organisation' ? { organisationId: edge.principalId } : {}),
      personIds: side && caller.personId ? [caller.personId] : edge?.principalKind === 'person' ? [edge.principalId] : [],
    });
    if (!edge) throw new Fault('NOT_FOUND', { delegationId: id });
    if (!mayRevoke(edge, { personId: caller.personId, organisationId, clerk: caller.post?.role === 'clerk' })) throw new Fault('FORBIDDEN');
    const kept = await mutations.run<Kept>(caller, { action: 'identity.delegation.revoke', key, input: { id } }, async (session) => {
      if (!(await graph.revoke(session, id, caller.personId))) throw new Fault('CONFLICT', { delegationId: id });
      await audit.write(session, caller, { action: 'identity.delegation.revoke', subject: subjectOf(edge), purpose: 'delegation', details: { kind: edge.kind } });
      const sides = edge.principalKind === 'person' ? [edge.actorId, edge.principalId] : [edge.actorId];
      await this.#tell(session, sides.filter((one) => one !== caller.personId), 'identity.delegation-revoked', id);
      return { id };
    });
    this.#changed(edge.actorId);
    return this.#answer(kept);
  }

  /** What the number, the list of scopes, the child's age and the register say of a claim. */
  async #judgeClaim(personId: string, request: GuardianshipRequest): Promise<ClaimJudgement> {
    const { directory, household } = this.#deps;
    const today = districtDate(this.#now());
    const reason = refusalOfScopes('GUARDIAN', request.scopes);
    if (reason) return refused(reason);
    const reading = parseIdentifier(request.childIdentifier, undefined, today);
    if (!reading.ok) return refused('NOT_FOUND');
    const own = await directory.open(personId, 'IDENTIFIER');
    if (own === null) throw new Fault('NOT_PROOFED');
    if (own === reading.identifier.value) return refused('SELF');
    const answer = await household.guardianOf(own, { identifier: reading.identifier.value, name: request.childName });
    if (answer.outcome === 'no-child') return refused('NOT_FOUND');
    if (!isChild(answer.birthDate, today)) return refused('NOT_A_CHILD');
    if (answer.outcome === 'guardian' && !withinCustody(request.scopes, answer.custody.withheld)) return refused('CUSTODY_LIMIT');
    const child = { kind: reading.identifier.kind, identifier: reading.identifier.value, name: request.childName.normalize('NFC').trim(), birthDate: answer.birthDate };
    return { child, onRecord: answer.outcome === 'guardian' };
  }

  /** For whom an edge is granted, and by what right. */
  async #principal(caller: Caller, principalId: string | null) {
    const { authoriser, directory } = this.#deps;
    if (principalId !== null) {
      await authoriser.check(caller, 'identity.delegation.grant-at-counter', { type: 'person', id: principalId, personIds: [principalId] });
      const person = await directory.find(principalId);
      if (!person) throw new Fault('NOT_FOUND', { personId: principalId });
      if (principalId === caller.personId) throw new Fault('FORBIDDEN', { reason: 'nobody serves himself at the counter' });
      this.#adult(person.birthDate);
      return { id: principalId, kind: 'person', edge: 'CARER', basis: 'CLERK', action: 'identity.delegation.grant-at-counter' } as const;
    }
    if (caller.actingFor?.kind === 'organisation') {
      const { id } = caller.actingFor;
      await authoriser.check(caller, 'identity.delegation.grant', { type: 'organisation', id, organisationId: id });
      return { id, kind: 'organisation', edge: 'AGENT', basis: 'GRANTED', action: 'identity.delegation.grant' } as const;
    }
    const id = await this.#self(caller, 'identity.delegation.grant');
    this.#adult((await this.#person(id)).birthDate);
    return { id, kind: 'person', edge: 'CARER', basis: 'GRANTED', action: 'identity.delegation.grant' } as const;
  }

  async #person(id: string): Promise<PersonEntity> {
    const person = await this.#deps.directory.find(id);
    if (!person) throw new Fault('NOT_PROOFED');
    return person;
  }

  /** Children are acted for by their guardians alone, and act for nobody. */
  #adult(birthDate: string): void {
    if (isChild(birthDate, districtDate(this.#now()))) throw new Fault('FORBIDDEN', { reason: 'under 18' });
  }

  /** The caller's own person, acting for nobody: what one holds for another is not passed on. */
  async #self(caller: Caller, action: string): Promise<string> {
    const id = caller.personId ?? '';
    await this.#deps.authoriser.check(caller, action, { type: 'person', id, personIds: [id] });
    if (caller.actingFor) throw new Fault('FORBIDDEN', { reason: 'acting for another' });
    return id;
  }

  async #list(caller: Caller, side: { readonly actorId: string } | { readonly principalId: string }): Promise<DelegationEntity[]> {
    const id = caller.personId ?? '';
    // One's own list stays one's own while acting for another: by it one comes back.
    await this.#deps.authoriser.check({ ...caller, actingFor: null }, 'identity.delegation.read', { type: 'person', id, personIds: [id] });
    return this.#deps.graph.describe(await this.#deps.graph.list(side));
  }

  async #add(session: ClientSession, caller: Caller, action: string, edge: NewEdge): Promise<Kept> {
    const { graph, audit } = this.#deps;
    const added = await graph.add(session, edge, caller.personId);
    if (!added) return this.#refuse(session, caller, action, refused('ALREADY_THERE'));
    await audit.write(session, caller, { action, subject: subjectOf(added), purpose: 'delegation', details: { kind: added.kind, state: added.state, scopes: added.scopes.join(' ') } });
    const sides = edge.principalKind === 'person' ? [edge.actorId, edge.principalId] : [edge.actorId];
    if (edge.state === 'ACTIVE' && edge.kind !== 'GUARDIAN') await this.#tell(session, sides, 'identity.delegation-granted', added.id);
    return { id: added.id };
  }

  async #refuse(session: ClientSession, caller: Caller, action: string, kept: { readonly refused: DelegationRefusalReason }): Promise<Kept> {
    await this.#deps.audit.write(session, caller, { action, subject: { type: 'delegation', id: 'new' }, purpose: 'delegation', outcome: 'denied', details: { reason: kept.refused } });
    return kept;
  }

  async #tell(session: ClientSession, personIds: readonly string[], template: string, id: string): Promise<void> {
    for (const personId of personIds) await this.#deps.notifier.notify(session, { personId, template, params: {}, key: `${template}:${id}:${personId}`, link: '/me/delegations' });
  }

  #changed(personId: string): void {
    this.#deps.events.publish(RIGHTS_CHANGED, { personId } satisfies RightsChanged);
  }

  async #answer(kept: Kept): Promise<DelegationOutcome> {
    return 'refused' in kept ? refusalAnswer(kept.refused) : this.acting(kept.id);
  }

  #now(): number {
    return this.#deps.clocks.system.now();
  }
}
