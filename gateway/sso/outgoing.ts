import { isIP } from 'node:net';
import type { Outgoing } from '../../modules/kernel/outgoing.js';

/** Where calls to sites may go. */
export interface SiteCallOptions {
  /** The guard of all calls out: no private network, judged at the connection, no redirect. */
  readonly outgoing: Outgoing;
  /** Development: plain http to this machine is allowed. */
  readonly allowLoopback: boolean;
}

const TIMEOUT_MS = 5000;

/** This machine by its names, for development: what `createOutgoing` is to let through besides. */
export const LOOPBACK_RANGES: readonly string[] = ['127.0.0.0/8', '::1'];

/**
 * A `fetch` for what oidc-provider sends to sites, which are back-channel logouts: POSTs, by https only (or http to this
 * machine in development). The answer's status alone counts, its body is not read. Rejects with a TypeError for anything else.
 */
export function createSiteFetch({ outgoing, allowLoopback }: SiteCallOptions) {
  return async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const url = new URL(input instanceof Request ? input.url : input);
    const local = allowLoopback && isLoopback(url.hostname.replace(/^\[|\]$/g, ''));
    if (url.protocol !== 'https:' && !(local && url.protocol === 'http:')) throw new TypeError('only https is called');
    if (init.method !== 'POST') throw new TypeError('sites are told things and asked nothing');
    const response = await outgoing.post(url, String(init.body ?? ''), { headers: Object.fromEntries(new Headers(init.headers)), signal: init.signal ?? AbortSignal.timeout(TIMEOUT_MS) });
    await response.body?.cancel();
    return new Response(null, { status: response.status });
  };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
