import type { FieldPolicies, PolicyTable, Rule } from '../../../kernel/policy/types.js';

const deny = ['system-admin', 'security-admin', 'audit-admin'] as const;
const applicant: Rule = { self: true, delegated: 'affairs.apply' };

/** Who may do what with drafts, applications and their files. */
export const applicationActions: PolicyTable = {
  'community.drafts.read': { ...applicant, because: 'what one has begun oneself, or for whom one acts' },
  'community.drafts.save': { ...applicant, limit: { times: 600, seconds: 3600 }, because: 'a page saves while one writes' },
  'community.applications.start': { ...applicant, assurance: 'sensitive', because: 'a form opens filled with identity numbers and accounts; it will be signed by a second factor all the same' },
  'community.applications.start-counter': { posts: ['clerk'], assurance: 'sensitive', deny, limit: { times: 120, seconds: 3600 }, because: 'what is known of somebody is not asked again at the counter; recorded and limited, for it opens by a card’s number' },
  'community.applications.submit': { ...applicant, assurance: 'sensitive', limit: { times: 30, seconds: 3600 }, because: 'it is signed: by a second factor; limited, for each is work of several departments' },
  'community.applications.supplement': { ...applicant, assurance: 'sensitive', limit: { times: 30, seconds: 3600 }, because: 'it is signed as the application was' },
  'community.applications.owed': { ...applicant, assurance: 'sensitive', limit: { times: 30, seconds: 3600 }, because: 'it is signed as the application was' },
  'community.applications.supplement-counter': { posts: ['clerk'], assurance: 'sensitive', deny, limit: { times: 120, seconds: 3600 }, because: 'for the applicant, who is there with a card and signs on paper; the service asks whether the clerk works on the case; limited, for cards could be tried' },
  'community.applications.enter': { posts: ['clerk'], assurance: 'sensitive', deny, limit: { times: 120, seconds: 3600 }, because: 'for somebody who is there with a card and signs on paper; limited to what a counter can do by hand, or cards could be tried' },
  'community.applications.list': { ...applicant, because: 'one’s own, or of whom one acts for' },
  'community.applications.read': { ...applicant, posts: ['clerk', 'approver', 'dispatcher'], deny, because: 'the applicant, and staff whose organisation works on the case, which the service asks' },
  'community.applications.read-content': { ...applicant, posts: ['clerk', 'approver', 'dispatcher'], assurance: 'sensitive', deny, because: 'all that the form says, in the clear' },
  'community.files.upload': { ...applicant, posts: ['clerk'], deny, limit: { times: 200, seconds: 3600 }, because: 'one’s own papers, or at the counter; limited, for each is looked through and encoded anew' },
  'community.files.read': { ...applicant, posts: ['clerk', 'approver', 'dispatcher'], deny, because: 'whose paper it is, and staff whose organisation works on the case' },
};

/** Which action stands behind each field of applications. */
export const applicationFields: FieldPolicies = {
  'Query.applicationForm': 'community.applications.start',
  'Query.counterForm': 'community.applications.start-counter',
  'Query.applicationPreview': 'community.applications.start',
  'Query.applicationDrafts': 'community.drafts.read',
  'Query.applications': 'community.applications.list',
  'Query.application': 'community.applications.read',
  'Query.applicationContent': 'community.applications.read-content',
  'Mutation.saveDraft': 'community.drafts.save',
  'Mutation.deleteDraft': 'community.drafts.save',
  'Mutation.submitApplication': 'community.applications.submit',
  'Mutation.enterApplication': 'community.applications.enter',
  'Mutation.supplementApplication': 'community.applications.supplement',
  'Mutation.handInOwedPapers': 'community.applications.owed',
  ...Object.fromEntries([
    'ApplicationForm', 'FilledField', 'PaperAtStart', 'PaperFile', 'CommitmentOffer', 'CommitmentBar', 'CounterForm', 'ApplicationDraft', 'DraftConflict', 'ApplicationPreview', 'PreviewSection', 'PreviewRow', 'FormIncomplete', 'FormFault',
    'Application', 'ApplicationVersion', 'ApplicationContent', 'ContentPaper', 'ApplicationSeal', 'ApplicationConnection', 'ApplicationEdge',
  ].map((type) => [`${type}.*`, 'parent'])),
};
