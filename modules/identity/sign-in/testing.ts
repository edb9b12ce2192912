import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Connection } from 'mongoose';
import type { Audit } from '../../kernel/audit/port.js';
import type { AuditEvent } from '../../kernel/audit/types.js';
import { anonymousCaller, type ActingFor, type Caller, type CallerPost, type Channel } from '../../kernel/caller.js';
import type { Clock } from '../../kernel/clock.js';
import { createFieldCipher, openFileKeystore, type FieldCipher } from '../../kernel/crypto/index.js';
import { withTransaction } from '../../kernel/db.js';
import { createMemoryBus, type EventBus } from '../../kernel/events.js';
import { normalisePhone } from '../../kernel/identifiers.js';
import { createMutations } from '../../kernel/idempotency.js';
import type { Logger } from '../../kernel/module.js';
import { createAuthoriser } from '../../kernel/policy/authoriser.js';
import { testConnection } from '../../kernel/testing/mongo.js';
import type { Notice } from '../../messages/contract.js';
import { guestActions } from '../accounts/guests/policy.js';
import { accountActions } from '../accounts/policy.js';
import { AccountsService } from '../accounts/service.js';
import type { AccountEntity, PeoplePort } from '../accounts/types.js';
import { sessionActions } from '../sessions/policy.js';
import { SessionsService } from '../sessions/service.js';
import { createSignIn } from './index.js';
import { argon2id } from './passwords.js';
import { signInActions } from './policy.js';
import type { Attempt, CertificateAuthority, PasswordHasher, SignInOutcome, WechatSignIn } from './types.js';

/** Words that a test may set before it builds its world. */
export interface SignInWorldOptions {
  readonly wechat?: WechatSignIn;
  readonly authority?: CertificateAuthority;
  readonly events?: EventBus;
  /** Put around the cipher, to count what is opened. */
  readonly cipher?: (cipher: FieldCipher) => FieldCipher;
  /** In place of numbers that a test names. */
  readonly people?: (deps: { readonly connection: Connection; readonly cipher: FieldCipher; readonly clock: Clock }) => PeoplePort;
}

