import type { FieldPolicies, PolicyTable } from '../../../kernel/policy/types.js';

/** Who may do what with 公示. */
export const publicityActions: PolicyTable = {
  'community.publicity.object': { signedIn: true, limit: { times: 10, seconds: 86_400 }, because: 'whoever knows better says so in their own name, once a notice; limited, for each rings somebody' },
};

/** Which action stands behind each field of 公示. */
export const publicityFields: FieldPolicies = {
  'Query.publicNotices': 'public',
  'Query.caseObjections': 'community.cases.read',
  'Mutation.objectToNotice': 'community.publicity.object',
  'PublicNotice.*': 'public',
  'PublicNoticeConnection.*': 'public',
  'PublicNoticeEdge.*': 'public',
  'ObjectionTaken.*': 'parent',
  'ObjectionRefused.*': 'parent',
  'CaseObjection.*': 'parent',
};
