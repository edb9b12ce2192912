import { randomUUID } from 'node:crypto';
import type { Connection, Model } from 'mongoose';
import type { Audit } from '../../kernel/audit/port.js';
import { principalOf, type Caller } from '../../kernel/caller.js';
import type { Clocks } from '../../kernel/clock.js';
import type { FieldCipher } from '../../kernel/crypto/types.js';
import { Fault } from '../../kernel/errors.js';
import type { EventBus } from '../../kernel/events.js';
import { normalisePhone } from '../../kernel/identifiers.js';
import type { Erasure, PersonalData } from '../../kernel/personal-data.js';
import type { Mutations } from '../../kernel/idempotency.js';
import type { Authoriser } from '../../kernel/policy/port.js';
import type { OrganisationDirectory } from '../organisations/directory.js';
import { heldOn } from '../organisations/rules.js';
import type { PeopleDirectory } from '../people/directory.js';
import type { AccountsPort } from '../people/ports.js';
import { districtDate } from '../people/rules.js';
import { correctionModel, type CorrectionDocument } from './model.js';
import { PERSON_ERASED, type CorrectionEntity, type DataExportEntity, type PersonErased } from './types.js';

/** What one's own data stands on. */
export interface MyDataDeps {
  readonly connection: Connection;
  readonly cipher: FieldCipher;
  readonly directory: PeopleDirectory;
  readonly organisations: OrganisationDirectory;
  readonly accounts: AccountsPort;
  /** Of every module, in the order in which they are asked; asked for when needed, as modules are made one after another. */
  readonly personalData: () => readonly PersonalData[];
  readonly audit: Audit;
  readonly authoriser: Authoriser;
  readonly mutations: Mutations;
  readonly events: EventBus;
  readonly clocks: Clocks;
}

/** A correction asked for. */
export interface CorrectionRequestInput {
  readonly field: string;
  readonly value: string;
  readonly reason: string;
}

/** Fields that a clerk can correct here; identifiers and birth dates come from the register and are corrected there. */
const CORRECTABLE: readonly string[] = ['name', 'phone'];
const FIELD = /^[a-z][A-Za-z.-]{0,59}$/;

/** Export, correction and deletion of all that is held about somebody. */
export class MyDataService {
  readonly #deps: MyDataDeps;
  readonly #corrections: Model<CorrectionDocument>;

  constructor(deps: MyDataDeps) {
    this.#deps = deps;
    this.#corrections = correctionModel(deps.connection);
  }

  /**
   * All that every module holds about the caller, as one JSON file. Recorded before it is handed over, a repetition under the same
   * key too: the file itself is never kept. Fails as a whole where a module does not answer.
   */
  async export(caller: Caller, key: string): Promise<DataExportEntity> {
    const { authoriser, audit, mutations, clocks } = this.#deps;
    const id = caller.personId ?? '';
    await authoriser.check(caller, 'identity.my-data.export', subjectOf(id));
    const modules: Record<string, unknown> = {};
    for (const port of this.#deps.personalData()) {
      const sections = await port.collect(id);
      if (sections.length > 0) modules[port.name] = sections;
    }
    modules['identity.corrections'] = await this.#correctionsOf(id);
    const event = { action: 'identity.my-data.export', subject: subjectOf(id), purpose: 'self', details: { modules: Object.keys(modules).length } };
    let recorded = false;
    const { at } = await mutations.run(caller, { action: event.action, key, input: { personId: id } }, async (session) => {
      await audit.write(session, caller, event);
      recorded = true;
      return { at: clocks.system.now() };
    });
    if (!recorded) await audit.read(caller, event);
    return { fileName: `my-data-${districtDate(at)}.json`, json: JSON.stringify({ exportedAt: new Date(at).toISOString(), modules }, null, 2) };
  }

