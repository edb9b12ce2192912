import type { FieldPolicies, PolicyTable } from '../../../kernel/policy/types.js';

/** Who may do what with reports of what could not be done. */
export const unresolvedActions: PolicyTable = {
  'community.unresolved.report': { self: true, delegated: 'affairs.apply', limit: { times: 20, seconds: 3600 }, because: 'whoever was refused reaches a named person; limited, for each rings somebody' },
  'community.unresolved.read-own': { self: true, delegated: 'affairs.apply', because: 'what one reported oneself, or for whom one acts' },
  'community.unresolved.answer': { posts: ['clerk', 'approver', 'dispatcher'], deny: ['system-admin', 'security-admin', 'audit-admin'], because: 'the person named, their organisation’s approvers, and the supervising office; the service shows nobody else any' },
};

/** Which action stands behind each field of such reports. */
export const unresolvedFields: FieldPolicies = {
  'Query.myUnresolvedReports': 'community.unresolved.read-own',
  'Query.unresolvedReports': 'community.unresolved.answer',
  'Mutation.reportUnresolved': 'community.unresolved.report',
  'Mutation.answerUnresolved': 'community.unresolved.answer',
  'UnresolvedReport.*': 'parent',
  'UnresolvedReportConnection.*': 'parent',
  'UnresolvedReportEdge.*': 'parent',
};
