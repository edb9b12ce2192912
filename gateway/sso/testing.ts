import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Koa from 'koa';
import type { ClientSession } from 'mongoose';
import type { Audit } from '../../modules/kernel/audit/port.js';
import type { AuditEvent } from '../../modules/kernel/audit/types.js';
import { anonymousCaller, type ActingFor, type Assurance, type Caller } from '../../modules/kernel/caller.js';
import { createFieldCipher, openFileKeystore } from '../../modules/kernel/crypto/index.js';
import { withTransaction } from '../../modules/kernel/db.js';
import { Fault } from '../../modules/kernel/errors.js';
import { createMemoryBus } from '../../modules/kernel/events.js';
import { MongoOutbox } from '../../modules/kernel/outbox.js';
import { createOutgoing } from '../../modules/kernel/outgoing.js';
import { testConnection } from '../../modules/kernel/testing/mongo.js';
import { createSso, type SignOnAccount, type Sso } from './index.js';
import { LOOPBACK_RANGES } from './outgoing.js';
import type { EndHook } from './ports.js';
import { SiteConsents } from '../../modules/identity/index.js';
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
  /** When it runs out by itself, by the world's clock. */
  endsAt: number;
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
  /** App sessions that kiosks began, with the name of the device. */
  readonly kiosks: Map<string, string>;
  /** Begins an app session and returns its id, which is its cookie's value too. */
  signIn(accountId: string, over?: Partial<AppSession>): string;
  /** Ends one in the app, as signing out there does. */
  signOut(sessionId: string): Promise<void>;
  /** Disables an account as the security administrator does. */
  disable(accountId: string): Promise<void>;
  /** How far the clock of the app and of the store is ahead, in milliseconds. */
  ahead: number;
  /** Accounts whose open sockets were to be looked at again. */
  readonly rightsChanged: string[];
  /** Another process of the gateway over the same store, not started. */
  another(): Sso;
  /** When true, no audit record can be written. */
  auditFails: boolean;
  /** Other requests than the provider's, such as the sign-in page. */
  page: (ctx: Koa.Context) => void | Promise<void>;
  /** As if nothing had happened: one site `edu`, both accounts, an empty store. */
  reset(site: TestSite): Promise<void>;
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
  const ends: { readonly session: EndHook[]; readonly account: ((session: ClientSession, accountId: string) => Promise<void>)[] } = { session: [], account: [] };
  const sessions: SsoWorld['sessions'] = new Map();
  const accounts: SsoWorld['accounts'] = new Map([WANG, LI].map((account) => [account.accountId, account]));
  const sites: SsoWorld['sites'] = new Map();
  const audited: Recorded[] = [];
  const kiosks: SsoWorld['kiosks'] = new Map();
  // The world is made last; before that nothing is ahead.
  const ahead = (): number => made?.ahead ?? 0;
  let made: SsoWorld | null = null;
  const warnings: SsoWorld['warnings'] = [];
  const record = async (caller: Caller, event: AuditEvent): Promise<void> => {
    if (world.auditFails) throw new Fault('UNAVAILABLE');
    audited.push({ caller, event });
  };
  const audit: Audit = { read: record, write: (_session, caller, event) => record(caller, event) };
  const clock = { now: () => Date.now() + ahead() };
  const line = (details: object, message: string): void => void warnings.push({ details, message });
  const rightsChanged: string[] = [];
  const logger = { info: () => undefined, warn: line, error: line };
  const events = createMemoryBus(logger);
  const outbox = new MongoOutbox({ connection, clock, events, logger, lookMs: 50 });
  await outbox.prepare();
  const consents = new SiteConsents({
    connection, audit, clock, events, mutations: createMutations({ connection, clock, cipher }), authoriser: { check: async () => undefined, allows: async () => true },
    // All that consents ask of the registry; here a site's id is its name as a client.
    sites: { get: async (id: string) => ({ clientId: id }), ofClients: async () => new Map() } as unknown as SitesService,
  });
  await consents.prepare();
  await createMutationIndexes(connection);
  const koa = new Koa();
  const compose = (): Sso => createSso({
    connection, cipher, audit, consents, clock, logger, outbox, keysFolder, allowLoopback: true, outgoing: createOutgoing(LOOPBACK_RANGES), publicUrl: () => world.url, count: () => undefined, requestId: () => 'request-1', address: (request) => String(request.headers['x-test-address'] ?? 'here'),
    accounts: { find: async (id) => accounts.get(id) ?? null, onEnd: (hook) => void ends.account.push(hook) },
    sites: { client: async (id) => sites.get(id) ?? null },
    sessions: {
      async resolveSession(request) {
        const sessionId = cookieOf(request, 'app');
        const session = sessions.get(sessionId);
        return session && session.endsAt > clock.now() ? { sessionId, ...session, personId: accounts.get(session.accountId)?.personId ?? null, checkAt: session.endsAt } : null;
      },
      async find(sessionId) {
        const session = sessions.get(sessionId);
        const account = session && session.endsAt > clock.now() ? accounts.get(session.accountId) : undefined;
        if (!session || !account) return null;
        const { accountId, personId, proofed } = account;
        return { caller: { ...anonymousCaller('web', ''), accountId, personId, proofed, actingFor: session.actingFor, sessionId, assurance: session.assurance }, checkAt: session.endsAt };
      },
      endSession: async (sessionId) => world.signOut(sessionId),
      async beginAtKiosk(_request, response, { accountId, device }) {
        const id = world.signIn(accountId);
        kiosks.set(id, device);
        response.setHeader('set-cookie', `app=${id}; path=/; httponly; samesite=lax`);
      },
      async endAtKiosk(request, response) {
        await world.signOut(cookieOf(request, 'app'));
        response.setHeader('set-cookie', 'app=; path=/; max-age=0');
        response.setHeader('clear-site-data', '"cache", "cookies", "storage"');
      },
      onEnd: (hook) => void ends.session.push(hook),
      rightsChanged: (accountId) => void rightsChanged.push(accountId),
    },
  });
  const sso = compose();
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
    url: originOf(server), sso, consents, connection, cipher, keysFolder, audited, warnings, sites, accounts, sessions, auditFails: false, ahead: 0, kiosks, rightsChanged, another: compose,
    page: (ctx) => void (ctx.body = 'the app'),
    signIn(accountId, over = {}) {
      const id = randomBytes(9).toString('hex');
      sessions.set(id, { accountId, assurance: 'ordinary', signedInAt: Date.now(), actingFor: null, endsAt: clock.now() + 12 * 3_600_000, ...over });
      return id;
    },
    async signOut(sessionId) {
      const { accountId } = sessions.get(sessionId) ?? {};
      if (accountId === undefined) return;
      await withTransaction(connection, async (session) => {
        for (const hook of ends.session) await hook(session, { accountId, sessionIds: [sessionId] });
      });
      sessions.delete(sessionId);
    },
    async disable(accountId) {
      await withTransaction(connection, async (session) => {
        for (const hook of ends.account) await hook(session, accountId);
      });
      accounts.delete(accountId);
      for (const [id, session] of sessions) if (session.accountId === accountId) sessions.delete(id);
    },
    async reset(site) {
      sites.clear();
      sites.set('edu', siteClient('edu', site.origin));
      for (const account of [WANG, LI]) accounts.set(account.accountId, account);
      for (const list of [audited, site.heard, rightsChanged]) list.length = 0;
      Object.assign(site, { status: 200 });
      Object.assign(world, { auditFails: false, ahead: 0 });
      for (const name of ['sso_records', 'site_consents', 'idempotency', 'sso_links', 'outbox']) await connection.collection(name).deleteMany({});
    },
    async close() {
      await sso.stop();
      await stopServer(server);
      await close();
      rmSync(keysFolder, { recursive: true });
    },
  };
  made = world;
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
