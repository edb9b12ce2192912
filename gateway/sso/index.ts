import type { IncomingMessage } from 'node:http';
import type { Context, Middleware } from 'koa';
import type { Connection } from 'mongoose';
import type Provider from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';
import type { Audit } from '../../modules/kernel/audit/port.js';
import type { Clock } from '../../modules/kernel/clock.js';
import type { FieldCipher } from '../../modules/kernel/crypto/types.js';
import type { Logger } from '../../modules/kernel/module.js';
import type { MongoOutbox } from '../../modules/kernel/outbox.js';
import type { Outgoing } from '../../modules/kernel/outgoing.js';
import { resolveAccessToken } from './access-tokens.js';
import { CodeGuesses } from './guesses.js';
import { handleInteraction } from './interaction.js';
import { handleKioskSession } from './kiosk.js';
import { openSsoKeystore } from './keys.js';
import { ssoModels } from './model.js';
import { createSiteFetch } from './outgoing.js';
import type { AccountsPort, ConsentsPort, ResolvedAccessToken, SessionsPort, SitesPort } from './ports.js';
import { createProvider } from './provider.js';
import { SignOns } from './sign-ons.js';
import { pagePolicy } from './views/page.js';

export type { AccountsPort, ConsentsPort, ResolvedAccessToken, SessionsPort, SignedInSession, SignOnAccount, SitesPort } from './ports.js';

/** What single sign-on stands on. */
export interface SsoDeps {
  readonly connection: Connection;
  readonly cipher: FieldCipher;
  readonly audit: Audit;
  /** The system clock. */
  readonly clock: Clock;
  readonly logger: Logger;
  readonly outbox: MongoOutbox;
  readonly sessions: SessionsPort;
  readonly accounts: AccountsPort;
  readonly sites: SitesPort;
  readonly consents: ConsentsPort;
  /** Where the district is reached from outside, without a slash at the end. Asked at the first request, when the port is known. */
  publicUrl(): string;
  /** Folder of the key file. */
  readonly keysFolder: string;
  /** Development and tests: sites on this machine may be called back over plain http. */
  readonly allowLoopback: boolean;
  /** Guards the calls back. */
  readonly outgoing: Outgoing;
  /** Where the pages sign somebody in; `/sign-in` if left out. */
  readonly signInPath?: string;
  /** Counts a request against the limits of its address; throws RATE_LIMITED. */
  count(request: IncomingMessage): Promise<unknown> | unknown;
  requestId(request: IncomingMessage): string;
  /** Where a request comes from, past trusted proxies. */
  address(request: IncomingMessage): string;
}

/** Single sign-on as the gateway composes it. */
export interface Sso {
  /** Answers everything under `/oidc`; stands before the router and the static pages. */
  readonly middleware: Middleware;
  /** Makes the indexes, and begins to tell sites of what has ended. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Ends sign-ons whose app session ran out by itself, and has their sites told; how many. Runs by itself every few seconds. */
  endOverdue(): Promise<number>;
  /** Who comes with a site's access token; null where it is worth nothing (any more). For admission. */
  resolveAccessToken(token: string): Promise<ResolvedAccessToken | null>;
}

/** Path of the provider; its issuer is the public address with this behind. */
const MOUNT = '/oidc';
/** How long a process may go on with keys that another has just rotated. */
const LOOK_AGAIN_MS = 5000;

