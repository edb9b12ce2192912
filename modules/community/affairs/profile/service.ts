import type { ClientSession, Connection, Model } from 'mongoose';
import type { Audit } from '../../../kernel/audit/port.js';
import { principalOf, type Caller } from '../../../kernel/caller.js';
import type { Clock } from '../../../kernel/clock.js';
import type { FieldCipher } from '../../../kernel/crypto/types.js';
import { districtInstant } from '../../../kernel/district-time.js';
import { Fault } from '../../../kernel/errors.js';
import type { Mutations } from '../../../kernel/idempotency.js';
import type { PersonalData } from '../../../kernel/personal-data.js';
import type { Authoriser } from '../../../kernel/policy/port.js';
import type { People, PersonFacts } from '../../contract.js';
import type { Catalogue } from '../catalogue/catalogue.js';
import type { FieldFault, FieldSchema } from '../forms/rules/types.js';
import { formFaults } from '../forms/rules/validate.js';
import { FACTS, isStale, type FactSource, type KnownFact, type KnownFacts } from './facts.js';
import { profileModel, type ProfileDocument } from './model.js';
import type { DepartmentRecords } from './records.js';

/** What profiles stand on. */
export interface ProfileDeps {
  readonly connection: Connection;
  readonly cipher: FieldCipher;
  readonly audit: Audit;
  readonly authoriser: Authoriser;
  readonly mutations: Mutations;
  readonly clock: Clock;
  readonly people: People;
  readonly records: DepartmentRecords;
  readonly catalogue: Catalogue;
}

/** A fact as its person sees it, known or not. */
export interface ProfileFactEntity {
  readonly key: string;
  readonly known: KnownFact | null;
  readonly stale: boolean;
  /** Whether the person says it. */
  readonly editable: boolean;
  /** How forms ask for it; null where none does today. */
  readonly schema: FieldSchema | null;
}

/** A household's profile. */
export interface ProfileEntity {
  /** 0 before anything was saved. */
  readonly version: number;
  readonly facts: readonly ProfileFactEntity[];
}

/** What a save answers. */
export type ProfileResult = ({ readonly kind: 'HouseholdProfile' } & ProfileEntity) | { readonly kind: 'ProfileConflict'; readonly profile: ProfileEntity } | { readonly kind: 'FormIncomplete'; readonly faults: readonly FieldFault[] };

/** One fact to be saved; null takes it away. */
export interface FactInput {
  readonly key: string;
  readonly value: unknown;
}

const READ = 'community.profile.read';
const SAVE = 'community.profile.save';

/** What a household has told once, joined with what the register and departments know. */
export class ProfileService {
  readonly #deps: ProfileDeps;
  readonly #profiles: Model<ProfileDocument>;

  constructor(deps: ProfileDeps) {
    this.#deps = deps;
    this.#profiles = profileModel(deps.connection);
  }

  async createIndexes(): Promise<void> {
    await this.#profiles.createCollection();
  }

  /** The profile of the caller, or whom the caller acts for. Throws FORBIDDEN and kin. */
  async read(caller: Caller): Promise<ProfileEntity> {
    const person = await this.#person(caller, READ);
    await this.#deps.audit.read(caller, { action: READ, subject: subjectOf(person.id), purpose: 'self' });
    return this.#entity(person);
  }

