import { ADHOC, ALL_SCOPES } from './scopes.js';
import type { SiteClient, SiteEntity, SiteInput } from './types.js';

/** What is wrong with an input: the field and why, for BAD_INPUT. */
export interface SiteProblem {
  readonly field: string;
  readonly reason: string;
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);
const MOST_ADDRESSES = 20;
const LONGEST = 500;
/** Names that only resolve inside, and addresses that are private by their writing; names are judged again when they are called. */
const INSIDE = /(^|\.)(local|internal|localdomain|lan|intranet|home\.arpa)$|^(10|127|0|169\.254|192\.168|172\.(1[6-9]|2\d|3[01]))\.|^\[/;

/**
 * Whether an address may be a site's: https, no user or fragment in it, no wildcard; plain http only to this machine, in
 * development.
 */
export function isSiteAddress(text: string, allowLoopback: boolean): boolean {
  if (text.length > LONGEST || text.includes('*') || text.includes('\\') || !URL.canParse(text)) return false;
  const url = new URL(text);
  if (url.username !== '' || url.password !== '' || text.includes('#')) return false;
  if (LOOPBACK.has(url.hostname)) return allowLoopback && (url.protocol === 'http:' || url.protocol === 'https:');
  return url.protocol === 'https:';
}

/**
 * Whether the gateway may call an address back: as a site's, and not into the district's inside by its own writing (SSRF).
 * Networks that the configuration opens are let through by `isOpen`.
 */
export function isCallableAddress(text: string, allowLoopback: boolean, isOpen: (host: string) => boolean = () => false): boolean {
  if (!isSiteAddress(text, allowLoopback)) return false;
  const { hostname } = new URL(text);
  if (LOOPBACK.has(hostname)) return allowLoopback;
  return !INSIDE.test(hostname) || isOpen(hostname);
}

/** What is wrong with a registration; null where nothing is. */
export function siteProblem(input: SiteInput, allowLoopback: boolean, isOpen?: (host: string) => boolean): SiteProblem | null {
  const name = input.name.trim();
  if (name.length === 0 || name.length > 64) return { field: 'name', reason: 'expects 1 to 64 characters' };
  if (!isSiteAddress(input.address, allowLoopback)) return { field: 'address', reason: 'expects an https address' };
  const kiosk = input.kind === 'KIOSK';
  const { redirectUris, postLogoutRedirectUris, backchannelLogoutUri, scopes } = input;
  if (kiosk ? redirectUris.length > 0 : redirectUris.length === 0) return { field: 'redirectUris', reason: kiosk ? 'a kiosk has none' : 'expects at least one' };
  for (const [field, addresses] of [['redirectUris', redirectUris], ['postLogoutRedirectUris', postLogoutRedirectUris ?? []]] as const) {
    if (addresses.length > MOST_ADDRESSES) return { field, reason: `expects at most ${MOST_ADDRESSES}` };
    if (!addresses.every((address) => isSiteAddress(address, allowLoopback))) return { field, reason: 'expects https addresses, whole, without wildcards or fragments' };
  }
  if (backchannelLogoutUri && !isCallableAddress(backchannelLogoutUri, allowLoopback, isOpen)) return { field: 'backchannelLogoutUri', reason: 'expects an https address outside private networks' };
  const unknown = scopes.find((scope) => !ALL_SCOPES.includes(scope) || scope === ADHOC);
  if (unknown !== undefined) return { field: 'scopes', reason: `expects some of ${ALL_SCOPES.filter((scope) => scope !== ADHOC).join(' ')}` };
  if (input.pairwise && new Set(redirectUris.map((address) => new URL(address).host)).size > 1) return { field: 'redirectUris', reason: 'names that differ from site to site need one host' };
  if (kiosk && input.pairwise) return { field: 'pairwise', reason: 'a kiosk has no sector of its own' };
  return null;
}

/** A site as an OpenID client. A kiosk stands in public and keeps no secret; its people prove themselves on their phones. */
export function toClient(site: SiteEntity, secret: string | null, adhoc: boolean): SiteClient {
  const kiosk = site.kind === 'KIOSK';
  return {
    client_id: site.clientId,
    ...(secret === null ? {} : { client_secret: secret }),
    client_name: site.nameZh,
    client_uri: site.address,
    redirect_uris: [...site.redirectUris],
    post_logout_redirect_uris: [...site.postLogoutRedirectUris],
    response_types: kiosk ? [] : ['code'],
    grant_types: kiosk ? ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'] : ['authorization_code', 'refresh_token'],
    token_endpoint_auth_method: secret === null ? 'none' : 'client_secret_basic',
    id_token_signed_response_alg: site.algorithm,
    subject_type: site.pairwise ? 'pairwise' : 'public',
    scope: [...new Set(['openid', ...site.scopes, ...(adhoc ? [ADHOC] : [])])].join(' '),
    ...(site.backchannelLogoutUri === null ? {} : { backchannel_logout_uri: site.backchannelLogoutUri, backchannel_logout_session_required: true as const }),
  };
}
