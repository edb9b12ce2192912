import { randomUUID } from 'node:crypto';
import mongoose, { type ClientSession, type Connection } from 'mongoose';
import type { CallerPost, Role } from '../../kernel/caller.js';
import type { Clock } from '../../kernel/clock.js';
import { districtDate } from '../../kernel/district-time.js';
import { parseCreditCode } from '../../kernel/identifiers.js';
import { organisationModels, type OrganisationDocument, type OrganisationModels, type PostDocument } from './model.js';
import { heldOn } from './rules.js';
import type { OrganisationEntity, PostEntity } from './types.js';

/** The store of organisations and posts, for identity's own services: it decides no rights and writes no audit. */
export class OrganisationDirectory {
  readonly #models: OrganisationModels;
  readonly #clock: Clock;

  constructor(connection: Connection, clock: Clock) {
    this.#models = organisationModels(connection);
    this.#clock = clock;
  }

  /** The organisation; null where there is none. */
  async find(id: string): Promise<OrganisationEntity | null> {
    const doc = await this.#models.organisations.findById(id).lean();
    return doc && toOrganisation(doc);
  }

  /** The organisations of these ids that there are, by id. */
  async findMany(ids: readonly string[]): Promise<Map<string, OrganisationEntity>> {
    const docs = await this.#models.organisations.find({ _id: mongoose.trusted({ $in: [...new Set(ids)] }) }).lean();
    return new Map(docs.map((doc) => [doc._id, toOrganisation(doc)]));
  }

  /** The organisation with this 统一社会信用代码; null where none has it. */
  async findByCreditCode(text: string): Promise<OrganisationEntity | null> {
    const reading = parseCreditCode(text);
    const doc = reading.ok ? await this.#models.organisations.findOne({ creditCode: reading.value }).lean() : null;
    return doc && toOrganisation(doc);
  }

  /** All organisations by name; a district has some hundreds. */
  async list(): Promise<OrganisationEntity[]> {
    return (await this.#models.organisations.find().sort({ nameZh: 1, _id: 1 }).lean()).map(toOrganisation);
  }

  /** Writes an organisation, or writes it anew. */
  async put(session: ClientSession | null, { id, ...fields }: OrganisationEntity): Promise<void> {
    await this.#models.organisations.updateOne({ _id: id }, { $set: fields }, { upsert: true, ...(session && { session }) });
  }

  /** A post by id; null where there is none. */
  async findPost(id: string, session: ClientSession | null = null): Promise<PostEntity | null> {
    const doc = await this.#models.posts.findById(id, null, { session }).lean();
    return doc && toPost(doc);
  }

  /** All posts of a person, past ones too. */
  async postsOf(personId: string, session: ClientSession | null = null): Promise<PostEntity[]> {
    return (await this.#models.posts.find({ personId }, null, { session }).sort({ from: 1, _id: 1 }).lean()).map(toPost);
  }

  /** The posts held today in an organisation. */
  async postsIn(organisationId: string): Promise<PostEntity[]> {
    const docs = await this.#models.posts.find({ organisationId }).sort({ from: 1, _id: 1 }).lean();
    return docs.map(toPost).filter((post) => heldOn(post, this.#today()));
  }

  /** Persons who hold a post of this role today. */
  async holdersOf(role: Role, session: ClientSession | null = null): Promise<string[]> {
    const docs = await this.#models.posts.find({ role }, null, { session }).lean();
    return [...new Set(docs.map(toPost).filter((post) => heldOn(post, this.#today())).map(({ personId }) => personId))];
  }

  /** Persons who hold a post of this role today, and no last day of it is known. */
  async lastingHoldersOf(role: Role, session: ClientSession | null = null): Promise<string[]> {
    const docs = await this.#models.posts.find({ role, until: null }, null, { session }).lean();
    return [...new Set(docs.map(toPost).filter((post) => heldOn(post, this.#today())).map(({ personId }) => personId))];
  }

  /** Whether anybody holds a post of this role, today or from a day to come. */
  async isHeld(role: Role, session: ClientSession | null = null): Promise<boolean> {
    const docs = await this.#models.posts.find({ role }, null, { session }).lean();
    return docs.some(({ until }) => until === null || until >= this.#today());
  }

  /** The posts in force now of the person behind an account, as sessions carry them. */
  async activePosts(_accountId: string, personId: string | null): Promise<readonly CallerPost[]> {
    if (personId === null) return [];
    const held = (await this.postsOf(personId)).filter((post) => heldOn(post, this.#today()));
    return held.map(({ id, role, organisationId }) => ({ id, role, organisationId }));
  }

  /** Takes part in the order of those who change a person's posts: two at once do not both go through unseen. */
  async holdPerson(session: ClientSession, personId: string): Promise<void> {
    await this.#models.holders.updateOne({ _id: personId }, { $inc: { changes: 1 } }, { upsert: true, session });
  }

  /** Takes part in the order of those who take a role from somebody: two at once do not leave it empty together. */
  async holdRole(session: ClientSession, role: Role): Promise<void> {
    await this.#models.holders.updateOne({ _id: `role:${role}` }, { $inc: { changes: 1 } }, { upsert: true, session });
  }

  /** Writes a post, or writes it anew. */
  async putPost(session: ClientSession | null, post: Omit<PostEntity, 'id'>, id: string = randomUUID()): Promise<PostEntity> {
    await this.#models.posts.updateOne({ _id: id }, { $set: post }, { upsert: true, ...(session && { session }) });
    return { id, ...post };
  }

  /** Makes the indexes; for start and tests. */
  async createIndexes(): Promise<void> {
    const { organisations, posts, holders } = this.#models;
    await Promise.all([organisations.createIndexes(), posts.createIndexes(), holders.createCollection()]);
  }

  #today(): string {
    return districtDate(this.#clock.now());
  }
}

const toOrganisation = ({ _id, ...fields }: OrganisationDocument): OrganisationEntity => ({ id: _id, ...fields });
const toPost = ({ _id, ...fields }: PostDocument): PostEntity => ({ id: _id, ...fields });
