import type { Resolvers } from '../../__generated__/resolvers.js';
import type { OrganisationEntity } from '../organisations/types.js';
import type { SitesService } from './service.js';

/** Resolvers of the portal group: Query.sites, Query.managedSites, Mutation.registerSite and their types. */
export function createSitesResolvers(service: SitesService, organisations: { get(id: string): Promise<OrganisationEntity> }) {
  return {
    Query: {
      sites: () => service.list(),
      managedSites: (_root, _args, { caller }) => service.managed(caller),
    },
    Mutation: {
      registerSite: (_root, { input, idempotencyKey }, { caller }) => service.register(caller, input, idempotencyKey),
    },
    Site: {
      name: ({ nameZh, nameEn }, { language }) => (language === 'EN' ? nameEn : nameZh),
      department: ({ departmentId }) => organisations.get(departmentId),
    },
    ManagedSite: { site: (site) => site },
  } satisfies Resolvers;
}
