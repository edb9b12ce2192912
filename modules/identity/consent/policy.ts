import type { FieldPolicies, PolicyTable } from '../../kernel/policy/types.js';

/** Who may do what with consents and emergency access. */
export const consentActions: PolicyTable = {
  'identity.consent.read': { self: true, delegated: 'consent.give', because: 'one’s own; under 14 the guardian’s matter' },
  'identity.consent.give': { self: true, delegated: 'consent.give', because: 'one’s own; under 14 the guardian’s matter' },
  'identity.consent.withdraw': { self: true, delegated: 'consent.give', because: 'withdrawing is as easy as agreeing' },
  'identity.emergency.open': { posts: ['doctor', 'nurse'], assurance: 'sensitive', because: 'to save a life; with reason, alert and review' },
  'identity.emergency.review': { posts: ['audit-admin'], assurance: 'sensitive', deny: ['system-admin', 'security-admin'], because: 'who audits judges what was opened' },
};

/** Which action stands behind each field of consents and emergency access. */
export const consentFields: FieldPolicies = {
  'Query.consentNotices': 'public',
  'Query.emergencyAccesses': 'identity.emergency.review',
  'Mutation.giveConsent': 'identity.consent.give',
  'Mutation.withdrawConsent': 'identity.consent.withdraw',
  'Mutation.breakGlass': 'identity.emergency.open',
  'Mutation.reviewEmergencyAccess': 'identity.emergency.review',
  'Me.consents': 'identity.consent.read',
  'Consent.*': 'parent',
  'ConsentNotice.*': 'public',
  'EmergencyAccess.*': 'parent',
  'EmergencyAccessConnection.*': 'parent',
  'EmergencyAccessEdge.*': 'parent',
};
