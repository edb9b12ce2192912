import type { Role } from '../../../kernel/caller.js';
import type { FieldPolicies, PolicyTable } from '../../../kernel/policy/types.js';

const ADMINISTRATORS: readonly Role[] = ['system-admin', 'security-admin', 'audit-admin'];
const STAFF: readonly Role[] = ['clerk', 'approver', 'dispatcher'];

/** Who may do what with cases. Whose turn it is, and in which organisation, the approval machine says; each look at one is recorded. */
export const caseActions: PolicyTable = {
  'community.cases.read-own': { self: true, delegated: 'affairs.apply', because: 'one’s own cases, and those of whom one does affairs for' },
  'community.cases.withdraw': { self: true, delegated: 'affairs.apply', because: 'who applied may take it back until it is decided' },
  'community.cases.answer-finding': { self: true, delegated: 'affairs.apply', because: 'whoever committed is heard before anything is taken back' },
  'community.cases.list': { posts: STAFF, sameOrganisation: true, deny: ADMINISTRATORS, because: 'an organisation sees what waits for it' },
  'community.cases.read': { posts: STAFF, deny: ADMINISTRATORS, because: 'organisations that take part, and the office that watches the clocks; the service checks that they do' },
  'community.cases.work': { posts: ['clerk', 'approver'], deny: ADMINISTRATORS, because: 'each step belongs to organisations that the service names; the machine refuses the others' },
  'community.cases.decide': { posts: ['approver'], assurance: 'sensitive', deny: ADMINISTRATORS, because: 'a decision binds the district: an approver of the lead, with a second factor' },
  'community.cases.supervise': { posts: ['approver', 'dispatcher'], deny: ADMINISTRATORS, because: 'urging, cards and naming another organisation are the supervising office’s, whose posts the machine knows' },
};

/** Which action stands behind each field of cases. */
export const caseFields: FieldPolicies = {
  'Query.myCases': 'community.cases.read-own',
  'Query.myCase': 'community.cases.read-own',
  'Query.caseProgress': 'public',
  'Query.caseWorklist': 'community.cases.list',
  'Query.staffCase': 'community.cases.read',
  'Mutation.withdrawCase': 'community.cases.withdraw',
  'Mutation.answerFinding': 'community.cases.answer-finding',
  ...Object.fromEntries(['decideCase', 'revokeResult', 'restoreTrust'].map((name) => [`Mutation.${name}`, 'community.cases.decide'])),
  ...Object.fromEntries(['handOverCase', 'urgeCase', 'issueCaseCard'].map((name) => [`Mutation.${name}`, 'community.cases.supervise'])),
  ...Object.fromEntries([
    'acceptCase', 'sendBackCase', 'refuseAcceptance', 'giveOpinion', 'consultOnCase', 'answerConsultation', 'reassignCase', 'recuseFromCase', 'scheduleSiteVisit', 'recordSiteVisit', 'excludeTime', 'endExcludedTime', 'beginPublicity',
    'endPublicity', 'extendCase', 'receiveOwedPapers', 'deliverCase', 'checkCommitment', 'confirmSetRight', 'answerCaseCard',
  ].map((name) => [`Mutation.${name}`, 'community.cases.work'])),
  'Subscription.myCaseChanged': 'community.cases.read-own',
  'Subscription.staffCaseChanged': 'community.cases.read',
  ...Object.fromEntries([
    'AffairCase', 'AffairCaseConnection', 'AffairCaseEdge', 'CaseTimelineEntry', 'CaseDecision', 'StaffCase', 'StaffCaseConnection', 'StaffCaseEdge', 'StaffCaseStep', 'StaffCaseEvent', 'CaseOpinion', 'CaseProcedure', 'CaseConsultation',
    'CaseCard', 'CaseColleague', 'AllowedAction', 'CaseInput', 'CaseTask', 'CaseTaskConnection', 'CaseTaskEdge', 'CaseActionRefused', 'CaseChanged', 'CaseGap', 'CaseRemedy', 'CaseFinding', 'FindingAnswer', 'CaseFile',
  ].map((name) => [`${name}.*`, 'parent'])),
  'CaseProgress.*': 'public',
  'CaseClock.*': 'public',
  'CaseStep.*': 'public',
};
