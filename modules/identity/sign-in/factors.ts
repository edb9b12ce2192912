import type { ClientSession, Connection } from 'mongoose';
import type { Audit } from '../../kernel/audit/port.js';
import type { Caller } from '../../kernel/caller.js';
import type { Clock } from '../../kernel/clock.js';
import { withTransaction } from '../../kernel/db.js';
import { Fault } from '../../kernel/errors.js';
import type { Authoriser } from '../../kernel/policy/port.js';
import type { AccountsService } from '../accounts/service.js';
import type { AccountEntity, PostsPort } from '../accounts/types.js';
import { SENSITIVE_MS } from '../sessions/rules.js';
import type { SessionsService } from '../sessions/service.js';
import type { Authenticators } from './authenticator.js';
import type { CertificateBindings } from './certificate-bindings.js';
import type { OneTimeCodes } from './codes.js';
import { byAccount, type Counters } from './counters.js';
import type { KnownDevices } from './devices.js';
import type { Passwords } from './passwords.js';
import { passwordWeaknesses, restsOnPhoneAlone, type PasswordWeakness } from './rules.js';
import { ownAccount, passwordExpiresAt, refused } from './service.js';
import type { Counted, FactorMethod, PasswordSet, PasswordWeak, SignInRefused, SteppedUp } from './types.js';

/** What factors stand on. */
export interface FactorsDeps {
  readonly connection: Connection;
  readonly audit: Audit;
  readonly authoriser: Authoriser;
  readonly clock: Clock;
  readonly accounts: AccountsService;
  readonly sessions: SessionsService;
  readonly posts: PostsPort;
  readonly counters: Counters;
  readonly codes: OneTimeCodes;
  readonly passwords: Passwords;
  readonly authenticators: Authenticators;
  readonly bindings: CertificateBindings;
  readonly devices: KnownDevices;
}

/** What somebody who has signed in does with their own factors: proves a second one, sets a password, binds an app. */
export class FactorsService {
  readonly #deps: FactorsDeps;

  constructor(deps: FactorsDeps) {
    this.#deps = deps;
  }

  /** Sends a code to the caller's own phone for `stepUp`. Throws CONFLICT where there is no phone, RATE_LIMITED. */
  async requestCode(caller: Caller, address: string): Promise<void> {
    const account = await this.#own(caller, 'identity.factor.prove');
    const phone = this.#deps.accounts.phoneOf(account);
    if (!phone) throw new Fault('CONFLICT', { field: 'phone' });
    await this.#deps.codes.send('step-up', phone, address);
    await this.#deps.audit.read(caller, { action: 'identity.factor.code', subject: subjectOf(account), purpose: 'self' });
  }

