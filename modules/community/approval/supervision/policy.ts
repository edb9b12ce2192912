import type { FieldPolicies, PolicyTable } from '../../../kernel/policy/types.js';

/** Who sees the clocks of all. */
export const supervisionActions: PolicyTable = {
  'community.supervision.read': { posts: ['clerk', 'approver', 'dispatcher'], sameOrganisation: true, deny: ['system-admin', 'security-admin', 'audit-admin'], because: 'the office that watches sees every clock, others their own organisation’s' },
};

/** Which action stands behind each field of supervision. */
export const supervisionFields: FieldPolicies = {
  'Query.supervisedCases': 'community.supervision.read',
  'Query.caseStatistics': 'community.supervision.read',
  'CaseStatistic.*': 'parent',
};
