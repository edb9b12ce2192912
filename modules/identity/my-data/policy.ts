import type { FieldPolicies, PolicyTable } from '../../kernel/policy/types.js';

/** Who may do what with all that is held about somebody. */
export const myDataActions: PolicyTable = {
  'identity.my-data.export': { self: true, assurance: 'sensitive', limit: { times: 10, seconds: 3600 }, because: 'everything in one file, in the clear: oneself, with a second factor; limited, for it reads every module' },
  'identity.my-data.read-own-corrections': { self: true, delegated: 'identity.read', because: 'what one asked for oneself, or for whom one acts' },
  'identity.my-data.correct': { self: true, delegated: 'identity.read', limit: { times: 20, seconds: 3600 }, because: 'one’s own data, or that of whom one acts for; limited, for each is a clerk’s work' },
  'identity.my-data.read-corrections': { posts: ['clerk'], deny: ['system-admin', 'security-admin', 'audit-admin'], because: 'the clerk sees what waits: what is held masked, what is asked whole; each look is recorded' },
  'identity.my-data.decide-correction': { posts: ['clerk'], assurance: 'sensitive', deny: ['system-admin', 'security-admin', 'audit-admin'], because: 'the clerk who keeps the record compares it with the papers' },
  'identity.my-data.erase': { self: true, assurance: 'sensitive', because: 'it cannot be undone' },
};

/** Which action stands behind each field of one's own data. */
export const myDataFields: FieldPolicies = {
  'Query.corrections': 'identity.my-data.read-corrections',
  'Me.corrections': 'identity.my-data.read-own-corrections',
  'Mutation.exportMyData': 'identity.my-data.export',
  'Mutation.requestCorrection': 'identity.my-data.correct',
  'Mutation.decideCorrection': 'identity.my-data.decide-correction',
  'Mutation.deleteMyAccount': 'identity.my-data.erase',
  'DataExport.*': 'parent',
  'CorrectionRequest.*': 'parent',
  'CorrectionCase.*': 'parent',
  'CorrectionCaseConnection.*': 'parent',
  'CorrectionCaseEdge.*': 'parent',
  'DeletionReport.*': 'parent',
  'KeptData.*': 'parent',
};
