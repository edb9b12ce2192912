import type { ClientSession, Connection } from 'mongoose';
import type { Audit } from '../../kernel/audit/port.js';
import type { AuditEvent } from '../../kernel/audit/types.js';
import type { Caller } from '../../kernel/caller.js';
import type { Clock } from '../../kernel/clock.js';
import { withTransaction } from '../../kernel/db.js';
import { Fault } from '../../kernel/errors.js';
import { normalisePhone } from '../../kernel/identifiers.js';
import type { AccountsService } from '../accounts/service.js';
import type { AccountEntity, PostsPort } from '../accounts/types.js';
import type { SessionsService } from '../sessions/service.js';
import type { Factor } from '../sessions/types.js';
import type { Authenticators } from './authenticator.js';
import type { Challenges } from './challenges.js';
import type { OneTimeCodes } from './codes.js';
import { byAccount, type Counters, type Gate } from './counters.js';
import type { KnownDevices } from './devices.js';
import type { Passwords } from './passwords.js';
import { passwordLifetimeMs, phoneMayBeAnothers } from './rules.js';
import type { Attempt, Counted, FactorMethod, Guessed, PendingSignIn, SecondFactorNeeded, SignedIn, SignInOutcome, SignInRefused } from './types.js';

/** What signing in stands on. */
export interface SignInDeps {
  readonly connection: Connection;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly accounts: AccountsService;
  readonly sessions: SessionsService;
  readonly posts: PostsPort;
  readonly counters: Counters;
  readonly codes: OneTimeCodes;
  readonly passwords: Passwords;
  readonly authenticators: Authenticators;
  readonly challenges: Challenges;
  readonly devices: KnownDevices;
}

/** Time to bring the second factor. */
const SECOND_FACTOR_MS = 300_000;
/** Sign-ins tried from one address in five minutes: an office may share one, a guesser needs more. */
const ADDRESS = { most: 200, windowMs: 300_000 } as const;
const LONGEST_LOGIN = 64;
const ACTION = 'identity.sign-in';

/** How a sign-in was refused. */
export const refused = (reason: SignInRefused['reason'], retryAfterSeconds: number | null = null): SignInRefused => ({ __typename: 'SignInRefused', reason, retryAfterSeconds });

/** Signing in by what somebody knows or gets: password, code; and the second factor of staff. Other ways end here too, by `finish`. */
export class SignInService {
  readonly #deps: SignInDeps;

  constructor(deps: SignInDeps) {
    this.#deps = deps;
  }

  /** Sends a sign-in code; the same answer and the same work whether an account has the phone or not. Throws BAD_INPUT, RATE_LIMITED. */
  async requestCode(attempt: Attempt, phone: string): Promise<void> {
    await this.#deps.codes.send('sign-in', phoneOf(phone), attempt.address);
    await this.#deps.audit.read(attempt.caller, { action: 'identity.sign-in.code', subject: { type: 'account', id: 'unknown' }, purpose: 'sign-in' });
  }

  /** Signs in by phone and code; a phone that is new founds an account. `bind` runs in the same transaction once it is known who it is. */
  async byCode(attempt: Attempt, phoneText: string, code: string, bind?: (session: ClientSession, accountId: string) => Promise<void>): Promise<SignInOutcome> {
    const { codes, accounts, counters, connection, audit, clock } = this.#deps;
    const phone = phoneOf(phoneText);
    const known = await accounts.findByPhone(phone);
    const counted = await this.#countedAs(attempt, phone, known);
    const gate = await this.#gate(attempt, 'code', counted);
    if (!gate.open) return this.#refuse(attempt, null, 'code', refused('LOCKED', gate.retryAfterSeconds));
    if (!(await codes.use('sign-in', phone, code))) return this.#refuse(attempt, known, 'code', refused('WRONG'));
    await counters.forgive('code', counted);
    const account = (await accounts.findByPhone(phone)) ?? (await withTransaction(connection, async (session) => {
      const founded = await accounts.foundByPhone(session, phone);
      await audit.write(session, attempt.caller, { action: 'identity.account.found', subject: { type: 'account', id: founded.id }, purpose: 'sign-in' });
      return founded;
    }));
    if (account.disabled) return this.#refuse(attempt, account, 'code', refused('DISABLED'));
    if (phoneMayBeAnothers(account, clock.now())) return this.#doubt(attempt, account);
    if (bind) await withTransaction(connection, (session) => bind(session, account.id));
    await accounts.phoneHeld(account.id);
    return this.finish(attempt, account, 'SMS');
  }

