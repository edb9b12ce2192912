import { randomBytes } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { Audit } from '../../../kernel/audit/port.js';
import type { Clock } from '../../../kernel/clock.js';
import { withTransaction } from '../../../kernel/db.js';
import { Fault } from '../../../kernel/errors.js';
import type { AccountsService } from '../../accounts/service.js';
import type { AccountEntity, PeoplePort } from '../../accounts/types.js';
import type { Challenges } from '../challenges.js';
import { refused, type SignInService } from '../service.js';
import type { Attempt, CertificateAuthority, SignInOutcome } from '../types.js';
import type { CertificateBindings } from '../certificate-bindings.js';
import { isSignedBy, type Certificate } from './certificate.js';
import { isTrusted, readChain } from './chain.js';

/** What signing in by certificate stands on. */
export interface CertificatesDeps {
  /** Null where the district trusts no certificate authority. */
  readonly authority: CertificateAuthority | null;
  readonly challenges: Challenges;
  readonly accounts: AccountsService;
  readonly people: PeoplePort;
  readonly signIn: SignInService;
  readonly bindings: CertificateBindings;
  readonly connection: Connection;
  readonly audit: Audit;
  readonly clock: Clock;
}

const CHALLENGE_MS = 300_000;

/** What is signed: it names its purpose, so that no signature given elsewhere can be used here, nor one from here elsewhere. */
export function challengeMessage(id: string, nonce: string): Buffer {
  return Buffer.from(`smart-district sign-in\n${id}\n${nonce}`, 'utf8');
}

/** Signing in by a certificate on a key token, for staff and organisations. */
export class CertificatesService {
  readonly #deps: CertificatesDeps;

  constructor(deps: CertificatesDeps) {
    this.#deps = deps;
  }

  /** A challenge to sign within five minutes. */
  async challenge(): Promise<{ readonly id: string; readonly nonce: string; readonly expiresAt: number }> {
    const nonce = randomBytes(32).toString('base64url');
    const id = await this.#deps.challenges.begin('certificate', { nonce }, CHALLENGE_MS);
    return { id, nonce, expiresAt: this.#deps.clock.now() + CHALLENGE_MS };
  }

  /** Signs in by the signed challenge. All that can be wrong is answered alike. Throws UNAVAILABLE where revocation cannot be learnt. */
  async signIn(attempt: Attempt, challengeId: string, signature: string, chainTexts: readonly string[]): Promise<SignInOutcome> {
    const { challenges, authority, clock, signIn } = this.#deps;
    if (!authority) throw new Fault('UNAVAILABLE', { field: 'certificate' });
    // Used up before anything is looked at: a challenge stands for one try.
    const begun = await challenges.finish('certificate', challengeId);
    const chain = readChain(chainTexts);
    const [leaf] = chain ?? [];
    if (!begun || !chain || !leaf || !isSignedBy(leaf, challengeMessage(challengeId, String(begun['nonce'])), Buffer.from(signature, 'base64'))) {
      return signIn.refuse(attempt, null, 'CERTIFICATE', refused('WRONG'));
    }
    const trusted = await isTrusted(chain, authority, clock.now()).catch((cause: unknown) => {
      throw new Fault('UNAVAILABLE', { field: 'certificate' }, { cause });
    });
    const account = trusted && leaf.subjectNumber !== null ? await this.#accountOf(leaf.subjectNumber) : null;
    if (!account) return signIn.refuse(attempt, null, 'CERTIFICATE', refused('WRONG'));
    if (!account.disabled) await this.#bind(attempt, account, leaf);
    return signIn.finish(attempt, account, 'CERTIFICATE');
  }

  /** Notes the certificate that somebody came with first, or came with after the last was renewed. */
  async #bind({ caller }: Attempt, account: AccountEntity, leaf: Certificate): Promise<void> {
    const { bindings, connection, audit } = this.#deps;
    if (await bindings.isBound(account.id, leaf)) return;
    const subject = { type: 'account', id: account.id, ...(account.personId ? { personIds: [account.personId] } : {}) };
    await withTransaction(connection, async (session) => {
      await bindings.bind(session, account.id, leaf);
      await audit.write(session, caller, { action: 'identity.certificate.bind', subject, purpose: 'sign-in' });
    });
  }

  /** The account of a person's ID number or an organisation's code; only staff and organisations sign in this way. */
  async #accountOf(number: string): Promise<AccountEntity | null> {
    const { people, accounts } = this.#deps;
    const personId = await people.personIdByIdentifier(number);
    const organisationId = await people.organisationIdByCreditCode(number);
    const account = personId ? await accounts.findByPerson(personId) : organisationId ? await accounts.findByOrganisation(organisationId) : null;
    return account?.kind === 'STAFF' || account?.kind === 'ORGANISATION' ? account : null;
  }
}
