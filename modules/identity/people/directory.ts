import { randomUUID } from 'node:crypto';
import mongoose, { type ClientSession, type Connection } from 'mongoose';
import type { Clock } from '../../kernel/clock.js';
import { tokenIn } from '../../kernel/crypto/look-up.js';
import type { FieldCipher } from '../../kernel/crypto/types.js';
import { Fault } from '../../kernel/errors.js';
import { maskIdentifier, maskPhone, normaliseIdentifier, parseIdentifier } from '../../kernel/identifiers.js';
import { peopleModels, type PeopleModels, type PersonDocument } from './model.js';
import type { ProofMethod } from './ports.js';
import { sameName } from './rules.js';
import type { MaskedFieldName, PartyRefEntity, PersonEntity, PersonFacts } from './types.js';

/** What the directory stands on; `clock` is the system's. */
export interface DirectoryDeps {
  readonly connection: Connection;
  readonly cipher: FieldCipher;
  readonly clock: Clock;
}

/**
 * The store of people, for identity's own services: it decides no rights and writes no audit, so every use stands in a service
 * that did both.
 */
export class PeopleDirectory {
  readonly #models: PeopleModels;
  readonly #cipher: FieldCipher;
  readonly #clock: Clock;

  constructor({ connection, cipher, clock }: DirectoryDeps) {
    this.#models = peopleModels(connection);
    this.#cipher = cipher;
    this.#clock = clock;
  }

  /** The person; null where there is none or it was erased. */
  async find(id: string, session: ClientSession | null = null): Promise<PersonEntity | null> {
    const doc = await this.#models.people.findOne({ _id: id, status: 'active' }, null, { session }).lean();
    return doc && this.#entity(doc);
  }

