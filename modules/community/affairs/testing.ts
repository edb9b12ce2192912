import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { BatchAudit } from '../../kernel/audit/port.js';
import type { AuditEvent } from '../../kernel/audit/types.js';
import { readWorkingCalendar } from '../../kernel/calendar.js';
import { anonymousCaller, type Caller, type Role } from '../../kernel/caller.js';
import { createFieldCipher, openFileKeystore } from '../../kernel/crypto/index.js';
import { createMemoryBus } from '../../kernel/events.js';
import { builtInScanner, gridPieces } from '../../kernel/files/index.js';
import { createMutationIndexes, createMutations } from '../../kernel/idempotency.js';
import { composeIdentifier } from '../../kernel/identifiers.js';
import { createAuthoriser } from '../../kernel/policy/authoriser.js';
import { projectRoot } from '../../kernel/root.js';
import { testConnection } from '../../kernel/testing/mongo.js';
import type { Notice } from '../../messages/contract.js';
import type { OrganisationRef, PersonFacts } from '../contract.js';
import type { CommunityDeps } from '../deps.js';
import { communityPolicies } from '../policy.js';
import type { ServiceCentres } from './applications/ports.js';
import type { FieldSchema, FormDefinition, FormValues } from './forms/rules/types.js';
import { visibleSteps } from './forms/rules/visible.js';

/** Somebody proved, in the register of the tests. */
export const WANG: PersonFacts = { id: 'p-wang', name: '王建国', identifierKind: 'RESIDENT_ID', identifier: composeIdentifier({ birthDate: '1985-03-07', sex: 'male', order: 1 }), birthDate: '1985-03-07', sex: 'male', phone: '17900000001' };
/** Somebody else. */
export const LI: PersonFacts = { id: 'p-li', name: '李芳', identifierKind: 'RESIDENT_ID', identifier: composeIdentifier({ birthDate: '1987-09-12', sex: 'female', order: 2 }), birthDate: '1987-09-12', sex: 'female', phone: '17900000002' };

const ORGANISATIONS: readonly OrganisationRef[] = ['dept-mzj', 'dept-rsj', 'dept-wjw', 'dept-scjgj', 'dept-fgj', 'dept-gafj', 'dept-cgj', 'dept-lhsrj', 'dept-ybj', 'centre-sijing', 'centre-yueyang', 'school-middle4'].map((id) => ({ id, nameZh: `名称${id}`, nameEn: id, kind: 'DEPARTMENT' }));

/** An organisation in which nobody works on cases. */
export const NOBODY_THERE = 'school-middle4';

/** What tests of affairs stand on: a database of their own, real keys and rules, doubles that remember. */
export interface CommunityWorld extends CommunityDeps {
  readonly audited: (AuditEvent & { readonly how: 'read' | 'write'; readonly caller: Caller })[];
  readonly notices: Notice[];
  readonly time: { now: number };
  readonly centres: ServiceCentres;
  close(): Promise<void>;
}

/** Founds the world at 2026-11-23 12:00 in the district. */
export async function communityWorld(name: string, more: readonly PersonFacts[] = []): Promise<CommunityWorld> {
  const { connection, close } = await testConnection(name);
  const folder = mkdtempSync(path.join(tmpdir(), 'community-keys-'));
  const keystore = openFileKeystore(folder);
  const cipher = createFieldCipher(keystore);
  const time = { now: Date.parse('2026-11-23T12:00:00+08:00') };
  const clock = { now: () => time.now };
  const audited: CommunityWorld['audited'] = [];
  const audit: BatchAudit = {
    read: async (caller, event) => void audited.push({ ...event, caller, how: 'read' }),
    write: async (_session, caller, event) => void audited.push({ ...event, caller, how: 'write' }),
    writeMany: async (_session, entries) => void audited.push(...entries.map(({ caller, event }) => ({ ...event, caller, how: 'write' as const }))),
  };
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const notices: Notice[] = [];
  const people = new Map([...more, WANG, LI].map((person) => [person.id, person]));
  await createMutationIndexes(connection);
  return {
    connection, keystore, cipher, audit, audited, time, notices, logger: silent, events: createMemoryBus(silent), clocks: { system: clock, service: clock },
    notifier: { notify: async (_session, notice) => void (notices.some(({ key }) => key === notice.key) || notices.push(notice)) },
    authoriser: createAuthoriser({ tables: [communityPolicies.actions], consents: { agreed: async () => false }, audit }),
    mutations: createMutations({ connection, clock, cipher }),
    calendar: readWorkingCalendar(path.join(projectRoot(), 'data/calendar/public-holidays.json')),
    directory: { find: async (id) => ORGANISATIONS.find((one) => one.id === id) ?? null, list: async () => ORGANISATIONS, ancestorsOf: async () => [], holdersOf: async (id, role) => (id !== NOBODY_THERE && (role === 'clerk' || role === 'approver') ? [`person-${id}-${role}`] : []) },
    people: {
      find: async (id) => people.get(id) ?? null,
      actsFor: async () => true,
      namesOf: async (ids) => new Map(ids.flatMap((id) => (people.has(id) ? [[id, people.get(id)?.name ?? '']] : []))),
      byCard: async ({ identifier }) => [...people.values()].find((one) => one.identifier === identifier) ?? null,
      atCounter: async ({ identifier }) => [...people.values()].find((one) => one.identifier === identifier) ?? Promise.reject(new Error('not in the register of the tests')),
    },
    centres: { list: async () => ['sijing', 'yueyang'].map((street) => ({ id: `centre-${street}`, nameZh: street, streets: [street], fallback: false })) },
    scanner: builtInScanner, pieces: gridPieces(connection), signatures: null, district: '云间区', areaCode: '310199', publicUrl: () => 'https://yunjian.example', dataFolder: path.join(projectRoot(), 'data'),
    async close() {
      await close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Somebody signed in, with a second factor unless said otherwise. */
export function callerOf(person: PersonFacts, own: Partial<Caller> = {}): Caller {
  return { ...anonymousCaller('web', 'test'), accountId: `account-${person.id}`, personId: person.id, proofed: true, sessionId: `session-${person.id}`, assurance: 'sensitive', ...own };
}

/** A member of staff in a post. */
export function staffOf(role: Role, organisationId: string, name: string = role): Caller {
  return { ...anonymousCaller('web', 'test'), accountId: `account-${name}`, personId: `person-${name}`, proofed: true, sessionId: `session-${name}`, assurance: 'sensitive', post: { id: `post-${name}`, role, organisationId } };
}

/** A form's values with something valid in every required field that is asked and not filled yet. */
export function completed(form: FormDefinition, values: FormValues): Record<string, unknown> {
  let all: Record<string, unknown> = { ...values };
  // An answer may bring up another question.
  for (;;) {
    const missing = visibleSteps(form, all).flatMap(({ fields }) => fields).find(({ name, required }) => required && !Object.hasOwn(all, name));
    if (!missing) return all;
    all = { ...all, [missing.name]: sampleOf(missing.schema) };
  }
}

function sampleOf({ type, enum: choices, const: only, format, pattern, minimum = 1, minLength = 2 }: FieldSchema): unknown {
  if (only !== undefined) return only;
  if (choices) return choices[0];
  if (type === 'boolean') return false;
  if (type === 'number' || type === 'integer') return Math.max(1, minimum);
  if (type === 'array') return [];
  if (pattern) return '1'.repeat(15);
  return format === undefined ? '测'.repeat(minLength) : { date: '2026-10-01', mobile: '13900000009', 'resident-id': WANG.identifier, 'credit-code': '92310199MA00000529' }[format];
}
