import type { FieldPolicies, PolicyTable } from '../../kernel/policy/types.js';

/** Who may do what with sessions. All of it is with one's own. */
export const sessionActions: PolicyTable = {
  'identity.session.own': { signedIn: true, because: 'each sees and ends their own sessions and no others' },
  'identity.session.act-as': { signedIn: true, because: 'the edge itself is asked again whether it holds and whose it is' },
  'identity.session.act-in-post': { signedIn: true, because: 'only one’s own posts, and only in a session with a second factor' },
};

/** Which action stands behind each field of sessions. */
export const sessionFields: FieldPolicies = {
  'Query.me': 'public',
  'Mutation.signOut': 'identity.session.own',
  'Mutation.endSession': 'identity.session.own',
  'Mutation.actAs': 'identity.session.act-as',
  'Mutation.actInPost': 'identity.session.act-in-post',
  'Subscription.sessionChanged': 'public',
  'Me.account': 'parent',
  'Me.actingFor': 'parent',
  'Me.postId': 'parent',
  'Me.assurance': 'parent',
  'Me.sensitiveUntil': 'parent',
  'Me.sessions': 'identity.session.own',
  'Session.*': 'parent',
  'ActingFor.displayName': 'parent',
  'ActingFor.notice': 'parent',
};
