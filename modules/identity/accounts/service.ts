import { randomUUID } from 'node:crypto';
import mongoose, { type ClientSession, type Connection, type Model, type QueryFilter } from 'mongoose';
import type { Audit } from '../../kernel/audit/port.js';
import type { Caller } from '../../kernel/caller.js';
import type { Clock } from '../../kernel/clock.js';
import { tokenIn } from '../../kernel/crypto/look-up.js';
import type { FieldCipher } from '../../kernel/crypto/types.js';
import { Fault } from '../../kernel/errors.js';
import type { EventBus } from '../../kernel/events.js';
import type { Mutations } from '../../kernel/idempotency.js';
import { maskPhone, normalisePhone } from '../../kernel/identifiers.js';
import { decodeCursor, encodeCursor, pageSize, type Connection as Page, type PageArgs } from '../../kernel/pages.js';
import type { Authoriser } from '../../kernel/policy/port.js';
import { together } from '../../kernel/together.js';
import { accountModel, toEntity, type AccountDocument } from './model.js';
import { nameByPhone, normalLogin } from './rules.js';
import { ACCOUNT_CHANGED, type AccountChanged, type AccountEntity, type PeoplePort, type StaffAccountInput } from './types.js';

/** What accounts stand on. */
export interface AccountsDeps {
  readonly connection: Connection;
  readonly cipher: FieldCipher;
  readonly audit: Audit;
  readonly authoriser: Authoriser;
  readonly events: EventBus;
  readonly clock: Clock;
  readonly people: PeoplePort;
  readonly mutations: Mutations;
}

/** Run with an account's id in a transaction; safe to run twice. */
export type AccountHook = (session: ClientSession, accountId: string) => Promise<void>;

const MOST_ACCOUNTS = 50;
const NAME_KIND = 'account.name';
const PHONE_KIND = 'account.phone';
const WECHAT_KIND = 'account.wechat';

/** Accounts: who there is, and nothing of how they sign in. */
export class AccountsService {
  readonly #deps: AccountsDeps;
  readonly #accounts: Model<AccountDocument>;
  readonly #nobody: string;
  readonly #byId: (id: string) => Promise<AccountDocument | null>;
  readonly #onEnd: AccountHook[] = [];
  readonly #onDelete: AccountHook[] = [];

  constructor(deps: AccountsDeps) {
    this.#deps = deps;
    this.#accounts = accountModel(deps.connection);
    this.#byId = together(async (ids) => new Map((await this.#accounts.find({ _id: mongoose.trusted({ $in: [...ids] }) }).lean()).map((document) => [document._id, document])));
    this.#nobody = deps.cipher.seal(nameByPhone('0000'), nameContextOf('nobody'));
  }

  /** An account; null where there is none. For the module's own services, which authorise themselves. */
  async find(id: string, session?: ClientSession): Promise<AccountEntity | null> {
    if (session) return this.#one({ _id: id }, session);
    const document = await this.#byId(id);
    return document && this.#entity(document);
  }

  /** The account with this phone (in its one form); null where there is none. */
  async findByPhone(phone: string, session?: ClientSession): Promise<AccountEntity | null> {
    return this.#orNobody(await this.#one({ phoneToken: tokenIn(this.#deps.cipher, PHONE_KIND, phone) }, session));
  }

  /** The account bound to this person; null where there is none. */
  async findByPerson(personId: string): Promise<AccountEntity | null> {
    return this.#one({ personId });
  }

  /** The account bound to this WeChat user; null where there is none. */
  async findByWechat(openId: string): Promise<AccountEntity | null> {
    return this.#one({ wechatToken: tokenIn(this.#deps.cipher, WECHAT_KIND, openId) });
  }

  /** The account of an organisation; null where it has none. */
  async findByOrganisation(organisationId: string): Promise<AccountEntity | null> {
    return this.#one({ organisationId });
  }

  /**
   * The account that somebody means by a login name, a phone, an ID number or a 统一社会信用代码; null where there is none.
   * Always as many look-ups and as much opened, so that time tells nothing of which it is.
   */
  async findByLogin(text: string): Promise<AccountEntity | null> {
    const phone = normalisePhone(text);
    const login = normalLogin(text);
    const { people, cipher } = this.#deps;
    const [personId, organisationId] = await Promise.all([people.personIdByIdentifier(text), people.organisationIdByCreditCode(text)]);
    const found = await Promise.all([
      this.#one({ login: login ?? '' }),
      this.#one({ phoneToken: tokenIn(cipher, PHONE_KIND, phone ?? '') }),
      this.#one({ personId: personId ?? '' }),
      this.#one({ organisationId: organisationId ?? '' }),
    ]);
    return this.#orNobody(found.find((account) => account !== null) ?? null);
  }

