import type { IncomingMessage } from 'node:http';
import type { Identity } from '../../modules/identity/index.js';
import type { Logger } from '../../modules/kernel/module.js';
import type { Stores } from '../app.js';
import type { Config } from '../config.js';
import type { Admission } from '../http/admission.js';
import { cookieName, readCookie, SESSION_COOKIE } from '../http/cookies.js';
import type { Kernel } from '../kernel.js';
import { createSso, type Sso } from './index.js';
import type { SessionsPort } from './ports.js';

/** What single sign-on is composed from. */
export interface ComposeDeps {
  readonly config: Config;
  readonly logger: Logger;
  readonly stores: Stores;
  readonly kernel: Kernel;
  readonly identity: Identity;
  readonly admission: Admission;
  /** Where this process listens, when it does; used where no PUBLIC_URL is configured. */
  readonly listeningAt: () => string;
}

/** Single sign-on over identity's sessions, accounts and sites. */
export function composeSso({ config, logger, stores, kernel, identity, admission, listeningAt }: ComposeDeps): Sso {
  return createSso({
    connection: stores.connection, cipher: kernel.cipher, audit: kernel.audit, outbox: kernel.outbox, clock: stores.clocks.system, logger,
    publicUrl: () => config.PUBLIC_URL ?? listeningAt(),
    keysFolder: config.dataDir, allowLoopback: config.NODE_ENV !== 'production',
    count: (request) => admission.admit(request), requestId: (request) => admission.requestId(request),
    sites: identity.sites, consents: identity.siteConsents,
    accounts: {
      onEnd: (hook) => identity.accounts.onEnd(hook),
      async find(id) {
        const account = await identity.accounts.find(id);
        if (!account || account.disabled) return null;
        return { accountId: account.id, personId: account.personId, proofed: account.proofed, name: account.displayName, phone: identity.accounts.phoneOf(account) };
      },
    },
    sessions: sessionsPort(stores, identity, admission),
  });
}

function sessionsPort({ events }: Stores, { sessions, topics }: Identity, admission: Admission): SessionsPort {
  return {
    async resolveSession(request: IncomingMessage) {
      const token = readCookie(request, cookieName(SESSION_COOKIE, admission.isSecure(request)));
      const resolved = token === undefined ? null : await sessions.resolve(token);
      if (!resolved?.caller.sessionId || !resolved.caller.accountId) return null;
      const { accountId, sessionId, personId, assurance } = resolved.caller;
      return { accountId, sessionId, personId, assurance, checkAt: resolved.checkAt, signedInAt: (await sessions.proved(resolved.caller)).startedAt };
    },
    find: (id) => sessions.check(id),
    async endSession(id) {
      const live = await sessions.check(id);
      if (live) await sessions.signOut(live.caller);
    },
    onEnd: (hook) => sessions.onEnd(hook),
    rightsChanged: (accountId) => events.publish(topics.rights, { accountId }),
  };
}
