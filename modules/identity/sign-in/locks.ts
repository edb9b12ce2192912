import type { Audit } from '../../kernel/audit/port.js';
import { sealWords } from '../../kernel/audit/words.js';
import type { Caller } from '../../kernel/caller.js';
import type { FieldCipher } from '../../kernel/crypto/types.js';
import { Fault } from '../../kernel/errors.js';
import type { Mutations } from '../../kernel/idempotency.js';
import type { Connection as Page, PageArgs } from '../../kernel/pages.js';
import type { Authoriser } from '../../kernel/policy/port.js';
import type { Notifier } from '../../messages/contract.js';
import type { AccountsService } from '../accounts/service.js';
import type { AccountEntity } from '../accounts/types.js';
import type { Counters } from './counters.js';
import type { CounterDocument } from './model.js';
import type { Guessed, LockEntity } from './types.js';

/** What locks stand on. */
export interface LocksDeps {
  readonly cipher: FieldCipher;
  readonly audit: Audit;
  readonly authoriser: Authoriser;
  readonly accounts: AccountsService;
  readonly counters: Counters;
  readonly mutations: Mutations;
  readonly notifier: Notifier;
}

const FACTORS = { password: 'PASSWORD', code: 'CODE', factor: 'SECOND_FACTOR' } as const satisfies Record<Guessed, LockEntity['factor']>;

/** Locks on accounts, as the security administrator watches and lifts them. */
export class LocksService {
  readonly #deps: LocksDeps;

  constructor(deps: LocksDeps) {
    this.#deps = deps;
  }

  /** The locks in force, those that hold longest first. Recorded. Throws FORBIDDEN and kin, BAD_INPUT. */
  async list(caller: Caller, args: PageArgs): Promise<Page<LockEntity>> {
    const action = 'identity.lock.read';
    const subject = { type: 'account', id: 'locked' };
    await this.#deps.authoriser.check(caller, action, subject);
    const page = await this.#deps.counters.locks(args);
    const locks = await Promise.all(page.docs.map((doc) => this.#entity(doc)));
    const personIds = [...new Set(locks.flatMap(({ account }) => account.personId ?? []))];
    await this.#deps.audit.read(caller, { action, subject: { ...subject, personIds }, purpose: 'supervision' });
    return page.connect(locks);
  }

  /** Lifts a lock before its time. Throws FORBIDDEN (OWN_LOCK: of one's own account) and kin, BAD_INPUT, NOT_FOUND (it has opened). */
  async lift(caller: Caller, id: string, reason: string, key: string): Promise<AccountEntity> {
    const { authoriser, counters, accounts, mutations, audit, cipher, notifier } = this.#deps;
    const action = 'identity.lock.lift';
    await authoriser.check(caller, action, { type: 'lock', id });
    const words = reason.normalize('NFC').trim();
    if ([...words].length < 2 || words.length > 200) throw new Fault('BAD_INPUT', { field: 'reason', reason: 'says why in 2 to 200 characters' });
    const accountId = await mutations.run(caller, { action, key, input: { id, reason: words } }, async (session) => {
      const lockedId = await counters.lockedAccount(id);
      const account = lockedId === null ? null : await accounts.find(lockedId, session);
      if (!account) throw new Fault('NOT_FOUND', { id });
      // Whoever is in somebody's session and guesses at the second factor does not help himself to more tries.
      if (account.id === caller.accountId) throw new Fault('FORBIDDEN', { reason: 'OWN_LOCK' });
      if (!(await counters.lift(session, id))) throw new Fault('NOT_FOUND', { id });
      const { personId } = account;
      await audit.write(session, caller, { action, subject: { type: 'account', id: account.id, ...(personId === null ? {} : { personIds: [personId] }) }, purpose: 'administration', details: { reasonSealed: sealWords(cipher, caller, action, words) } });
      if (personId !== null) await notifier.notify(session, { personId, template: 'identity.sign-in-lock-lifted', params: {}, key: `identity.sign-in-lock-lifted:${id}:${key}`, link: '/me/security' });
      return account.id;
    });
    const account = await accounts.find(accountId);
    if (!account) throw new Fault('NOT_FOUND', { id });
    return account;
  }

  async #entity({ lockId, accountId, guessed, where, lockedAt, lockedUntil, count }: CounterDocument): Promise<LockEntity> {
    const account = accountId === undefined ? null : await this.#deps.accounts.find(accountId);
    // The list asks for locks of accounts alone, and an account's counts go with it.
    if (!account || !lockId || !guessed || !where || !lockedAt || !lockedUntil) throw new Fault('CONFLICT', { accountId });
    return { id: lockId, account, factor: FACTORS[guessed], where, since: lockedAt.getTime(), until: lockedUntil.getTime(), tries: count };
  }
}
