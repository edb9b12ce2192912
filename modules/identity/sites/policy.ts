import type { FieldPolicies, PolicyTable } from '../../kernel/policy/types.js';

/** Who may do what with sites. */
export const sitesActions: PolicyTable = {
  'identity.site.register': {
    posts: ['site-admin'], sameOrganisation: true, assurance: 'sensitive', deny: ['security-admin', 'audit-admin'],
    because: '统一平台、分权管理: each department keeps its own sites, with the second factor, and nobody those of another',
  },
  'identity.site.manage': { posts: ['site-admin'], sameOrganisation: true, deny: ['security-admin', 'audit-admin'], because: 'where a site sends people and is called back is its department’s business' },
  'identity.site.consents': { signedIn: true, because: 'each sees what they themselves agreed to with sites, and nobody else’s' },
  'identity.site.withdraw': { signedIn: true, because: 'what one agreed to, one takes back without asking anybody' },
};

/** Which action stands behind each field of sites. */
export const sitesFields: FieldPolicies = {
  'Query.sites': 'public',
  'Site.*': 'public',
  'Query.managedSites': 'identity.site.manage',
  'ManagedSite.*': 'parent',
  'Mutation.registerSite': 'identity.site.register',
  'SiteRegistration.*': 'parent',
  'Me.siteConsents': 'identity.site.consents',
  'SiteConsent.*': 'parent',
  'SiteScope.*': 'parent',
  'Mutation.withdrawSiteConsent': 'identity.site.withdraw',
};
