import type { IncomingMessage } from 'node:http';
import type { Identity } from '../../modules/identity/index.js';
import { withTransaction } from '../../modules/kernel/db.js';
import { Fault } from '../../modules/kernel/errors.js';
import { createOutgoing } from '../../modules/kernel/outgoing.js';
import type { Logger } from '../../modules/kernel/module.js';
import type { Stores } from '../stores.js';
import type { Config } from '../config.js';
import type { Admission } from '../http/admission.js';
import { cookieName, readCookie, SESSION_COOKIE, setCookie } from '../http/cookies.js';
import type { Kernel } from '../kernel.js';
import { createSso, type Sso } from './index.js';
import { LOOPBACK_RANGES } from './outgoing.js';
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
  const allowLoopback = config.NODE_ENV !== 'production';
  return createSso({
    connection: stores.connection, cipher: kernel.cipher, audit: kernel.audit, outbox: kernel.outbox, clock: stores.clocks.system, logger,
    publicUrl: () => config.PUBLIC_URL ?? listeningAt(),
    outgoing: createOutgoing([...config.ALLOW_PRIVATE_SERVICES, ...(allowLoopback ? LOOPBACK_RANGES : [])]),
    keysFolder: config.dataDir, allowLoopback,
    count: (request) => admission.admit(request), requestId: (request) => admission.requestId(request), address: (request) => admission.address(request),
    sites: identity.sites, consents: identity.siteConsents,
    accounts: {
      onEnd: (hook) => identity.accounts.onEnd(hook),
      async find(id) {
        const account = await identity.accounts.find(id);
        if (!account || account.disabled) return null;
        return { accountId: account.id, personId: account.personId, proofed: account.proofed, name: account.displayName, phone: identity.accounts.phoneOf(account) };
      },
    },
    sessions: sessionsPort(stores, kernel, identity, admission),
  });
}

function sessionsPort({ events, connection }: Stores, { audit }: Kernel, { sessions, topics }: Identity, admission: Admission): SessionsPort {
  const resolve = async (request: IncomingMessage) => {
    const token = readCookie(request, cookieName(SESSION_COOKIE, admission.isSecure(request)));
    return token === undefined ? null : sessions.resolve(token);
  };
  return {
    async resolveSession(request) {
      const resolved = await resolve(request);
      if (!resolved?.caller.sessionId || !resolved.caller.accountId) return null;
      const { accountId, sessionId, personId, assurance } = resolved.caller;
      return { accountId, sessionId, personId, assurance, checkAt: resolved.checkAt, signedInAt: (await sessions.proved(resolved.caller)).startedAt };
    },
    find: (id) => sessions.check(id),
    async endSession(id) {
      const live = await sessions.check(id);
      if (live) await sessions.signOut(live.caller);
    },
    async beginAtKiosk(request, response, { accountId, device, doubted }) {
      const before = (await resolve(request))?.caller;
      const opened = await withTransaction(connection, async (session) => {
        const begun = await sessions.start(session, {
          accountId, channel: 'kiosk', device, factors: ['DEVICE'], requestId: admission.requestId(request), withPosts: false, doubted, replaces: before?.sessionId ?? null,
        });
        const { personId } = begun.caller;
        await audit.write(session, begun.caller, { action: 'identity.sign-in', subject: { type: 'account', id: accountId, ...(personId === null ? {} : { personIds: [personId] }) }, purpose: 'sign-in', details: { factor: 'DEVICE' } });
        return begun;
      });
      if (before?.sessionId && before.accountId) sessions.changed(before.sessionId, before.accountId, true);
      // In no store at all: a restart of the kiosk's browser is one more way in which it ends.
      setCookie(response, SESSION_COOKIE, opened.token, { secure: admission.isSecure(request) });
    },
    async endAtKiosk(request, response) {
      if (admission.isCrossSite(request)) throw new Fault('FORBIDDEN', { reason: 'cross-site' });
      const caller = (await resolve(request))?.caller;
      if (caller) await sessions.signOut({ ...caller, requestId: admission.requestId(request) });
      setCookie(response, SESSION_COOKIE, '', { secure: admission.isSecure(request), maxAgeSeconds: 0 });
      response.setHeader('clear-site-data', '"cache", "cookies", "storage"');
    },
    onEnd: (hook) => sessions.onEnd(hook),
    rightsChanged: (accountId) => events.publish(topics.rights, { accountId }),
  };
}
