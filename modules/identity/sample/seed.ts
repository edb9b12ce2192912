import type { ClientSession, Connection } from 'mongoose';
import { canonicalJson } from '../../kernel/crypto/canonical-json.js';
import { inClear, type StoredCollection } from '../../kernel/crypto/levels.js';
import { sm3 } from '../../kernel/crypto/sm3.js';
import { withTransaction } from '../../kernel/db.js';
import type { Clock } from '../../kernel/clock.js';
import type { AccountsService, FoundInput } from '../accounts/service.js';
import type { AccountEntity } from '../accounts/types.js';
import type { DelegationGraph } from '../delegation/graph.js';
import type { OrganisationDirectory } from '../organisations/directory.js';
import { roleOfName } from '../organisations/rules.js';
import type { PeopleDirectory } from '../people/directory.js';
import type { SampleRegister } from '../people/register/service.js';
import type { PersonFacts } from '../people/types.js';
import { readSamplePeople, type SamplePeople } from './data.js';

/** What the sample is loaded into. */
export interface SeedDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly directory: PeopleDirectory;
  readonly register: SampleRegister;
  readonly organisations: OrganisationDirectory;
  readonly graph: DelegationGraph;
  readonly accounts: AccountsService;
  /** Called for each account that is founded, in its transaction: passwords and second factors are sign-in's. */
  readonly onAccount?: (session: ClientSession, account: AccountEntity, sample: { readonly id: string; readonly login: string | null; readonly phone: string | null }) => Promise<void>;
  readonly people?: SamplePeople;
}

/** How much was loaded. */
export interface SeedReport {
  /** False where this very sample had been loaded before: then nothing was looked at. */
  readonly loaded: boolean;
  readonly organisations: number;
  readonly residents: number;
  readonly staff: number;
  readonly accountsFounded: number;
}

/** Counts up where the same sample is to be loaded in another way. */
const LOADER = 1;

/** What stands here, at which level. */
export const sampleStored: StoredCollection = { collection: 'sample_loads', fields: inClear('internal', '_id', 'version') };

/** Which sample was loaded last. */
interface LoadedSample {
  _id: 'people';
  /** SM3 of the sample and of how it is loaded. */
  version: string;
}

/**
 * Loads the sample district's invented people: organisations, register, residents, staff with posts, delegations, accounts.
 * A sample that was loaded before is not looked at again; a changed one is loaded over it, which changes nothing that people
 * have done since, and founds nothing twice. One that was broken off is loaded again.
 */
export async function seedPeople(deps: SeedDeps): Promise<SeedReport> {
  const sample = deps.people ?? readSamplePeople();
  const version = sm3(canonicalJson({ loader: LOADER, sample }));
  const marks = deps.connection.collection<LoadedSample>('sample_loads');
  const known = await marks.findOne({ _id: 'people' });
  const loaded = known?.version !== version;
  const accountsFounded = loaded ? await load(deps, sample) : 0;
  if (loaded) await marks.updateOne({ _id: 'people' }, { $set: { version } }, { upsert: true });
  return { loaded, organisations: sample.organisations.length, residents: sample.residents.length, staff: sample.staff.length, accountsFounded };
}

async function load(deps: SeedDeps, sample: SamplePeople): Promise<number> {
  for (const organisation of sample.organisations) await deps.organisations.put(null, organisation);
  const identifiers = new Map(sample.residents.map(({ id, identifier }) => [id, identifier]));
  let accountsFounded = 0;
  for (const one of sample.residents) {
    const guardians = one.guardians.map(({ id, withheld }) => ({ identifier: identifiers.get(id) ?? '', withheld }));
    await deps.register.record(null, { identifier: one.identifier, name: one.name, birthDate: one.birthDate, household: one.household, guardians });
    accountsFounded += await seedResident(deps, one);
  }
  for (const one of sample.staff) {
    await deps.register.record(null, { identifier: one.identifier, name: one.name, birthDate: one.birthDate, household: null, guardians: [] });
    accountsFounded += await seedStaff(deps, one);
  }
  await seedDelegations(deps, sample);
  return accountsFounded;
}

async function seedResident(deps: SeedDeps, one: SamplePeople['residents'][number]): Promise<number> {
  const phone = one.phone ?? null;
  // Somebody unproved is in the register only, so that the whole 实名 can be tried.
  if (one.account === 'unproved') return phone !== null && (await deps.accounts.findByPhone(phone)) === null ? found(deps, null, { kind: 'RESIDENT', displayName: one.name, phone }, one.id) : 0;
  const facts: PersonFacts = { kind: one.kind, identifier: one.identifier, name: one.name, birthDate: one.birthDate, phone };
  return seedPerson(deps, one.id, facts, one.account === 'none' ? null : { kind: one.account === 'guest' ? 'GUEST' : 'RESIDENT', displayName: one.name, ...(phone ? { phone } : {}) });
}

async function seedStaff(deps: SeedDeps, one: SamplePeople['staff'][number]): Promise<number> {
  const facts: PersonFacts = { kind: 'RESIDENT_ID', identifier: one.identifier, name: one.name, birthDate: one.birthDate, phone: one.phone };
  const founded = await seedPerson(deps, one.id, facts, { kind: 'STAFF', displayName: one.name, phone: one.phone, login: one.login });
  for (const [index, { organisationId, role, title }] of one.posts.entries()) {
    const id = `${one.id}-post-${index + 1}`;
    // A post that an administrator ended since stays ended.
    if (!(await deps.organisations.findPost(id))) await deps.organisations.putPost(null, { personId: one.id, organisationId, role: roleOfName(role), title, from: '2026-01-01', until: null }, id);
  }
  return founded;
}

async function seedPerson(deps: SeedDeps, id: string, facts: PersonFacts, account: FoundInput | null): Promise<number> {
  const known = await deps.directory.findByIdentifier(facts.identifier);
  if (!known) await withTransaction(deps.connection, async (session) => {
    await deps.directory.ensure(session, facts, id);
    if (account && account.kind !== 'GUEST') await deps.directory.proved(session, id, 'COUNTER_CARD', null);
  });
  if (!account || known || (await deps.accounts.findByPerson(id))) return 0;
  return found(deps, id, { ...account, personId: id, proofed: account.kind !== 'GUEST' }, id);
}

async function found(deps: SeedDeps, personId: string | null, input: FoundInput, sampleId: string): Promise<number> {
  await withTransaction(deps.connection, async (session) => {
    const account = await deps.accounts.found(session, input);
    await deps.onAccount?.(session, account, { id: personId ?? sampleId, login: input.login ?? null, phone: input.phone ?? null });
  });
  return 1;
}

async function seedDelegations(deps: SeedDeps, sample: SamplePeople): Promise<void> {
  const now = deps.clock.now();
  const births = new Map(sample.residents.map(({ id, birthDate }) => [id, birthDate]));
  for (const one of sample.delegations) {
    const id = `${one.actor}-for-${one.principal}`;
    if (await deps.graph.find(id)) continue;
    const birthDate = one.kind === 'GUARDIAN' ? (births.get(one.principal) ?? null) : null;
    await withTransaction(deps.connection, (session) => deps.graph.add(session, {
      kind: one.kind, actorId: one.actor, principalKind: births.has(one.principal) ? 'person' : 'organisation', principalId: one.principal, scopes: one.scopes, state: 'ACTIVE', basis: one.basis,
      from: now, until: one.days === undefined ? null : now + one.days * 86_400_000, birthDate,
    }, null, id));
  }
}
