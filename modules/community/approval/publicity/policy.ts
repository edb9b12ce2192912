import type { FieldPolicies, PolicyTable } from '../../../kernel/policy/types.js';

/** Who may do what with 公示. */
export const publicityActions: PolicyTable = {
  'community.publicity.look-into': { posts: ['clerk', 'approver'], deny: ['system-admin', 'security-admin', 'audit-admin'], because: 'whoever runs a publicity answers for what is objected to it; the service asks whose step it is' },
  'community.publicity.object': { signedIn: true, limit: { times: 10, seconds: 86_400 }, because: 'whoever knows better says so in their own name, once a notice; limited, for each rings somebody' },
};

/** Which action stands behind each field of 公示. */
export const publicityFields: FieldPolicies = {
  'Query.publicNotices': 'public',
  'Query.caseObjections': 'community.cases.read',
  'Mutation.lookIntoObjection': 'community.publicity.look-into',
  'Mutation.objectToNotice': 'community.publicity.object',
  'PublicNotice.*': 'public',
  'PublicNoticeConnection.*': 'public',
  'PublicNoticeEdge.*': 'public',
  'ObjectionTaken.*': 'parent',
  'ObjectionRefused.*': 'parent',
  'CaseObjection.*': 'parent',
};