  /** The phone of an account in the clear, for sending to it; null where it has none. Never for display. */
  phoneOf(account: AccountEntity): string | null {
    return account.phoneSealed === null ? null : this.#deps.cipher.open(account.phoneSealed, contextOf(account.id));
  }

  /** The WeChat user (openid) bound to an account, for messages to it; null where there is none. Never for display. */
  wechatOf(account: AccountEntity): string | null {
    return account.wechatSealed === null ? null : this.#deps.cipher.open(account.wechatSealed, wechatContextOf(account.id));
  }

  /** The phone as it may be shown. */
  maskedPhoneOf(account: AccountEntity): string | null {
    const phone = this.phoneOf(account);
    return phone === null ? null : maskPhone(phone);
  }

  /** The keyed token under which a phone is found and counted. */
  phoneToken(phone: string): string {
    return this.#deps.cipher.token(PHONE_KIND, phone);
  }

  /** Founds an account for a phone that has none, in the caller's transaction. Two at once: one gets a duplicate-key error, and its transaction is tried again. */
  async foundByPhone(session: ClientSession, phone: string): Promise<AccountEntity> {
    return this.#found(session, { kind: 'RESIDENT', displayName: nameByPhone(phone), phone });
  }

  /** Founds an account of any kind, in the caller's transaction, for loaders and proofs. Throws CONFLICT where phone, login, person or organisation has one. */
  async found(session: ClientSession, input: FoundInput): Promise<AccountEntity> {
    // Tokens under another key are no duplicates to the index; while keys are changed this look is what keeps them apart.
    if (input.phone && (await this.findByPhone(input.phone, session))) throw new Fault('CONFLICT', { field: 'phoneToken' });
    return onlyOnce(() => this.#found(session, input));
  }

  /** Binds an account to a person, proved or not; one person has one account. Throws CONFLICT where the person has another, or the account is a guest's. */
  async bindPerson(session: ClientSession, accountId: string, binding: { readonly personId: string; readonly proofed: boolean; readonly displayName: string }): Promise<void> {
    const { matchedCount } = await onlyOnce(() => this.#accounts.updateOne(
      // A guest stays a visitor's own word: who gets proved opens an account of a resident.
      { _id: accountId, kind: mongoose.trusted({ $ne: 'GUEST' }), $or: [{ personId: mongoose.trusted({ $exists: false }) }, { personId: binding.personId }] },
      { $set: { personId: binding.personId, proofed: binding.proofed, ...(binding.proofed ? { provedAt: this.#now() } : {}), ...this.#named(accountId, binding.displayName) } }, { session },
    ));
    if (matchedCount === 0) throw new Fault('CONFLICT', { field: 'personId' });
  }

  /** Says to every process that what an account is bound to has changed; after the transaction. */
  changed(accountId: string, ended = false): void {
    this.#deps.events.publish(ACCOUNT_CHANGED, { accountId, ended } satisfies AccountChanged);
  }

  /** Notes that an account's phone is its owner's still. */
  async phoneHeld(accountId: string): Promise<void> {
    await this.#accounts.updateOne({ _id: accountId }, { $set: { phoneHeldAt: this.#now() } });
  }

  /** Binds a WeChat user to an account. Throws CONFLICT where that user is bound to another. */
  async bindWechat(session: ClientSession, accountId: string, openId: string): Promise<void> {
    const { cipher } = this.#deps;
    await onlyOnce(() => this.#accounts.updateOne({ _id: accountId }, { $set: { wechatToken: cipher.token(WECHAT_KIND, openId), wechatSealed: cipher.seal(openId, wechatContextOf(accountId)), wechatBoundAt: this.#now() } }, { session }));
  }

  /** Binds a phone that was confirmed by its code. Throws CONFLICT where another account has it. */
  async bindPhone(session: ClientSession, accountId: string, phone: string): Promise<void> {
    await onlyOnce(() => this.#accounts.updateOne({ _id: accountId }, { $set: { ...this.#phoned(accountId, phone), phoneHeldAt: this.#now() } }, { session }));
  }

  /** An account by id, for security administrators. Recorded. */
  async get(caller: Caller, id: string): Promise<AccountEntity | null> {
    const subject = { type: 'account', id };
    await this.#deps.authoriser.check(caller, 'identity.account.read', subject);
    const account = await this.find(id);
    await this.#deps.audit.read(caller, { action: 'identity.account.read', subject: { ...subject, ...personsOf(account) }, purpose: 'supervision' });
    return account;
  }

  /** Accounts by exact phone, login, identifier or name; for security administrators. Recorded. */
  async search(caller: Caller, args: PageArgs & { search?: string | null | undefined }): Promise<Page<AccountEntity>> {
    await this.#deps.authoriser.check(caller, 'identity.account.read', { type: 'account', id: 'search' });
    const text = (args.search ?? '').trim().slice(0, 64);
    const first = pageSize(args.first, MOST_ACCOUNTS, 20);
    const exact = text === '' ? null : await this.findByLogin(text);
    const filter = exact ? { _id: exact.id } : text === '' ? {} : { nameToken: tokenIn(this.#deps.cipher, NAME_KIND, text) };
    const after = args.after === null || args.after === undefined ? {} : { _id: mongoose.trusted({ $gt: decodeCursor(args.after) }) };
    const [documents, totalCount] = await Promise.all([
      this.#accounts.find({ $and: [filter, after] }).sort({ _id: 1 }).limit(first + 1).lean(),
      this.#accounts.countDocuments(filter),
    ]);
    const nodes = documents.slice(0, first).map((document) => this.#entity(document));
    const personIds = nodes.flatMap(({ personId }) => personId ?? []);
    await this.#deps.audit.read(caller, { action: 'identity.account.read', subject: { type: 'account', id: 'search', personIds }, purpose: 'supervision', details: { found: totalCount } });
    return page(nodes, documents.length > first, args.after, totalCount);
  }

  /** Founds the account of a member of staff, with the person behind it. Throws BAD_INPUT, CONFLICT. */
  async createStaff(caller: Caller, input: StaffAccountInput, idempotencyKey: string): Promise<AccountEntity> {
    await this.#deps.authoriser.check(caller, 'identity.account.create', { type: 'account', id: 'new' });
    const phone = normalisePhone(input.phone);
    if (!phone) throw new Fault('BAD_INPUT', { field: 'phone', reason: 'is no phone number' });
    const login = normalLogin(input.login);
    if (!login) throw new Fault('BAD_INPUT', { field: 'login', reason: 'expects 3 to 32 letters, digits, dots or hyphens, a letter first' });
    const name = input.name.normalize('NFC').trim();
    if (name.length === 0 || name.length > 64) throw new Fault('BAD_INPUT', { field: 'name', reason: 'expects 1 to 64 characters' });
    const id = await this.#deps.mutations.run(caller, { action: 'identity.account.create', key: idempotencyKey, input }, async (session) => {
      const { personId, proofed } = await this.#deps.people.foundStaff(session, { name, identifier: input.identifier });
      const account = await this.found(session, { kind: 'STAFF', displayName: name, phone, login, personId, proofed });
      await this.#deps.audit.write(session, caller, { action: 'identity.account.create', subject: { type: 'account', id: account.id, personIds: [personId] }, purpose: 'administration' });
      return account.id;
    });
    return this.#get(id);
  }

  /** Disables or enables an account. Disabled: its sessions, tokens and sockets end at once, in every process. Throws NOT_FOUND. */
  async setDisabled(caller: Caller, id: string, disabled: boolean, reason: string, idempotencyKey: string): Promise<AccountEntity> {
    await this.#deps.authoriser.check(caller, 'identity.account.disable', { type: 'account', id });
    if (reason.trim().length === 0 || reason.length > 500) throw new Fault('BAD_INPUT', { field: 'reason', reason: 'expects 1 to 500 characters' });
    await this.#deps.mutations.run(caller, { action: 'identity.account.disable', key: idempotencyKey, input: { id, disabled, reason } }, async (session) => {
      const document = await this.#accounts.findOneAndUpdate({ _id: id }, { $set: { disabled, reasonSealed: this.#deps.cipher.seal(reason.trim(), reasonContextOf(id)) } }, { returnDocument: 'after', session }).lean();
      if (!document) throw new Fault('NOT_FOUND');
      const entity = this.#entity(document);
      if (disabled) for (const hook of this.#onEnd) await hook(session, id);
      await this.#deps.audit.write(session, caller, { action: 'identity.account.disable', subject: { type: 'account', id, ...personsOf(entity) }, purpose: 'administration', details: { disabled } });
      return id;
    });
    this.changed(id, disabled);
    return this.#get(id);
  }

  /** Registers what ends when an account is disabled or deleted (sessions, tokens): run in that transaction. */
  onEnd(hook: AccountHook): void {
    this.#onEnd.push(hook);
  }

  /** Registers what goes with an account (what opens it): run in the transaction that deletes it. */
  onDelete(hook: AccountHook): void {
    this.#onDelete.push(hook);
  }

  /** Deletes an account with all that opens it, in the caller's transaction; say `changed(id, true)` after it. */
  async remove(session: ClientSession, accountId: string): Promise<void> {
    for (const hook of [...this.#onEnd, ...this.#onDelete]) await hook(session, accountId);
    await this.#accounts.deleteOne({ _id: accountId }, { session });
  }

  /** Creates the indexes; part of a start. */
  async prepare(): Promise<void> {
    await this.#accounts.createCollection();
    await this.#accounts.createIndexes();
  }

  #now(): Date {
    return new Date(this.#deps.clock.now());
  }

  /** Opens as much for nobody as a name takes for somebody. */
  #orNobody(found: AccountEntity | null): AccountEntity | null {
    if (!found) this.#deps.cipher.open(this.#nobody, nameContextOf('nobody'));
    return found;
  }

  async #get(id: string): Promise<AccountEntity> {
    const account = await this.find(id);
    if (!account) throw new Fault('NOT_FOUND');
    return account;
  }

  #entity(document: AccountDocument): AccountEntity {
    return toEntity(document, this.#deps.cipher.open(document.nameSealed, nameContextOf(document._id)));
  }

  #named(id: string, displayName: string): Pick<AccountDocument, 'nameSealed' | 'nameToken'> {
    const { cipher } = this.#deps;
    return { nameSealed: cipher.seal(displayName, nameContextOf(id)), nameToken: cipher.token(NAME_KIND, displayName) };
  }

  #phoned(id: string, phone: string): Pick<Required<AccountDocument>, 'phoneSealed' | 'phoneToken'> {
    return { phoneSealed: this.#deps.cipher.seal(phone, contextOf(id)), phoneToken: this.phoneToken(phone) };
  }

  async #found(session: ClientSession, { phone, displayName, ...rest }: FoundInput): Promise<AccountEntity> {
    const id = randomUUID();
    const document: AccountDocument = {
      _id: id, proofed: false, disabled: false, createdAt: this.#now(), ...rest, ...this.#named(id, displayName),
      ...(phone ? this.#phoned(id, phone) : {}),
    };
    await this.#accounts.create([document], { session });
    return this.#entity(document);
  }

  async #one(filter: QueryFilter<AccountDocument>, session?: ClientSession): Promise<AccountEntity | null> {
    const document = await this.#accounts.findOne(filter).session(session ?? null).lean();
    return document ? this.#entity(document) : null;
  }
}

/** What founds an account. The phone in its one form. */
export interface FoundInput {
  readonly kind: AccountEntity['kind'];
  readonly displayName: string;
  readonly phone?: string;
  readonly login?: string;
  readonly personId?: string;
  readonly organisationId?: string;
  readonly proofed?: boolean;
}

const nameContextOf = (id: string): string => `account.name:${id}`;
const reasonContextOf = (id: string): string => `account.reason:${id}`;
const contextOf = (id: string): string => `account.phone:${id}`;
const wechatContextOf = (id: string): string => `account.wechat:${id}`;
const personsOf = (account: AccountEntity | null): { personIds?: readonly string[] } => (account?.personId ? { personIds: [account.personId] } : {});

function page(nodes: AccountEntity[], more: boolean, after: string | null | undefined, totalCount: number): Page<AccountEntity> {
  const edges = nodes.map((node) => ({ node, cursor: encodeCursor(node.id) }));
  const pageInfo = { hasNextPage: more, hasPreviousPage: typeof after === 'string', startCursor: edges[0]?.cursor ?? null, endCursor: edges.at(-1)?.cursor ?? null };
  return { edges, nodes, pageInfo, totalCount };
}

/** Turns the refusal of a unique index into CONFLICT, naming the field and not the value. */
async function onlyOnce<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof mongoose.mongo.MongoServerError && error.code === 11_000) throw new Fault('CONFLICT', { field: Object.keys(error.keyPattern ?? {})[0] ?? '' }, { cause: error });
    throw error;
  }
}
