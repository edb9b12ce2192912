import type { FieldPolicies, PolicyTable } from '../../kernel/policy/types.js';

/** Who may do what with people. */
export const peopleActions: PolicyTable = {
  'identity.person.read': { self: true, delegated: 'identity.read', posts: ['clerk', 'security-admin'], deny: ['system-admin', 'audit-admin'], because: 'oneself, whom one acts for, the clerk at the counter; masked, and each look is recorded' },
  'identity.person.birth-date': { self: true, delegated: 'identity.read', posts: ['doctor', 'nurse'], because: 'beside the masked number it is most of the number: others see a band of ages' },
  'identity.person.own': { self: true, because: 'everybody sees who they are held to be, in whatever post and whoever they act for' },
  'identity.person.prove': { signedIn: true, because: 'everybody may prove himself, and nobody another' },
  'identity.person.prove-at-counter': { posts: ['clerk'], assurance: 'sensitive', deny: ['system-admin', 'security-admin', 'audit-admin'], because: 'the clerk holds the card; who runs the system makes nobody real' },
  'identity.person.find': { posts: ['clerk', 'doctor', 'nurse'], assurance: 'sensitive', deny: ['system-admin', 'security-admin', 'audit-admin'], limit: { times: 120, seconds: 3600 }, because: 'who serves somebody finds them by the document or phone that they give: a whole number, never a name, and recorded; limited to what a counter can do by hand, or numbers could be tried' },
  'identity.person.unmask': { self: true, posts: ['clerk', 'security-admin'], assurance: 'sensitive', deny: ['system-admin', 'audit-admin'], limit: { times: 60, seconds: 3600 }, because: 'a whole number is shown on purpose only, and recorded with it; limited, or a desk could copy the register' },
};

/** Which action stands behind each field of people. */
export const peopleFields: FieldPolicies = {
  'Me.person': 'identity.person.own',
  'Query.personAt': 'identity.person.find',
  'PersonAt.*': 'parent',
  'Mutation.proveIdentity': 'identity.person.prove',
  'Mutation.proveAtCounter': 'identity.person.prove-at-counter',
  'Mutation.unmask': 'identity.person.unmask',
  'Person.*': 'parent',
  'Person.birthDate': 'identity.person.birth-date',
  'Person.age': 'identity.person.birth-date',
  'PartyRef.*': 'parent',
  'Proofed.*': 'parent',
  'ProofRefused.*': 'public',
};
