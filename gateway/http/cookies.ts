import type { IncomingMessage, ServerResponse } from 'node:http';
import { TLSSocket } from 'node:tls';

/** The session's cookie. */
export const SESSION_COOKIE = 'sid';

/** Whether a request came over HTTPS, by its own connection or as a trusted proxy says. */
export function isSecure(request: IncomingMessage, trustedProxies: number): boolean {
  if (request.socket instanceof TLSSocket) return true;
  return trustedProxies > 0 && String(request.headers['x-forwarded-proto'] ?? '').split(',').at(-1)?.trim() === 'https';
}

/**
 * The name under which a cookie goes. Over HTTPS browsers take `__Host-` only with Secure, Path=/ and no Domain, so neither a
 * page of a sibling domain nor somebody on plain HTTP can plant one (RFC 6265bis §4.1.3.2).
 */
export function cookieName(name: string, secure: boolean): string {
  return secure ? `__Host-${name}` : name;
}

/** A cookie's value from a request; undefined where it is absent or given twice, for one of the two was planted. */
export function readCookie(request: IncomingMessage, name: string): string | undefined {
  const header = request.headers.cookie;
  if (header === undefined || !header.includes(name)) return undefined;
  let found: string | undefined;
  for (const pair of header.split(';')) {
    const at = pair.indexOf('=');
    if (at < 0 || pair.slice(0, at).trim() !== name) continue;
    if (found !== undefined) return undefined;
    found = pair.slice(at + 1).trim();
  }
  return found;
}

/** How long and for whom a cookie lives. */
export interface CookieOptions {
  readonly secure: boolean;
  /** Absent: until the browser closes. 0: gone at once. */
  readonly maxAgeSeconds?: number;
}

/** Adds a cookie to an answer: never readable by scripts, never sent with another site's requests (but for following a link). */
export function setCookie(response: ServerResponse, name: string, value: string, { secure, maxAgeSeconds }: CookieOptions): void {
  const parts = [`${cookieName(name, secure)}=${value}`, 'Path=/', 'HttpOnly', 'SameSite=Lax'];
  if (secure) parts.push('Secure');
  if (maxAgeSeconds !== undefined) parts.push(`Max-Age=${Math.max(0, Math.floor(maxAgeSeconds))}`);
  const full = cookieName(name, secure);
  const kept = [response.getHeader('set-cookie') ?? []].flat().map(String).filter((other) => !other.startsWith(`${full}=`));
  response.setHeader('set-cookie', [...kept, parts.join('; ')]);
}
