import type { ClientSession } from 'mongoose';
import type { Audit } from '../../kernel/audit/port.js';
import { sealWords } from '../../kernel/audit/words.js';
import type { Caller } from '../../kernel/caller.js';
import type { Clocks } from '../../kernel/clock.js';
import type { FieldCipher } from '../../kernel/crypto/types.js';
import { districtDate } from '../../kernel/district-time.js';
import { Fault } from '../../kernel/errors.js';
import { normalisePhone, parseIdentifier, type BilingualText, type Identifier, type IdentifierKind } from '../../kernel/identifiers.js';
import type { Mutations } from '../../kernel/idempotency.js';
import type { Authoriser } from '../../kernel/policy/port.js';
import type { PeopleDirectory } from './directory.js';
import type { AccountsPort, ProofAnswer, ProofingPort, ProofMethod } from './ports.js';
import type { MaskedFieldName, PersonAtEntity, PersonEntity, ProofOutcome, ProofRefusalReason } from './types.js';

/** What people stand on. */
export interface PeopleDeps {
  readonly directory: PeopleDirectory;
  readonly accounts: AccountsPort;
  readonly proofing: ProofingPort;
  readonly cipher: FieldCipher;
  readonly audit: Audit;
  readonly authoriser: Authoriser;
  readonly mutations: Mutations;
  readonly clocks: Clocks;
}

/** What somebody gives to be proved. */
export interface ProofRequest {
  readonly kind: IdentifierKind;
  readonly identifier: string;
  readonly name: string;
  readonly method: ProofMethod;
  readonly evidence?: string | null | undefined;
}

/** Refused proofs an account may have on one day. */
export const MOST_REFUSALS = 5;
const PURPOSE = /^[\p{L}\p{N} ,，。、；;:：().\-]{2,100}$/u;

const REFUSALS = {
  BAD_IDENTIFIER: { zh: '证件号码有误，请核对', en: 'The number is not valid; please compare it' },
  NO_MATCH: { zh: '姓名与证件号码不一致，请核对；也可携带证件到社区事务受理服务中心办理', en: 'Name and number do not match; you can also bring the document to a service centre' },
  ALREADY_BOUND: { zh: '此人已有账号；如非本人开通，请携带证件到社区事务受理服务中心核实', en: 'This person has an account already; if it is not yours, bring the document to a service centre' },
  EVIDENCE_REFUSED: { zh: '验证未通过，请重试或换一种方式；也可携带证件到社区事务受理服务中心办理', en: 'The proof was not accepted; try again or another way, or bring the document to a service centre' },
} as const satisfies Record<ProofRefusalReason, BilingualText>;

/** What is kept under an idempotency key: nothing personal. */
type Kept = { readonly personId: string } | { readonly refused: ProofRefusalReason; readonly text: BilingualText };

/** Proving people, and looking at one. */
export class PeopleService {
  readonly #deps: PeopleDeps;

  constructor(deps: PeopleDeps) {
    this.#deps = deps;
  }

  /** A person, masked. Recorded. Throws FORBIDDEN and kin, NOT_FOUND. */
  async get(caller: Caller, personId: string): Promise<PersonEntity> {
    await this.#deps.authoriser.check(caller, 'identity.person.read', subjectOf(personId));
    const person = await this.#deps.directory.find(personId);
    if (!person) throw new Fault('NOT_FOUND', { personId });
    await this.#deps.audit.read(caller, { action: 'identity.person.read', subject: subjectOf(personId), purpose: purposeFor(caller, personId) });
    return person;
  }

  /** Who somebody is: the own person; null for somebody not proved. Not recorded: it is one's own. */
  async own(caller: Caller): Promise<PersonEntity | null> {
    return caller.personId && caller.proofed ? this.#deps.directory.find(caller.personId) : null;
  }

