import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ClientSession, Connection } from 'mongoose';
import type { Audit } from '../../kernel/audit/port.js';
import type { AuditEvent } from '../../kernel/audit/types.js';
import { anonymousCaller, type Caller, type Role } from '../../kernel/caller.js';
import { canonicalJson, createFieldCipher, openFileKeystore } from '../../kernel/crypto/index.js';
import type { FieldCipher } from '../../kernel/crypto/types.js';
import { Fault } from '../../kernel/errors.js';
import { createMemoryBus } from '../../kernel/events.js';
import type { Authoriser } from '../../kernel/policy/port.js';
import type { PolicyTable, Rule, Subject } from '../../kernel/policy/types.js';
import type { Notice, Notifier } from '../../messages/contract.js';
import { AccountsService } from '../accounts/service.js';
import { testConnection } from '../../kernel/testing/mongo.js';
import { PeopleDirectory } from './directory.js';
import type { Mutations } from './ports.js';
import { SampleRegister } from './register/service.js';

/** An audit that remembers, so that tests ask what was recorded. */
export interface RememberedAudit extends Audit {
  readonly events: (AuditEvent & { readonly caller: Caller; readonly how: 'read' | 'write' })[];
}

function rememberedAudit(): RememberedAudit {
  const events: RememberedAudit['events'] = [];
  return {
    events,
    read: async (caller, event) => void events.push({ ...event, caller, how: 'read' }),
    write: async (_session, caller, event) => void events.push({ ...event, caller, how: 'write' }),
  };
}

const RANK = { none: 0, ordinary: 1, sensitive: 2 } as const;

function granted(rule: Rule, caller: Caller, subject: Subject): boolean {
  const people = subject.personIds ?? [];
  if (rule.anyone || (rule.signedIn && caller.accountId)) return true;
  if (rule.self && caller.proofed && people.length > 0 && people.every((id) => id === caller.personId)) return true;
  if (rule.system && caller.accountId?.startsWith('system:')) return true;
  const { actingFor, post } = caller;
  const target = actingFor?.kind === 'organisation' ? subject.organisationId : people[0];
  if (rule.delegated && actingFor && actingFor.id === target && actingFor.scopes.some((scope) => covers(scope, rule.delegated!))) return true; // asked for in this line
  return !!post && !!rule.posts?.includes(post.role) && (!rule.sameOrganisation || post.organisationId === subject.organisationId);
}

const covers = (scope: string, wanted: string): boolean => scope === wanted || (scope.endsWith('.*') && wanted.startsWith(scope.slice(0, -1)));

/** Decides by the tables given, as the product's authoriser does but for consent. */
function tableAuthoriser(table: PolicyTable): Authoriser {
  const judge = (caller: Caller, action: string, subject: Subject): Fault | null => {
    const rule = table[action];
    if (!rule) return new Fault('FORBIDDEN', { action });
    if (rule.deny && caller.post && rule.deny.includes(caller.post.role)) return new Fault('FORBIDDEN');
    if (!granted(rule, caller, subject)) return new Fault(caller.accountId ? (caller.proofed ? 'FORBIDDEN' : 'NOT_PROOFED') : 'UNAUTHENTICATED');
    return RANK[caller.assurance] < RANK[rule.assurance ?? 'none'] ? new Fault('STEP_UP_REQUIRED') : null;
  };
  return {
    check: async (caller, action, subject) => {
      const fault = judge(caller, action, subject);
      if (fault) throw fault;
    },
    allows: async (caller, action, subject) => judge(caller, action, subject) === null,
  };
}

/** Mutations with their answers kept in memory; the transactions are real. */
function memoryMutations(connection: Connection): Mutations {
  const kept = new Map<string, { input: string; answer: unknown }>();
  return {
    async run<T>(caller: Caller, { action, key, input }: { action: string; key: string; input: unknown }, work: (session: ClientSession) => Promise<T>, before?: () => Promise<void>) {
      const name = `${caller.accountId} ${action} ${key}`;
      const text = canonicalJson(input);
      const earlier = kept.get(name);
      if (earlier && earlier.input !== text) throw new Fault('IDEMPOTENCY_CONFLICT');
      if (earlier) return earlier.answer as T; // kept by this very method for the same action
      await before?.();
      const answer = await connection.withSession((session) => session.withTransaction(() => work(session)));
      kept.set(name, { input: text, answer });
      return answer;
    },
  };
}

/** What tests of identity stand on: a database of their own, real ciphers and accounts, and doubles that remember. */
export interface IdentityWorld {
  readonly connection: Connection;
  readonly cipher: FieldCipher;
  readonly audit: RememberedAudit;
  readonly authoriser: Authoriser;
  readonly mutations: Mutations;
  readonly time: { now: number };
  readonly clocks: { readonly system: { now(): number }; readonly service: { now(): number } };
  readonly directory: PeopleDirectory;
  readonly accounts: AccountsService;
  readonly register: SampleRegister;
  readonly events: ReturnType<typeof createMemoryBus>;
  readonly notices: Notice[];
  readonly notifier: Notifier;
  close(): Promise<void>;
}

/** Founds the world at 2026-11-23 12:00 in the district. */
export async function identityWorld(name: string, table: PolicyTable): Promise<IdentityWorld> {
  const { connection, close } = await testConnection(name);
  const folder = mkdtempSync(path.join(tmpdir(), 'identity-keys-'));
  const cipher = createFieldCipher(openFileKeystore(folder));
  const time = { now: Date.parse('2026-11-23T12:00:00+08:00') };
  const clock = { now: () => time.now };
  const audit = rememberedAudit();
  const authoriser = tableAuthoriser(table);
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const events = createMemoryBus(silent);
  const directory = new PeopleDirectory({ connection, cipher, clock });
  const people = {
    personIdByIdentifier: async (text: string) => (await directory.findByIdentifier(text))?.id ?? null,
    organisationIdByCreditCode: async () => null,
    foundStaff: async () => Promise.reject(new Error('no staff is founded here')),
  };
  const accounts = new AccountsService({ connection, cipher, audit, authoriser, events, clock, people });
  await accounts.prepare();
  await directory.createIndexes();
  const notices: Notice[] = [];
  return {
    connection, cipher, audit, authoriser, mutations: memoryMutations(connection), time, clocks: { system: clock, service: clock }, directory, accounts, events, notices,
    register: new SampleRegister(connection, cipher),
    notifier: { notify: async (_session, notice) => void notices.push(notice) },
    async close() {
      await close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Somebody signed in. */
export function callerOf(own: Partial<Caller>): Caller {
  return { ...anonymousCaller('web', 'test'), assurance: 'sensitive', proofed: own.personId !== undefined && own.personId !== null, ...own };
}

/** A member of staff in a post. */
export function staffOf(role: Role, organisationId = 'org', own: Partial<Caller> = {}): Caller {
  return callerOf({ accountId: `account-${role}`, personId: `person-${role}`, post: { id: `post-${role}`, role, organisationId }, ...own });
}
