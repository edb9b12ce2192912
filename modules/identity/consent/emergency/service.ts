import { randomUUID } from 'node:crypto';
import mongoose, { type Connection, type Model } from 'mongoose';
import type { Audit } from '../../../kernel/audit/port.js';
import type { Caller } from '../../../kernel/caller.js';
import type { Clocks } from '../../../kernel/clock.js';
import type { FieldCipher } from '../../../kernel/crypto/types.js';
import { Fault } from '../../../kernel/errors.js';
import type { Mutations } from '../../../kernel/idempotency.js';
import type { Connection as Page, PageArgs } from '../../../kernel/pages.js';
import type { Authoriser } from '../../../kernel/policy/port.js';
import { timePage } from '../../../kernel/time-pages.js';
import type { Notifier } from '../../../messages/contract.js';
import type { OrganisationDirectory } from '../../organisations/directory.js';
import type { PeopleDirectory } from '../../people/directory.js';
import type { EmergencyAccessEntity } from '../types.js';
import type { EmergencyPort } from './authoriser.js';
import { emergencyModel, type EmergencyDocument } from './model.js';

/** How long a grant lasts. */
export const EMERGENCY_MINUTES = 60;

/** What emergency access stands on. */
export interface EmergencyDeps {
  readonly connection: Connection;
  readonly cipher: FieldCipher;
  readonly directory: PeopleDirectory;
  readonly organisations: OrganisationDirectory;
  readonly audit: Audit;
  readonly authoriser: Authoriser;
  readonly mutations: Mutations;
  readonly notifier: Notifier;
  readonly clocks: Clocks;
}

/** Break-glass: a record opened in an emergency, with a reason, an alert to the person and the auditors, and a review. */
export class EmergencyService implements EmergencyPort {
  readonly #deps: EmergencyDeps;
  readonly #accesses: Model<EmergencyDocument>;

  constructor(deps: EmergencyDeps) {
    this.#deps = deps;
    this.#accesses = emergencyModel(deps.connection);
  }

