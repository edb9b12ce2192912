import type { FieldPolicies, PolicyTable } from '../../../kernel/policy/types.js';

/** Who may do what with the catalogue of services. */
export const catalogueActions: PolicyTable = {
  'community.services.read-open': { posts: ['clerk', 'approver', 'dispatcher', 'site-admin'], deny: ['system-admin', 'security-admin', 'audit-admin'], because: 'who works with a guide sees what will change in it' },
  'community.services.edit': { posts: ['approver', 'site-admin'], sameOrganisation: true, deny: ['system-admin', 'security-admin', 'audit-admin'], because: 'a department writes the guides of its own affairs' },
  'community.services.review': { posts: ['approver', 'dispatcher', 'site-admin'], assurance: 'sensitive', deny: ['system-admin', 'security-admin', 'audit-admin'], because: 'another pair of eyes than the writer’s lets it become what residents rely on' },
};

/** Which action stands behind each field of the catalogue. */
export const catalogueFields: FieldPolicies = {
  'Query.publicServices': 'public',
  'Query.publicService': 'public',
  'Query.serviceEnding': 'public',
  'Query.lifeEvents': 'public',
  'Query.openServiceVersions': 'community.services.read-open',
  'Query.serviceEntries': 'community.services.read-open',
  'Query.serviceEntry': 'community.services.read-open',
  'Mutation.editService': 'community.services.edit',
  'Mutation.submitService': 'community.services.edit',
  'Mutation.discardService': 'community.services.edit',
  'Mutation.endService': 'community.services.edit',
  'Mutation.callOffServiceEnding': 'community.services.review',
  'Mutation.publishService': 'community.services.review',
  'Mutation.returnService': 'community.services.review',
  'PublicService.*': 'public',
  'ServiceEnding.*': 'public',
  'ServiceVersion.*': 'parent',
  'ServiceEntry.*': 'parent',
  'ServiceWords.*': 'public',
  'ServiceInput.*': 'public',
  'ServiceChannel.*': 'public',
  'ServiceFee.*': 'public',
  'ServiceLimits.*': 'public',
  'ServiceOutput.*': 'public',
  'ServiceContact.*': 'public',
  'LegalReference.*': 'public',
  'ServiceForm.*': 'public',
  'LifeEvent.*': 'public',
};
