import type { ClientSession } from 'mongoose';
import type { Audit } from '../../kernel/audit/port.js';
import type { Caller } from '../../kernel/caller.js';
import type { Clocks } from '../../kernel/clock.js';
import type { FieldCipher } from '../../kernel/crypto/types.js';
import { Fault } from '../../kernel/errors.js';
import type { EventBus } from '../../kernel/events.js';
import type { Mutations } from '../../kernel/idempotency.js';
import type { Connection as Page, PageArgs } from '../../kernel/pages.js';
import type { Authoriser } from '../../kernel/policy/port.js';
import type { Notifier } from '../../messages/contract.js';
import type { PeopleDirectory } from '../people/directory.js';
import type { HouseholdPort } from '../people/ports.js';
import { RIGHTS_CHANGED, type RightsChanged } from '../sessions/types.js';
import type { DelegationGraph } from './graph.js';
import { refusalContext } from './model.js';
import { refusalAnswer, refused, subjectOf, type DelegationOutcome, type Kept } from './outcomes.js';
import { scopeCovers, stateOf, withinCustody } from './rules.js';
import type { DelegationEntity, Edge } from './types.js';

/** What confirming stands on. */
export interface ConfirmingDeps {
  readonly graph: DelegationGraph;
  readonly directory: PeopleDirectory;
  readonly household: HouseholdPort;
  readonly cipher: FieldCipher;
  readonly audit: Audit;
  readonly authoriser: Authoriser;
  readonly mutations: Mutations;
  readonly notifier: Notifier;
  readonly events: EventBus;
  readonly clocks: Clocks;
}

/** A waiting claim and whether the caller is the child's other guardian, or a clerk. */
interface Waiting {
  readonly edge: Edge;
  readonly asGuardian: boolean;
}

type Decision = 'confirm' | 'refuse';

/** Claims of guardianship that wait: who finds them, who confirms and who refuses them. */
export class ConfirmingService {
  readonly #deps: ConfirmingDeps;

  constructor(deps: ConfirmingDeps) {
    this.#deps = deps;
  }

  /** Claims that wait for the caller as a child's other guardian, the oldest first. Empty for somebody not proved. */
  async toConfirm(caller: Caller): Promise<DelegationEntity[]> {
    const id = caller.personId;
    if (id === null || !caller.proofed) return [];
    // What waits for oneself is one's own while acting for another, as are one's delegations.
    await this.#deps.authoriser.check({ ...caller, actingFor: null }, 'identity.delegation.read', { type: 'person', id, personIds: [id] });
    return this.#deps.graph.describe(await this.#deps.graph.waitingFor(id));
  }

  /** All claims that wait, for clerks; the oldest first. Recorded. Throws FORBIDDEN and kin, BAD_INPUT. */
  async list(caller: Caller, args: PageArgs): Promise<Page<DelegationEntity>> {
    const { authoriser, audit, graph } = this.#deps;
    const action = 'identity.delegation.read-claims';
    await authoriser.check(caller, action, { type: 'delegation', id: 'waiting' });
    const { edges, connect } = await graph.waiting(args);
    const personIds = [...new Set(edges.flatMap(({ actorId, principalId }) => [principalId, actorId]))];
    await audit.read(caller, { action, subject: { type: 'delegation', id: 'waiting', personIds }, purpose: 'delegation' });
    return connect(await graph.describeAll(edges));
  }

