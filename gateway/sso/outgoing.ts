import { lookup } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import { BlockList, isIP } from 'node:net';

/** Where back-channel calls may go. */
export interface OutgoingOptions {
  /** Development: plain http to this machine is allowed. */
  readonly allowLoopback: boolean;
  /** Further networks that are allowed although private (`10.8.0.0/16`): a district's own intranet. */
  readonly allowedNetworks?: readonly string[];
}

/** Not for the world: this machine, private and link-local networks, translations, documentation, multicast (IANA special-purpose registries). */
const SPECIAL = [
  '0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16',
  '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4',
  '::/96', '::ffff:0:0/96', '64:ff9b::/96', '64:ff9b:1::/48', '100::/64', '2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20', '5f00::/16', 'fc00::/7', 'fe80::/10', 'fec0::/10', 'ff00::/8',
];
const isV6 = (range: string): boolean => range.includes(':');
// Kept apart, for a list of both takes every IPv4 address for one within `::ffff:0:0/96`.
const special = { 4: networks(SPECIAL.filter((range) => !isV6(range))), 6: networks(SPECIAL.filter(isV6)) };
const loopback = networks(['127.0.0.0/8', '::1/128']);
const MOST_BYTES = 64 * 1024;

function networks(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', bits = ''] = range.split('/');
    list.addSubnet(address, Number(bits), isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}

function within(list: BlockList, address: string): boolean {
  return list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/** Whether a call may be made to an IP address. */
export function mayReach(address: string, { allowLoopback, allowedNetworks = [] }: OutgoingOptions): boolean {
  if (isIP(address) === 0) return false;
  if (allowLoopback && within(loopback, address)) return true;
  return !within(special[isIP(address) === 6 ? 6 : 4], address) || within(networks(allowedNetworks), address);
}

/**
 * A `fetch` for what oidc-provider sends to sites: https only (or http to this machine in development), no redirects, and the
 * address is judged after the name is resolved and at the connection itself, so that a name cannot answer otherwise twice.
 * Rejects with a TypeError where the address is not allowed.
 */
export function createOutgoingFetch(options: OutgoingOptions) {
  return (input: string | URL | Request, init: RequestInit = {}): Promise<Response> =>
    new Promise((resolve, reject) => {
      const url = new URL(input instanceof Request ? input.url : input);
      const host = url.hostname.replace(/^\[|\]$/g, '');
      const local = host === 'localhost' || (isIP(host) !== 0 && within(loopback, host));
      if (url.protocol !== 'https:' && !(options.allowLoopback && local && url.protocol === 'http:')) return reject(new TypeError('only https is called'));
      if (isIP(host) !== 0 && !mayReach(host, options)) return reject(new TypeError('this address is not called'));
      const request = (url.protocol === 'https:' ? https : http).request(
        url,
        { method: init.method ?? 'GET', headers: Object.fromEntries(new Headers(init.headers)), lookup: guardedLookup(options), ...(init.signal ? { signal: init.signal } : {}), agent: false },
        (response) => collect(response).then((body) => resolve(new Response([204, 304].includes(response.statusCode ?? 0) ? null : new Uint8Array(body), { status: response.statusCode ?? 502 })), reject),
      );
      request.once('error', reject);
      request.end(init.body === undefined || init.body === null ? undefined : String(init.body));
    });
}

/** Resolves a name and lets through only addresses that may be reached; the connection is made to exactly these. */
function guardedLookup(options: OutgoingOptions): NonNullable<http.RequestOptions['lookup']> {
  return (hostname, lookupOptions, callback) => {
    lookup(hostname, { ...lookupOptions, all: true }, (error, addresses) => {
      const good = (addresses ?? []).filter(({ address }) => mayReach(address, options));
      const first = good[0];
      if (error || !first) return callback(error ?? new TypeError('this name leads to an address that is not called'), '', 4);
      if (lookupOptions.all) return callback(null, good);
      return callback(null, first.address, first.family);
    });
  };
}

async function collect(response: http.IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MOST_BYTES) throw new TypeError('the answer is too large');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}
