import type { ClientSession, Connection, Model } from 'mongoose';
import type { Audit } from '../../kernel/audit/port.js';
import type { Caller } from '../../kernel/caller.js';
import type { Clock } from '../../kernel/clock.js';
import { withTransaction } from '../../kernel/db.js';
import { Fault } from '../../kernel/errors.js';
import type { EventBus } from '../../kernel/events.js';
import type { Mutations } from '../../kernel/idempotency.js';
import type { PersonalData } from '../../kernel/personal-data.js';
import type { Authoriser } from '../../kernel/policy/port.js';
import { RIGHTS_CHANGED, type RightsChanged } from '../sessions/types.js';
import { siteConsentModel, type SiteConsentDocument } from './model.js';
import { describeScope } from './scopes.js';
import type { SitesService } from './service.js';
import type { SiteConsentEntity } from './types.js';

/** What consents to sites stand on. */
export interface SiteConsentsDeps {
  readonly connection: Connection;
  readonly audit: Audit;
  readonly authoriser: Authoriser;
  readonly mutations: Mutations;
  readonly clock: Clock;
  readonly events: EventBus;
  readonly sites: SitesService;
}

/** What somebody lets a site know and do. */
export interface SiteConsent {
  readonly granted: readonly string[];
  readonly rejected: readonly string[];
}

/** What ends with a consent (tokens, sign-ons): run in the transaction that withdraws it. */
export type WithdrawalHook = (session: ClientSession, accountId: string, clientId: string) => Promise<void>;

/** What people agreed to tell sites: asked once a site, and again only for what is new; listed and taken back by themselves. */
export class SiteConsents {
  readonly #deps: SiteConsentsDeps;
  readonly #consents: Model<SiteConsentDocument>;
  readonly #onWithdraw: WithdrawalHook[] = [];

  constructor(deps: SiteConsentsDeps) {
    this.#deps = deps;
    this.#consents = siteConsentModel(deps.connection);
  }

  /** What an account agreed to with a site; null where it was never asked. */
  async find(accountId: string, clientId: string): Promise<SiteConsent | null> {
    return this.#consents.findById(keyOf(accountId, clientId)).lean();
  }

  /** Writes down an answer, with its audit record in one transaction. An earlier answer of the same site is extended, a scope answered anew takes its new place. */
  async give(caller: Caller & { readonly accountId: string }, clientId: string, { granted, rejected }: SiteConsent): Promise<void> {
    const { connection, audit, clock } = this.#deps;
    const _id = keyOf(caller.accountId, clientId);
    await withTransaction(connection, async (session) => {
      const earlier = await this.#consents.findById(_id).session(session).lean();
      const next: SiteConsentDocument = {
        _id, accountId: caller.accountId, clientId, at: new Date(clock.now()),
        granted: merged(earlier?.granted, granted, rejected), rejected: merged(earlier?.rejected, rejected, granted),
      };
      await this.#consents.replaceOne({ _id }, next, { upsert: true, session });
      await audit.write(session, caller, {
        action: 'identity.site.consent', subject: subjectOf(caller, clientId), purpose: 'self', disclosedTo: clientId, details: { granted: granted.join(' '), rejected: rejected.join(' ') },
      });
    });
  }

  /** The caller's own, the latest first. A site that is switched off is named too: what was agreed to still stands. */
  async list(caller: Caller): Promise<SiteConsentEntity[]> {
    await this.#deps.authoriser.check(caller, 'identity.site.consents', ownSubject(caller));
    const documents = await this.#consents.find({ accountId: caller.accountId ?? '' }).sort({ at: -1 }).lean();
    const sites = await this.#deps.sites.ofClients(documents.map(({ clientId }) => clientId));
    return documents.flatMap(({ clientId, granted, rejected, at }) => {
      const site = sites.get(clientId);
      return site ? [{ site, granted: granted.map(inWords), refused: rejected.map(inWords), at: at.getTime() }] : [];
    });
  }

  /** Takes an answer back, and with it what the site holds by it. False where there was none. Throws NOT_FOUND for what is no site. */
  async withdraw(caller: Caller, siteId: string, idempotencyKey: string): Promise<boolean> {
    const { authoriser, mutations, sites, audit, events } = this.#deps;
    await authoriser.check(caller, 'identity.site.withdraw', ownSubject(caller));
    const { accountId } = caller;
    if (accountId === null) throw new Fault('UNAUTHENTICATED');
    const { clientId } = await sites.get(siteId);
    const stood = await mutations.run(caller, { action: 'identity.site.withdraw', key: idempotencyKey, input: { siteId } }, async (session) => {
      const { deletedCount } = await this.#consents.deleteOne({ _id: keyOf(accountId, clientId) }, { session });
      for (const hook of this.#onWithdraw) await hook(session, accountId, clientId);
      await audit.write(session, caller, { action: 'identity.site.withdraw', subject: subjectOf(caller, clientId), purpose: 'self', details: { stood: deletedCount > 0 } });
      return deletedCount > 0;
    });
    // Sockets that the site has open by its tokens are looked at again.
    events.publish(RIGHTS_CHANGED, { accountId } satisfies RightsChanged);
    return stood;
  }

  /** Registers what ends with a consent. */
  onWithdraw(hook: WithdrawalHook): void {
    this.#onWithdraw.push(hook);
  }

  /** Deletes all answers of an account with the account itself, in that transaction. Safe to run twice. */
  async erase(session: ClientSession, accountId: string): Promise<void> {
    await this.#consents.deleteMany({ accountId }, { session });
  }

  /** For the export; what is deleted goes with the account. */
  personalData(accountOf: (personId: string) => Promise<string | null>): PersonalData {
    return {
      name: 'identity.sites',
      collect: async (personId) => {
        const accountId = await accountOf(personId);
        const documents = accountId === null ? [] : await this.#consents.find({ accountId }).sort({ at: 1 }).lean();
        const sites = await this.#deps.sites.ofClients(documents.map(({ clientId }) => clientId));
        const records = documents.map(({ clientId, granted, rejected, at }) => ({ site: sites.get(clientId)?.nameZh ?? clientId, granted, refused: rejected, at: at.toISOString() }));
        return records.length > 0 ? [{ title: { zh: '部门网站授权', en: 'Consents to department sites' }, records }] : [];
      },
      erase: async () => ({ deleted: [{ zh: '对部门网站的授权', en: 'Consents to department sites' }], kept: [] }),
    };
  }

  /** Makes the indexes. */
  async prepare(): Promise<void> {
    await this.#consents.createCollection();
    await this.#consents.createIndexes();
  }
}

function keyOf(accountId: string, clientId: string): string {
  return `${accountId}:${clientId}`;
}

function inWords(name: string) {
  return { name, words: describeScope(name) };
}

function merged(earlier: readonly string[] | undefined, added: readonly string[], removed: readonly string[]): string[] {
  return [...new Set([...(earlier ?? []).filter((scope) => !removed.includes(scope)), ...added])].sort();
}

function ownSubject({ accountId, personId }: Caller) {
  return { type: 'account', id: accountId ?? '', ...(personId === null ? {} : { personIds: [personId] }) };
}

function subjectOf(caller: Caller, clientId: string) {
  return { type: 'site', id: clientId, ...(caller.personId === null ? {} : { personIds: [caller.personId] }) };
}
