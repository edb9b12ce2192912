import type { ClientSession, Connection } from 'mongoose';
import type { Audit } from '../../modules/kernel/audit/port.js';
import type { Caller } from '../../modules/kernel/caller.js';
import type { Clock } from '../../modules/kernel/clock.js';
import { withTransaction } from '../../modules/kernel/db.js';
import type { SsoConsent, SsoModels } from './model.js';

/** What consents stand on. */
export interface ConsentsDeps {
  readonly connection: Connection;
  readonly models: SsoModels;
  readonly audit: Audit;
  readonly clock: Clock;
}

/** What somebody lets a site know and do. */
export interface SiteConsent {
  readonly granted: readonly string[];
  readonly rejected: readonly string[];
}

/** What people agreed to tell sites: asked once a site, and again only for what is new. */
export class SiteConsents {
  readonly #deps: ConsentsDeps;

  constructor(deps: ConsentsDeps) {
    this.#deps = deps;
  }

  /** What an account agreed to with a site; null where it was never asked. */
  async find(accountId: string, clientId: string): Promise<SiteConsent | null> {
    return this.#deps.models.consents.findById(keyOf(accountId, clientId)).lean();
  }

  /** Writes down an answer, with its audit record in one transaction. An earlier answer of the same site is extended, a scope answered anew takes its new place. */
  async give(caller: Caller & { readonly accountId: string }, clientId: string, { granted, rejected }: SiteConsent): Promise<void> {
    const { connection, models, audit, clock } = this.#deps;
    const _id = keyOf(caller.accountId, clientId);
    await withTransaction(connection, async (session) => {
      const earlier = await models.consents.findById(_id).session(session).lean();
      const next: SsoConsent = {
        _id, accountId: caller.accountId, clientId, at: new Date(clock.now()),
        granted: merged(earlier?.granted, granted, rejected), rejected: merged(earlier?.rejected, rejected, granted),
      };
      await models.consents.replaceOne({ _id }, next, { upsert: true, session });
      await audit.write(session, caller, {
        action: 'identity.site.consent', subject: subjectOf(caller, clientId), purpose: 'self', disclosedTo: clientId, details: { granted: granted.join(' '), rejected: rejected.join(' ') },
      });
    });
  }

  /** Takes an answer back. False where there was none. What the site was given meanwhile ends by `SignOns.revoke`. */
  async withdraw(caller: Caller & { readonly accountId: string }, clientId: string): Promise<boolean> {
    const { connection, models, audit } = this.#deps;
    return withTransaction(connection, async (session) => {
      const { deletedCount } = await models.consents.deleteOne({ _id: keyOf(caller.accountId, clientId) }, { session });
      if (deletedCount > 0) await audit.write(session, caller, { action: 'identity.site.withdraw', subject: subjectOf(caller, clientId), purpose: 'self' });
      return deletedCount > 0;
    });
  }

  /** Deletes all answers of an account with the account itself, in that transaction. Safe to run twice. */
  async erase(session: ClientSession, accountId: string): Promise<void> {
    await this.#deps.models.consents.deleteMany({ accountId }, { session });
  }

  /** All answers of an account. */
  async of(accountId: string): Promise<readonly SsoConsent[]> {
    return this.#deps.models.consents.find({ accountId }).sort({ at: 1 }).lean();
  }
}

function keyOf(accountId: string, clientId: string): string {
  return `${accountId}:${clientId}`;
}

function merged(earlier: readonly string[] | undefined, added: readonly string[], removed: readonly string[]): string[] {
  return [...new Set([...(earlier ?? []).filter((scope) => !removed.includes(scope)), ...added])].sort();
}

function subjectOf(caller: Caller, clientId: string) {
  return { type: 'site', id: clientId, ...(caller.personId === null ? {} : { personIds: [caller.personId] }) };
}