  /** Signs in by login name, phone or identifier, and password. Which of the two is wrong shows neither in the answer nor in the work done. */
  async byPassword(attempt: Attempt, login: string, password: string): Promise<SignInOutcome> {
    if (login.length > LONGEST_LOGIN || password.length > 1024) throw new Fault('BAD_INPUT', { field: 'login', reason: 'is too long' });
    const { accounts, passwords, counters } = this.#deps;
    const account = await accounts.findByLogin(login);
    const counted = await this.#countedAs(attempt, account?.id ?? `unknown:${login.normalize('NFKC').trim().toLowerCase()}`, account);
    const gate = await this.#gate(attempt, 'password', counted);
    if (!gate.open) return this.#refuse(attempt, account, 'password', refused('LOCKED', gate.retryAfterSeconds));
    const right = await passwords.isRight(account?.id ?? null, password);
    if (!account || !right) return this.#refuse(attempt, account, 'password', refused('WRONG'));
    await counters.forgive('password', counted);
    if (account.disabled) return this.#refuse(attempt, account, 'password', refused('DISABLED'));
    if (await this.#hasExpired(account)) return this.#refuse(attempt, account, 'password', refused('PASSWORD_EXPIRED'));
    return this.finish(attempt, account, 'PASSWORD');
  }

  /**
   * Ends a sign-in whose first factor was proved by whatever way: with a session, or for staff with the wish for a second
   * factor. Staff who have no second one yet, or still the password that they were given, get a session without their posts, in
   * which they can set up the one, change the other and nothing more.
   */
  async finish(attempt: Attempt, account: AccountEntity, first: Factor): Promise<SignedIn | SecondFactorNeeded | SignInRefused> {
    if (account.disabled) return this.#refuse(attempt, account, first, refused('DISABLED'));
    if (account.kind !== 'STAFF') return this.#begin(attempt, account, [first], true);
    const methods = await this.#secondFactors(account, first);
    return methods.length === 0 ? this.#begin(attempt, account, [first], false) : this.#askSecond(attempt, account, first, methods);
  }

  /** A code that came back from a phone which may have got a new holder: with the account's other factor, else without its person. */
  async #doubt(attempt: Attempt, account: AccountEntity): Promise<SignedIn | SecondFactorNeeded> {
    const methods = await this.#secondFactors(account, 'SMS');
    return methods.length === 0 ? this.#begin(attempt, account, ['SMS'], true, true) : this.#askSecond(attempt, account, 'SMS', methods);
  }

  async #askSecond(attempt: Attempt, account: AccountEntity, first: Factor, methods: FactorMethod[]): Promise<SecondFactorNeeded> {
    const phone = this.#deps.accounts.phoneOf(account);
    if (methods.includes('SMS') && phone) await this.#sendSecond(phone, attempt.address);
    const withPosts = !(methods.includes('PASSWORD') && (await this.#hasExpired(account)));
    const pending: PendingSignIn = { accountId: account.id, first, methods, withPosts };
    const challengeId = await this.#deps.challenges.begin('second-factor', { ...pending }, SECOND_FACTOR_MS);
    await this.#deps.audit.read(attempt.caller, eventOf(account, { factor: first, step: 1 }, 'done'));
    return { __typename: 'SecondFactorNeeded', challengeId, methods };
  }

  /** The second step of staff. A challenge lasts five minutes and one success. */
  async complete(attempt: Attempt, challengeId: string, code: string): Promise<SignInOutcome> {
    const { challenges, accounts, counters } = this.#deps;
    const pending = (await challenges.find('second-factor', challengeId)) as PendingSignIn | null; // begun by `finish` alone
    const account = pending ? await accounts.find(pending.accountId) : null;
    if (!pending || !account) return this.#refuse(attempt, null, 'second', refused('WRONG'));
    const gate = await this.#gate(attempt, 'factor', byAccount(account.id));
    if (!gate.open) return this.#refuse(attempt, account, 'second', refused('LOCKED', gate.retryAfterSeconds));
    const proved = await this.#prove(account, pending.methods, code);
    if (!proved || !(await challenges.finish('second-factor', challengeId))) return this.#refuse(attempt, account, 'second', refused('WRONG'));
    await counters.forgive('factor', byAccount(account.id));
    if (account.disabled) return this.#refuse(attempt, account, 'second', refused('DISABLED'));
    if (pending.first === 'SMS') await accounts.phoneHeld(account.id);
    return this.#begin(attempt, account, [pending.first, proved], pending.withPosts);
  }

  /** Notes a refused attempt before it is answered; without the note there is no answer. */
  async refuse(attempt: Attempt, account: AccountEntity | null, factor: string, refusal: SignInRefused): Promise<SignInRefused> {
    return this.#refuse(attempt, account, factor, refusal);
  }

  /** Under which name tries are counted: the account's for everybody, but a name of its own for a browser that it signed in on before. */
  async #countedAs({ deviceWord }: Attempt, whose: string, account: AccountEntity | null): Promise<Counted> {
    const device = await this.#deps.devices.countedAs(deviceWord, account?.id ?? whose);
    const accountId = account?.id ?? null;
    return device === null ? { name: whose, accountId, where: 'ANYWHERE' } : { name: `${whose}@${device}`, accountId, where: 'KNOWN_DEVICE' };
  }

