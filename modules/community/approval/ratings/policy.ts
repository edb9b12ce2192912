import type { FieldPolicies, PolicyTable } from '../../../kernel/policy/types.js';

/** Who may do what with ratings. */
export const ratingActions: PolicyTable = {
  'community.ratings.rate': { self: true, delegated: 'affairs.apply', limit: { times: 30, seconds: 3600 }, because: 'who applied says how it was, once; by number and last four characters the tries are counted instead' },
  'community.ratings.follow-up': { posts: ['approver'], sameOrganisation: true, deny: ['system-admin', 'security-admin', 'audit-admin'], because: 'an organisation’s approvers put right what was bad; whoever worked on the case is shown nothing of it' },
};

/** Which action stands behind each field of ratings. */
export const ratingFields: FieldPolicies = {
  'Query.serviceRatings': 'public',
  'Query.ratingFollowUps': 'community.ratings.follow-up',
  'Mutation.rateCase': 'community.ratings.rate',
  'Mutation.rateCaseByNumber': 'public',
  'Mutation.contactRater': 'community.ratings.follow-up',
  'Mutation.putRating': 'community.ratings.follow-up',
  'CaseRated.*': 'public',
  'RatingSummary.*': 'public',
  'RatingFollowUp.*': 'parent',
  'RatingFollowUpConnection.*': 'parent',
  'RatingFollowUpEdge.*': 'parent',
};
