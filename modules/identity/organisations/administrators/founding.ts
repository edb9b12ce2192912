import { randomInt, randomUUID } from 'node:crypto';
import type { ClientSession, Connection } from 'mongoose';
import type { Audit } from '../../../kernel/audit/port.js';
import { systemCaller } from '../../../kernel/caller.js';
import type { Clock } from '../../../kernel/clock.js';
import { withTransaction } from '../../../kernel/db.js';
import { districtDate } from '../../../kernel/district-time.js';
import { Fault } from '../../../kernel/errors.js';
import { normalisePhone, parseCreditCode, parseIdentifier, type IdentifierKind } from '../../../kernel/identifiers.js';
import type { Authoriser } from '../../../kernel/policy/port.js';
import { normalLogin } from '../../accounts/rules.js';
import type { AccountsService } from '../../accounts/service.js';
import type { AccountEntity } from '../../accounts/types.js';
import type { PeopleDirectory } from '../../people/directory.js';
import { sameName } from '../../people/rules.js';
import { passwordWeaknesses } from '../../sign-in/rules.js';
import type { OrganisationDirectory } from '../directory.js';
import { ADMINISTRATORS, nameOfRole, roleOfName } from '../rules.js';
import type { OrganisationEntity, PostRoleName } from '../types.js';

/** What founding stands on. */
export interface FoundingDeps {
  readonly connection: Connection;
  readonly organisations: OrganisationDirectory;
  readonly directory: PeopleDirectory;
  readonly accounts: AccountsService;
  readonly audit: Audit;
  readonly authoriser: Authoriser;
  /** The system clock. */
  readonly clock: Clock;
  /** Stores an initial password, in a transaction. */
  readonly givePassword: (session: ClientSession, account: AccountEntity, password: string) => Promise<void>;
}

/** The first three administrators, as whoever runs the district names them, having seen their documents. */
export interface FoundingInput {
  readonly organisation: { readonly nameZh: string; readonly nameEn: string; readonly creditCode?: string | undefined };
  readonly administrators: readonly {
    readonly role: string;
    readonly name: string;
    readonly login: string;
    /** Number of their ID document. */
    readonly identifier: string;
    readonly phone?: string | undefined;
  }[];
}

/** An administrator founded. */
export interface FoundedAdministrator {
  readonly role: PostRoleName;
  readonly name: string;
  readonly login: string;
  /** To be shown once; it opens nothing but its own change and the setting up of a second factor. */
  readonly password: string;
}

interface Checked extends FoundedAdministrator {
  readonly kind: IdentifierKind;
  readonly identifier: string;
  readonly birthDate: string;
  readonly phone: string | null;
}

const TITLES: Readonly<Partial<Record<PostRoleName, string>>> = { SYSTEM_ADMIN: '系统管理员', SECURITY_ADMIN: '安全管理员', AUDIT_ADMIN: '审计管理员' };
const CALLER = systemCaller('found-administrators');
const ACTION = 'identity.administrator.found';
/** None is read for another. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';

/**
 * Founds the first three administrators of a district: three persons, each with an account and one post, where nobody holds any of
 * the three roles, today or from a day to come. All others come by four eyes. Runs once however many run it at the same time.
 */
export class AdministratorsFounding {
  readonly #deps: FoundingDeps;

  constructor(deps: FoundingDeps) {
    this.#deps = deps;
  }

  /** Throws BAD_INPUT, CONFLICT (ROLE_IS_HELD; HAS_ACCOUNT: one person, one account; a login or phone that is taken); then nobody is founded. */
  async found(input: FoundingInput): Promise<FoundedAdministrator[]> {
    const { connection, authoriser } = this.#deps;
    await authoriser.check(CALLER, ACTION, { type: 'post', id: 'new' });
    const three = this.#checked(input);
    await withTransaction(connection, async (session) => {
      for (const role of ADMINISTRATORS) await this.#free(session, role);
      const organisation = await this.#organisation(session, input.organisation);
      for (const one of three) await this.#foundOne(session, one, organisation.id);
    });
    return three.map(({ role, name, login, password }) => ({ role, name, login, password }));
  }

  /** Two commands at once meet at the roles, and the later one finds them held. */
  async #free(session: ClientSession, role: (typeof ADMINISTRATORS)[number]): Promise<void> {
    await this.#deps.organisations.holdRole(session, role);
    if (await this.#deps.organisations.isHeld(role, session)) throw new Fault('CONFLICT', { reason: 'ROLE_IS_HELD', role: nameOfRole(role) });
  }

