import type { FieldPolicies, PolicyTable } from '../../kernel/policy/types.js';

/** Who may do what with delegations. Which edge may be made, confirmed or ended between whom, the graph's own rules say. */
export const delegationActions: PolicyTable = {
  'identity.delegation.read': { self: true, delegated: 'organisation.delegate', because: 'both sides see their edges; an organisation’s are seen by who appoints its agents' },
  'identity.delegation.claim': { self: true, assurance: 'sensitive', limit: { times: 10, seconds: 3600 }, because: 'a proved adult asks for himself; the register decides; limited, or one could try whose child somebody is' },
  'identity.delegation.grant': { self: true, delegated: 'organisation.delegate', assurance: 'sensitive', limit: { times: 30, seconds: 3600 }, because: 'one lets others act for oneself; for an organisation its legal representative does; limited, for each tells somebody' },
  'identity.delegation.grant-at-counter': { posts: ['clerk'], assurance: 'sensitive', deny: ['system-admin', 'security-admin', 'audit-admin'], limit: { times: 60, seconds: 3600 }, because: 'an elder without a phone grants at the counter; the clerk saw the card; limited to what a counter can do by hand' },
  'identity.delegation.confirm': { self: true, posts: ['clerk'], assurance: 'sensitive', deny: ['system-admin', 'security-admin', 'audit-admin'], because: 'the other guardian, or a clerk who saw the papers' },
  'identity.delegation.refuse': { self: true, posts: ['clerk'], assurance: 'sensitive', deny: ['system-admin', 'security-admin', 'audit-admin'], because: 'as for confirming: the other guardian, or a clerk' },
  'identity.delegation.read-claims': { posts: ['clerk'], deny: ['system-admin', 'security-admin', 'audit-admin'], because: 'a clerk of any street serves whoever comes: a child belongs to no organisation; each look is recorded' },
  'identity.delegation.revoke': { self: true, delegated: 'organisation.delegate', posts: ['clerk'], deny: ['system-admin', 'security-admin', 'audit-admin'], because: 'ending is easier than granting: one factor is enough' },
};

/** Which action stands behind each field of delegations. */
export const delegationFields: FieldPolicies = {
  'Query.guardianshipClaims': 'identity.delegation.read-claims',
  'Mutation.claimGuardianship': 'identity.delegation.claim',
  'Mutation.grantDelegation': 'identity.delegation.grant',
  'Mutation.confirmDelegation': 'identity.delegation.confirm',
  'Mutation.refuseDelegation': 'identity.delegation.refuse',
  'Mutation.revokeDelegation': 'identity.delegation.revoke',
  'Me.delegationsHeld': 'identity.delegation.read',
  'Me.delegationsGiven': 'identity.delegation.read',
  'Me.delegationsToConfirm': 'identity.delegation.read',
  'ActingFor.delegation': 'identity.delegation.read',
  'Delegation.*': 'parent',
  'DelegationConnection.*': 'parent',
  'DelegationEdge.*': 'parent',
  'DelegationRefused.*': 'public',
};
