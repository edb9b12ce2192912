import { randomUUID } from 'node:crypto';
import mongoose, { type ClientSession, type Connection, type Model, type QueryFilter } from 'mongoose';
import type { Audit } from '../../../kernel/audit/port.js';
import { sealWords } from '../../../kernel/audit/words.js';
import type { Caller, Role } from '../../../kernel/caller.js';
import type { Clocks } from '../../../kernel/clock.js';
import type { FieldCipher } from '../../../kernel/crypto/types.js';
import { isDuplicate } from '../../../kernel/db.js';
import { districtDate } from '../../../kernel/district-time.js';
import { Fault } from '../../../kernel/errors.js';
import type { EventBus } from '../../../kernel/events.js';
import type { Mutations } from '../../../kernel/idempotency.js';
import type { Connection as Page, PageArgs } from '../../../kernel/pages.js';
import type { Authoriser } from '../../../kernel/policy/port.js';
import { timePage } from '../../../kernel/time-pages.js';
import type { Notifier } from '../../../messages/contract.js';
import type { PeopleDirectory } from '../../people/directory.js';
import type { AccountsPort } from '../../people/ports.js';
import type { PartyRefEntity } from '../../people/types.js';
import { RIGHTS_CHANGED, type RightsChanged } from '../../sessions/types.js';
import type { OrganisationDirectory } from '../directory.js';
import { checkedPost, type PostRequest } from '../request.js';
import { ADMINISTRATORS, heldOn, refusalOfPost } from '../rules.js';
import type { PostEntity, ProposalEntity, ProposalState } from '../types.js';
import { proposalModel, reasonContext, type ProposalDocument } from './model.js';
import { isSecondPair, lapsesAt, proposalState, PROPOSAL_DAYS } from './rules.js';

/** What the three administrators' posts stand on. */
export interface AdministratorsDeps {
  readonly connection: Connection;
  readonly organisations: OrganisationDirectory;
  readonly directory: PeopleDirectory;
  readonly accounts: AccountsPort;
  readonly cipher: FieldCipher;
  readonly audit: Audit;
  readonly authoriser: Authoriser;
  readonly mutations: Mutations;
  readonly notifier: Notifier;
  readonly events: EventBus;
  readonly clocks: Clocks;
}

/** The posts of the three administrators (三员): given with four eyes, ended by one, and no role ever left without somebody who holds it without a last day. */
export class AdministratorsService {
  readonly #deps: AdministratorsDeps;
  readonly #proposals: Model<ProposalDocument>;

  constructor(deps: AdministratorsDeps) {
    this.#deps = deps;
    this.#proposals = proposalModel(deps.connection);
  }

