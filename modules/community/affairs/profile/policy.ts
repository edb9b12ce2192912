import type { FieldPolicies, PolicyTable } from '../../../kernel/policy/types.js';

/** Who may do what with what a household has told once. */
export const profileActions: PolicyTable = {
  'community.profile.read': { self: true, delegated: 'affairs.apply', assurance: 'sensitive', because: 'identity numbers and accounts in the clear: the person, or who applies for them, with a second factor' },
  'community.profile.save': { self: true, delegated: 'affairs.apply', assurance: 'sensitive', limit: { times: 60, seconds: 3600 }, because: 'it fills every later form' },
};

/** Which action stands behind each field of the profile. */
export const profileFields: FieldPolicies = {
  'Query.householdProfile': 'community.profile.read',
  'Mutation.saveProfile': 'community.profile.save',
  'HouseholdProfile.*': 'parent',
  'ProfileConflict.*': 'parent',
  'ProfileFact.*': 'parent',
};