/** Composes single sign-on: an OpenID Provider whose sign-in is the app's own session. */
export function createSso(deps: SsoDeps): Sso {
  const models = ssoModels(deps.connection);
  const store = { models, cipher: deps.cipher, clock: deps.clock };
  const keystore = openSsoKeystore(deps.keysFolder, () => deps.clock.now());
  const signOns = new SignOns({ connection: deps.connection, store, logger: deps.logger, outbox: deps.outbox, provider: () => current().provider, session: (id) => deps.sessions.find(id) });
  const guesses = new CodeGuesses((request) => deps.address(request));
  const session = (ctx: { readonly req: IncomingMessage }) => deps.sessions.resolveSession(ctx.req);
  let made: { readonly provider: Provider; readonly handle: ReturnType<Provider['callback']>; readonly stamp: string } | null = null;
  let lookedAt = 0;
  /** Keys are given to a provider when it is made, so new keys make a new one; all it knows stands in MongoDB. */
  const current = () => {
    const now = deps.clock.now();
    if (made && now - lookedAt < LOOK_AGAIN_MS) return made;
    lookedAt = now;
    const stamp = keystore.stamp();
    if (made?.stamp === stamp) return made;
    const provider = createProvider({
      ...deps, issuer: `${deps.publicUrl()}${MOUNT}`, keys: keystore.read(), store, session, guesses,
      fetch: createSiteFetch(deps),
      link: (uid, app) => signOns.link(uid, app),
      actingFor: async (uid) => (uid === undefined ? null : ((await signOns.sessionBehind(uid))?.live.caller.actingFor ?? null)),
    });
    provider.use(pagesAndEnds(deps));
    provider.on('backchannel.error', (_ctx, err, client, accountId, sid) => {
      deps.logger.warn({ err, clientId: client.clientId }, 'a site did not hear of a sign-out');
      signOns.tellAgain(client.clientId, accountId, sid).catch((error: unknown) => deps.logger.error({ err: error }, 'a site will not hear of a sign-out'));
    });
    const looksAgain = ({ accountId }: { readonly accountId?: string | undefined }): void => void (accountId !== undefined && deps.sessions.rightsChanged(accountId));
    provider.on('access_token.destroyed', looksAgain);
    provider.on('refresh_token.destroyed', looksAgain);
    // By then its tokens are gone too.
    provider.on('grant.revoked', ({ oidc: { entities } }) => looksAgain(entities.AccessToken ?? entities.RefreshToken ?? entities.AuthorizationCode ?? {}));
    made = { provider, handle: provider.callback(), stamp };
    return made;
  };
  const provider = (): Provider => current().provider;
  const interaction = { provider, consents: deps.consents, signInPath: deps.signInPath ?? '/sign-in', mount: MOUNT, session, requestId: (ctx: Context) => deps.requestId(ctx.req) };
  deps.consents.onWithdraw((session, accountId, clientId) => signOns.revoke(session, accountId, clientId));
  deps.sessions.onEnd((session, { sessionIds }) => signOns.endSessions(session, sessionIds));
  deps.accounts.onEnd((session, accountId) => signOns.endAccount(session, accountId));
  return {
    async middleware(ctx, next) {
      if (ctx.path !== MOUNT && !ctx.path.startsWith(`${MOUNT}/`)) return next();
      await deps.count(ctx.req);
      // Koa names metrics by the matched route; one name for all of this keeps them few.
      ctx._matchedRoute = MOUNT;
      const path = ctx.path.slice(MOUNT.length + 1);
      if (path === 'device' && ctx.method === 'POST') await guesses.check(ctx.req);
      if (path === 'kiosk/session') return handleKioskSession({ ...deps, models, signOns, provider }, ctx);
      if (path.startsWith('interaction/')) return handleInteraction(interaction, ctx, path.slice('interaction/'.length));
      return hand(ctx, current().handle, new URL(deps.publicUrl()));
    },
    async start() {
      for (const model of [models.records, models.links]) await model.createIndexes();
      signOns.start();
    },
    stop: () => signOns.stop(),
    endOverdue: () => signOns.endOverdue(),
    resolveAccessToken: (token) => resolveAccessToken({ ...deps, signOns, provider }, token),
  };
}

/** Hands a request to the provider, which is mounted: it sees the path behind the mount. */
async function hand(ctx: Context, handle: ReturnType<Provider['callback']>, { protocol, host }: URL): Promise<void> {
  const { req, res } = ctx;
  // A district whose address is HTTPS is reached over it, whatever stands in between.
  if (protocol === 'https:') req.headers['x-forwarded-proto'] = 'https';
  // The provider makes addresses of what the client names as host, so it is told the one that is ours.
  req.headers.host = host;
  delete req.headers['x-forwarded-host'];
  Object.assign(req, { baseUrl: MOUNT });
  const url = req.url ?? '/';
  ctx.respond = false;
  // Koa says 404 until something answers, and the provider takes the answer over as it stands.
  res.statusCode = 200;
  res.setHeader('content-security-policy', pagePolicy());
  req.url = url.slice(MOUNT.length) || '/';
  try {
    await handle(req, res);
  } finally {
    req.url = url;
  }
}

/** Around the provider: the policy of its pages, and the end of the app's session where somebody signs out everywhere. */
function pagesAndEnds({ sessions }: SsoDeps): (ctx: KoaContextWithOIDC, next: () => Promise<void>) => Promise<void> {
  return async (ctx, next) => {
    const ending = ctx.method === 'POST' && ctx.path === '/session/end/confirm' ? await sessions.resolveSession(ctx.req) : null;
    await next();
    // Its types say that it always stands there; at a path that leads nowhere it does not.
    const oidc: KoaContextWithOIDC['oidc'] | undefined = ctx.oidc;
    if (!oidc) return;
    const { client, session, params } = oidc;
    const policy = ctx.response.get('content-security-policy');
    if (ctx.response.is('html') && policy) {
      const targets = pagePolicy([...(client?.redirectUris ?? []), ...(client?.postLogoutRedirectUris ?? [])]);
      const allowed = /form-action [^;]*/.exec(targets)?.[0] ?? `form-action 'self'`;
      // The provider adds the hash of its own submitting script behind 'none', where browsers would wonder at it.
      ctx.set('content-security-policy', policy.replace(/form-action [^;]*/, allowed).replace(/'none' ('sha256-[^;]*)/, '$1'));
    }
    // Another account's sign-on may end on the way to this one's; that ends nothing of this one's.
    const confirmed = ending && params?.logout && ctx.status === 303 && session?.accountId === ending.accountId;
    if (confirmed) await sessions.endSession(ending.sessionId);
  };
}

