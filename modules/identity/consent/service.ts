import type { Audit } from '../../kernel/audit/port.js';
import { principalOf, type Caller } from '../../kernel/caller.js';
import type { Clocks } from '../../kernel/clock.js';
import { districtDate } from '../../kernel/district-time.js';
import { Fault } from '../../kernel/errors.js';
import type { EventBus } from '../../kernel/events.js';
import type { Mutations } from '../../kernel/idempotency.js';
import type { Authoriser } from '../../kernel/policy/port.js';
import type { PeopleDirectory } from '../people/directory.js';
import { currentNotices } from './notices.js';
import { mayDecide } from './rules.js';
import type { ConsentStore, Decision } from './store.js';
import { CONSENT_WITHDRAWN, type ConsentEntity, type ConsentNotice, type ConsentWithdrawn } from './types.js';

/** What consents stand on. */
export interface ConsentDeps {
  readonly store: ConsentStore;
  readonly directory: PeopleDirectory;
  readonly audit: Audit;
  readonly authoriser: Authoriser;
  readonly mutations: Mutations;
  readonly events: EventBus;
  readonly clocks: Clocks;
}

/** Agreeing to the use of personal data, and withdrawing. */
export class ConsentService {
  readonly #deps: ConsentDeps;

  constructor(deps: ConsentDeps) {
    this.#deps = deps;
  }

  /** The notices in force; anybody may read them. */
  notices(): ConsentNotice[] {
    return currentNotices();
  }

  /** What the caller, or the child acted for, decided; nothing where the caller may not decide for whom one acts. */
  async list(caller: Caller): Promise<ConsentEntity[]> {
    const personId = principalOf(caller);
    if (!personId || !(await this.#deps.authoriser.allows(caller, 'identity.consent.read', subjectOf(personId)))) return [];
    return this.#entities(await this.#deps.store.list(personId));
  }

  /** Agrees to a notice in the version shown. Throws NOT_FOUND, CONFLICT (another version is in force), FORBIDDEN (under 14 the guardian decides, from 14 the person). */
  async give(caller: Caller, purpose: string, version: number, key: string): Promise<ConsentEntity> {
    await this.#may(caller, 'identity.consent.give');
    const notice = currentNotices().find((one) => one.purpose === purpose);
    if (!notice) throw new Fault('NOT_FOUND', { purpose });
    if (notice.version !== version) throw new Fault('CONFLICT', { purpose, version: notice.version });
    return this.#decide(caller, 'identity.consent.give', { purpose, version, given: true }, key);
  }

  /** Withdraws; what rests on it stops: the authoriser asks at each look, and others hear of it. Throws NOT_FOUND, BAD_INPUT (the service needs it). */
  async withdraw(caller: Caller, purpose: string, key: string): Promise<ConsentEntity> {
    await this.#may(caller, 'identity.consent.withdraw');
    const notice = currentNotices().find((one) => one.purpose === purpose);
    if (!notice) throw new Fault('NOT_FOUND', { purpose });
    if (notice.required) throw new Fault('BAD_INPUT', { field: 'purpose', reason: 'the service needs it; deleting the account ends it' });
    const entity = await this.#decide(caller, 'identity.consent.withdraw', { purpose, version: notice.version, given: false }, key);
    const personId = principalOf(caller);
    if (personId) this.#deps.events.publish(CONSENT_WITHDRAWN, { personId, purpose } satisfies ConsentWithdrawn);
    return entity;
  }

  /** Whether the caller decides at all, before anything else is said. */
  async #may(caller: Caller, action: string): Promise<void> {
    await this.#deps.authoriser.check(caller, action, subjectOf(principalOf(caller) ?? ''));
  }

  async #decide(caller: Caller, action: string, choice: Pick<Decision, 'purpose' | 'version' | 'given'>, key: string): Promise<ConsentEntity> {
    const { store, directory, audit, mutations, clocks } = this.#deps;
    const personId = principalOf(caller) ?? '';
    const person = await directory.find(personId);
    if (!person) throw new Fault('NOT_PROOFED');
    const by = caller.actingFor ? 'guardian' : 'self';
    if (!mayDecide(person.birthDate, districtDate(clocks.system.now()), by)) throw new Fault('FORBIDDEN', { reason: by === 'self' ? 'under 14 the guardian decides' : 'from 14 the person decides' });
    const decision = await mutations.run<Decision>(caller, { action, key, input: { personId, ...choice } }, async (session) => {
      const decided = { personId, ...choice, at: clocks.system.now(), by: by === 'guardian' ? caller.personId : null };
      await store.decide(session, decided);
      await audit.write(session, caller, { action, subject: subjectOf(personId), purpose: 'consent', details: { purpose: choice.purpose, version: choice.version } });
      return decided;
    });
    const [entity] = await this.#entities([decision]);
    return entity!; // one was given in
  }

  async #entities(decisions: readonly Decision[]): Promise<ConsentEntity[]> {
    const refs = await this.#deps.directory.refs(decisions.flatMap(({ by }) => by ?? []));
    return decisions.map(({ purpose, version, given, at, by }) => ({ purpose, version, given, at, by: (by && refs.get(by)) || null }));
  }
}

const subjectOf = (id: string) => ({ type: 'consent', id, personIds: [id] });
