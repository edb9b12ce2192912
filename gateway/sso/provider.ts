import { createHmac } from 'node:crypto';
import type Koa from 'koa';
import Provider, { type Configuration, type ErrorOut, type KoaContextWithOIDC } from 'oidc-provider';
import { ALL_SCOPES, PERSONAL_SCOPES } from '../../modules/identity/index.js';
import type { Audit } from '../../modules/kernel/audit/port.js';
import { anonymousCaller } from '../../modules/kernel/caller.js';
import type { Logger } from '../../modules/kernel/module.js';
import { clientAdapter, MongoAdapter, type StoreDeps } from './adapter.js';
import { proofOf } from './access-tokens.js';
import { claimsFor } from './claims.js';
import type { CodeGuesses } from './guesses.js';
import { SIGNING_ALGORITHMS, type SsoKeys } from './keys.js';
import { ACR_VALUES, signOnPolicy, type PolicyDeps } from './policy.js';
import type { AccountsPort, ConsentsPort, SitesPort } from './ports.js';
import type { ActingFor } from '../../modules/kernel/caller.js';
import { TTL } from './ttl.js';
import { deviceConfirmPage, deviceDonePage, deviceInputPage, loggedOutPage, logoutPage, problemPage, type NamedSite } from './views/pages.js';

/** What a provider is made of. */
export interface ProviderDeps extends PolicyDeps {
  readonly issuer: string;
  readonly keys: SsoKeys;
  readonly store: StoreDeps;
  readonly sites: SitesPort;
  readonly accounts: AccountsPort;
  readonly consents: ConsentsPort;
  readonly audit: Audit;
  readonly logger: Logger;
  readonly guesses: CodeGuesses;
  readonly fetch: NonNullable<Configuration['fetch']>;
  /** For whom the session behind a sign-on acts now. */
  actingFor(sessionUid: string | undefined): Promise<ActingFor | null>;
}

/** An OpenID Provider by OpenID Connect Core, PKCE (RFC 7636), device flow (RFC 8628), RP-initiated and back-channel logout: code flow only. */
export function createProvider(deps: ProviderDeps): Provider {
  const provider = new Provider(deps.issuer, configure(deps));
  // The public address says whether it is HTTPS; what a proxy says of it is set by the door (see index.ts).
  provider.proxy = deps.issuer.startsWith('https:');
  provider.on('server_error', (_ctx, error) => deps.logger.error({ err: error }, 'single sign-on failed'));
  // Expected refusals have been answered; what arrives here is a broken connection or a defect.
  const app: Koa = provider;
  app.on('error', (err: Error) => deps.logger.warn({ err }, 'a request of single sign-on failed'));
  return provider;
}

function configure(deps: ProviderDeps): Configuration {
  const { keys, store, sites, issuer } = deps;
  const cookie = { httpOnly: true, sameSite: 'lax', signed: true, secure: issuer.startsWith('https:') } as const;
  const mount = new URL(issuer).pathname;
  return {
    adapter: (kind) => (kind === 'Client' ? clientAdapter(sites) : new MongoAdapter(kind, store)),
    acrValues: ACR_VALUES,
    claims: { openid: ['sub', 'acr', 'auth_time'], ...Object.fromEntries(Object.entries(PERSONAL_SCOPES).map(([scope, { claims }]) => [scope, [...claims]])) },
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'none'],
    // The district's own pages alone, which a kiosk shows: browsers name the origin of any POST.
    clientBasedCORS: (_ctx, origin) => origin === new URL(issuer).origin,
    clientDefaults: { id_token_signed_response_alg: 'ES256', response_types: ['code'], grant_types: ['authorization_code', 'refresh_token'] },
    cookies: {
      keys: [...keys.cookies], long: { ...cookie, path: mount }, short: cookie,
      names: { session: 'sso_session', interaction: 'sso_interaction', resume: 'sso_resume' },
    },
    enabledJWA: { idTokenSigningAlgValues: [...SIGNING_ALGORITHMS] },
    expiresWithSession: () => true,
    extraTokenClaims: (ctx) => proofOf(ctx),
    features: features(deps),
    fetch: deps.fetch,
    findAccount: async (ctx, accountId, token) => {
      const account = await deps.accounts.find(accountId);
      if (!account) return undefined;
      return { accountId, claims: (use, scope) => discloseClaims(deps, ctx, account, use, scope, sessionUidOf(token)) };
    },
    interactions: { policy: signOnPolicy(deps), url: (_ctx, interaction) => `${mount}/interaction/${interaction.uid}` },
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    jwks: { keys: keys.jwks.map((jwk) => ({ ...jwk })) as NonNullable<Configuration['jwks']>['keys'] }, // the file's schema vouches for their shape
    loadExistingGrant: (ctx) => loadGrant(deps, ctx),
    pairwiseIdentifier: (_ctx, accountId, client) => createHmac('sha256', keys.pairwise).update(`${client.sectorIdentifier ?? client.clientId}\n${accountId}`).digest('base64url'),
    pkce: { required: () => true },
    renderError: (ctx, out: ErrorOut) => {
      ctx.type = 'html';
      ctx.body = problemPage(out.error);
    },
    responseTypes: ['code'],
    rotateRefreshToken: true,
    scopes: [...ALL_SCOPES],
    subjectTypes: ['public', 'pairwise'],
    ttl: TTL,
  };
}

