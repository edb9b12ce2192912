import type { Resolvers } from '../../__generated__/resolvers.js';
import type { OrganisationEntity } from '../organisations/types.js';
import type { SiteConsents } from './consents.js';
import type { SitesService } from './service.js';

/** Resolvers of the portal group: Query.sites, Query.managedSites, Me.siteConsents, registerSite, withdrawSiteConsent and their types. */
export function createSitesResolvers(service: SitesService, consents: SiteConsents, organisations: { get(id: string): Promise<OrganisationEntity> }) {
  return {
    Query: {
      sites: () => service.list(),
      managedSites: (_root, _args, { caller }) => service.managed(caller),
    },
    Mutation: {
      registerSite: (_root, { input, idempotencyKey }, { caller }) => service.register(caller, input, idempotencyKey),
      withdrawSiteConsent: (_root, { siteId, idempotencyKey }, { caller }) => consents.withdraw(caller, siteId, idempotencyKey),
    },
    Me: { siteConsents: ({ caller }) => consents.list(caller) },
    SiteScope: { description: ({ words }, { language }) => (language === 'EN' ? words.en : words.zh) },
    Site: {
      name: ({ nameZh, nameEn }, { language }) => (language === 'EN' ? nameEn : nameZh),
      department: ({ departmentId }) => organisations.get(departmentId),
    },
    ManagedSite: { site: (site) => site },
  } satisfies Resolvers;
}
