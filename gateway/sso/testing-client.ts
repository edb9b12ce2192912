import { createHash, randomBytes } from 'node:crypto';
import { expect } from '@jest/globals';
import type { SsoWorld, TestSite } from './testing.js';

/** PKCE (RFC 7636): a verifier and its challenge. */
export function pkce(): { verifier: string; challenge: string } {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

/** A browser of one person: cookies by path, redirects followed within the district, forms sent. */
export class TestBrowser {
  readonly cookies = new Map<string, { value: string; path: string }>();
  readonly #base: string;

  constructor(base: string, appSession?: string) {
    this.#base = base;
    if (appSession) this.cookies.set('app /', { value: appSession, path: '/' });
  }

  /** One request, no redirect followed. */
  async send(address: string, form?: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
    const url = new URL(address, this.#base);
    const cookie = [...this.cookies].filter(([, { path: at }]) => url.pathname === at || url.pathname.startsWith(at.endsWith('/') ? at : `${at}/`)).map(([key, { value }]) => `${key.split(' ')[0]}=${value}`).join('; ');
    const response = await fetch(url, {
      redirect: 'manual', headers: { accept: 'text/html', ...(cookie ? { cookie } : {}), ...headers },
      ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
    });
    for (const line of response.headers.getSetCookie()) this.#keep(line);
    return response;
  }

  /** Follows redirects until a page, or an address outside the district, which is then `location`. */
  async go(address: string, form?: Record<string, string>): Promise<{ status: number; text: string; url: string; headers: Headers; location: string | null }> {
    let url = address;
    let response = await this.send(url, form);
    for (let hops = 0; hops < 10; hops++) {
      const location = response.headers.get('location');
      if (!location) break;
      const next = new URL(location, new URL(url, this.#base));
      if (next.origin !== new URL(this.#base).origin) return { status: response.status, text: '', url, headers: response.headers, location: next.href };
      url = next.href;
      response = await this.send(url);
    }
    return { status: response.status, text: await response.text(), url: new URL(url, this.#base).href, headers: response.headers, location: null };
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split('; ');
    const at = pair.indexOf('=');
    const name = pair.slice(0, at);
    const found = attributes.find((attribute) => attribute.toLowerCase().startsWith('path='))?.slice(5) ?? '/';
    const gone = pair.slice(at + 1) === '' || attributes.some((attribute) => /^expires=Thu, 01 Jan 1970/i.test(attribute));
    if (gone) this.cookies.delete(`${name} ${found}`);
    else this.cookies.set(`${name} ${found}`, { value: pair.slice(at + 1), path: found });
  }
}

/** What the token endpoint answers. */
export interface Tokens {
  readonly access_token: string;
  readonly id_token: string;
  readonly refresh_token: string;
  readonly error?: string;
}

/** The code in the address that a browser was sent back to. */
export function codeOf(location: string | null): string {
  return new URL(location ?? 'x:').searchParams.get('code') ?? '';
}

/** The token against forgery of a form. */
export function xsrfOf(text: string): string {
  return /name="xsrf" value="(\w+)"/.exec(text)?.[1] ?? '';
}

/** What the site `edu` does with the provider of a world. */
export function siteRound(world: SsoWorld, site: TestSite) {
  const issuer = (): string => `${world.url}/oidc`;
  const authAddress = (challenge: string, over: Record<string, string> = {}): string =>
    `/oidc/auth?${new URLSearchParams({ client_id: 'edu', response_type: 'code', scope: 'openid profile real_name phone', redirect_uri: `${site.origin}/callback`, code_challenge: challenge, code_challenge_method: 'S256', state: 's-1', nonce: 'a-nonce-of-the-site', ...over })}`;
  const token = async (body: Record<string, string>, auth = 'edu:a-secret-of-the-site'): Promise<{ status: number; body: Tokens }> => {
    const response = await fetch(`${issuer()}/token`, { method: 'POST', headers: { authorization: `Basic ${Buffer.from(auth).toString('base64')}` }, body: new URLSearchParams(body) });
    return { status: response.status, body: (await response.json()) as Tokens };
  };
  const exchange = (code: string, verifier: string, over: Record<string, string> = {}) => token({ grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: `${site.origin}/callback`, ...over });
  return {
    issuer, authAddress, token, exchange,
    async userinfo(accessToken: string) {
      const response = await fetch(`${issuer()}/me`, { headers: { authorization: `Bearer ${accessToken}` } });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
    /** Signs on through consent, and exchanges the code. */
    async signOn(browser: TestBrowser, over: Record<string, string> = {}, optional: Record<string, string> = {}) {
      const { verifier, challenge } = pkce();
      let at = await browser.go(authAddress(challenge, over));
      const asked = at.location === null;
      if (asked) at = await browser.go(at.url, { decision: 'allow', ...optional });
      const { status, body } = await exchange(codeOf(at.location), verifier);
      expect([status, body.error]).toEqual([200, undefined]);
      return { asked, ...body, location: at.location ?? '' };
    },
  };
}
