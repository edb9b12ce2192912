import { lookup as resolve, type LookupAddress } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { Readable, pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** An address that a name or a redirect led to and that nothing outside may make this machine ask. */
export class AddressRefused extends Error {
  constructor(host: string, address: string) {
    super(`${host === address ? host : `${host} leads to ${address}, which`} is no public address; ALLOW_PRIVATE_FEEDS (for feeds) or ALLOW_PRIVATE_SERVICES (for all others) can allow it`);
    this.name = 'AddressRefused';
  }
}

/** What goes out with a request. */
export interface OutgoingRequest {
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** False: a redirect is answered as it came; for addresses that hold a secret. */
  readonly follow?: boolean;
}

/** Asks other servers, but none inside the operator's own network (SSRF, CWE-918). */
export interface Outgoing {
  /**
   * GETs an http(s) address and follows at most five redirects; a header `authorization` stays with its own origin. A gzip
   * encoding is undone. Rejects with AddressRefused, or with what the network says.
   */
  get(address: URL, request: OutgoingRequest): Promise<Response>;
  /** POSTs a text, under the same rules but for redirects, which are not followed: they would carry what was said elsewhere. */
  post(address: URL, body: string, request: OutgoingRequest): Promise<Response>;
}

/** Where addresses are looked up; tests bring a name server of their own. */
export type Resolver = (host: string, done: (error: Error | null, found: readonly LookupAddress[]) => void) => void;

const MAX_REDIRECTS = 5;

/** What is not the public Internet: the special-purpose registries of IANA (RFC 6890 and its successors). */
const NOT_PUBLIC: readonly (readonly [network: string, prefix: number])[] = [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.0.2.0', 24],
  ['192.88.99.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 4], ['240.0.0.0', 4],
  // With the ranges that carry another address inside (mapped and compatible ones, NAT64, Teredo, 6to4).
  ['::', 96], ['64:ff9b::', 96], ['64:ff9b:1::', 48], ['100::', 64], ['2001::', 23], ['2001:db8::', 32], ['2002::', 16], ['3fff::', 20], ['5f00::', 16], ['fc00::', 7], ['fe80::', 10], ['fec0::', 10], ['ff00::', 8],
];

const family = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

function listOf(ranges: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of ranges) list.addSubnet(network, prefix, family(network));
  return list;
}

const notPublic = listOf(NOT_PUBLIC);

/** A range as configured, `10.1.0.0/16` or one address; null where it is neither. */
export function parseRange(text: string): readonly [network: string, prefix: number] | null {
  const [network = '', prefix, ...more] = text.split('/');
  const kind = isIP(network);
  if (kind === 0 || more.length > 0) return null;
  const longest = kind === 6 ? 128 : 32;
  if (prefix === undefined) return [network, longest];
  return /^\d{1,3}$/.test(prefix) && Number(prefix) <= longest ? [network, Number(prefix)] : null;
}

/**
 * Creates what asks other servers. Every name is looked up once and the connection goes to what was looked at then, so that a
 * name server cannot give another answer afterwards.
 * @param allowed ranges that may be asked although they are private, as `parseRange` reads them. Throws an Error for others.
 */
export function createOutgoing(allowed: readonly string[] = [], resolver: Resolver = (host, done) => resolve(host, { all: true }, done)): Outgoing {
  const ranges = listOf(allowed.map((text) => {
    const range = parseRange(text);
    if (!range) throw new Error(`${text} is no address and no range such as 10.1.0.0/16`);
    return range;
  }));
  const mayAsk = (address: string): boolean => !notPublic.check(address, family(address)) || ranges.check(address, family(address));

  const lookup: LookupFunction = (host, options, callback) =>
    resolver(host, (error, found) => {
      // One private address among public ones is already an attempt.
      const wrong = found?.find(({ address }) => !mayAsk(address));
      const [first] = found ?? [];
      if (error || !first) callback(error ?? new Error(`${host} has no address`), '', 0);
      else if (wrong) callback(new AddressRefused(host, wrong.address), '', 0);
      else if (options.all) callback(null, [...found]);
      else callback(null, first.address, first.family);
    });

  const refuseWrong = (url: URL): void => {
    if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new Error(`it leads to ${url.protocol} which is not followed`);
    // Where the host is an address there is nothing to look up, so it is looked at here.
    const literal = url.hostname.replace(/^\[|\]$/g, '');
    if (isIP(literal) !== 0 && !mayAsk(literal)) throw new AddressRefused(literal, literal);
  };

  async function get(address: URL, { headers = {}, signal, follow = true }: OutgoingRequest): Promise<Response> {
    let url = address;
    let sent: Record<string, string> = { 'accept-encoding': 'gzip', ...headers };
    for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
      refuseWrong(url);
      const answer = await ask(url, { headers: sent, signal, lookup });
      const { location } = answer.headers;
      if (!follow || ![301, 302, 303, 307, 308].includes(answer.statusCode ?? 0) || location === undefined) return responseOf(answer);
      answer.destroy();
      const next = new URL(location, url);
      if (next.origin !== url.origin) sent = Object.fromEntries(Object.entries(sent).filter(([name]) => name.toLowerCase() !== 'authorization'));
      url = next;
    }
    throw new Error(`it redirects more than ${MAX_REDIRECTS} times`);
  }

  async function post(address: URL, body: string, { headers = {}, signal }: OutgoingRequest): Promise<Response> {
    refuseWrong(address);
    const sent = { 'accept-encoding': 'gzip', 'content-length': String(Buffer.byteLength(body)), ...headers };
    return responseOf(await ask(address, { method: 'POST', headers: sent, signal, lookup }, body));
  }
  return { get, post };
}

function ask(url: URL, options: http.RequestOptions, body?: string): Promise<http.IncomingMessage> {
  return new Promise((done, fail) => {
    // Without a pool: a connection that is kept was looked at under the rules of whoever opened it.
    (url.protocol === 'https:' ? https : http).request(url, { ...options, agent: false }, done).on('error', fail).end(body);
  });
}

function responseOf(answer: http.IncomingMessage): Response {
  const status = answer.statusCode ?? 500;
  const headers = new Headers();
  for (const [name, value] of Object.entries(answer.headers)) for (const one of [value ?? []].flat()) headers.append(name, one);
  if (status === 204 || status === 205 || status === 304) {
    answer.resume();
    return new Response(null, { status, headers });
  }
  // An error goes on to whoever reads the last of the streams.
  const body = answer.headers['content-encoding'] === 'gzip' ? pipeline(answer, createGunzip(), () => undefined) : answer;
  return new Response(Readable.toWeb(body) as ReadableStream<Uint8Array>, { status, headers }); // Node's type of the same object
}
