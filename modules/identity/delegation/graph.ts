import { randomUUID } from 'node:crypto';
import mongoose, { type ClientSession, type Connection, type Model } from 'mongoose';
import type { ActingFor } from '../../kernel/caller.js';
import type { Clock } from '../../kernel/clock.js';
import type { Connection as Page, PageArgs } from '../../kernel/pages.js';
import { coversScope } from '../../kernel/policy/index.js';
import { timePage } from '../../kernel/time-pages.js';
import type { OrganisationDirectory } from '../organisations/directory.js';
import type { PeopleDirectory } from '../people/directory.js';
import type { PartyRefEntity } from '../people/types.js';
import type { DelegationPort } from '../sessions/types.js';
import { delegationModel, type DelegationDocument } from './model.js';
import { endOf, PENDING_DAYS, scopesNow, stateOf } from './rules.js';
import type { DelegationBasis, DelegationEntity, Edge } from './types.js';

/** A new edge. */
export type NewEdge = Omit<Edge, 'id' | 'refusalSealed'>;

const OF_AGE = { zh: '满18周岁', en: 'they turn 18' };
const PERIOD = { zh: '授权到期', en: 'the period given ends' };
const NOT_CONFIRMED = { zh: '30天内无人确认', en: 'nobody confirmed it within 30 days' };

/** The one graph of who may act for whom: its store, and what an edge says now. It decides no rights and writes no audit. */
export class DelegationGraph implements DelegationPort {
  readonly #edges: Model<DelegationDocument>;
  readonly #clock: Clock;
  readonly #people: PeopleDirectory;
  readonly #organisations: OrganisationDirectory;

  constructor(connection: Connection, clock: Clock, people: PeopleDirectory, organisations: OrganisationDirectory) {
    this.#edges = delegationModel(connection);
    this.#clock = clock;
    this.#people = people;
    this.#organisations = organisations;
  }