  /** Proves a second factor, for ten minutes. Throws BAD_INPUT where it is the very factor of the sign-in: that is still one. */
  async stepUp(caller: Caller, method: FactorMethod, code: string): Promise<SteppedUp | SignInRefused> {
    const account = await this.#own(caller, 'identity.factor.prove');
    const { counters, sessions, connection, audit, clock } = this.#deps;
    const { factors } = await sessions.proved(caller);
    if (factors[0] === method) throw new Fault('BAD_INPUT', { field: 'method', reason: 'same-factor' });
    // WeChat that was bound by a code of the same phone, and never since by its person, is that phone once more.
    if (method === 'SMS' && factors[0] === 'WECHAT' && restsOnPhoneAlone(account, 'WECHAT', account.wechatBoundAt ?? 0)) throw new Fault('NOT_PROOFED', { reason: 'again' });
    if (method === 'CERTIFICATE') throw new Fault('BAD_INPUT', { field: 'method', reason: 'a certificate signs in anew' });
    const gate = await counters.enter('factor', byAccount(account.id));
    if (!gate.open) return this.#refuse(caller, account, method, refused('LOCKED', gate.retryAfterSeconds));
    if (!(await this.#isRight(account, method, code))) return this.#refuse(caller, account, method, refused('WRONG'));
    await counters.forgive('factor', byAccount(account.id));
    const opened = await withTransaction(connection, async (session) => {
      const stepped = await sessions.stepUp(session, caller, method);
      await audit.write(session, stepped.caller, { action: 'identity.factor.prove', subject: subjectOf(account), purpose: 'self', details: { factor: method } });
      return stepped;
    });
    sessions.changed(opened.sessionId, account.id);
    return { __typename: 'SteppedUp', opened, sensitiveUntil: clock.now() + SENSITIVE_MS };
  }

  /** Sets or changes the caller's password; all other sessions of the account end. Throws STEP_UP_REQUIRED where a first one is set long after signing in, NOT_PROOFED where it would rest on the phone alone. */
  async setPassword(caller: Caller, password: string, current: string | null): Promise<PasswordSet | PasswordWeak | SignInRefused> {
    const account = await this.#own(caller, 'identity.password.set');
    const { passwords, connection, sessions, audit, devices } = this.#deps;
    const refusal = await this.#mayChange(caller, account, current);
    if (refusal) return refusal;
    const weaknesses = await this.#weaknesses(account, password);
    if (weaknesses.length > 0) return { __typename: 'PasswordWeak', weaknesses };
    const prepared = await passwords.prepare(password);
    await withTransaction(connection, async (session) => {
      await passwords.store(session, account.id, prepared);
      await sessions.endAllOf(session, account.id, caller.sessionId ?? undefined);
      await devices.forget(session, account.id);
      await audit.write(session, caller, { action: 'identity.password.set', subject: subjectOf(account), purpose: 'self' });
    });
    // Every process asks again about each session of the account; those that were ended are not there any more.
    this.#deps.accounts.changed(account.id);
    return { __typename: 'PasswordSet', expiresAt: await passwordExpiresAt(this.#deps, account) };
  }

  /** Stores a first password without asking for anything, for who founds accounts; an initial one opens no post before it is changed. Throws BAD_INPUT where it is weak. */
  async givePassword(session: ClientSession, account: AccountEntity, password: string, options: { readonly initial?: boolean } = {}): Promise<void> {
    const weaknesses = await this.#weaknesses(account, password);
    if (weaknesses.length > 0) throw new Fault('BAD_INPUT', { field: 'password', reason: weaknesses.join(', ') });
    await this.#deps.passwords.store(session, account.id, await this.#deps.passwords.prepare(password), options);
  }

  /** Begins to bind an authenticator app. Throws STEP_UP_REQUIRED where neither the sign-in nor a second factor is fresh, or where one is bound and was not proved; NOT_PROOFED where it would rest on the phone alone. */
  async startAuthenticator(caller: Caller): Promise<{ readonly secret: string; readonly uri: string }> {
    const account = await this.#own(caller, 'identity.authenticator.bind');
    const { authenticators, audit } = this.#deps;
    if (await authenticators.has(account.id)) requireSensitive(caller);
    else await this.#requireOwner(caller, account);
    const setup = await authenticators.begin(account.id, account.login ?? account.displayName);
    await audit.read(caller, { action: 'identity.authenticator.begin', subject: subjectOf(account), purpose: 'self' });
    return setup;
  }

  /** Confirms the app by its first code. False where the code is wrong. */
  async confirmAuthenticator(caller: Caller, code: string): Promise<boolean> {
    const account = await this.#own(caller, 'identity.authenticator.bind');
    const { authenticators, counters, connection, audit } = this.#deps;
    if (await authenticators.has(account.id)) requireSensitive(caller);
    const gate = await counters.enter('factor', byAccount(account.id));
    if (!gate.open) throw new Fault('RATE_LIMITED', { retryAfterSeconds: gate.retryAfterSeconds });
    const step = await authenticators.firstStep(account.id, code);
    if (step === null) return false;
    await counters.forgive('factor', byAccount(account.id));
    return withTransaction(connection, async (session) => {
      if (!(await authenticators.bind(session, account.id, step))) return false;
      await audit.write(session, caller, { action: 'identity.authenticator.bind', subject: subjectOf(account), purpose: 'self' });
      return true;
    });
  }

  /** Second factors that are set up. */
  async factorsOf(account: AccountEntity): Promise<FactorMethod[]> {
    const { authenticators, passwords, bindings } = this.#deps;
    const [app, changedAt, certificate] = await Promise.all([authenticators.has(account.id), passwords.changedAt(account.id), bindings.has(account.id)]);
    return [...(account.phoneSealed !== null ? ['SMS' as const] : []), ...(app ? ['AUTHENTICATOR' as const] : []), ...(certificate ? ['CERTIFICATE' as const] : []), ...(changedAt !== null ? ['PASSWORD' as const] : [])];
  }

  /** Factors by which the caller can prove a second one: those set up, less the one of the sign-in, which stays one factor however often. */
  async stepUpMethods(caller: Caller): Promise<FactorMethod[]> {
    const account = await this.#own(caller, 'identity.factor.prove');
    const [usable, { factors }] = await Promise.all([this.factorsOf(account), this.#deps.sessions.proved(caller)]);
    // A certificate signs in anew: its challenge has no place in `stepUp`.
    return usable.filter((method) => method !== factors[0] && method !== 'CERTIFICATE');
  }

  /** Whether an account has a password. */
  async hasPassword(account: AccountEntity): Promise<boolean> {
    return (await this.#deps.passwords.changedAt(account.id)) !== null;
  }

  /** When an account's password must be changed: an initial one since it was given; null where it need not. */
  async passwordExpiresAt(account: AccountEntity): Promise<number | null> {
    const { passwords } = this.#deps;
    return (await passwords.isInitial(account.id)) ? passwords.changedAt(account.id) : passwordExpiresAt(this.#deps, account);
  }

  async #own(caller: Caller, action: string): Promise<AccountEntity> {
    const account = await ownAccount(this.#deps.accounts, caller);
    await this.#deps.authoriser.check(caller, action, subjectOf(account));
    return account;
  }

  async #isRight(account: AccountEntity, method: FactorMethod, code: string): Promise<boolean> {
    const { authenticators, codes, passwords, accounts } = this.#deps;
    if (method === 'AUTHENTICATOR') return authenticators.use(account.id, code);
    if (method === 'PASSWORD') return passwords.isRight(account.id, code);
    const phone = accounts.phoneOf(account);
    return phone !== null && codes.use('step-up', phone, code);
  }

  /** The refusal of a change of password, or null: who has one must know it, who has none must have come in just now. */
  async #mayChange(caller: Caller, account: AccountEntity, current: string | null): Promise<SignInRefused | null> {
    const { passwords, counters } = this.#deps;
    if ((await passwords.changedAt(account.id)) === null) {
      await this.#requireOwner(caller, account);
      return null;
    }
    // Counted apart from signing in: a stranger's guesses must not keep the owner, who is in, from changing the password.
    const counted: Counted = { name: `${account.id}@signed-in`, accountId: account.id, where: 'SIGNED_IN' };
    const gate = await counters.enter('password', counted);
    if (!gate.open) return this.#refuse(caller, account, 'PASSWORD', refused('LOCKED', gate.retryAfterSeconds));
    if (!(await passwords.isRight(account.id, current ?? ''))) return this.#refuse(caller, account, 'PASSWORD', refused('WRONG'));
    await counters.forgive('password', counted);
    return null;
  }

  /** Asks for a sign-in or a second factor within the last ten minutes. Throws STEP_UP_REQUIRED. */
  async requireFresh(caller: Caller): Promise<void> {
    if (caller.assurance === 'sensitive') return;
    const { startedAt } = await this.#deps.sessions.proved(caller);
    if (startedAt < this.#deps.clock.now() - SENSITIVE_MS) throw new Fault('STEP_UP_REQUIRED');
  }

  /** As fresh; throws NOT_PROOFED where the phone alone would vouch for a proved person. */
  async #requireOwner(caller: Caller, account: AccountEntity): Promise<void> {
    await this.requireFresh(caller);
    if (caller.assurance === 'sensitive') return;
    const { factors } = await this.#deps.sessions.proved(caller);
    if (restsOnPhoneAlone(account, factors[0], this.#deps.clock.now() - SENSITIVE_MS)) throw new Fault('NOT_PROOFED', { reason: 'again' });
  }

  async #weaknesses(account: AccountEntity, password: string): Promise<PasswordWeakness[]> {
    const known = [account.login, this.#deps.accounts.phoneOf(account), account.displayName].flatMap((text) => text ?? []);
    const weaknesses = passwordWeaknesses(password, { staff: account.kind === 'STAFF', known });
    if (weaknesses.length === 0 && (await this.#deps.passwords.wasUsed(account.id, password))) return ['used-before'];
    return weaknesses;
  }

  async #refuse(caller: Caller, account: AccountEntity, factor: FactorMethod, refusal: SignInRefused): Promise<SignInRefused> {
    await this.#deps.audit.read(caller, { action: 'identity.factor.prove', subject: subjectOf(account), purpose: 'self', outcome: 'denied', details: { factor, reason: refusal.reason } });
    return refusal;
  }
}

function requireSensitive(caller: Caller): void {
  if (caller.assurance !== 'sensitive') throw new Fault('STEP_UP_REQUIRED');
}

function subjectOf(account: AccountEntity): { type: string; id: string; personIds: readonly string[] } {
  return { type: 'account', id: account.id, personIds: account.personId === null ? [] : [account.personId] };
}
