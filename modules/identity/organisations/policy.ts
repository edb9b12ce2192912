import { ROLES } from '../../kernel/caller.js';
import type { FieldPolicies, PolicyTable } from '../../kernel/policy/types.js';

/** Who may do what with organisations and posts. */
export const organisationActions: PolicyTable = {
  'identity.organisation.read': { posts: ROLES, because: 'the list of organisations and who works where is for staff' },
  'identity.post.read': { self: true, posts: ['security-admin', 'system-admin', 'audit-admin', 'clerk', 'approver'], because: 'one sees one’s own posts; staff see who holds which' },
  'identity.post.assign': { posts: ['security-admin'], assurance: 'sensitive', deny: ['system-admin', 'audit-admin'], because: 'posts are rights: given by the security administrator with a second factor, and by nobody to himself' },
  'identity.post.end': { posts: ['security-admin'], assurance: 'sensitive', deny: ['system-admin', 'audit-admin'], because: 'as for giving one' },
  'identity.administrator.read': { posts: ['system-admin', 'security-admin', 'audit-admin'], because: 'the three watch each other' },
  'identity.administrator.propose': { posts: ['system-admin', 'security-admin', 'audit-admin'], assurance: 'sensitive', because: 'four eyes: a proposal alone opens nothing' },
  'identity.administrator.confirm': { posts: ['system-admin', 'security-admin', 'audit-admin'], assurance: 'sensitive', because: 'four eyes: by an administrator of another of the three roles, neither of the two the person concerned' },
  'identity.administrator.refuse': { posts: ['system-admin', 'security-admin', 'audit-admin'], assurance: 'sensitive', because: 'as for confirming; who proposed takes it back so' },
  'identity.administrator.found': { system: true, because: 'the first three have nobody before them: whoever runs the district names them on its machine, where no role has a holder yet' },
  'identity.administrator.end': { posts: ['system-admin', 'security-admin', 'audit-admin'], assurance: 'sensitive', because: 'one is enough to stop an administrator; the last of a role stays' },
};

/** Which action stands behind each field of organisations and posts. */
export const organisationFields: FieldPolicies = {
  'Query.organisations': 'identity.organisation.read',
  'Mutation.assignPost': 'identity.post.assign',
  'Mutation.endPost': 'identity.post.end',
  'Query.administratorProposals': 'identity.administrator.read',
  'Mutation.proposeAdministrator': 'identity.administrator.propose',
  'Mutation.confirmAdministrator': 'identity.administrator.confirm',
  'Mutation.refuseAdministrator': 'identity.administrator.refuse',
  'Mutation.endAdministrator': 'identity.administrator.end',
  'Account.posts': 'identity.post.read',
  'Organisation.*': 'parent',
  'Organisation.posts': 'identity.organisation.read',
  'Post.*': 'parent',
  'Post.person': 'identity.post.read',
  'OrganisationConnection.*': 'parent',
  'OrganisationEdge.*': 'parent',
  'AdministratorProposal.*': 'parent',
  'AdministratorProposalConnection.*': 'parent',
  'AdministratorProposalEdge.*': 'parent',
};