  /** For sessions: the edge where it is active now and this person's; its scopes are those it has now. */
  async activeEdge(delegationId: string, actor: { readonly personId: string | null }): Promise<ActingFor | null> {
    const edge = await this.find(delegationId);
    if (!edge || actor.personId === null || edge.actorId !== actor.personId) return null;
    const scopes = scopesNow(edge, this.#clock.now());
    if (scopes.length === 0) return null;
    const principal = (await this.#parties([edge])).get(edge.principalId);
    return principal ? { delegationId, kind: edge.principalKind, id: edge.principalId, displayName: principal.displayName, scopes } : null;
  }

  /** Whether one person may act for another in something now. */
  async covers(actorId: string, principalId: string, scope: string): Promise<boolean> {
    const edges = await this.#edges.find({ actorId, principalId, open: true }).lean();
    return edges.some((edge) => coversScope(scopesNow(toEdge(edge), this.#clock.now()), scope));
  }

  /** An edge by id; null where there is none. */
  async find(id: string, session: ClientSession | null = null): Promise<Edge | null> {
    const doc = await this.#edges.findById(id, null, { session }).lean();
    return doc && toEdge(doc);
  }

  /** Edges of an actor or a principal, the newest first; ended ones stay to be seen for a year. */
  async list(side: { readonly actorId: string } | { readonly principalId: string }): Promise<Edge[]> {
    const docs = await this.#edges.find({ ...side }).sort({ from: -1, _id: 1 }).limit(200).lean();
    const since = this.#clock.now() - 366 * 86_400_000;
    return docs.filter(({ endedAt }) => endedAt === null || endedAt.getTime() > since).map(toEdge);
  }

  /** Persons who are this child's guardians now. */
  async guardiansOf(childId: string, session: ClientSession | null = null): Promise<string[]> {
    const docs = await this.#edges.find({ principalId: childId, kind: 'GUARDIAN', open: true }, null, { session }).lean();
    return docs.map(toEdge).filter((edge) => stateOf(edge, this.#clock.now()) === 'ACTIVE').map(({ actorId }) => actorId);
  }

  /** Writes a new edge; null where one of this kind stands between the two already. One that has ended makes room. */
  async add(session: ClientSession, edge: NewEdge, by: string | null, id: string = randomUUID()): Promise<Edge | null> {
    const between = { actorId: edge.actorId, principalId: edge.principalId, kind: edge.kind, open: true };
    const standing = await this.#edges.findOne(between, null, { session }).lean();
    if (standing) {
      const state = stateOf(toEdge(standing), this.#clock.now());
      if (state === 'ACTIVE' || state === 'PENDING') return null;
      await this.#edges.updateOne({ _id: standing._id }, { $set: { open: false, endedAt: new Date(endOf(toEdge(standing)) ?? this.#clock.now()) } }, { session });
    }
    const doc: DelegationDocument = {
      _id: id, kind: edge.kind, actorId: edge.actorId, principalKind: edge.principalKind, principalId: edge.principalId, scopes: [...edge.scopes], state: edge.state, basis: edge.basis,
      from: new Date(edge.from), until: edge.until === null ? null : new Date(edge.until), birthDate: edge.birthDate, open: true, by: { created: by, confirmed: null, revoked: null }, endedAt: null, refusalSealed: null,
    };
    await this.#edges.create([doc], { session });
    return toEdge(doc);
  }

  /** Who is this child's guardian now, by an edge between the two; null where the one is not. */
  async guardianEdge(actorId: string, childId: string): Promise<Edge | null> {
    const doc = await this.#edges.findOne({ actorId, principalId: childId, kind: 'GUARDIAN', open: true }).lean();
    return doc && stateOf(toEdge(doc), this.#clock.now()) === 'ACTIVE' ? toEdge(doc) : null;
  }

  /** Claims that wait for this person as the child's other guardian, the oldest first. */
  async waitingFor(guardianId: string): Promise<Edge[]> {
    const held = await this.#edges.find({ actorId: guardianId, kind: 'GUARDIAN', open: true }).lean();
    const children = held.map(toEdge).filter((edge) => stateOf(edge, this.#clock.now()) === 'ACTIVE').map(({ principalId }) => principalId);
    const docs = await this.#edges.find({ kind: 'GUARDIAN', state: 'PENDING', open: true, principalId: mongoose.trusted({ $in: children }), actorId: mongoose.trusted({ $ne: guardianId }) }).sort({ from: 1, _id: 1 }).limit(200).lean();
    return docs.map(toEdge).filter((edge) => stateOf(edge, this.#clock.now()) === 'PENDING');
  }

  /** A page of all claims that wait, the oldest first. */
  async waiting(args: PageArgs): Promise<{ readonly edges: readonly Edge[]; connect<T>(nodes: readonly T[]): Page<T> }> {
    // Whom a claim is for may have come of age meanwhile: it is shown as ended, and cannot be confirmed.
    const since = new Date(this.#clock.now() - PENDING_DAYS * 86_400_000);
    const page = await timePage(this.#edges, { filter: { state: 'PENDING', open: true, from: mongoose.trusted({ $gt: since }) }, by: 'from', order: 1, maxFirst: 50, defaultFirst: 20 }, args);
    return { edges: page.docs.map(toEdge), connect: (nodes) => page.connect(nodes) };
  }

  /** Refuses a waiting edge; false where it waits no more. */
  async refuse(session: ClientSession, id: string, by: string | null, refusalSealed: string): Promise<boolean> {
    const { matchedCount } = await this.#edges.updateOne({ _id: id, state: 'PENDING', open: true }, { $set: { state: 'REFUSED', open: false, endedAt: new Date(this.#clock.now()), 'by.revoked': by, refusalSealed } }, { session });
    return matchedCount === 1;
  }

  /** Makes a waiting edge active; false where it waits no more. */
  async confirm(session: ClientSession, id: string, basis: DelegationBasis, by: string | null): Promise<boolean> {
    const { matchedCount } = await this.#edges.updateOne({ _id: id, state: 'PENDING', open: true }, { $set: { state: 'ACTIVE', basis, 'by.confirmed': by } }, { session });
    return matchedCount === 1;
  }

  /** Ends an edge; false where it had ended. */
  async revoke(session: ClientSession, id: string, by: string | null): Promise<boolean> {
    const { matchedCount } = await this.#edges.updateOne({ _id: id, open: true }, { $set: { state: 'REVOKED', open: false, endedAt: new Date(this.#clock.now()), 'by.revoked': by } }, { session });
    return matchedCount === 1;
  }

  /** Ends all edges of a person who leaves; gives back how many. */
  async revokeAll(session: ClientSession, personId: string): Promise<number> {
    const { modifiedCount } = await this.#edges.updateMany(
      { open: true, $or: [{ actorId: personId }, { principalId: personId }] },
      { $set: { state: 'REVOKED', open: false, endedAt: new Date(this.#clock.now()), 'by.revoked': personId } },
      { session, sanitizeFilter: false },
    );
    return modifiedCount;
  }

  /** Edges with names and where they stand now. An edge whose person was erased is left out. */
  async describe(edges: readonly Edge[]): Promise<DelegationEntity[]> {
    const parties = await this.#parties(edges);
    return edges.flatMap((edge) => {
      const actor = parties.get(edge.actorId);
      const principal = parties.get(edge.principalId);
      return actor && principal ? [this.#entity(edge, actor, principal)] : [];
    });
  }

  /** As `describe`, each edge in its place: who was erased has no name any more. */
  async describeAll(edges: readonly Edge[]): Promise<DelegationEntity[]> {
    const parties = await this.#parties(edges);
    const party = (id: string): PartyRefEntity => parties.get(id) ?? { id, displayName: '已注销' };
    return edges.map((edge) => this.#entity(edge, party(edge.actorId), party(edge.principalId)));
  }

  /** Makes the indexes; for start and tests. */
  async createIndexes(): Promise<void> {
    await this.#edges.createIndexes();
  }

  #entity(edge: Edge, actor: PartyRefEntity, principal: PartyRefEntity): DelegationEntity {
    const until = endOf(edge);
    const state = stateOf(edge, this.#clock.now());
    const byAge = edge.kind === 'GUARDIAN' && until !== null && until !== edge.until;
    const endsBecause = edge.state === 'PENDING' ? NOT_CONFIRMED : byAge ? OF_AGE : edge.until === null ? null : PERIOD;
    return { id: edge.id, kind: edge.kind, actor, principal, scopes: state === 'ACTIVE' ? scopesNow(edge, this.#clock.now()) : edge.scopes, state, basis: edge.basis, from: edge.from, until, endsBecause, refusalSealed: edge.refusalSealed };
  }

  async #parties(edges: readonly Edge[]): Promise<Map<string, PartyRefEntity>> {
    const people = edges.flatMap((edge) => (edge.principalKind === 'person' ? [edge.actorId, edge.principalId] : [edge.actorId]));
    const organisations = edges.filter(({ principalKind }) => principalKind === 'organisation').map(({ principalId }) => principalId);
    const [refs, found] = await Promise.all([this.#people.refs(people), organisations.length > 0 ? this.#organisations.findMany(organisations) : null]);
    for (const { id, nameZh } of found?.values() ?? []) refs.set(id, { id, displayName: nameZh });
    return refs;
  }
}

function toEdge(doc: DelegationDocument): Edge {
  return {
    id: doc._id, kind: doc.kind, actorId: doc.actorId, principalKind: doc.principalKind, principalId: doc.principalId, scopes: doc.scopes, state: doc.state, basis: doc.basis,
    from: doc.from.getTime(), until: doc.until?.getTime() ?? null, birthDate: doc.birthDate, refusalSealed: doc.refusalSealed ?? null,
  };
}
