import type { FieldPolicies, PolicyTable } from '../../kernel/policy/types.js';

/** Who may do what with organisations and posts. */
export const organisationActions: PolicyTable = {
  'identity.organisation.read': { posts: ['system-admin', 'security-admin', 'audit-admin', 'site-admin', 'clerk', 'dispatcher', 'approver', 'doctor', 'nurse', 'teacher', 'school-admin', 'scenic-staff'], because: 'the list of organisations and who works where is for staff' },
  'identity.post.read': { self: true, posts: ['security-admin', 'system-admin', 'audit-admin', 'clerk', 'approver'], because: 'one sees one’s own posts; staff see who holds which' },
  'identity.post.assign': { posts: ['security-admin', 'system-admin'], assurance: 'sensitive', deny: ['audit-admin'], because: 'posts are rights: given with a second factor, by nobody to himself, and no administrator’s by the system administrator' },
  'identity.post.end': { posts: ['security-admin', 'system-admin'], assurance: 'sensitive', deny: ['audit-admin'], because: 'as for giving one' },
};

/** Which action stands behind each field of organisations and posts. */
export const organisationFields: FieldPolicies = {
  'Query.organisations': 'identity.organisation.read',
  'Mutation.assignPost': 'identity.post.assign',
  'Mutation.endPost': 'identity.post.end',
  'Account.posts': 'identity.post.read',
  'Organisation.*': 'parent',
  'Organisation.posts': 'identity.organisation.read',
  'Post.*': 'parent',
  'Post.person': 'identity.post.read',
  'OrganisationConnection.*': 'parent',
  'OrganisationEdge.*': 'parent',
};
