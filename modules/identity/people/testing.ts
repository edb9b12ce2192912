import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Connection } from 'mongoose';
import type { Audit } from '../../kernel/audit/port.js';
import type { AuditEvent } from '../../kernel/audit/types.js';
import { anonymousCaller, type Caller, type Role } from '../../kernel/caller.js';
import { createFieldCipher, openFileKeystore } from '../../kernel/crypto/index.js';
import type { FieldCipher } from '../../kernel/crypto/types.js';
import { createMemoryBus } from '../../kernel/events.js';
import { createMutationIndexes, createMutations, type Mutations } from '../../kernel/idempotency.js';
import type { Authoriser } from '../../kernel/policy/port.js';
import { createAuthoriser } from '../../kernel/policy/authoriser.js';
import type { ConsentPort, PolicyTable } from '../../kernel/policy/types.js';
import type { Notice, Notifier } from '../../messages/contract.js';
import { AccountsService } from '../accounts/service.js';
import { testConnection } from '../../kernel/testing/mongo.js';
import { PeopleDirectory } from './directory.js';
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
export async function identityWorld(name: string, table: PolicyTable, consents: ConsentPort = { agreed: async () => false }): Promise<IdentityWorld> {
  const { connection, close } = await testConnection(name);
  const folder = mkdtempSync(path.join(tmpdir(), 'identity-keys-'));
  const cipher = createFieldCipher(openFileKeystore(folder));
  const time = { now: Date.parse('2026-11-23T12:00:00+08:00') };
  const clock = { now: () => time.now };
  const audit = rememberedAudit();
  const authoriser = createAuthoriser({ tables: [table], consents, audit });
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const events = createMemoryBus(silent);
  const directory = new PeopleDirectory({ connection, cipher, clock });
  const people = {
    personIdByIdentifier: async (text: string) => (await directory.findByIdentifier(text))?.id ?? null,
    organisationIdByCreditCode: async () => null,
    foundStaff: async () => Promise.reject(new Error('no staff is founded here')),
  };
  const accounts = new AccountsService({ connection, cipher, audit, authoriser, events, clock, people, mutations: createMutations({ connection, clock, cipher }) });
  await createMutationIndexes(connection);
  await accounts.prepare();
  await directory.createIndexes();
  const notices: Notice[] = [];
  return {
    connection, cipher, audit, authoriser, mutations: createMutations({ connection, clock, cipher }), time, clocks: { system: clock, service: clock }, directory, accounts, events, notices,
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