function features({ issuer, guesses }: ProviderDeps): NonNullable<Configuration['features']> {
  const mount = new URL(issuer).pathname;
  const show = (ctx: KoaContextWithOIDC, body: string): void => {
    ctx.type = 'html';
    ctx.body = body;
  };
  return {
    devInteractions: { enabled: false },
    dPoP: { enabled: false },
    pushedAuthorizationRequests: { enabled: false },
    resourceIndicators: { enabled: false },
    // Only its own: another's token stays as it is, and whoever tries is not told that there is one.
    revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
    backchannelLogout: { enabled: true },
    deviceFlow: {
      enabled: true,
      // A kiosk stands where many pass: nothing of its address or browser is kept.
      deviceInfo: () => ({}),
      userCodeInputSource: async (ctx, _form, _out, error) => {
        const problem = error === undefined ? null : error.name === 'AbortedError' ? 'aborted' : 'userCode' in error || error.name === 'NoCodeError' ? 'wrong' : 'failed';
        if (problem === 'wrong') await guesses.wrong(ctx.req);
        show(ctx, deviceInputPage(`${mount}/device`, String(ctx.oidc.session?.state?.secret ?? ''), problem));
      },
      userCodeConfirmSource: (ctx, form, client, _info, userCode) => show(ctx, deviceConfirmPage(form, { name: client.clientName ?? client.clientId, address: client.clientUri ?? '' }, userCode)),
      successSource: (ctx) => show(ctx, deviceDonePage()),
    },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: (ctx, form) => show(ctx, logoutPage(form, siteOf(ctx))),
      postLogoutSuccessSource: (ctx) => show(ctx, loggedOutPage()),
    },
  };
}

/** The site of a request as pages name it. */
function siteOf({ oidc: { client } }: KoaContextWithOIDC): NamedSite | null {
  return client ? { name: client.clientName ?? client.clientId, address: client.clientUri ?? '' } : null;
}

/** The grant of this sign-on; else one made of what was agreed with the site before, so that nobody is asked twice. */
async function loadGrant({ consents }: ProviderDeps, ctx: KoaContextWithOIDC) {
  const { session, client, provider, result } = ctx.oidc;
  const accountId = session?.accountId;
  if (!client || !accountId) return undefined;
  const grantId = result?.consent?.grantId ?? session.grantIdFor(client.clientId);
  const known = grantId ? await provider.Grant.find(grantId) : undefined;
  if (known) return known;
  const consent = await consents.find(accountId, client.clientId);
  if (!consent) return undefined;
  const grant = new provider.Grant({ accountId, clientId: client.clientId });
  grant.addOIDCScope(['openid', ...consent.granted].join(' '));
  if (consent.rejected.length > 0) grant.rejectOIDCScope(consent.rejected.join(' '));
  await grant.save();
  return grant;
}

/** What a site is told; where it is more than that somebody signed in, the giving is recorded first, or nothing is given. */
async function discloseClaims(deps: ProviderDeps, ctx: KoaContextWithOIDC, account: NonNullable<Awaited<ReturnType<AccountsPort['find']>>>, use: string, scope: string, sessionUid: string | undefined) {
  const scopes = new Set(scope.split(' '));
  const clientId = ctx.oidc.client?.clientId;
  // ID tokens carry the subject alone; all else goes by the userinfo endpoint.
  if (use !== 'userinfo' || clientId === undefined) return { sub: account.accountId };
  const told = Object.keys(PERSONAL_SCOPES).filter((name) => scopes.has(name));
  if (told.length > 0) {
    const caller = { ...anonymousCaller('api', `sso-${clientId}`.slice(0, 64)), accountId: account.accountId, personId: account.personId, proofed: account.proofed };
    await deps.audit.read(caller, {
      action: 'identity.site.disclose', subject: { type: 'account', id: account.accountId, ...(account.personId === null ? {} : { personIds: [account.personId] }) },
      purpose: 'service', disclosedTo: clientId, details: { scopes: told.join(' ') },
    });
  }
  return { ...claimsFor(account, scopes.has('delegation') ? await deps.actingFor(sessionUid) : null, scopes) };
}

function sessionUidOf(token: object | undefined): string | undefined {
  return token && 'sessionUid' in token && typeof token.sessionUid === 'string' ? token.sessionUid : undefined;
}
