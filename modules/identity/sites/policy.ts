import type { FieldPolicies, PolicyTable } from '../../kernel/policy/types.js';

/** Who may do what with sites. */
export const sitesActions: PolicyTable = {
  'identity.site.register': {
    posts: ['site-admin'], sameOrganisation: true, assurance: 'sensitive', deny: ['security-admin', 'audit-admin'],
    because: '统一平台、分权管理: each department keeps its own sites, with the second factor, and nobody those of another',
  },
};

/** Which action stands behind each field of sites. */
export const sitesFields: FieldPolicies = {
  'Query.sites': 'public',
  'Site.*': 'public',
  'Mutation.registerSite': 'identity.site.register',
  'SiteRegistration.*': 'parent',
};
