import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Koa from 'koa';
import type { Audit } from '../../modules/kernel/audit/port.js';
import type { AuditEvent } from '../../modules/kernel/audit/types.js';
import type { ActingFor, Assurance, Caller } from '../../modules/kernel/caller.js';
import { createFieldCipher, openFileKeystore } from '../../modules/kernel/crypto/index.js';
import { Fault } from '../../modules/kernel/errors.js';
import { testConnection } from '../../modules/kernel/testing/mongo.js';
import { createSso, type SignOnAccount, type Sso } from './index.js';
import { SiteConsents } from '../../modules/identity/sites/consents.js';
import type { SitesService } from '../../modules/identity/sites/service.js';
import type { SiteClient } from '../../modules/identity/sites/types.js';
import { createMutationIndexes, createMutations } from '../../modules/kernel/idempotency.js';

/** What was recorded. */
export interface Recorded {
  readonly caller: Caller;
  readonly event: AuditEvent;
}

/** The app's side of a test: who is signed in, by a cookie `app`. */
interface AppSession {
  readonly accountId: string;
  assurance: Assurance;
  signedInAt: number;
  actingFor: ActingFor | null;
}

/** The app around single sign-on, as small as can be; the provider, its store and its keys are real. */
export interface SsoWorld {
  readonly url: string;
  readonly sso: Sso;
  readonly consents: SiteConsents;
  readonly connection: Awaited<ReturnType<typeof testConnection>>['connection'];
  readonly cipher: ReturnType<typeof createFieldCipher>;
  readonly keysFolder: string;
  readonly audited: Recorded[];
  readonly warnings: { message: string; details: object }[];
  readonly sites: Map<string, SiteClient>;
  readonly accounts: Map<string, SignOnAccount>;
  readonly sessions: Map<string, AppSession>;
  /** Begins an app session and returns its id, which is its cookie's value too. */
  signIn(accountId: string, over?: Partial<AppSession>): string;
  /** Ends one in the app, as signing out there does. */
  signOut(sessionId: string): void;
  /** Disables an account as the security administrator does. */
  disable(accountId: string): void;
  /** When true, no audit record can be written. */
  auditFails: boolean;
  /** Other requests than the provider's, such as the sign-in page. */
  page: (ctx: Koa.Context) => void | Promise<void>;
  close(): Promise<void>;
}

/** A site that is a back-channel listener too. */
export interface TestSite {
  readonly origin: string;
  /** Logout tokens as they came. */
  readonly heard: string[];
  /** Answers the next back-channel calls with this status. */
  status: number;
  /** Waits until so many were heard. */
  hears(count: number): Promise<void>;
  close(): Promise<void>;
}

export const WANG: SignOnAccount = { accountId: 'account-wang', personId: 'person-wang', proofed: true, name: '王大明', phone: '13800138000' };
export const LI: SignOnAccount = { accountId: 'account-li', personId: 'person-li', proofed: true, name: '李小红', phone: null };

