import type { ClientSession } from 'mongoose';
import type { Audit } from '../../kernel/audit/port.js';
import type { Caller } from '../../kernel/caller.js';
import type { Clocks } from '../../kernel/clock.js';
import { districtDate } from '../../kernel/district-time.js';
import { Fault } from '../../kernel/errors.js';
import type { EventBus } from '../../kernel/events.js';
import { connection as page, type Connection as Page, type PageArgs } from '../../kernel/pages.js';
import type { Mutations } from '../../kernel/idempotency.js';
import type { Authoriser } from '../../kernel/policy/port.js';
import type { PeopleDirectory } from '../people/directory.js';
import type { AccountsPort } from '../people/ports.js';
import type { PersonEntity } from '../people/types.js';
import { RIGHTS_CHANGED, type RightsChanged } from '../sessions/types.js';
import type { OrganisationDirectory } from './directory.js';
import { checkedPost, type PostRequest } from './request.js';
import { ADMINISTRATORS, heldOn, refusalOfPost } from './rules.js';
import type { OrganisationEntity, PostEntity } from './types.js';

/** What organisations stand on. */
export interface OrganisationsDeps {
  readonly organisations: OrganisationDirectory;
  readonly directory: PeopleDirectory;
  readonly accounts: AccountsPort;
  readonly audit: Audit;
  readonly authoriser: Authoriser;
  readonly mutations: Mutations;
  readonly clocks: Clocks;
  readonly events: EventBus;
}

/** Organisations and who holds which post in them. */
export class OrganisationsService {
  readonly #deps: OrganisationsDeps;

  constructor(deps: OrganisationsDeps) {
    this.#deps = deps;
  }

  /** Organisations by part of their name or by credit code; for staff. */
  async list(caller: Caller, { search, ...args }: PageArgs & { readonly search?: string | null | undefined }): Promise<Page<OrganisationEntity>> {
    await this.#deps.authoriser.check(caller, 'identity.organisation.read', { type: 'organisation', id: 'list' });
    const wanted = (search ?? '').normalize('NFKC').trim().toLowerCase().slice(0, 64);
    const all = await this.#deps.organisations.list();
    const fitting = wanted === '' ? all : all.filter((one) => [one.nameZh, one.nameEn, one.creditCode ?? ''].some((text) => text.toLowerCase().includes(wanted)));
    return page(fitting, args, { cursorOf: ({ id }) => id, maxFirst: 100, defaultFirst: 50 });
  }

  /** An organisation; names of organisations are public. Throws NOT_FOUND. */
  async get(id: string): Promise<OrganisationEntity> {
    const found = await this.#deps.organisations.find(id);
    if (!found) throw new Fault('NOT_FOUND', { organisationId: id });
    return found;
  }

  /** The posts held today in an organisation; for staff. */
  async postsIn(caller: Caller, organisationId: string): Promise<PostEntity[]> {
    await this.#deps.authoriser.check(caller, 'identity.organisation.read', { type: 'organisation', id: organisationId, organisationId });
    return this.#deps.organisations.postsIn(organisationId);
  }

  /** The posts of a person that are held today: one's own, or as staff. */
  async postsOf(caller: Caller, personId: string): Promise<PostEntity[]> {
    // One's own posts stay one's own while acting for another: every page asks for them to know which post one is in.
    const reader = personId === caller.personId ? { ...caller, actingFor: null } : caller;
    await this.#deps.authoriser.check(reader, 'identity.post.read', { type: 'post', id: personId, personIds: [personId] });
    const today = districtDate(this.#deps.clocks.system.now());
    return (await this.#deps.organisations.postsOf(personId)).filter((post) => heldOn(post, today));
  }

  /** Who holds a post. Recorded. */
  async holder(caller: Caller, { id, personId }: PostEntity): Promise<PersonEntity> {
    const subject = { type: 'post', id, personIds: [personId] };
    await this.#deps.authoriser.check(caller, 'identity.post.read', subject);
    const person = await this.#deps.directory.find(personId);
    if (!person) throw new Fault('NOT_FOUND', { personId });
    if (personId !== caller.personId) await this.#deps.audit.read(caller, { action: 'identity.post.read', subject, purpose: 'administration' });
    return person;
  }

  /** Gives a post. Throws FORBIDDEN (its `reason`: an administrator's takes FOUR_EYES, one's own, posts that exclude each other), BAD_INPUT, NOT_FOUND. */
  async assign(caller: Caller, request: PostRequest, key: string): Promise<PostEntity> {
    await this.#deps.authoriser.check(caller, 'identity.post.assign', { type: 'post', id: 'new', organisationId: request.organisationId });
    const given = await checkedPost(this.#deps, request);
    if (ADMINISTRATORS.includes(given.role)) throw new Fault('FORBIDDEN', { reason: 'FOUR_EYES' });
    const { id } = await this.#deps.mutations.run(caller, { action: 'identity.post.assign', key, input: { ...request, until: given.until } }, (session) => this.#give(session, caller, given));
    this.#tell(given.personId);
    return { id, ...given };
  }

  /** Ends a post with today, or takes back one still to come. Throws FORBIDDEN (an administrator's is ended elsewhere), NOT_FOUND. */
  async end(caller: Caller, id: string, key: string): Promise<PostEntity> {
    const { organisations, audit, authoriser, clocks, mutations } = this.#deps;
    const post = await organisations.findPost(id);
    await authoriser.check(caller, 'identity.post.end', { type: 'post', id, ...(post ? { organisationId: post.organisationId } : {}) });
    if (!post) throw new Fault('NOT_FOUND', { postId: id });
    if (ADMINISTRATORS.includes(post.role)) throw new Fault('FORBIDDEN', { reason: 'FOUR_EYES' });
    // The day before: a post that is ended opens nothing any more, from this moment.
    const until = districtDate(clocks.system.now() - 86_400_000);
    await mutations.run(caller, { action: 'identity.post.end', key, input: { id } }, async (session) => {
      await organisations.holdPerson(session, post.personId);
      await organisations.putPost(session, { ...bare(post), until }, id);
      await audit.write(session, caller, { action: 'identity.post.end', subject: { type: 'post', id, personIds: [post.personId], organisationId: post.organisationId }, purpose: 'administration', details: { role: post.role } });
      return { id };
    });
    this.#tell(post.personId);
    return { ...post, until };
  }

  async #give(session: ClientSession, caller: Caller, given: Omit<PostEntity, 'id'>): Promise<{ id: string }> {
    const { organisations, audit } = this.#deps;
    await organisations.holdPerson(session, given.personId);
    const refused = refusalOfPost(caller, given, await organisations.postsOf(given.personId, session));
    if (refused) throw new Fault('FORBIDDEN', { reason: refused });
    const { id } = await organisations.putPost(session, given);
    await audit.write(session, caller, { action: 'identity.post.assign', subject: { type: 'post', id, personIds: [given.personId], organisationId: given.organisationId }, purpose: 'administration', details: { role: given.role } });
    return { id };
  }

  /** Sessions carry posts: those of this person load them anew. */
  #tell(personId: string): void {
    this.#deps.events.publish(RIGHTS_CHANGED, { personId } satisfies RightsChanged);
  }
}

const bare = ({ id: _id, ...fields }: PostEntity): Omit<PostEntity, 'id'> => fields;
