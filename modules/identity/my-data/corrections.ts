import { randomUUID } from 'node:crypto';
import type { ClientSession, Connection, Model } from 'mongoose';
import type { Audit } from '../../kernel/audit/port.js';
import { principalOf, type Caller } from '../../kernel/caller.js';
import type { Clocks } from '../../kernel/clock.js';
import type { FieldCipher } from '../../kernel/crypto/types.js';
import { Fault } from '../../kernel/errors.js';
import { maskName, normalisePhone } from '../../kernel/identifiers.js';
import type { Mutations } from '../../kernel/idempotency.js';
import type { Connection as Page, PageArgs } from '../../kernel/pages.js';
import type { Authoriser } from '../../kernel/policy/port.js';
import { timePage } from '../../kernel/time-pages.js';
import type { Notifier } from '../../messages/contract.js';
import type { PeopleDirectory } from '../people/directory.js';
import type { AccountsPort } from '../people/ports.js';
import type { PersonEntity } from '../people/types.js';
import { correctionModel, type CorrectionDocument } from './model.js';
import type { CorrectionCaseEntity, CorrectionEntity, CorrectionState } from './types.js';

/** What corrections stand on. */
export interface CorrectionsDeps {
  readonly connection: Connection;
  readonly cipher: FieldCipher;
  readonly directory: PeopleDirectory;
  readonly accounts: AccountsPort;
  readonly audit: Audit;
  readonly authoriser: Authoriser;
  readonly mutations: Mutations;
  readonly notifier: Notifier;
  readonly clocks: Clocks;
}

/** A correction asked for. */
export interface CorrectionRequestInput {
  readonly field: string;
  readonly value: string;
  readonly reason: string;
}

/** What a clerk decides: to apply it, or to refuse it and why. */
export interface CorrectionDecision {
  readonly apply: boolean;
  readonly note?: string | null | undefined;
}

type Change = { readonly name: string } | { readonly phone: string };

/** Fields that a clerk can correct here; identifiers and birth dates come from the register and are corrected there. */
const CORRECTABLE: readonly string[] = ['name', 'phone'];
const FIELD = /^[a-z][A-Za-z.-]{0,59}$/;
const OWN_SHOWN = 100;

/** Corrections of what is held about somebody: asked for by the person, decided by the clerk who keeps the data. */
export class CorrectionsService {
  readonly #deps: CorrectionsDeps;
  readonly #corrections: Model<CorrectionDocument>;

  constructor(deps: CorrectionsDeps) {
    this.#deps = deps;
    this.#corrections = correctionModel(deps.connection);
  }

