import type { FieldPolicies, PolicyTable } from '../../kernel/policy/types.js';

/** Who may see who saw what. */
export const accessLogActions: PolicyTable = {
  'identity.access-log.read': { self: true, delegated: 'identity.read', because: 'each sees who looked at them; a guardian sees the child’s' },
  'identity.access-log.dispute': { self: true, delegated: 'identity.read', limit: { times: 20, seconds: 3600 }, because: 'who may see an entry may ask what it was for; limited, for each is a case' },
  'identity.access-log.disputes': { posts: ['security-admin'], deny: ['system-admin', 'audit-admin'], because: 'disputes are the security administrator’s cases' },
  'identity.access-log.resolve': { posts: ['security-admin'], assurance: 'sensitive', deny: ['system-admin', 'audit-admin'], because: 'a finding is signed with a second factor, and by nobody in his own matter' },
  'identity.audit.read': { posts: ['audit-admin'], assurance: 'sensitive', deny: ['system-admin', 'security-admin'], because: 'three administrators: only who audits reads the records, and that is recorded too' },
};

/** Which action stands behind each field. */
export const accessLogFields: FieldPolicies = {
  'Query.auditRecords': 'identity.audit.read',
  'Query.accessDisputes': 'identity.access-log.disputes',
  'Mutation.disputeAccess': 'identity.access-log.dispute',
  'Mutation.resolveDispute': 'identity.access-log.resolve',
  'Me.accessLog': 'identity.access-log.read',
  'Me.disputes': 'identity.access-log.read',
  'AccessEntry.*': 'parent',
  'AccessEntryConnection.*': 'parent',
  'AccessEntryEdge.*': 'parent',
  'AccessDispute.*': 'parent',
  'AccessDisputeConnection.*': 'parent',
  'AccessDisputeEdge.*': 'parent',
  'AuditRecord.*': 'parent',
  'AuditRecordConnection.*': 'parent',
  'AuditRecordEdge.*': 'parent',
};