  /**
   * Saves what the person says, and with it that it holds now. What the register or a department knows is corrected there.
   * Throws BAD_INPUT (how many), FORBIDDEN and kin.
   */
  async save(caller: Caller, facts: readonly FactInput[], version: number, key: string): Promise<ProfileResult> {
    const { mutations, audit, clock } = this.#deps;
    const person = await this.#person(caller, SAVE);
    if (facts.length === 0 || facts.length > 60) throw new Fault('BAD_INPUT', { field: 'facts', reason: 'expects 1 to 60' });
    const held = await this.known(person);
    const faults = facts.flatMap(({ key: name, value }) => this.#faults(name, value, held[name] ?? null));
    if (faults.length > 0) return { kind: 'FormIncomplete', faults };
    const saved = await mutations.run(caller, { action: SAVE, key, input: { personId: person.id, facts, version } }, async (session) => {
      const doc = await this.#profiles.findById(person.id, null, { session }).lean();
      if ((doc?.version ?? 0) !== version) return false;
      await this.#write(session, person.id, doc, facts, 'SELF', null, clock.now());
      await audit.write(session, caller, { action: SAVE, subject: subjectOf(person.id), purpose: 'self', details: { count: facts.length } });
      return true;
    });
    const profile = await this.#entity(person);
    return saved ? { kind: 'HouseholdProfile', ...profile } : { kind: 'ProfileConflict', profile };
  }

  /** All that is known of somebody: the register first, then departments, then what they said themselves. */
  async known(person: PersonFacts): Promise<KnownFacts> {
    const { clock, records } = this.#deps;
    const now = clock.now();
    const register = (value: unknown): KnownFact => ({ value, source: 'REGISTER', from: null, at: now, confirmedAt: now });
    const doc = await this.#profiles.findById(person.id).lean();
    const department = Object.entries(await records.factsOf(person)).map(([key, { value, from, since }]): [string, KnownFact] => {
      const at = districtInstant(since);
      return [key, { value, source: 'DEPARTMENT', from, at, confirmedAt: at }];
    });
    return {
      ...(person.phone === null ? {} : { 'contact.phone': { value: person.phone, source: 'SELF' as const, from: null, at: now, confirmedAt: now } }),
      ...this.#opened(doc), ...Object.fromEntries(department),
      'person.name': register(person.name), 'person.identifier': register(person.identifier), 'person.birthDate': register(person.birthDate),
      ...(person.sex === null ? {} : { 'person.sex': register(person.sex) }),
    };
  }

  /** Keeps what an application said, for the next one; in its transaction. What the register or a department knows better stays theirs. */
  async learn(session: ClientSession, person: PersonFacts, facts: readonly FactInput[], from: string, held: KnownFacts): Promise<void> {
    const { clock } = this.#deps;
    const own = facts.filter(({ key }) => FACTS[key] && held[key]?.source !== 'REGISTER' && held[key]?.source !== 'DEPARTMENT');
    if (own.length > 0) await this.#write(session, person.id, await this.#profiles.findById(person.id, null, { session }).lean(), own, 'APPLICATION', from, clock.now());
  }

  /** The profile's part of export and deletion. */
  personalData(): PersonalData {
    const title = { zh: '一次填写档案', en: 'What was told once' };
    return {
      name: 'community.profile',
      collect: async (personId) => {
        const facts = Object.entries(this.#opened(await this.#profiles.findById(personId).lean()));
        return facts.length === 0 ? [] : [{ title, records: facts.map(([key, { value, source, at }]) => ({ fact: FACTS[key]?.title.zh ?? key, value, source, at: new Date(at).toISOString() })) }];
      },
      erase: async (session, personId) => {
        const { deletedCount } = await this.#profiles.deleteOne({ _id: personId }, { session });
        return { deleted: deletedCount > 0 ? [title] : [], kept: [] };
      },
    };
  }

  async #write(session: ClientSession, personId: string, doc: ProfileDocument | null, facts: readonly FactInput[], source: FactSource, from: string | null, now: number): Promise<void> {
    const known: Record<string, KnownFact> = { ...this.#opened(doc) };
    for (const { key, value } of facts) {
      if (value === null || value === undefined) delete known[key];
      else known[key] = { value, source, from, at: JSON.stringify(known[key]?.value) === JSON.stringify(value) ? (known[key]?.at ?? now) : now, confirmedAt: now };
    }
    const factsSealed = this.#deps.cipher.seal(JSON.stringify(known), `profile.facts:${personId}`);
    await this.#profiles.updateOne({ _id: personId }, { $set: { factsSealed, version: (doc?.version ?? 0) + 1, updatedAt: new Date(now) } }, { session, upsert: true });
  }

  #opened(doc: ProfileDocument | null): KnownFacts {
    return doc ? (JSON.parse(this.#deps.cipher.open(doc.factsSealed, `profile.facts:${doc._id}`)) as KnownFacts) : {}; // sealed by `#write` alone
  }

  /** A fact is what some form asks for: its schema there says what it may be. */
  #faults(key: string, value: unknown, held: KnownFact | null): FieldFault[] {
    const schema = this.#schemaOf(key);
    if (!FACTS[key] || !schema) return [{ path: key, message: { zh: '档案里没有这一项', en: 'The profile has no such entry' } }];
    if (!isEditable(held)) return [{ path: key, message: { zh: `“${FACTS[key].title.zh}”由主管部门登记，如有变化请向该部门申请更正`, en: `${FACTS[key].title.en} is kept by a department; please have it corrected there` } }];
    const form = { schema: { type: 'object' as const, properties: { value: schema }, required: ['value'] }, steps: [] };
    return value === null || value === undefined ? [] : formFaults(form, { value }).map(({ path, message }) => ({ path: path.replace(/^value/, key), message }));
  }

  #schemaOf(key: string): FieldSchema | null {
    for (const { definition } of this.#deps.catalogue.list({})) {
      const found = Object.values(definition.form?.schema.properties ?? {}).find(({ ui }) => ui?.fill === key);
      if (!found) continue;
      // How it is asked stays; what fills, shows or picks it belongs to its form.
      const { fill: _fill, show: _show, pick: _pick, ...ui } = found.ui ?? { en: key };
      return { ...found, ui };
    }
    return null;
  }

  async #person(caller: Caller, action: string): Promise<PersonFacts> {
    const personId = principalOf(caller) ?? '';
    await this.#deps.authoriser.check(caller, action, subjectOf(personId));
    const person = await this.#deps.people.find(personId);
    if (!person) throw new Fault('NOT_PROOFED');
    return person;
  }

  async #entity(person: PersonFacts): Promise<ProfileEntity> {
    const now = this.#deps.clock.now();
    const [known, doc] = await Promise.all([this.known(person), this.#profiles.findById(person.id, { version: 1 }).lean()]);
    return {
      version: doc?.version ?? 0,
      facts: Object.keys(FACTS).map((key) => {
        const fact = known[key] ?? null;
        const schema = this.#schemaOf(key);
        return { key, known: fact, schema, stale: fact !== null && isStale(key, fact, now), editable: schema !== null && isEditable(fact) };
      }),
    };
  }
}

/** What the register or a department keeps is not the person's to say. */
const isEditable = (held: KnownFact | null): boolean => held === null || held.source === 'SELF' || held.source === 'APPLICATION';
const subjectOf = (personId: string) => ({ type: 'profile', id: personId, personIds: [personId] });
