import type { IncomingMessage } from 'node:http';
import type { Redis } from 'ioredis';
import { anonymousCaller, type Caller, type Channel } from '../../modules/kernel/caller.js';
import { randomText } from '../../modules/kernel/crypto/index.js';
import { Fault } from '../../modules/kernel/errors.js';
import { cookieName, isSecure, readCookie, SESSION_COOKIE } from './cookies.js';
import { isCrossSite, isUnsafe } from './cross-site.js';
import { createAccountCount, createLimiter, refused } from './limits.js';

/** Who may come in: the session behind a request, and how often an address and an account may ask. The same for HTTP, doors and WebSocket. */
export interface Admission {
  /**
   * The caller of a request, after its address was counted, and the account it comes with: by its bearer token (a session's, or a department site's), else its session cookie, else somebody
   * browsing. Throws RATE_LIMITED with `retryAfterSeconds`; UNAUTHENTICATED for a bearer token that stands for nobody; FORBIDDEN where
   * another site's page rides on a cookie.
   * @param token a token that came by another way than the headers (a WebSocket's first message)
   */
  admit(request: IncomingMessage, token?: string): Promise<Caller> | Caller;
  /** Counts a further operation of a connection whose caller was admitted, by address and account. Throws RATE_LIMITED. */
  count(request: IncomingMessage, caller: Caller): Promise<void>;
  /** The request's id: the client's own where it is a plain word, else a new one; the same for one request. */
  requestId(request: IncomingMessage): string;
  /** The address a request comes from, past trusted proxies. */
  address(request: IncomingMessage): string;
  /** By which surface it came, as it says itself. */
  channel(request: IncomingMessage): Channel;
  /** Whether it came over HTTPS. */
  isSecure(request: IncomingMessage): boolean;
  /** Whether another site's page made a browser send it. */
  isCrossSite(request: IncomingMessage): boolean;
  /** The bearer token of its headers; empty where there is one that cannot be read. */
  bearer(request: IncomingMessage): string | undefined;
  /** Whether its client keeps its session in a cookie: all but programs (`x-channel: api`) and who brings a bearer token. */
  keepsCookies(request: IncomingMessage): boolean;
}

/** Where the callers behind tokens are known. */
export interface SessionSource {
  /** Who stands behind a session's token; null where it is over or never was. */
  resolve(token: string): SessionCaller | null | Promise<SessionCaller | null>;
}

/** A session's caller, still without the request's id. */
export interface SessionCaller {
  readonly caller: Caller;
}

/** What admission goes by. */
export interface AdmissionOptions {
  /** Requests a minute from one address; 0: no limit. */
  readonly perMinute: number;
  /** Requests a minute of one account, from whatever addresses; 0: no limit. */
  readonly perAccount: number;
  readonly trustedProxies: number;
  readonly redis: Redis | null;
  /** Absent: everybody is browsing. */
  readonly sessions?: SessionSource;
  /** Who comes with a department site's access token; null where it is worth nothing. Absent: such tokens are not taken. */
  readonly sites?: { resolve(token: string): Promise<SessionCaller | null> };
  /** Further origins whose pages may use a session. */
  readonly allowedOrigins?: readonly string[];
}

const CHANNELS: readonly Channel[] = ['web', 'kiosk', 'wechat', 'api'];
const PLAIN_ID = /^[A-Za-z0-9_-]{8,64}$/;

/** Creates the admission of a process; with Redis the counts are shared by all processes. */
export function createAdmission(options: AdmissionOptions): Admission {
  const addresses = options.perMinute > 0 ? createLimiter('http', { times: options.perMinute, seconds: 60 }, options.redis) : null;
  const countAccount = createAccountCount(options.perAccount, options.redis);
  const ids = new WeakMap<IncomingMessage, string>();
  const requestId = (request: IncomingMessage): string => {
    let id = ids.get(request);
    if (!id) {
      const given = request.headers['x-request-id'];
      id = typeof given === 'string' && PLAIN_ID.test(given) ? given : randomText(12);
      ids.set(request, id);
    }
    return id;
  };
  const address = (request: IncomingMessage): string => {
    const hops = options.trustedProxies > 0 ? String(request.headers['x-forwarded-for'] ?? '').split(',').map((hop) => hop.trim()).filter(Boolean) : [];
    return hops[hops.length - options.trustedProxies] ?? request.socket.remoteAddress ?? 'unknown';
  };
  const crossSite = (request: IncomingMessage): boolean => isCrossSite(request, options.allowedOrigins ?? []);
  const secure = (request: IncomingMessage): boolean => isSecure(request, options.trustedProxies);
  const callerOf = (request: IncomingMessage, given?: string): Promise<Caller> | Caller => {
    const bearer = given ?? bearerOf(request);
    const cookie = bearer === undefined ? readCookie(request, cookieName(SESSION_COOKIE, secure(request))) : undefined;
    const token = bearer ?? cookie;
    if (token === undefined || !options.sessions) return anonymousCaller(channelOf(request), requestId(request));
    if (cookie !== undefined && isUnsafe(request.method) && crossSite(request)) throw new Fault('FORBIDDEN', { reason: 'cross-site' });
    const admitted = (session: SessionCaller | null): Promise<Caller> | Caller => {
      if (session) {
        const caller = { ...session.caller, requestId: requestId(request) };
        const counting = caller.accountId === null ? undefined : countAccount?.(caller.accountId);
        return counting ? counting.then(() => caller) : caller;
      }
      // A browser whose session is over goes on browsing; a program must hear that its token is worth nothing.
      if (bearer !== undefined) throw new Fault('UNAUTHENTICATED');
      return anonymousCaller(channelOf(request), requestId(request));
    };
    // A site's token is no cookie: only what a program names itself is looked up there.
    const orBySite = (session: SessionCaller | null): Promise<Caller> | Caller =>
      session === null && bearer !== undefined && options.sites ? options.sites.resolve(bearer).then(admitted) : admitted(session);
    const session = options.sessions.resolve(token);
    return session instanceof Promise ? session.then(orBySite) : orBySite(session);
  };
  return {
    requestId,
    address,
    channel: channelOf,
    isSecure: secure,
    isCrossSite: crossSite,
    bearer: bearerOf,
    keepsCookies: (request) => request.headers.authorization === undefined && channelOf(request) !== 'api',
    admit(request, token) {
      return addresses ? addresses.consume(address(request)).then(() => callerOf(request, token), refused) : callerOf(request, token);
    },
    async count(request, { accountId }) {
      await addresses?.consume(address(request)).catch(refused);
      if (accountId !== null) await countAccount?.(accountId);
    },
  };
}

function bearerOf(request: IncomingMessage): string | undefined {
  const { authorization } = request.headers;
  return authorization === undefined ? undefined : (/^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? '');
}

function channelOf(request: IncomingMessage): Channel {
  const named = request.headers['x-channel'];
  return CHANNELS.find((channel) => channel === named) ?? 'web';
}