  /** The people of these ids that there are, by id. */
  async findMany(ids: readonly string[]): Promise<Map<string, PersonEntity>> {
    const docs = await this.#models.people.find({ _id: mongoose.trusted({ $in: [...new Set(ids)] }), status: 'active' }).lean();
    return new Map(docs.map((doc) => [doc._id, this.#entity(doc)]));
  }

  /** How people are called, by id; for edges and lists whose reader may know them. */
  async refs(ids: readonly string[]): Promise<Map<string, PartyRefEntity>> {
    return new Map([...(await this.findMany(ids)).values()].map(({ id, name }) => [id, { id, displayName: name }]));
  }

  /** The person of an identifier in its written form. */
  async findByIdentifier(identifier: string, session: ClientSession | null = null): Promise<PersonEntity | null> {
    const doc = await this.#models.people.findOne({ identifierToken: this.#byIdentifier(identifier) }, null, { session }).lean();
    return doc && this.#entity(doc);
  }

  /** The id of the person of an identifier, without opening anything: a look-up that finds takes as long as one that does not. */
  async idByIdentifier(identifier: string): Promise<string | null> {
    return (await this.#models.people.findOne({ identifierToken: this.#byIdentifier(identifier) }, { _id: 1 }).lean())?._id ?? null;
  }

  /** The phone in the clear, for messages that go to it. Never for display. */
  async phoneOf(id: string): Promise<string | null> {
    return this.open(id, 'PHONE');
  }

  /** People with this mobile number. Families may share one. */
  async listByPhone(phone: string): Promise<PersonEntity[]> {
    const docs = await this.#models.people.find({ phoneToken: tokenIn(this.#cipher, 'phone', phone), status: 'active' }).limit(20).lean();
    return docs.map((doc) => this.#entity(doc));
  }

  /** The one proved person with this number and this name. */
  async findByPhoneAndName(phone: string, name: string): Promise<PersonEntity | null> {
    const fitting = (await this.listByPhone(phone)).filter((person) => person.proof !== null && sameName(person.name, name));
    return fitting.length === 1 ? fitting[0]! : null; // the length was asked for
  }

  /** An identifier or phone in the clear; null where the person has none. Its reader must have been authorised and recorded. */
  async open(id: string, field: MaskedFieldName): Promise<string | null> {
    const doc = await this.#models.people.findOne({ _id: id, status: 'active' }).lean();
    if (!doc) return null;
    return field === 'IDENTIFIER' ? this.#open(doc, 'identifier') : this.#open(doc, 'phone');
  }

  /** The person of these facts: found by identifier, or made. What the register says replaces what was there. Safe to run twice. */
  async ensure(session: ClientSession | null, facts: PersonFacts, id: string = randomUUID()): Promise<PersonEntity> {
    const { people } = this.#models;
    const identifierToken = this.#byIdentifier(facts.identifier);
    const known = await people.findOne({ identifierToken }, null, { session }).lean();
    const own = known?._id ?? id;
    const phone = facts.phone ? { phoneSealed: this.#cipher.seal(facts.phone, `person.phone:${own}`), phoneToken: this.#cipher.token('phone', facts.phone) } : {};
    const fields = { nameSealed: this.#cipher.seal(facts.name, `person.name:${own}`), birthDate: facts.birthDate, ...phone };
    const identifierSealed = this.#cipher.seal(facts.identifier, `person.identifier:${own}`);
    const doc = await people.findOneAndUpdate(
      { identifierToken },
      {
        $set: fields,
        $setOnInsert: { _id: own, identifierToken: this.#cipher.token('identifier', normaliseIdentifier(facts.identifier)), identifierKind: facts.kind, identifierSealed, status: 'active', createdAt: new Date(this.#clock.now()), proof: null },
      },
      { session, upsert: true, returnDocument: 'after' },
    ).lean();
    return this.#entity(doc);
  }

  /** Writes down how and when a person was proved. */
  async proved(session: ClientSession, id: string, method: ProofMethod, by: string | null): Promise<void> {
    await this.#models.people.updateOne({ _id: id, status: 'active' }, { $set: { proof: { at: new Date(this.#clock.now()), method, by } } }, { session });
  }

  /** Corrects what a clerk found wrong. */
  async correct(session: ClientSession, id: string, change: { readonly name?: string; readonly phone?: string }): Promise<void> {
    const set: Partial<PersonDocument> = {};
    if (change.name !== undefined) set.nameSealed = this.#cipher.seal(change.name, `person.name:${id}`);
    if (change.phone !== undefined) {
      set.phoneSealed = this.#cipher.seal(change.phone, `person.phone:${id}`);
      set.phoneToken = this.#cipher.token('phone', change.phone);
    }
    const { matchedCount } = await this.#models.people.updateOne({ _id: id, status: 'active' }, { $set: set }, { session });
    if (matchedCount === 0) throw new Fault('NOT_FOUND', { personId: id });
  }

  /** Takes away all that says who it was; the id stays for the audit's records. Safe to run twice. */
  async erase(session: ClientSession, id: string): Promise<void> {
    await this.#models.people.updateOne(
      { _id: id },
      // A returning person is proved anew and becomes another record: the old token must not lead here.
      { $set: { status: 'erased', identifierSealed: null, identifierToken: `erased:${id}`, nameSealed: null, birthDate: null, phoneSealed: null, phoneToken: null, proof: null } },
      { session },
    );
  }

  /** Counts a refused proof of an account; returns how many there were that day. */
  async countRefusal(accountId: string, date: string): Promise<number> {
    const expiresAt = new Date(this.#clock.now() + 2 * 86_400_000);
    const doc = await this.#models.attempts.findOneAndUpdate({ _id: `${accountId}:${date}` }, { $inc: { refused: 1 }, $setOnInsert: { expiresAt } }, { upsert: true, returnDocument: 'after' }).lean();
    return doc.refused;
  }

  /** Refused proofs of an account on a day. */
  async refusals(accountId: string, date: string): Promise<number> {
    return (await this.#models.attempts.findById(`${accountId}:${date}`).lean())?.refused ?? 0;
  }

  /** Makes the indexes; for start and tests. */
  async createIndexes(): Promise<void> {
    await Promise.all([this.#models.people.createIndexes(), this.#models.attempts.createIndexes()]);
  }

  #byIdentifier(identifier: string) {
    return tokenIn(this.#cipher, 'identifier', normaliseIdentifier(identifier));
  }

  #open(doc: PersonDocument, field: 'identifier' | 'name' | 'phone'): string | null {
    const sealed = doc[`${field}Sealed`];
    return sealed === null ? null : this.#cipher.open(sealed, `person.${field}:${doc._id}`);
  }

  #entity(doc: PersonDocument): PersonEntity {
    // Only erased records lack these, and they are never asked for.
    const identifier = this.#open(doc, 'identifier') ?? '';
    const phone = this.#open(doc, 'phone');
    const reading = parseIdentifier(identifier, doc.identifierKind);
    return {
      id: doc._id,
      name: this.#open(doc, 'name') ?? '',
      identifier: maskIdentifier(identifier),
      identifierKind: doc.identifierKind,
      birthDate: doc.birthDate ?? '',
      sex: (reading.ok && reading.identifier.sex) || null,
      phone: phone && maskPhone(phone),
      proof: doc.proof && { at: doc.proof.at.getTime(), method: doc.proof.method },
    };
  }
}
