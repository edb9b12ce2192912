import type { ModulePolicies } from '../../kernel/policy/types.js';

/** Who may do what with issued documents. */
export const documentsPolicies: ModulePolicies = {
  actions: {
    'community.documents.read': { self: true, delegated: 'affairs.apply', posts: ['clerk', 'approver'], assurance: 'ordinary', deny: ['system-admin', 'security-admin', 'audit-admin'], because: 'the applicant’s paper; the counter prints it for them, and each look is recorded' },
  },
  fields: { 'Query.verifyDocument': 'public', 'DocumentCheck.*': 'public' },
};