  /**
   * The day of birth for somebody who got at the person by a right of its own: for oneself, whom one acts for, and clinics; null for
   * others, as it stands in the number. What led to the person was recorded.
   */
  async birthDateFor(caller: Caller, { id, birthDate }: PersonEntity): Promise<string | null> {
    // Oneself in every post, and while acting for another.
    if (caller.proofed && caller.personId === id) return birthDate;
    return (await this.#deps.authoriser.allows(caller, 'identity.person.birth-date', subjectOf(id))) ? birthDate : null;
  }

  /** Proves the caller. Throws UNAUTHENTICATED, BAD_INPUT, RATE_LIMITED (after five refusals on a day), UNAVAILABLE. */
  async prove(caller: Caller, request: ProofRequest, key: string): Promise<ProofOutcome> {
    const { accountId } = caller;
    if (!accountId) throw new Fault('UNAUTHENTICATED');
    await this.#deps.authoriser.check(caller, 'identity.person.prove', { type: 'account', id: accountId });
    if (request.method === 'COUNTER_CARD') throw new Fault('BAD_INPUT', { field: 'method', reason: 'only a clerk who holds the card proves by it' });
    if (!request.evidence) throw new Fault('BAD_INPUT', { field: 'evidence', reason: 'is needed' });
    return this.#prove(caller, accountId, request, key, 'identity.person.prove');
  }

  /** A clerk who holds the card proves the holder of an account. Throws FORBIDDEN and kin, BAD_INPUT, NOT_FOUND. */
  async proveAtCounter(caller: Caller, accountId: string, request: ProofRequest, key: string): Promise<ProofOutcome> {
    await this.#deps.authoriser.check(caller, 'identity.person.prove-at-counter', { type: 'account', id: accountId });
    if (accountId === caller.accountId) throw new Fault('FORBIDDEN', { reason: 'nobody proves himself at the counter' });
    if (request.method !== 'COUNTER_CARD') throw new Fault('BAD_INPUT', { field: 'method', reason: 'expects COUNTER_CARD' });
    if (!(await this.#deps.accounts.find(accountId))) throw new Fault('NOT_FOUND', { accountId });
    return this.#prove(caller, accountId, { ...request, evidence: null }, key, 'identity.person.prove-at-counter');
  }

  /**
   * Who stands before a clerk, or lies before a doctor, by the whole number of a document or the phone of an account; null where
   * nobody fits. Recorded either way. Throws FORBIDDEN and kin, BAD_INPUT where not exactly one of the two is given.
   */
  async findAt(caller: Caller, given: { readonly identifier: string | null; readonly phone: string | null }): Promise<PersonAtEntity | null> {
    const { authoriser, audit, directory, accounts } = this.#deps;
    await authoriser.check(caller, 'identity.person.find', { type: 'person', id: 'unknown' });
    if ((given.identifier === null) === (given.phone === null)) throw new Fault('BAD_INPUT', { field: 'identifier', reason: 'expects either an identifier or a phone' });
    const phone = given.phone === null ? null : normalisePhone(given.phone);
    const holder = phone === null ? null : await accounts.findByPhone(phone);
    const person = given.identifier !== null ? await directory.findByIdentifier(given.identifier) : holder?.personId ? await directory.find(holder.personId) : null;
    const account = person ? await accounts.findByPerson(person.id) : holder;
    const subject = person ? subjectOf(person.id) : { type: account ? 'account' : 'person', id: account?.id ?? 'unknown' };
    await audit.read(caller, { action: 'identity.person.find', subject, purpose: caller.post?.role === 'clerk' ? 'service' : 'care' });
    if (!person && !account) return null;
    return { person, accountId: account?.id ?? null, displayName: person?.name ?? account?.displayName ?? '', proofed: account?.proofed ?? false };
  }

  /** A masked field whole. Recorded with its purpose before it is shown. Throws FORBIDDEN and kin, BAD_INPUT, NOT_FOUND. */
  async unmask(caller: Caller, personId: string, field: MaskedFieldName, purpose: string): Promise<string> {
    const { authoriser, directory, audit, cipher } = this.#deps;
    const action = 'identity.person.unmask';
    await authoriser.check(caller, action, subjectOf(personId));
    if (!PURPOSE.test(purpose)) throw new Fault('BAD_INPUT', { field: 'purpose', reason: 'says why in 2 to 100 letters' });
    const value = await directory.open(personId, field);
    const details = { field, purposeSealed: sealWords(cipher, caller, action, purpose) };
    await audit.read(caller, { action, subject: subjectOf(personId), purpose: purposeFor(caller, personId), details });
    if (value === null) throw new Fault('NOT_FOUND', { personId, field });
    return value;
  }

  async #prove(caller: Caller, accountId: string, request: ProofRequest, key: string, action: string): Promise<ProofOutcome> {
    const { clocks, mutations, directory } = this.#deps;
    const today = districtDate(clocks.system.now());
    let judged: Judgement | null = null;
    const kept = await mutations.run<Kept>(
      caller,
      { action, key, input: { accountId, kind: request.kind, identifier: request.identifier, name: request.name, method: request.method } },
      async (session) => {
        if (!judged) throw new Fault('INTERNAL', { reason: 'proved without being asked' });
        return this.#settle(session, caller, accountId, request, judged, action);
      },
      async () => {
        judged = await this.#judge(accountId, request, today);
        if ('refused' in judged && action === 'identity.person.prove') await directory.countRefusal(accountId, today);
      },
    );
    if ('refused' in kept) return { kind: 'ProofRefused', reason: kept.refused, text: kept.text };
    const person = await directory.find(kept.personId);
    if (!person) throw new Fault('NOT_FOUND', { personId: kept.personId });
    this.#deps.accounts.changed(accountId);
    return { kind: 'Proofed', person };
  }

  /** Asks whether the claim holds: the number's own scheme, the register, and whether the person or the account is bound already. */
  async #judge(accountId: string, request: ProofRequest, today: string): Promise<Judgement> {
    const { directory, accounts, proofing } = this.#deps;
    if ((await directory.refusals(accountId, today)) >= MOST_REFUSALS) throw new Fault('RATE_LIMITED', { retryAfterSeconds: 3600 });
    const reading = parseIdentifier(request.identifier, request.kind, today);
    if (!reading.ok) return { refused: 'BAD_IDENTIFIER', text: reading.reason };
    const { identifier } = reading;
    const name = request.name.normalize('NFC').trim();
    if (name.length === 0 || name.length > 64) throw new Fault('BAD_INPUT', { field: 'name', reason: 'expects 1 to 64 characters' });
    const answer: ProofAnswer = await proofing.prove({ kind: identifier.kind, identifier: identifier.value, name, method: request.method, evidence: request.evidence ?? null });
    if (answer.outcome !== 'match') return refusal(answer.outcome === 'no-match' ? 'NO_MATCH' : 'EVIDENCE_REFUSED');
    // Told only to who proved to be that person: otherwise it would say who has an account.
    const known = await directory.findByIdentifier(identifier.value);
    const holder = known && (await accounts.findByPerson(known.id));
    const account = await accounts.find(accountId);
    if ((holder && holder.id !== accountId) || (account?.personId && account.personId !== known?.id)) return refusal('ALREADY_BOUND');
    return { identifier, name, birthDate: identifier.birthDate ?? answer.birthDate };
  }

  async #settle(session: ClientSession, caller: Caller, accountId: string, request: ProofRequest, judged: Judgement, action: string): Promise<Kept> {
    const { directory, accounts, audit } = this.#deps;
    if ('refused' in judged) {
      await audit.write(session, caller, { action, subject: { type: 'account', id: accountId }, purpose: 'proofing', outcome: 'denied', details: { reason: judged.refused, method: request.method } });
      return judged;
    }
    const account = await accounts.find(accountId, session);
    if (!account) throw new Fault('NOT_FOUND', { accountId });
    const person = await directory.ensure(session, { kind: judged.identifier.kind, identifier: judged.identifier.value, name: judged.name, birthDate: judged.birthDate, phone: accounts.phoneOf(account) });
    // The unique index under it is the last guard where two accounts prove the same person at once.
    await accounts.bindPerson(session, accountId, { personId: person.id, proofed: true, displayName: person.name });
    await directory.proved(session, person.id, request.method, caller.post?.id ?? null);
    await audit.write(session, caller, { action, subject: subjectOf(person.id), purpose: 'proofing', details: { method: request.method, kind: judged.identifier.kind } });
    return { personId: person.id };
  }
}

/** A claim that holds, or why it does not. */
type Judgement =
  | { readonly identifier: Identifier; readonly name: string; readonly birthDate: string }
  | { readonly refused: ProofRefusalReason; readonly text: BilingualText };

const refusal = (refused: ProofRefusalReason): Judgement => ({ refused, text: REFUSALS[refused] });
const purposeFor = ({ personId }: Caller, id: string): string => (personId === id ? 'self' : 'service');
const subjectOf = (id: string) => ({ type: 'person', id, personIds: [id] });