  /** Asks to correct something about the caller, or whom the caller acts for. Throws BAD_INPUT. */
  async requestCorrection(caller: Caller, input: CorrectionRequestInput, key: string): Promise<CorrectionEntity> {
    const { authoriser, mutations, cipher, audit, clocks } = this.#deps;
    const personId = principalOf(caller) ?? '';
    await authoriser.check(caller, 'identity.my-data.correct', subjectOf(personId));
    const value = input.value.normalize('NFC').trim();
    const reason = input.reason.normalize('NFC').trim();
    if (!FIELD.test(input.field)) throw new Fault('BAD_INPUT', { field: 'field', reason: 'names a field, such as name or phone' });
    if (value.length === 0 || value.length > 500) throw new Fault('BAD_INPUT', { field: 'value', reason: 'expects 1 to 500 characters' });
    if (reason.length === 0 || reason.length > 500) throw new Fault('BAD_INPUT', { field: 'reason', reason: 'expects 1 to 500 characters' });
    return mutations.run<CorrectionEntity>(caller, { action: 'identity.my-data.correct', key, input: { personId, ...input } }, async (session) => {
      const id = randomUUID();
      const requestedAt = clocks.system.now();
      await this.#corrections.create([{
        _id: id, personId, byPersonId: caller.personId ?? personId, field: input.field, state: 'OPEN', requestedAt: new Date(requestedAt),
        valueSealed: cipher.seal(value, `correction.value:${id}`), reasonSealed: cipher.seal(reason, `correction.reason:${id}`),
      }], { session });
      await audit.write(session, caller, { action: 'identity.my-data.correct', subject: { type: 'correction', id, personIds: [personId] }, purpose: 'self', details: { field: input.field } });
      return { id, field: input.field, state: 'OPEN', requestedAt };
    });
  }

  /** A clerk applies or refuses a correction. Throws FORBIDDEN and kin, NOT_FOUND, CONFLICT (decided), BAD_INPUT (a field that is corrected elsewhere, or a value that is none). */
  async decideCorrection(caller: Caller, id: string, apply: boolean, key: string): Promise<CorrectionEntity> {
    const { authoriser, mutations, directory, cipher, audit } = this.#deps;
    const asked = await this.#corrections.findById(id).lean();
    const subject = { type: 'correction', id, personIds: asked ? [asked.personId] : [] };
    await authoriser.check(caller, 'identity.my-data.decide-correction', subject);
    if (!asked) throw new Fault('NOT_FOUND', { id });
    if (caller.personId === asked.personId || caller.personId === asked.byPersonId) throw new Fault('FORBIDDEN', { reason: 'nobody decides on his own' });
    if (apply && !CORRECTABLE.includes(asked.field)) throw new Fault('BAD_INPUT', { field: 'field', reason: 'is corrected where the register is kept' });
    const value = cipher.open(asked.valueSealed, `correction.value:${id}`);
    const phone = asked.field === 'phone' ? normalisePhone(value) : null;
    if (apply && asked.field === 'phone' && phone === null) throw new Fault('BAD_INPUT', { field: 'value', reason: 'is no phone number' });
    const state = apply ? 'DONE' : 'REFUSED';
    await mutations.run(caller, { action: 'identity.my-data.decide-correction', key, input: { id, apply } }, async (session) => {
      const { matchedCount } = await this.#corrections.updateOne({ _id: id, state: 'OPEN' }, { $set: { state } }, { session });
      if (matchedCount === 0) throw new Fault('CONFLICT', { id });
      if (apply) await directory.correct(session, asked.personId, phone === null ? { name: value } : { phone });
      await audit.write(session, caller, { action: 'identity.my-data.decide-correction', subject, purpose: 'service', details: { field: asked.field, apply } });
      return { id };
    });
    return { id, field: asked.field, state, requestedAt: asked.requestedAt.getTime() };
  }

  /**
   * Deletes the caller's account and what may be deleted, of every module, in one transaction; tells what is kept, why and until
   * when. Sessions, caches and files hear of it afterwards. Throws FORBIDDEN and kin, CONFLICT where a post is still held.
   */
  async erase(caller: Caller, key: string): Promise<Erasure> {
    const { authoriser, mutations, accounts, organisations, audit, events, clocks } = this.#deps;
    const { accountId } = caller;
    const id = caller.personId ?? '';
    await authoriser.check(caller, 'identity.my-data.erase', subjectOf(id));
    if (!accountId) throw new Fault('UNAUTHENTICATED');
    const today = districtDate(clocks.system.now());
    if ((await organisations.postsOf(id)).some((post) => heldOn(post, today) || post.from > today)) throw new Fault('CONFLICT', { reason: 'a post is still held' });
    const report = await mutations.run<Erasure>(caller, { action: 'identity.my-data.erase', key, input: { personId: id } }, async (session) => {
      const parts: Erasure[] = [];
      for (const port of this.#deps.personalData()) parts.push(await port.erase(session, id, today));
      await this.#corrections.deleteMany({ personId: id }, { session });
      await accounts.remove(session, accountId);
      await audit.write(session, caller, { action: 'identity.my-data.erase', subject: subjectOf(id), purpose: 'self', details: { kept: parts.flatMap((part) => part.kept).length } });
      return { deleted: [...parts.flatMap((part) => part.deleted), { zh: '账号、登录方式和会话', en: 'Account, ways of signing in, sessions' }], kept: parts.flatMap((part) => part.kept) };
    });
    accounts.changed(accountId, true);
    events.publish(PERSON_ERASED, { personId: id, accountId } satisfies PersonErased);
    return report;
  }

  /** Makes the indexes; for start and tests. */
  async createIndexes(): Promise<void> {
    await this.#corrections.createIndexes();
  }

  async #correctionsOf(personId: string) {
    const docs = await this.#corrections.find({ personId }).sort({ requestedAt: 1 }).lean();
    return docs.map((doc) => ({
      field: doc.field, state: doc.state, requestedAt: doc.requestedAt.toISOString(),
      value: this.#deps.cipher.open(doc.valueSealed, `correction.value:${doc._id}`), reason: this.#deps.cipher.open(doc.reasonSealed, `correction.reason:${doc._id}`),
    }));
  }
}

const subjectOf = (id: string) => ({ type: 'person', id, personIds: [id] });

export { correctionSealed } from './model.js';