  async #gate(attempt: Attempt, guessed: Guessed, counted: Counted): Promise<Gate> {
    await this.#deps.counters.spend('sign-in', attempt.address, ADDRESS.most, ADDRESS.windowMs);
    return this.#deps.counters.enter(guessed, counted);
  }

  /** Where a code was sent less than a minute ago, that one still holds, and no other is sent. */
  async #sendSecond(phone: string, address: string): Promise<void> {
    try {
      await this.#deps.codes.send('second-factor', phone, address);
    } catch (error) {
      if (!(error instanceof Fault && error.code === 'RATE_LIMITED')) throw error;
    }
  }

  async #prove(account: AccountEntity, methods: readonly FactorMethod[], code: string): Promise<FactorMethod | null> {
    const { authenticators, codes, passwords, accounts } = this.#deps;
    const phone = accounts.phoneOf(account);
    for (const method of methods) {
      if (method === 'AUTHENTICATOR' && (await authenticators.use(account.id, code))) return method;
      if (method === 'SMS' && phone && (await codes.use('second-factor', phone, code))) return method;
      if (method === 'PASSWORD' && (await passwords.isRight(account.id, code))) return method;
    }
    return null;
  }

  /** The one second factor that is asked for: the app where there is one, else what differs from the first. */
  async #secondFactors(account: AccountEntity, first: Factor): Promise<FactorMethod[]> {
    const { authenticators, passwords } = this.#deps;
    if (await authenticators.has(account.id)) return ['AUTHENTICATOR'];
    if (first !== 'SMS' && account.phoneSealed !== null) return ['SMS'];
    if (first !== 'PASSWORD' && (await passwords.changedAt(account.id)) !== null) return ['PASSWORD'];
    return [];
  }

  async #hasExpired(account: AccountEntity): Promise<boolean> {
    const expiresAt = await passwordExpiresAt(this.#deps, account);
    return expiresAt !== null && expiresAt <= this.#deps.clock.now();
  }

  async #begin(attempt: Attempt, account: AccountEntity, factors: readonly Factor[], mayHold: boolean, doubted = false): Promise<SignedIn> {
    const { connection, sessions, audit, devices, passwords } = this.#deps;
    const { caller } = attempt;
    const withPosts = mayHold && !(account.kind === 'STAFF' && (await passwords.isInitial(account.id)));
    const [opened, deviceWord] = await withTransaction(connection, async (session) => {
      const begun = await sessions.start(session, {
        accountId: account.id, channel: caller.channel, device: attempt.device, factors, requestId: caller.requestId, withPosts, doubted, replaces: caller.sessionId,
      });
      await audit.write(session, begun.caller, eventOf(account, { factor: factors.join('+') }, 'done'));
      return [begun, attempt.ownBrowser && !doubted ? await devices.remember(session, attempt.deviceWord, account.id) : null] as const;
    });
    if (caller.sessionId !== null && caller.accountId !== null) sessions.changed(caller.sessionId, caller.accountId, true);
    return { __typename: 'SignedIn', opened, deviceWord };
  }

  async #refuse(attempt: Attempt, account: AccountEntity | null, factor: string, refusal: SignInRefused): Promise<SignInRefused> {
    await this.#deps.audit.read(attempt.caller, eventOf(account, { factor, reason: refusal.reason }, 'denied'));
    return refusal;
  }
}

/** When an account's password must be changed, epoch milliseconds; null where it need not. */
export async function passwordExpiresAt({ passwords, posts }: Pick<SignInDeps, 'passwords' | 'posts'>, account: AccountEntity): Promise<number | null> {
  const changedAt = await passwords.changedAt(account.id);
  if (changedAt === null || account.kind === 'RESIDENT' || account.kind === 'GUEST') return null;
  const held = await posts.activePosts(account.id, account.personId);
  const lifetime = passwordLifetimeMs(account.kind, held.map(({ role }) => role));
  return lifetime === null ? null : changedAt + lifetime;
}

function eventOf(account: AccountEntity | null, details: AuditEvent['details'], outcome: 'done' | 'denied'): AuditEvent {
  const subject = account ? { type: 'account', id: account.id, ...(account.personId ? { personIds: [account.personId] } : {}) } : { type: 'account', id: 'unknown' };
  return { action: ACTION, subject, purpose: 'sign-in', outcome, ...(details ? { details } : {}) };
}

/** A phone in its one form. Throws BAD_INPUT, which tells nothing but that it is no phone. */
export function phoneOf(text: string): string {
  const phone = normalisePhone(text);
  if (!phone) throw new Fault('BAD_INPUT', { field: 'phone', reason: 'is no mobile phone number' });
  return phone;
}


/** A caller's account; throws UNAUTHENTICATED where there is none. */
export async function ownAccount(accounts: AccountsService, caller: Caller): Promise<AccountEntity> {
  const account = caller.accountId === null ? null : await accounts.find(caller.accountId);
  if (!account) throw new Fault('UNAUTHENTICATED');
  return account;
}