/** Starts one. */
export async function ssoWorld(name: string): Promise<SsoWorld> {
  const { connection, close } = await testConnection(`sso-${name}`);
  const keysFolder = mkdtempSync(path.join(tmpdir(), 'sso-'));
  const cipher = createFieldCipher(openFileKeystore(keysFolder));
  const listeners = new Set<(ended: { accountId: string; sessionId?: string }) => void>();
  const tell = (ended: { accountId: string; sessionId?: string }): void => listeners.forEach((listener) => listener(ended));
  const sessions: SsoWorld['sessions'] = new Map();
  const accounts: SsoWorld['accounts'] = new Map([WANG, LI].map((account) => [account.accountId, account]));
  const sites: SsoWorld['sites'] = new Map();
  const audited: Recorded[] = [];
  const warnings: SsoWorld['warnings'] = [];
  const record = async (caller: Caller, event: AuditEvent): Promise<void> => {
    if (world.auditFails) throw new Fault('UNAVAILABLE');
    audited.push({ caller, event });
  };
  const audit: Audit = { read: record, write: (_session, caller, event) => record(caller, event) };
  const line = (details: object, message: string): void => void warnings.push({ details, message });
  const clock = { now: () => Date.now() };
  const consents = new SiteConsents({
    connection, audit, clock, mutations: createMutations({ connection, clock, cipher }), authoriser: { check: async () => undefined, allows: async () => true },
    // All that consents ask of the registry; here a site's id is its name as a client.
    sites: { get: async (id: string) => ({ clientId: id }), ofClients: async () => new Map() } as unknown as SitesService,
  });
  await consents.prepare();
  await createMutationIndexes(connection);
  const koa = new Koa();
  const sso = createSso({
    connection, cipher, audit, consents, clock, logger: { info: () => undefined, warn: line, error: line }, keysFolder, allowLoopback: true,
    publicUrl: () => world.url, count: () => undefined, requestId: () => 'request-1',
    accounts: { find: async (id) => accounts.get(id) ?? null },
    sites: { client: async (id) => sites.get(id) ?? null },
    sessions: {
      async resolveSession(request) {
        const sessionId = cookieOf(request, 'app');
        const session = sessions.get(sessionId);
        return session ? { sessionId, ...session, personId: accounts.get(session.accountId)?.personId ?? null } : null;
      },
      endSession: async (sessionId) => world.signOut(sessionId),
      actingFor: async (sessionId) => sessions.get(sessionId)?.actingFor ?? null,
      onEnded(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
  });
  koa.use(async (ctx, next) => {
    ctx.set('content-security-policy', "default-src 'self'");
    await next().catch((error: unknown) => {
      if (!(error instanceof Fault)) throw error;
      ctx.status = error.kind.status;
      ctx.body = { code: error.code };
    });
  });
  koa.use(sso.middleware);
  koa.use((ctx) => world.page(ctx));
  koa.silent = true;
  const server = createServer(koa.callback());
  // Tests wait between two steps; a connection that the server closes meanwhile would break the next one.
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const world: SsoWorld = {
    url: originOf(server), sso, consents, connection, cipher, keysFolder, audited, warnings, sites, accounts, sessions, auditFails: false,
    page: (ctx) => void (ctx.body = 'the app'),
    signIn(accountId, over = {}) {
      const id = randomBytes(9).toString('hex');
      sessions.set(id, { accountId, assurance: 'ordinary', signedInAt: Date.now(), actingFor: null, ...over });
      return id;
    },
    signOut(sessionId) {
      const session = sessions.get(sessionId);
      if (sessions.delete(sessionId) && session) tell({ accountId: session.accountId, sessionId });
    },
    disable(accountId) {
      accounts.delete(accountId);
      for (const [id, session] of sessions) if (session.accountId === accountId) sessions.delete(id);
      tell({ accountId });
    },
    async close() {
      await sso.stop();
      await stopServer(server);
      await close();
      rmSync(keysFolder, { recursive: true });
    },
  };
  await sso.start();
  return world;
}

/** Starts a site that hears back-channel logouts. */
export async function testSite(): Promise<TestSite> {
  const heard: string[] = [];
  let wake = (): void => undefined;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const token = new URLSearchParams(Buffer.concat(chunks).toString()).get('logout_token');
      if (request.method === 'POST' && token) heard.push(token);
      response.writeHead(site.status).end();
      wake();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const site: TestSite = {
    origin: originOf(server), heard, status: 200,
    async hears(count) {
      const late = Date.now() + 10_000;
      while (heard.length < count) {
        if (Date.now() > late) throw new Error(`heard ${heard.length} logouts, not ${count}`);
        await new Promise<void>((resolve) => {
          wake = resolve;
          setTimeout(resolve, 100).unref();
        });
      }
    },
    close: () => stopServer(server),
  };
  return site;
}

/** A site's registration; `over` changes it. */
export function siteClient(clientId: string, origin: string, over: Partial<SiteClient> = {}): SiteClient {
  return {
    client_id: clientId, client_secret: 'a-secret-of-the-site', client_name: '云间区教育局', client_uri: origin, redirect_uris: [`${origin}/callback`], post_logout_redirect_uris: [`${origin}/bye`],
    response_types: ['code'], grant_types: ['authorization_code', 'refresh_token'], token_endpoint_auth_method: 'client_secret_basic', id_token_signed_response_alg: 'ES256', subject_type: 'public',
    scope: 'openid profile real_name phone delegation transit.read', backchannel_logout_uri: `${origin}/backchannel`, backchannel_logout_session_required: true, ...over,
  };
}

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

function cookieOf(request: IncomingMessage, name: string): string {
  return new RegExp(`(?:^|; )${name}=([^;]*)`).exec(request.headers.cookie ?? '')?.[1] ?? '';
}

function originOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a TCP server that listens has one
}

async function stopServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