  /** Asks to correct something about the caller, or whom the caller acts for. Throws FORBIDDEN and kin, BAD_INPUT. */
  async request(caller: Caller, input: CorrectionRequestInput, key: string): Promise<CorrectionEntity> {
    const { authoriser, mutations, cipher, audit, clocks } = this.#deps;
    const personId = principalOf(caller) ?? '';
    await authoriser.check(caller, 'identity.my-data.correct', { type: 'person', id: personId, personIds: [personId] });
    if (!FIELD.test(input.field)) throw new Fault('BAD_INPUT', { field: 'field', reason: 'names a field, such as name or phone' });
    const value = checkedText('value', input.value, 1, 500);
    const reason = checkedText('reason', input.reason, 1, 500);
    return mutations.run<CorrectionEntity>(caller, { action: 'identity.my-data.correct', key, input: { personId, ...input } }, async (session) => {
      const id = randomUUID();
      const requestedAt = clocks.system.now();
      await this.#corrections.create([{
        _id: id, personId, byPersonId: caller.personId ?? personId, field: input.field, state: 'OPEN', requestedAt: new Date(requestedAt), decidedAt: null, noteSealed: null,
        valueSealed: cipher.seal(value, `correction.value:${id}`), reasonSealed: cipher.seal(reason, `correction.reason:${id}`),
      }], { session });
      await audit.write(session, caller, { action: 'identity.my-data.correct', subject: { type: 'correction', id, personIds: [personId] }, purpose: 'self', details: { field: input.field } });
      return { id, field: input.field, state: 'OPEN', requestedAt, decidedAt: null, note: null };
    });
  }

  /** Corrections that the caller, or whom the caller acts for, asked for; the newest first, a hundred at most. Empty for somebody not proved. */
  async own(caller: Caller): Promise<CorrectionEntity[]> {
    const personId = principalOf(caller);
    if (personId === null || !caller.proofed) return [];
    await this.#deps.authoriser.check(caller, 'identity.my-data.read-own-corrections', { type: 'person', id: personId, personIds: [personId] });
    const docs = await this.#corrections.find({ personId }).sort({ requestedAt: -1, _id: -1 }).limit(OWN_SHOWN).lean();
    return docs.map((doc) => this.#entity(doc));
  }

  /** Corrections by where they stand, the oldest first, for clerks. Recorded for each person shown. Throws FORBIDDEN and kin, BAD_INPUT. */
  async list(caller: Caller, { state, ...args }: PageArgs & { readonly state?: CorrectionState | null | undefined }): Promise<Page<CorrectionCaseEntity>> {
    const { authoriser, audit, directory } = this.#deps;
    const action = 'identity.my-data.read-corrections';
    await authoriser.check(caller, action, { type: 'correction', id: 'list' });
    const page = await timePage(this.#corrections, { filter: { state: state ?? 'OPEN' }, by: 'requestedAt', order: 1, maxFirst: 50, defaultFirst: 20 }, args);
    const people = await directory.findMany(page.docs.flatMap(({ personId, byPersonId }) => [personId, byPersonId]));
    await audit.read(caller, { action, subject: { type: 'correction', id: 'list', personIds: [...new Set(page.docs.map(({ personId }) => personId))] }, purpose: 'service' });
    return page.connect(page.docs.map((doc) => this.#case(doc, people)));
  }

  /** A clerk applies or refuses a correction; the person is told. Throws FORBIDDEN and kin, NOT_FOUND, CONFLICT (decided), BAD_INPUT (a field that is corrected elsewhere, or a value that is none). */
  async decide(caller: Caller, id: string, { apply, note }: CorrectionDecision, key: string): Promise<CorrectionEntity> {
    const { authoriser, mutations, cipher, audit, notifier, clocks } = this.#deps;
    const action = 'identity.my-data.decide-correction';
    const asked = await this.#corrections.findById(id).lean();
    const subject = { type: 'correction', id, personIds: asked ? [asked.personId] : [] };
    await authoriser.check(caller, action, subject);
    if (!asked) throw new Fault('NOT_FOUND', { id });
    if (caller.personId === asked.personId || caller.personId === asked.byPersonId) throw new Fault('FORBIDDEN', { reason: 'nobody decides on his own' });
    const words = note === null || note === undefined || note.trim() === '' ? null : checkedText('note', note, 2, 200);
    const change = apply ? this.#change(asked) : null;
    await mutations.run(caller, { action, key, input: { id, apply, note: words } }, async (session) => {
      const state = apply ? 'DONE' : 'REFUSED';
      const noteSealed = apply || words === null ? null : cipher.seal(words, `correction.note:${id}`);
      const { matchedCount } = await this.#corrections.updateOne({ _id: id, state: 'OPEN' }, { $set: { state, noteSealed, decidedAt: new Date(clocks.system.now()) } }, { session });
      if (matchedCount === 0) throw new Fault('CONFLICT', { id });
      if (change) await this.#apply(session, asked.personId, change);
      await audit.write(session, caller, { action, subject, purpose: 'service', details: { field: asked.field, apply } });
      const template = apply ? 'identity.correction-done' : 'identity.correction-refused';
      for (const personId of new Set([asked.personId, asked.byPersonId])) await notifier.notify(session, { personId, template, params: {}, key: `${template}:${id}:${personId}`, link: '/me/data' });
      return { id };
    });
    const decided = await this.#corrections.findById(id).lean();
    if (!decided) throw new Fault('NOT_FOUND', { id });
    return this.#entity(decided);
  }

  /** A person's corrections in the clear, for that person's export. */
  async exported(personId: string) {
    const docs = await this.#corrections.find({ personId }).sort({ requestedAt: 1 }).lean();
    return docs.map((doc) => ({ field: doc.field, state: doc.state, requestedAt: doc.requestedAt.toISOString(), value: this.#value(doc), reason: this.#reason(doc), note: this.#entity(doc).note }));
  }

  /** Deletes a person's corrections. Safe to run twice. */
  async erase(session: ClientSession, personId: string): Promise<void> {
    await this.#corrections.deleteMany({ personId }, { session });
  }

  /** Makes the indexes; for start and tests. */
  async createIndexes(): Promise<void> {
    await this.#corrections.createCollection();
    await this.#corrections.createIndexes();
  }

  /** An account is called by its person's name; its phone is a way of signing in, which its owner changes. */
  async #apply(session: ClientSession, personId: string, change: Change): Promise<void> {
    const { directory, accounts } = this.#deps;
    await directory.correct(session, personId, change);
    const account = 'name' in change ? await accounts.findByPerson(personId) : null;
    if (account && 'name' in change) await accounts.bindPerson(session, account.id, { personId, proofed: account.proofed, displayName: change.name });
  }

  /** What applying it changes. Throws BAD_INPUT. */
  #change(asked: CorrectionDocument): Change {
    if (!CORRECTABLE.includes(asked.field)) throw new Fault('BAD_INPUT', { field: 'field', reason: 'is corrected where the register is kept' });
    const value = this.#value(asked);
    if (asked.field === 'name') return { name: value };
    const phone = normalisePhone(value);
    if (phone === null) throw new Fault('BAD_INPUT', { field: 'value', reason: 'is no phone number' });
    return { phone };
  }

  #case(doc: CorrectionDocument, people: ReadonlyMap<string, PersonEntity>): CorrectionCaseEntity {
    const party = (id: string) => ({ id, displayName: people.get(id)?.name ?? '已注销' });
    const open = doc.state === 'OPEN';
    return {
      correction: this.#entity(doc), person: party(doc.personId), askedBy: party(doc.byPersonId), current: held(doc.field, people.get(doc.personId)),
      // What is decided is not shown again: the record keeps that it was.
      proposed: open ? this.#value(doc) : null, reason: open ? this.#reason(doc) : null, appliesHere: CORRECTABLE.includes(doc.field),
    };
  }

  #entity({ _id, field, state, requestedAt, decidedAt, noteSealed }: CorrectionDocument): CorrectionEntity {
    const note = noteSealed ? this.#deps.cipher.open(noteSealed, `correction.note:${_id}`) : null;
    return { id: _id, field, state, requestedAt: requestedAt.getTime(), decidedAt: decidedAt?.getTime() ?? null, note };
  }

  #value({ _id, valueSealed }: CorrectionDocument): string {
    return this.#deps.cipher.open(valueSealed, `correction.value:${_id}`);
  }

  #reason({ _id, reasonSealed }: CorrectionDocument): string {
    return this.#deps.cipher.open(reasonSealed, `correction.reason:${_id}`);
  }
}

/** What is held of a field now, masked. */
function held(field: string, person: PersonEntity | undefined): string | null {
  if (!person) return null;
  if (field === 'name') return maskName(person.name);
  if (field === 'phone') return person.phone;
  return field === 'identifier' ? person.identifier : null;
}

function checkedText(field: string, text: string, least: number, most: number): string {
  const words = text.normalize('NFC').trim();
  if (words.length < least || words.length > most) throw new Fault('BAD_INPUT', { field, reason: `expects ${least} to ${most} characters` });
  return words;
}
