import type { IncomingMessage } from 'node:http';

/** The host that an Origin names; null where it names none (`null`, a file, nonsense). */
export function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}

/**
 * Whether another site's page made a browser send this. It suffices against forged requests (CSRF) together with two
 * others: SameSite=Lax keeps the cookie from all but followed links, and `application/json` makes a browser ask first, which
 * nothing here ever allows. This third one holds where a sibling domain counts as the same site, and for signing in, where there
 * is no cookie yet: browsers set Sec-Fetch-Site and Origin themselves, no script can change them, and since 2020 all send one of
 * them with each POST. What sends neither is no browser and carries nobody's cookie but its own.
 */
export function isCrossSite(request: IncomingMessage, allowedOrigins: readonly string[]): boolean {
  const { origin, host } = request.headers;
  if (origin !== undefined && allowedOrigins.includes(origin)) return false;
  const site = request.headers['sec-fetch-site'];
  if (typeof site === 'string') return site !== 'same-origin' && site !== 'none';
  return origin !== undefined && hostOf(origin) !== host;
}

/** Whether a method may change something (RFC 9110 §9.2.1). */
export function isUnsafe(method: string | undefined): boolean {
  return method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS';
}