  /**
   * Confirms a waiting guardianship as the other guardian or as a clerk. A guardian passes on no more than custody leaves him.
   * Throws NOT_FOUND, FORBIDDEN, CONFLICT (it waits no more).
   */
  async confirm(caller: Caller, id: string, key: string): Promise<DelegationOutcome> {
    const { graph, mutations, audit } = this.#deps;
    const action = 'identity.delegation.confirm';
    const { edge, asGuardian } = await this.#waiting(caller, id, 'confirm');
    const basis = asGuardian ? 'OTHER_GUARDIAN' : 'CLERK';
    let within = !asGuardian;
    const kept = await mutations.run<Kept>(caller, { action, key, input: { id } }, async (session) => {
      if (!within) {
        await audit.write(session, caller, { action, subject: subjectOf(edge), purpose: 'delegation', outcome: 'denied', details: { reason: 'CUSTODY_LIMIT' } });
        return refused('CUSTODY_LIMIT');
      }
      if (!(await this.#stillWaits(session, id)) || !(await graph.confirm(session, id, basis, caller.personId))) throw new Fault('CONFLICT', { delegationId: id });
      await audit.write(session, caller, { action, subject: subjectOf(edge), purpose: 'delegation', details: { basis } });
      await this.#tellBoth(session, edge, 'identity.guardianship-confirmed', 'identity.guardian-added');
      return { id };
    }, async () => {
      within ||= await this.#mayPassOn(caller, edge);
    });
    if ('id' in kept) this.#deps.events.publish(RIGHTS_CHANGED, { personId: edge.actorId } satisfies RightsChanged);
    return this.#answer(kept);
  }

  /** Refuses a waiting guardianship, with a reason that who asked reads. Throws NOT_FOUND, FORBIDDEN, BAD_INPUT, CONFLICT (it waits no more). */
  async refuse(caller: Caller, id: string, reason: string, key: string): Promise<DelegationOutcome> {
    const { graph, mutations, audit, cipher } = this.#deps;
    const action = 'identity.delegation.refuse';
    const { edge } = await this.#waiting(caller, id, 'refuse');
    const words = reason.normalize('NFC').trim();
    if ([...words].length < 2 || words.length > 200) throw new Fault('BAD_INPUT', { field: 'reason', reason: 'says why in 2 to 200 characters' });
    return this.#answer(await mutations.run<Kept>(caller, { action, key, input: { id, reason: words } }, async (session) => {
      if (!(await this.#stillWaits(session, id)) || !(await graph.refuse(session, id, caller.personId, cipher.seal(words, refusalContext(id))))) throw new Fault('CONFLICT', { delegationId: id });
      await audit.write(session, caller, { action, subject: subjectOf(edge), purpose: 'delegation' });
      await this.#tellBoth(session, edge, 'identity.guardianship-refused', 'identity.guardian-not-added');
      return { id };
    }));
  }

  /** Why an edge was refused, in the words of who refused it; null where it was not. For who may see the edge. */
  refusalOf({ id, refusalSealed }: DelegationEntity): string | null {
    return refusalSealed === null ? null : this.#deps.cipher.open(refusalSealed, refusalContext(id));
  }

  /** The claim, where the caller may decide on it: as the other guardian or as a clerk, never as one whom it is about. */
  async #waiting(caller: Caller, id: string, decision: Decision): Promise<Waiting> {
    const { graph, authoriser } = this.#deps;
    const edge = await graph.find(id);
    const { personId } = caller;
    const asGuardian = edge !== null && personId !== null && personId !== edge.actorId && (await graph.guardianEdge(personId, edge.principalId)) !== null;
    const personIds = asGuardian ? [personId] : edge ? [edge.principalId] : [];
    await authoriser.check(caller, `identity.delegation.${decision}`, { type: 'delegation', id, personIds });
    if (!edge) throw new Fault('NOT_FOUND', { delegationId: id });
    // The child itself would pass as the one concerned, and who asks may be a clerk: neither decides.
    if (!asGuardian && (caller.post?.role !== 'clerk' || personId === edge.actorId || personId === edge.principalId)) throw new Fault('FORBIDDEN');
    return { edge, asGuardian };
  }

  async #stillWaits(session: ClientSession, id: string): Promise<boolean> {
    const edge = await this.#deps.graph.find(id, session);
    return edge !== null && stateOf(edge, this.#deps.clocks.system.now()) === 'PENDING';
  }

  /** Whether custody leaves the guardian what he would confirm for another: as the register has it, else by his own edge. */
  async #mayPassOn(caller: Caller, { principalId, scopes }: Edge): Promise<boolean> {
    const { directory, household, graph } = this.#deps;
    const guardianId = caller.personId ?? '';
    const [own, identifier, child] = await Promise.all([directory.open(guardianId, 'IDENTIFIER'), directory.open(principalId, 'IDENTIFIER'), directory.find(principalId)]);
    const answer = own !== null && identifier !== null && child ? await household.guardianOf(own, { identifier, name: child.name }) : null;
    if (answer?.outcome === 'guardian') return withinCustody(scopes, answer.custody.withheld);
    const edge = await graph.guardianEdge(guardianId, principalId);
    return edge !== null && scopes.every((wanted) => edge.scopes.some((held) => scopeCovers(held, wanted)));
  }

  /** Tells who asked, and the child's guardians: the one who decided too, in case it was not he. */
  async #tellBoth(session: ClientSession, { id, actorId, principalId }: Edge, toAsker: string, toGuardians: string): Promise<void> {
    const { graph, notifier } = this.#deps;
    const tell = (personId: string, template: string): Promise<void> =>
      notifier.notify(session, { personId, template, params: {}, key: `${template}:${id}:${personId}`, link: '/me/delegations' });
    await tell(actorId, toAsker);
    for (const guardian of await graph.guardiansOf(principalId, session)) if (guardian !== actorId) await tell(guardian, toGuardians);
  }

  async #answer(kept: Kept): Promise<DelegationOutcome> {
    if ('refused' in kept) return refusalAnswer(kept.refused);
    const edge = await this.#deps.graph.find(kept.id);
    const [entity] = edge ? await this.#deps.graph.describe([edge]) : [];
    if (!entity) throw new Fault('NOT_FOUND', { delegationId: kept.id });
    return entity;
  }
}