/** Quiet logging. */
export const silent: Logger = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Accounts, sessions and sign-in on the run's MongoDB, with a clock, a carrier and a hasher that tests read. */
export async function signInWorld(name: string, options: SignInWorldOptions = {}) {
  const { connection, close } = await testConnection(name);
  const folder = mkdtempSync(path.join(tmpdir(), 'sign-in-'));
  const keystore = openFileKeystore(folder);
  const plain = createFieldCipher(keystore);
  const cipher = options.cipher?.(plain) ?? plain;
  // Now or later, never before: MongoDB itself deletes what has expired by the machine's time.
  const clock = { at: Date.now(), now: () => clock.at };
  const events = options.events ?? createMemoryBus(silent);
  const recorded: { caller: Caller; event: AuditEvent }[] = [];
  const audit: Audit = {
    read: async (caller, event) => void recorded.push({ caller, event }),
    write: async (_session, caller, event) => void recorded.push({ caller, event }),
  };
  const authoriser = createAuthoriser({ tables: [accountActions, guestActions, sessionActions, signInActions], consents: { agreed: async () => false }, audit });
  const persons = new Map<string, string>();
  const organisations = new Map<string, string>();
  const people: PeoplePort = options.people?.({ connection, cipher, clock }) ?? {
    personIdByIdentifier: async (identifier) => persons.get(identifier) ?? null,
    organisationIdByCreditCode: async (code) => organisations.get(code) ?? null,
    foundStaff: async (_session, { identifier }) => {
      const id = persons.get(identifier) ?? `person-${persons.size + 1}`;
      persons.set(identifier, id);
      return { personId: id, proofed: false };
    },
  };
  const posts = new Map<string, CallerPost[]>();
  const edges = new Map<string, ActingFor & { readonly actorId: string }>();
  const mutations = createMutations({ connection, clock, cipher });
  const accounts = new AccountsService({
    connection, cipher, audit, authoriser, events, clock, people,
    mutations: { run: async (_caller, _spec, work) => withTransaction(connection, work) },
  });
  const sessionsDeps = {
    connection, keystore, audit, authoriser, events, clock, accounts,
    posts: { activePosts: async (accountId: string) => posts.get(accountId) ?? [] },
    delegations: {
      activeEdge: async (id: string, { personId }: { personId: string | null }) => {
        const edge = edges.get(id);
        return edge && edge.actorId === personId ? { delegationId: edge.delegationId, kind: edge.kind, id: edge.id, displayName: edge.displayName, scopes: edge.scopes } : null;
      },
    },
  };
  const sessions = new SessionsService(sessionsDeps);
  const sent: { phone: string; text: string }[] = [];
  const notices: Notice[] = [];
  const checks = { count: 0 };
  const hashes = { count: 0 };
  const hasher: PasswordHasher = {
    hash: (password) => {
      hashes.count++;
      return argon2id.hash(password);
    },
    verify: (stored, password) => {
      checks.count++;
      return argon2id.verify(stored, password);
    },
  };
  const feature = createSignIn({
    connection, cipher, audit, authoriser, clock, mutations, accounts, sessions, people, posts: sessionsDeps.posts, hasher, district: '云间区',
    sms: { send: async (phone, text) => void sent.push({ phone, text }) }, wechat: options.wechat ?? null, authority: options.authority ?? null,
    notifier: { notify: async (_session, notice) => void notices.push(notice) },
  });
  await accounts.prepare();
  await sessions.prepare();
  await feature.prepare();
  return {
    connection, keystore, cipher, clock, events, audit, recorded, authoriser, persons, organisations, posts, edges, accounts, sessions, sessionsDeps, sent, notices, checks, hashes, ...feature,
    /** The last code sent to a phone. */
    codeTo(phone: string): string {
      const text = sent.findLast((each) => each.phone === phone)?.text ?? '';
      return /验证码 (\d{6})/.exec(text)?.[1] ?? '';
    },
    /** Founds an account, with a password where one is given. */
    async account(input: Partial<Parameters<AccountsService['found']>[1]> & { readonly password?: string } = {}): Promise<AccountEntity> {
      const { password, ...rest } = input;
      return withTransaction(connection, async (session) => {
        const account = await accounts.found(session, { kind: 'RESIDENT', displayName: '王秀英', ...rest });
        if (password) await feature.factors.givePassword(session, account, password);
        return account;
      });
    },
    /** Signs in by code, from nothing. */
    async signedIn(phone: string, from: Attempt = attempt()): Promise<Caller> {
      clock.at += 61_000;
      await feature.signIn.requestCode(from, phone);
      const code = this.codeTo(normalisePhone(phone) ?? phone);
      return callerOf(await feature.signIn.byCode(from, phone, code));
    },
    async close() {
      sessions.stop();
      await events.close();
      rmSync(folder, { recursive: true });
      await close();
    },
  };
}

/** A world of sign-in. */
export type SignInWorld = Awaited<ReturnType<typeof signInWorld>>;

/** Somebody browsing who tries to sign in. */
export function attempt(over: { readonly channel?: Channel; readonly address?: string; readonly caller?: Caller; readonly deviceWord?: string | undefined; readonly ownBrowser?: boolean } = {}): Attempt {
  return { caller: over.caller ?? anonymousCaller(over.channel ?? 'web', 'request-1'), address: over.address ?? '192.0.2.1', device: 'Chrome · Windows', deviceWord: over.deviceWord, ownBrowser: over.ownBrowser ?? false };
}

/** The caller that a sign-in ended with. Throws where it did not end with one. */
export function callerOf(outcome: SignInOutcome): Caller {
  if (outcome.__typename !== 'SignedIn') throw new Error(`not signed in: ${JSON.stringify(outcome)}`);
  return outcome.opened.caller;
}

/** The token that a sign-in ended with. Throws where it did not end with one. */
export function tokenOf(outcome: SignInOutcome): string {
  if (outcome.__typename !== 'SignedIn') throw new Error(`not signed in: ${JSON.stringify(outcome)}`);
  return outcome.opened.token;
}
