import { randomBytes } from 'node:crypto';
import type { ClientSession, Connection, Model } from 'mongoose';
import type { Audit } from '../../../kernel/audit/port.js';
import type { Caller } from '../../../kernel/caller.js';
import type { Clock } from '../../../kernel/clock.js';
import { tokenIn } from '../../../kernel/crypto/look-up.js';
import type { FieldCipher } from '../../../kernel/crypto/types.js';
import { isDuplicate, withTransaction } from '../../../kernel/db.js';
import { districtDate } from '../../../kernel/district-time.js';
import { Fault } from '../../../kernel/errors.js';
import type { Mutations } from '../../../kernel/idempotency.js';
import type { Authoriser } from '../../../kernel/policy/port.js';
import type { OneTimeCodes } from '../../sign-in/codes.js';
import { byAccount, type Counters } from '../../sign-in/counters.js';
import type { FactorsService } from '../../sign-in/factors.js';
import type { Passwords } from '../../sign-in/passwords.js';
import { passwordWeaknesses } from '../../sign-in/rules.js';
import { ownAccount, refused } from '../../sign-in/service.js';
import type { Attempt, PasswordWeak, SignInRefused } from '../../sign-in/types.js';
import type { AccountsService } from '../service.js';
import type { AccountEntity } from '../types.js';
import { GUEST_TOKEN, guestContext, guestModel, type GuestDocument } from './model.js';
import { identityOf, reachable, readGuest, recoveryOf, shown } from './rules.js';
import type { GuestEntity, GuestFacts, GuestInput, GuestRegistered } from './types.js';

/** What guests stand on. */
export interface GuestsDeps {
  readonly connection: Connection;
  readonly cipher: FieldCipher;
  readonly audit: Audit;
  readonly authoriser: Authoriser;
  /** The system clock. */
  readonly clock: Clock;
  readonly mutations: Mutations;
  readonly accounts: AccountsService;
  readonly counters: Counters;
  readonly codes: OneTimeCodes;
  readonly passwords: Passwords;
  readonly factors: Pick<FactorsService, 'requireFresh'>;
}

/** Registrations from one address in an hour (a travel group shares one), and of one person in a day. */
export const REGISTRATIONS = { perAddressHour: 20, perPersonDay: 5 } as const;
const HOUR = 3_600_000;
/** Under whose name the answers of registrations are kept: who registers has no account yet. */
const NOBODY = 'guest-registration';
/** Crockford's digits: none is read for another. */
const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz';

/** Guest accounts: a visitor's own word, which opens tickets and buses and no personal record. A guest is never proofed. */
export class GuestsService {
  readonly #deps: GuestsDeps;
  readonly #guests: Model<GuestDocument>;

