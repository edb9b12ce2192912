import type { KoaContextWithOIDC } from 'oidc-provider';
import type Provider from 'oidc-provider';
import { CONTRACT_SCOPES } from '../../modules/identity/index.js';
import type { Caller } from '../../modules/kernel/caller.js';
import type { Clock } from '../../modules/kernel/clock.js';
import type { AccountsPort, ConsentsPort, ResolvedAccessToken } from './ports.js';
import type { SignOns } from './sign-ons.js';

/** How long a second factor of a sign-on holds for its tokens, in milliseconds: as long as in the app. */
const SENSITIVE_MS = 10 * 60_000;
/** How long an open socket goes on by a token before it is asked about again, besides what events say. */
const LOOK_AGAIN_MS = 60_000;

/** What access tokens are judged by. */
export interface AccessTokenDeps {
  readonly accounts: AccountsPort;
  readonly consents: ConsentsPort;
  readonly signOns: SignOns;
  readonly clock: Clock;
  provider(): Provider;
}

/** What a token keeps of the sign-on that it came from. */
interface Proof {
  /** Assurance of the sign-on. */
  readonly acr: string;
  /** When that was, epoch seconds; a refreshed token keeps the first. */
  readonly signedOnAt: number;
}

/** For `extraTokenClaims`: what a sign-on proved goes into the token, never to the site. */
export function proofOf({ oidc: { entities } }: KoaContextWithOIDC): Readonly<Record<string, string | number>> {
  const { AuthorizationCode: code, DeviceCode: device, RefreshToken: refresh } = entities;
  const source = code ?? device ?? refresh;
  // Only a refresh token says when its first one was given.
  const at = source && 'iiat' in source && typeof source.iiat === 'number' ? source.iiat : source?.iat;
  return source?.acr !== undefined && at !== undefined ? { acr: source.acr, signedOnAt: at } : {};
}

/**
 * Who comes with a site's access token; null where it is none, is over or was revoked, where account or site is switched off,
 * the app session behind the sign-on has ended, or the person has withdrawn. The caller is that person without any post, by
 * the channel `api`, with the scopes that both token and consent hold; acting for somebody only where the site may know that.
 */
export async function resolveAccessToken({ accounts, consents, signOns, clock, provider }: AccessTokenDeps, value: string): Promise<ResolvedAccessToken | null> {
  const token = await provider().AccessToken.find(value);
  if (!token?.accountId || !token.clientId || !token.sessionUid) return null;
  const { accountId, clientId } = token;
  const [account, client, consent, behind] = await Promise.all([
    accounts.find(accountId), provider().Client.find(clientId), consents.find(accountId, clientId), signOns.sessionBehind(token.sessionUid),
  ]);
  if (!account || !client || !consent || behind?.live.caller.accountId !== accountId) return null;
  const granted = [...token.scopes].filter((scope) => consent.granted.includes(scope));
  const { personId, proofed, actingFor, assurance } = behind.live.caller;
  const now = clock.now();
  const caller: Caller = {
    accountId, personId, proofed, post: null, actingFor: granted.includes('delegation') ? actingFor : null, sessionId: null, channel: 'api', requestId: '',
    assurance: assurance === 'sensitive' && provedLately(token.extra, now) ? 'sensitive' : 'ordinary',
    site: { clientId, scopes: granted.filter((scope) => scope in CONTRACT_SCOPES) },
  };
  return { caller, sessionId: behind.sessionId, checkAt: Math.min((token.exp ?? 0) * 1000, now + LOOK_AGAIN_MS, behind.live.checkAt) };
}

/** Whether the sign-on itself came with a second factor, within the time that one holds. */
function provedLately(extra: unknown, now: number): boolean {
  const { acr, signedOnAt } = (extra ?? {}) as Partial<Proof>; // only `proofOf` writes it
  return acr === 'sensitive' && signedOnAt !== undefined && now - signedOnAt * 1000 < SENSITIVE_MS;
}