  async granted(caller: Caller, personIds: readonly string[]): Promise<boolean> {
    if (!caller.accountId || !caller.post) return false;
    const now = new Date(this.#deps.clocks.system.now());
    const held = await this.#accesses.distinct('personId', { accountId: caller.accountId, postId: caller.post.id, personId: mongoose.trusted({ $in: [...personIds] }), endsAt: mongoose.trusted({ $gt: now }) });
    return personIds.length > 0 && new Set(held).size === new Set(personIds).size;
  }

  /** Opens a person's record for an hour to the caller in this post. Throws FORBIDDEN and kin, BAD_INPUT, NOT_FOUND. */
  async open(caller: Caller, personId: string, reason: string, key: string): Promise<EmergencyAccessEntity> {
    const { authoriser, directory, organisations, mutations, audit, notifier, cipher, clocks } = this.#deps;
    const subject = { type: 'person', id: personId, personIds: [personId] };
    await authoriser.check(caller, 'identity.emergency.open', subject);
    const { accountId, personId: byPersonId, post } = caller;
    if (!accountId || !byPersonId || !post) throw new Fault('FORBIDDEN');
    const words = reason.normalize('NFC').trim();
    if ([...words].length < 4 || words.length > 500) throw new Fault('BAD_INPUT', { field: 'reason', reason: 'says why in 4 to 500 characters' });
    if (!(await directory.find(personId))) throw new Fault('NOT_FOUND', { personId });
    const auditors = (await organisations.holdersOf('audit-admin')).filter((one) => one !== byPersonId);
    const { id } = await mutations.run(caller, { action: 'identity.emergency.open', key, input: { personId, reason } }, async (session) => {
      const own = randomUUID();
      const at = new Date(clocks.system.now());
      const endsAt = new Date(at.getTime() + EMERGENCY_MINUTES * 60_000);
      await this.#accesses.create([{ _id: own, accountId, byPersonId, postId: post.id, personId, reasonSealed: cipher.seal(words, `emergency.reason:${own}`), at, endsAt, review: null }], { session });
      await audit.write(session, caller, { action: 'identity.emergency.open', subject, purpose: 'emergency', details: { accessId: own, minutes: EMERGENCY_MINUTES } });
      await notifier.notify(session, { personId, template: 'identity.emergency-opened', params: {}, key: `emergency:${own}`, link: '/me/access-log' });
      for (const auditor of auditors) await notifier.notify(session, { personId: auditor, template: 'identity.emergency-to-review', params: {}, key: `emergency:${own}:${auditor}`, link: '/console' });
      return { id: own };
    });
    return this.#get(id);
  }

  /** Says whether an access was justified; its note is kept. Throws FORBIDDEN and kin (nobody reviews his own), NOT_FOUND, CONFLICT. */
  async review(caller: Caller, id: string, justified: boolean, note: string, key: string): Promise<EmergencyAccessEntity> {
    const { authoriser, mutations, audit, notifier, cipher, clocks } = this.#deps;
    await authoriser.check(caller, 'identity.emergency.review', { type: 'emergency', id });
    const access = await this.#accesses.findById(id).lean();
    if (!access) throw new Fault('NOT_FOUND', { id });
    const by = caller.personId;
    if (!by || by === access.byPersonId) throw new Fault('FORBIDDEN', { reason: 'nobody reviews himself' });
    const words = note.normalize('NFC').trim();
    if (words.length === 0 || words.length > 1000) throw new Fault('BAD_INPUT', { field: 'note', reason: 'expects 1 to 1000 characters' });
    await mutations.run(caller, { action: 'identity.emergency.review', key, input: { id, justified, note } }, async (session) => {
      const review = { justified, noteSealed: cipher.seal(words, `emergency.note:${id}`), by, at: new Date(clocks.system.now()) };
      // What is judged unjustified opens nothing from now on.
      const ends = justified ? {} : { endsAt: new Date(Math.min(access.endsAt.getTime(), clocks.system.now())) };
      const { matchedCount } = await this.#accesses.updateOne({ _id: id, review: null }, { $set: { review, ...ends } }, { session });
      if (matchedCount === 0) throw new Fault('CONFLICT', { id });
      await audit.write(session, caller, { action: 'identity.emergency.review', subject: { type: 'emergency', id, personIds: [access.personId] }, purpose: 'supervision', details: { justified } });
      const template = justified ? 'identity.emergency-justified' : 'identity.emergency-unjustified';
      await notifier.notify(session, { personId: access.personId, template, params: {}, key: `${template}:${id}`, link: '/me/access-log' });
      return { id };
    });
    return this.#get(id);
  }

  /** Emergency accesses by whether they were reviewed, the oldest first. Recorded. */
  async list(caller: Caller, { reviewed, ...args }: PageArgs & { readonly reviewed?: boolean | null | undefined }): Promise<Page<EmergencyAccessEntity>> {
    await this.#deps.authoriser.check(caller, 'identity.emergency.review', { type: 'emergency', id: 'list' });
    const page = await timePage(this.#accesses, { filter: { review: reviewed ? mongoose.trusted({ $ne: null }) : null }, by: 'at', order: 1, maxFirst: 100, defaultFirst: 50 }, args);
    const nodes = await this.#entities(page.docs);
    await this.#deps.audit.read(caller, { action: 'identity.emergency.review', subject: { type: 'emergency', id: 'list', personIds: [...new Set(nodes.map(({ person }) => person.id))] }, purpose: 'supervision' });
    return page.connect(nodes);
  }

  /** Every emergency access to a person's record, for that person's export. */
  async about(personId: string): Promise<EmergencyAccessEntity[]> {
    return this.#entities(await this.#accesses.find({ personId }).sort({ at: 1 }).lean());
  }

  /** Makes the indexes; for start and tests. */
  async createIndexes(): Promise<void> {
    await this.#accesses.createIndexes();
  }

  async #get(id: string): Promise<EmergencyAccessEntity> {
    const doc = await this.#accesses.findById(id).lean();
    const [entity] = doc ? await this.#entities([doc]) : [];
    if (!entity) throw new Fault('NOT_FOUND', { id });
    return entity;
  }

  async #entities(docs: readonly EmergencyDocument[]): Promise<EmergencyAccessEntity[]> {
    const refs = await this.#deps.directory.refs(docs.flatMap(({ byPersonId, personId }) => [byPersonId, personId]));
    const ref = (id: string) => refs.get(id) ?? { id, displayName: '已注销' };
    return docs.map((doc) => ({
      id: doc._id, by: ref(doc.byPersonId), person: ref(doc.personId), reason: this.#deps.cipher.open(doc.reasonSealed, `emergency.reason:${doc._id}`),
      at: doc.at.getTime(), endsAt: doc.endsAt.getTime(), reviewed: doc.review !== null, justified: doc.review?.justified ?? null,
    }));
  }
}