  constructor(deps: GuestsDeps) {
    this.#deps = deps;
    this.#guests = guestModel(deps.connection);
    deps.accounts.onDelete(async (session, accountId) => void (await this.#guests.deleteOne({ _id: accountId }, { session })));
  }

  /**
   * Founds a guest account with a sign-in name of its own. For somebody known the answer and the work are the same, and the name
   * opens nothing. Throws BAD_INPUT, RATE_LIMITED, IDEMPOTENCY_CONFLICT.
   */
  async register(attempt: Attempt, input: GuestInput, idempotencyKey: string): Promise<GuestRegistered | PasswordWeak> {
    const { authoriser, counters, passwords, cipher, clock } = this.#deps;
    await authoriser.check(attempt.caller, 'identity.guest.register', { type: 'account', id: 'new' });
    const facts = readGuest(input, districtDate(clock.now()));
    const known = [facts.name, facts.passportNumber, facts.email, facts.phone].flatMap((text) => text ?? []);
    const weaknesses = passwordWeaknesses(input.password, { staff: false, known });
    if (weaknesses.length > 0) return { __typename: 'PasswordWeak', weaknesses };
    await counters.spend('guest-address', attempt.address, REGISTRATIONS.perAddressHour, HOUR);
    await counters.spend('guest-person', identityOf(facts), REGISTRATIONS.perPersonDay, 24 * HOUR);
    const identityToken = cipher.token(GUEST_TOKEN, identityOf(facts));
    // The dear part, done for known and unknown alike.
    const prepared = await passwords.prepare(input.password);
    const run = () => this.#once(attempt.caller, idempotencyKey, facts, identityToken, prepared);
    // Two registrations of one person at once: the later one finds the earlier.
    const login = await run().catch((error: unknown) => (isDuplicate(error) ? run() : Promise.reject(error)));
    return { __typename: 'GuestRegistered', login, recovery: recoveryOf(facts, false) };
  }

  /** What the caller said of himself as a guest; null where he is none. Recorded. */
  async own(caller: Caller): Promise<GuestEntity | null> {
    const account = await this.#account(caller, 'identity.guest.own');
    const facts = account && (await this.#facts(account.id));
    if (!account || !facts) return null;
    await this.#deps.audit.read(caller, { action: 'identity.guest.own', subject: subjectOf(account.id), purpose: 'self' });
    return shown(facts, account.phoneSealed !== null);
  }

  /** Sends a code to the mainland phone that the guest gave. Throws CONFLICT where there is none or it is confirmed, RATE_LIMITED. */
  async requestPhoneCode(caller: Caller, address: string): Promise<void> {
    const { phone, account } = await this.#unconfirmed(caller);
    await this.#deps.codes.send('guest-phone', phone, address);
    await this.#deps.audit.read(caller, { action: 'identity.guest.phone-code', subject: subjectOf(account.id), purpose: 'self' });
  }

  /** Confirms that phone by its code. Throws CONFLICT where another account has it, which only its holder gets to know. */
  async confirmPhone(caller: Caller, code: string): Promise<GuestEntity | SignInRefused> {
    const { counters, codes, connection, accounts, audit } = this.#deps;
    const { phone, account, facts } = await this.#unconfirmed(caller);
    const gate = await counters.enter('factor', byAccount(account.id));
    if (!gate.open) return this.#refuse(caller, account.id, refused('LOCKED', gate.retryAfterSeconds));
    if (!(await codes.use('guest-phone', phone, code))) return this.#refuse(caller, account.id, refused('WRONG'));
    await counters.forgive('factor', byAccount(account.id));
    await withTransaction(connection, async (session) => {
      await accounts.bindPhone(session, account.id, phone);
      await audit.write(session, caller, { action: 'identity.guest.confirm-phone', subject: subjectOf(account.id), purpose: 'self' });
    });
    accounts.changed(account.id);
    return shown(facts, true);
  }

  /** Deletes the caller's guest account with all under it. Throws CONFLICT where it is none, STEP_UP_REQUIRED long after signing in. */
  async remove(caller: Caller, idempotencyKey: string): Promise<boolean> {
    const { mutations, accounts, audit, factors } = this.#deps;
    const account = await this.#account(caller, 'identity.guest.delete');
    if (!account) throw new Fault('CONFLICT', { reason: 'no guest account' });
    await factors.requireFresh(caller);
    await mutations.run(caller, { action: 'identity.guest.delete', key: idempotencyKey, input: { id: account.id } }, async (session) => {
      await accounts.remove(session, account.id);
      await audit.write(session, caller, { action: 'identity.guest.delete', subject: subjectOf(account.id), purpose: 'self' });
      return true;
    });
    accounts.changed(account.id, true);
    return true;
  }

  /** Creates the indexes; part of a start. */
  async prepare(): Promise<void> {
    await this.#guests.createCollection();
    await this.#guests.createIndexes();
  }

  async #once(caller: Caller, key: string, facts: GuestFacts, identityToken: string, prepared: string): Promise<string> {
    const action = 'identity.guest.register';
    // The password stays out of what a key is compared by: that comparison is a fast one, and a password must only meet slow ones.
    return this.#deps.mutations.run({ ...caller, accountId: NOBODY }, { action, key, input: { ...facts } }, async (session) => {
      const login = `guest-${Array.from(randomBytes(10), (byte) => DIGITS.charAt(byte % 32)).join('')}`;
      const known = await this.#guests.findOne({ identityToken: tokenIn(this.#deps.cipher, GUEST_TOKEN, identityOf(facts)) }, { _id: 1 }, { session }).lean();
      const id = known ? 'known' : await this.#found(session, login, facts, identityToken, prepared);
      await this.#deps.audit.write(session, caller, { action, subject: subjectOf(id), purpose: 'sign-in' });
      return login;
    });
  }

  async #found(session: ClientSession, login: string, facts: GuestFacts, identityToken: string, prepared: string): Promise<string> {
    const { accounts, passwords, cipher, clock } = this.#deps;
    const { id } = await accounts.found(session, { kind: 'GUEST', displayName: facts.name, login });
    const factsSealed = cipher.seal(JSON.stringify(facts), guestContext(id));
    await this.#guests.create([{ _id: id, identityToken, factsSealed, createdAt: new Date(clock.now()) }], { session });
    await passwords.store(session, id, prepared);
    return id;
  }

  async #account(caller: Caller, action: string): Promise<AccountEntity | null> {
    const account = await ownAccount(this.#deps.accounts, caller);
    await this.#deps.authoriser.check(caller, action, subjectOf(account.id));
    return account.kind === 'GUEST' ? account : null;
  }

  async #facts(accountId: string): Promise<GuestFacts | null> {
    const document = await this.#guests.findOne({ _id: accountId }).lean();
    // Sealed by this service alone, in this shape.
    return document && (JSON.parse(this.#deps.cipher.open(document.factsSealed, guestContext(accountId))) as GuestFacts);
  }

  async #unconfirmed(caller: Caller): Promise<{ readonly account: AccountEntity; readonly facts: GuestFacts; readonly phone: string }> {
    const account = await this.#account(caller, 'identity.guest.own');
    const facts = account && (await this.#facts(account.id));
    const phone = facts && reachable(facts);
    if (!account || !phone) throw new Fault('CONFLICT', { field: 'phone', reason: 'no mainland phone was given' });
    if (account.phoneSealed !== null) throw new Fault('CONFLICT', { field: 'phone', reason: 'is confirmed already' });
    return { account, facts, phone };
  }

  async #refuse(caller: Caller, accountId: string, refusal: SignInRefused): Promise<SignInRefused> {
    await this.#deps.audit.read(caller, { action: 'identity.guest.confirm-phone', subject: subjectOf(accountId), purpose: 'self', outcome: 'denied', details: { reason: refusal.reason } });
    return refusal;
  }
}

const subjectOf = (id: string): { readonly type: 'account'; readonly id: string } => ({ type: 'account', id });
