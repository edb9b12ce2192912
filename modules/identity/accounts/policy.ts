import type { FieldPolicies, PolicyTable } from '../../kernel/policy/types.js';

/** Who may do what with accounts. */
export const accountActions: PolicyTable = {
  'identity.account.read': { posts: ['security-admin'], assurance: 'sensitive', limit: { times: 300, seconds: 3600 }, because: 'whom an account belongs to is personal; each look is recorded; limited, or the list could be copied' },
  'identity.account.create': { posts: ['security-admin'], assurance: 'sensitive', deny: ['system-admin', 'audit-admin'], because: 'three administrators: only the security administrator lets people in' },
  'identity.account.disable': { posts: ['security-admin'], assurance: 'sensitive', deny: ['system-admin', 'audit-admin'], because: 'as for founding one' },
};

/** Which action stands behind each field of accounts. */
export const accountFields: FieldPolicies = {
  'Query.account': 'identity.account.read',
  'Query.accounts': 'identity.account.read',
  'Mutation.createStaffAccount': 'identity.account.create',
  'Mutation.setAccountDisabled': 'identity.account.disable',
  'Account.*': 'parent',
  'AccountConnection.*': 'parent',
  'AccountEdge.*': 'parent',
};
