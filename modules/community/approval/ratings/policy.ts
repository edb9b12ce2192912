import { ROLES } from '../../../kernel/caller.js';
import type { FieldPolicies, PolicyTable } from '../../../kernel/policy/types.js';

/** Who may do what with ratings. */
export const ratingActions: PolicyTable = {
  'community.ratings.rate': { self: true, delegated: 'affairs.apply', limit: { times: 30, seconds: 3600 }, because: 'who applied says how it was, once; by number and last four characters the tries are counted instead' },
  'community.ratings.rate-by-number': { anyone: true, deny: ROLES, because: 'whoever holds the number and the last four characters says how it was; who works for the district knows both of others, and rates from an account of their own. Tries are counted' },
  'community.ratings.rate-visit': { signedIn: true, limit: { times: 30, seconds: 3600 }, because: 'whoever was served at a window says how it was, proved or not, once; one’s own numbers alone' },
  'community.ratings.follow-up': { posts: ['approver'], sameOrganisation: true, deny: ['system-admin', 'security-admin', 'audit-admin'], because: 'an organisation’s approvers put right what was bad; whoever worked on the case is shown nothing of it' },
};

/** Which action stands behind each field of ratings. */
export const ratingFields: FieldPolicies = {
  'Query.serviceRatings': 'public',
  'Query.visitRatings': 'public',
  'Query.visitsToRate': 'community.queue.number.read',
  'Query.ratingFollowUps': 'community.ratings.follow-up',
  'Mutation.rateCase': 'community.ratings.rate',
  'Mutation.rateCaseByNumber': 'community.ratings.rate-by-number',
  'Mutation.rateVisit': 'community.ratings.rate-visit',
  'Mutation.rateVisitByCode': 'public',
  'Mutation.contactRater': 'community.ratings.follow-up',
  'Mutation.putRating': 'community.ratings.follow-up',
  'CaseRated.*': 'public',
  'VisitRated.*': 'public',
  'RatingSummary.*': 'public',
  'VisitRatingSummary.*': 'public',
  'RatingFollowUp.*': 'parent',
  'RatingFollowUpConnection.*': 'parent',
  'RatingFollowUpEdge.*': 'parent',
};