  /** Proposals by where they stand, the newest first. Recorded. Throws FORBIDDEN and kin, BAD_INPUT. */
  async list(caller: Caller, { state, ...args }: PageArgs & { readonly state?: ProposalState | null | undefined }): Promise<Page<ProposalEntity>> {
    const action = 'identity.administrator.read';
    await this.#deps.authoriser.check(caller, action, { type: 'proposal', id: 'list' });
    const page = await timePage(this.#proposals, { filter: this.#standing(state ?? null), by: 'proposedAt', order: -1, maxFirst: 50, defaultFirst: 20 }, args);
    const personIds = [...new Set(page.docs.map(({ personId }) => personId))];
    await this.#deps.audit.read(caller, { action, subject: { type: 'proposal', id: 'list', personIds }, purpose: 'administration' });
    return page.connect(await this.#entities(caller, page.docs));
  }

  /** Proposes an administrator. Throws FORBIDDEN (its `reason`: one's own, or posts that exclude each other) and kin, BAD_INPUT, NOT_FOUND, CONFLICT (one waits for this person; LAST_OF_ROLE: a last day where nobody else holds the role without one). */
  async propose(caller: Caller, request: PostRequest, key: string): Promise<ProposalEntity> {
    const { authoriser, mutations, audit, organisations, clocks } = this.#deps;
    const action = 'identity.administrator.propose';
    await authoriser.check(caller, action, { type: 'proposal', id: 'new', organisationId: request.organisationId });
    const { personId: proposedById, post } = caller;
    if (!proposedById || !post) throw new Fault('FORBIDDEN');
    const given = await checkedPost(this.#deps, request);
    if (!ADMINISTRATORS.includes(given.role)) throw new Fault('BAD_INPUT', { field: 'role', reason: 'is none of the three administrators’' });
    const { id } = await mutations.run(caller, { action, key, input: { ...request, until: given.until } }, async (session) => {
      await organisations.holdPerson(session, given.personId);
      const refused = refusalOfPost(caller, given, await organisations.postsOf(given.personId, session));
      if (refused) throw new Fault('FORBIDDEN', { reason: refused });
      if (given.until !== null) await this.#leavesSomebody(session, given.role, given.personId);
      const now = clocks.system.now();
      await this.#proposals.updateMany({ personId: given.personId, ...this.#standing('LAPSED') }, { $set: { state: 'LAPSED' } }, { session });
      const doc: ProposalDocument = {
        _id: randomUUID(), ...given, state: 'PENDING', proposedById, proposedAs: post.role, proposedAt: new Date(now), decidedById: null, decidedAt: null, reasonSealed: null,
      };
      await this.#proposals.create([doc], { session }).catch((error: unknown) => {
        throw isDuplicate(error) ? new Fault('CONFLICT', { reason: 'a proposal for this person waits' }) : error;
      });
      await audit.write(session, caller, { action, subject: subjectOf(doc), purpose: 'administration', details: { role: doc.role } });
      for (const role of ADMINISTRATORS) if (role !== post.role) await this.#tell(session, await this.#others(session, role, [proposedById, given.personId]), 'identity.administrator-proposed', doc._id);
      return { id: doc._id };
    });
    return this.#get(caller, id);
  }

  /** Confirms a proposal: the post is in force. Throws NOT_FOUND, FORBIDDEN (FOUR_EYES: not by this caller; or posts that exclude each other) and kin, CONFLICT (it waits no more; LAST_OF_ROLE as for proposing). */
  async confirm(caller: Caller, id: string, key: string): Promise<ProposalEntity> {
    const { mutations, audit, organisations } = this.#deps;
    const action = 'identity.administrator.confirm';
    const asked = await this.#find(caller, action, id);
    if (!isSecondPair(caller, asked)) throw new Fault('FORBIDDEN', { reason: 'FOUR_EYES' });
    await mutations.run(caller, { action, key, input: { id } }, async (session) => {
      const { personId, organisationId, role, title, from, until } = asked;
      for (const one of [personId, asked.proposedById]) await organisations.holdPerson(session, one);
      // Two eyes that have been closed meanwhile do not count.
      if (!(await this.#holds(session, asked.proposedById, asked.proposedAs))) throw new Fault('CONFLICT', { reason: 'who proposed is no administrator any more' });
      const refused = refusalOfPost(caller, asked, await organisations.postsOf(personId, session));
      if (refused) throw new Fault('FORBIDDEN', { reason: refused });
      // Who held it without an end may have gone since it was proposed.
      if (until !== null) await this.#leavesSomebody(session, role, personId);
      await this.#decide(session, caller, asked, 'CONFIRMED', null);
      const post = await organisations.putPost(session, { personId, organisationId, role, title, from, until });
      await audit.write(session, caller, { action, subject: subjectOf(asked), purpose: 'administration', details: { role, postId: post.id, proposedAs: asked.proposedAs } });
      await this.#tellAll(session, [personId, asked.proposedById], 'identity.administrator-confirmed', id);
    });
    this.#changed(asked.personId);
    return this.#get(caller, id);
  }

  /** Refuses a proposal, or takes it back. Throws NOT_FOUND, FORBIDDEN (in one's own matter) and kin, BAD_INPUT, CONFLICT (it waits no more). */
  async refuse(caller: Caller, id: string, reason: string, key: string): Promise<ProposalEntity> {
    const { mutations, audit, cipher } = this.#deps;
    const action = 'identity.administrator.refuse';
    const asked = await this.#find(caller, action, id);
    if (caller.personId === asked.personId) throw new Fault('FORBIDDEN', { reason: 'OWN_POST' });
    const words = checkedReason(reason);
    await mutations.run(caller, { action, key, input: { id, reason: words } }, async (session) => {
      await this.#decide(session, caller, asked, 'REFUSED', cipher.seal(words, reasonContext(id)));
      await audit.write(session, caller, { action, subject: subjectOf(asked), purpose: 'administration', details: { role: asked.role } });
      await this.#tell(session, [asked.proposedById], 'identity.administrator-refused', id);
    });
    return this.#get(caller, id);
  }

  /** Ends an administrator's post at once. Throws NOT_FOUND, FORBIDDEN (one's own) and kin, BAD_INPUT, CONFLICT (LAST_OF_ROLE). */
  async end(caller: Caller, postId: string, reason: string, key: string): Promise<PostEntity> {
    const { organisations, authoriser, mutations, audit, cipher, clocks } = this.#deps;
    const action = 'identity.administrator.end';
    const post = await organisations.findPost(postId);
    await authoriser.check(caller, action, { type: 'post', id: postId });
    if (!post || !ADMINISTRATORS.includes(post.role)) throw new Fault('NOT_FOUND', { postId });
    if (caller.personId === post.personId) throw new Fault('FORBIDDEN', { reason: 'OWN_POST' });
    const words = checkedReason(reason);
    // The day before: a post that is ended opens nothing any more, from this moment.
    const until = districtDate(clocks.system.now() - 86_400_000);
    await mutations.run(caller, { action, key, input: { postId, reason: words } }, async (session) => {
      await this.#leavesSomebody(session, post.role, post.personId);
      const { id: _id, ...fields } = post;
      await organisations.putPost(session, { ...fields, until }, postId);
      await audit.write(session, caller, { action, subject: { type: 'post', id: postId, personIds: [post.personId], organisationId: post.organisationId }, purpose: 'administration', details: { role: post.role, reasonSealed: sealWords(cipher, caller, action, words) } });
      await this.#tellAll(session, [post.personId], 'identity.administrator-ended', `${postId}:${until}`, caller.personId);
    });
    this.#changed(post.personId);
    return { ...post, until };
  }

  /** Refuses with CONFLICT (LAST_OF_ROLE) that an account is disabled whose person is the last of an administrators' role. In the transaction that does it. */
  async keepLast(session: ClientSession, accountId: string): Promise<void> {
    const { accounts, organisations, clocks } = this.#deps;
    const personId = (await accounts.find(accountId, session))?.personId;
    if (!personId) return;
    const today = districtDate(clocks.system.now());
    const held = (await organisations.postsOf(personId, session)).filter((post) => heldOn(post, today) && ADMINISTRATORS.includes(post.role));
    for (const { role } of held) await this.#leavesSomebody(session, role, personId);
  }

  /** Makes the indexes; for start and tests. */
  async createIndexes(): Promise<void> {
    await this.#proposals.createCollection();
    await this.#proposals.createIndexes();
  }

  /** Throws CONFLICT unless somebody else holds the role today, without a last day, and can sign in: a post that runs out leaves nobody either. Two who leave at once meet here, and one runs again. */
  async #leavesSomebody(session: ClientSession, role: Role, personId: string): Promise<void> {
    const { organisations } = this.#deps;
    await organisations.holdRole(session, role);
    if ((await this.#able(await organisations.lastingHoldersOf(role, session), [personId])).length === 0) throw new Fault('CONFLICT', { reason: 'LAST_OF_ROLE' });
  }

  /** Who holds a role today and can sign in, without these. */
  async #others(session: ClientSession, role: Role, without: readonly string[]): Promise<string[]> {
    return this.#able(await this.#deps.organisations.holdersOf(role, session), without);
  }

  async #able(all: readonly string[], without: readonly string[]): Promise<string[]> {
    const holders = all.filter((one) => !without.includes(one));
    const able = await Promise.all(holders.map(async (one) => (await this.#deps.accounts.findByPerson(one))?.disabled === false));
    return holders.filter((_one, index) => able[index]);
  }

  async #holds(session: ClientSession, personId: string, role: Role): Promise<boolean> {
    return (await this.#deps.organisations.holdersOf(role, session)).includes(personId);
  }

  async #find(caller: Caller, action: string, id: string): Promise<ProposalDocument> {
    await this.#deps.authoriser.check(caller, action, { type: 'proposal', id });
    const doc = await this.#proposals.findById(id).lean();
    if (!doc) throw new Fault('NOT_FOUND', { id });
    return doc;
  }

  async #decide(session: ClientSession, caller: Caller, { _id }: ProposalDocument, state: ProposalState, reasonSealed: string | null): Promise<void> {
    const change = { state, reasonSealed, decidedById: caller.personId, decidedAt: new Date(this.#deps.clocks.system.now()) };
    const { matchedCount } = await this.#proposals.updateOne({ _id, ...this.#standing('PENDING') }, { $set: change }, { session });
    if (matchedCount === 0) throw new Fault('CONFLICT', { id: _id });
  }

  /** The filter of those that stand so now; of all where null. */
  #standing(state: ProposalState | null): QueryFilter<ProposalDocument> {
    const since = new Date(this.#deps.clocks.system.now() - PROPOSAL_DAYS * 86_400_000);
    if (state === 'PENDING') return { state, proposedAt: mongoose.trusted({ $gt: since }) };
    if (state === 'LAPSED') return { $or: [{ state }, { state: 'PENDING', proposedAt: mongoose.trusted({ $lte: since }) }] };
    return state === null ? {} : { state };
  }

  /** Tells these, and every administrator beside: a post among them is everybody's matter. */
  async #tellAll(session: ClientSession, personIds: readonly string[], template: string, id: string, without: string | null = null): Promise<void> {
    const administrators = await Promise.all(ADMINISTRATORS.map((role) => this.#deps.organisations.holdersOf(role, session)));
    await this.#tell(session, [...new Set([...personIds, ...administrators.flat()])].filter((one) => one !== without), template, id);
  }

  async #tell(session: ClientSession, personIds: readonly string[], template: string, id: string): Promise<void> {
    for (const personId of personIds) await this.#deps.notifier.notify(session, { personId, template, params: {}, key: `${template}:${id}:${personId}`, link: '/console' });
  }

  /** Sessions carry posts: those of this person load them anew. */
  #changed(personId: string): void {
    this.#deps.events.publish(RIGHTS_CHANGED, { personId } satisfies RightsChanged);
  }

  async #get(caller: Caller, id: string): Promise<ProposalEntity> {
    const doc = await this.#proposals.findById(id).lean();
    const [entity] = doc ? await this.#entities(caller, [doc]) : [];
    if (!entity) throw new Fault('NOT_FOUND', { id });
    return entity;
  }

  async #entities(caller: Caller, docs: readonly ProposalDocument[]): Promise<ProposalEntity[]> {
    const { directory, cipher, clocks } = this.#deps;
    const refs = await directory.refs(docs.flatMap(({ personId, proposedById, decidedById }) => [personId, proposedById, ...(decidedById === null ? [] : [decidedById])]));
    const ref = (id: string): PartyRefEntity => refs.get(id) ?? { id, displayName: '已注销' };
    return docs.map((doc) => {
      const proposedAt = doc.proposedAt.getTime();
      const state = proposalState({ state: doc.state, proposedAt }, clocks.system.now());
      return {
        id: doc._id, person: ref(doc.personId), organisationId: doc.organisationId, role: doc.role, title: doc.title, from: doc.from, until: doc.until, state,
        proposedBy: ref(doc.proposedById), proposedAs: doc.proposedAs, proposedAt, lapsesAt: lapsesAt(proposedAt),
        decidedBy: doc.decidedById === null ? null : ref(doc.decidedById), decidedAt: doc.decidedAt?.getTime() ?? null,
        reason: doc.reasonSealed === null ? null : cipher.open(doc.reasonSealed, reasonContext(doc._id)),
        mayConfirm: state === 'PENDING' && isSecondPair(caller, doc),
      };
    });
  }
}

function checkedReason(reason: string): string {
  const words = reason.normalize('NFC').trim();
  if ([...words].length < 2 || words.length > 200) throw new Fault('BAD_INPUT', { field: 'reason', reason: 'says why in 2 to 200 characters' });
  return words;
}

const subjectOf = ({ _id, personId, organisationId }: ProposalDocument) => ({ type: 'proposal', id: _id, personIds: [personId], organisationId });
