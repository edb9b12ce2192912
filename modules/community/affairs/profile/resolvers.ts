import type { Resolvers } from '../../../__generated__/resolvers.js';
import type { Directory } from '../../contract.js';
import { FACTS, type KnownFact } from './facts.js';
import type { ProfileService } from './service.js';

/** Name of the department that keeps a fact; null where none does. */
export async function departmentOf(directory: Directory, fact: Pick<KnownFact, 'source' | 'from'> | null) {
  const found = fact?.source === 'DEPARTMENT' && fact.from !== null ? await directory.find(fact.from) : null;
  return found && { zh: found.nameZh, en: found.nameEn };
}

/** Resolvers of what a household has told once. */
export function createProfileResolvers(service: ProfileService, directory: Directory) {
  return {
    Query: { householdProfile: (_root, _args, { caller }) => service.read(caller) },
    Mutation: { saveProfile: (_root, { facts, version, idempotencyKey }, { caller }) => service.save(caller, facts.map(({ key, value }) => ({ key, value: value ?? null })), version, idempotencyKey) },
    ProfileResult: { __resolveType: ({ kind }) => kind },
    HouseholdProfile: { facts: ({ facts }) => [...facts] },
    ProfileFact: {
      title: ({ key }) => FACTS[key]?.title ?? { zh: key, en: key },
      value: ({ known }) => known?.value ?? null,
      source: ({ known }) => known?.source ?? null,
      department: ({ known }) => departmentOf(directory, known),
      applicationNumber: ({ known }) => (known?.source === 'APPLICATION' ? known.from : null),
      at: ({ known }) => known?.at ?? null,
      confirmedAt: ({ known }) => known?.confirmedAt ?? null,
    },
  } satisfies Resolvers;
}