  async #foundOne(session: ClientSession, one: Checked, organisationId: string): Promise<void> {
    const { directory, accounts, organisations, audit, clock, givePassword } = this.#deps;
    const known = await directory.findByIdentifier(one.identifier, session);
    if (known && !sameName(known.name, one.name)) throw new Fault('BAD_INPUT', { field: 'name', reason: 'is not the name on record', login: one.login });
    if (known && (await accounts.findByPerson(known.id))) throw new Fault('CONFLICT', { reason: 'HAS_ACCOUNT', login: one.login });
    const person = known ?? (await directory.ensure(session, one));
    // Whoever runs the command has seen the document, as a clerk has at a counter; there is no clerk yet.
    await directory.proved(session, person.id, 'COUNTER_CARD', null);
    const { login, name, phone, password } = one;
    const account = await accounts.found(session, { kind: 'STAFF', displayName: name, login, personId: person.id, proofed: true, ...(phone === null ? {} : { phone }) });
    await givePassword(session, account, password);
    await organisations.holdPerson(session, person.id);
    const role = roleOfName(one.role);
    const post = await organisations.putPost(session, { personId: person.id, organisationId, role, title: TITLES[one.role] ?? one.role, from: districtDate(clock.now()), until: null });
    await audit.write(session, CALLER, { action: ACTION, subject: { type: 'post', id: post.id, personIds: [person.id], organisationId }, purpose: 'administration', details: { role, accountId: account.id } });
  }

  async #organisation(session: ClientSession, { nameZh, nameEn, creditCode }: FoundingInput['organisation']): Promise<OrganisationEntity> {
    const { organisations } = this.#deps;
    const name = nameZh.normalize('NFC').trim();
    if (name === '' || nameEn.trim() === '') throw new Fault('BAD_INPUT', { field: 'organisation', reason: 'needs its name in Chinese and in English' });
    const code = creditCode === undefined ? null : parseCreditCode(creditCode);
    if (code && !code.ok) throw new Fault('BAD_INPUT', { field: 'creditCode', reason: code.reason.en });
    const known = code ? await organisations.findByCreditCode(code.value) : (await organisations.list()).find((one) => one.nameZh === name);
    if (known) return known;
    const made: OrganisationEntity = { id: randomUUID(), nameZh: name, nameEn: nameEn.trim(), kind: 'DEPARTMENT', creditCode: code?.value ?? null, parentId: null };
    await organisations.put(session, made);
    return made;
  }

  #checked({ administrators }: FoundingInput): Checked[] {
    const wanted = ADMINISTRATORS.map(nameOfRole);
    if (administrators.length !== wanted.length) throw new Fault('BAD_INPUT', { field: 'administrators', reason: `expects one each of ${wanted.join(', ')}` });
    const three = wanted.map((role) => {
      const one = administrators.find((given) => given.role === role);
      if (!one) throw new Fault('BAD_INPUT', { field: 'role', reason: `nobody is named for ${role}` });
      return this.#checkedOne(role, one);
    });
    for (const field of ['identifier', 'login'] as const) if (new Set(three.map((one) => one[field])).size < three.length) throw new Fault('BAD_INPUT', { field, reason: 'the three are three persons, each with an account of their own' });
    return three;
  }

  #checkedOne(role: PostRoleName, given: FoundingInput['administrators'][number]): Checked {
    const wrong = (field: string, reason: string): Fault => new Fault('BAD_INPUT', { field, reason, role });
    const name = given.name.normalize('NFC').trim();
    if (name === '' || name.length > 64) throw wrong('name', 'expects 1 to 64 characters');
    const login = normalLogin(given.login);
    if (!login) throw wrong('login', 'expects 3 to 32 letters, digits, dots or hyphens, a letter first');
    const reading = parseIdentifier(given.identifier, undefined, districtDate(this.#deps.clock.now()));
    if (!reading.ok) throw wrong('identifier', reading.reason.en);
    const { kind, value, birthDate } = reading.identifier;
    if (birthDate === undefined) throw wrong('identifier', 'holds no birth date: an ID card or residence permit is needed');
    const phone = given.phone === undefined ? null : normalisePhone(given.phone);
    if (given.phone !== undefined && phone === null) throw wrong('phone', 'is no mobile phone number');
    return { role, name, login, kind, identifier: value, birthDate, phone, password: initialPassword([name, login, ...(phone === null ? [] : [phone])]) };
  }
}

/** Four groups of five, about 99 bits: nobody guesses it, and anybody can type it off a sheet. */
function initialPassword(known: readonly string[]): string {
  for (;;) {
    const group = (): string => Array.from({ length: 5 }, () => LETTERS.charAt(randomInt(LETTERS.length))).join('');
    const password = [group(), group(), group(), group()].join('-');
    if (passwordWeaknesses(password, { staff: true, known }).length === 0) return password;
  }
}
