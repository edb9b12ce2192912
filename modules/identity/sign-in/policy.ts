import type { FieldPolicies, PolicyTable } from '../../kernel/policy/types.js';

/** Who may do what about signing in and their own factors. */
export const signInActions: PolicyTable = {
  'identity.sign-in': { anyone: true, because: 'who has not signed in yet is nobody; what opens is decided by what they prove' },
  'identity.factor.prove': { signedIn: true, because: 'one’s own second factor only' },
  'identity.password.set': { signedIn: true, because: 'the service asks for the current password, or for a fresh sign-in where there is none' },
  'identity.authenticator.bind': { signedIn: true, because: 'the service asks for a fresh sign-in, and for the bound app where there is one' },
  'identity.lock.read': { posts: ['security-admin'], assurance: 'sensitive', because: 'which accounts are being guessed at is the security administrator’s to watch; each look is recorded' },
  'identity.lock.lift': { posts: ['security-admin'], assurance: 'sensitive', deny: ['system-admin', 'audit-admin'], because: 'a lock is what stops a guesser: lifted by the security administrator, with a reason, and told to whose account it is' },
};

/** Which action stands behind each field of signing in. */
export const signInFields: FieldPolicies = {
  'Mutation.requestSignInCode': 'public',
  'Mutation.signInWithCode': 'public',
  'Mutation.signInWithPassword': 'public',
  'Mutation.completeSignIn': 'public',
  'Mutation.signInWithCertificate': 'public',
  'Mutation.certificateChallenge': 'public',
  'Mutation.signInWithWechat': 'public',
  'Mutation.wechatSignInAddress': 'public',
  'Mutation.stepUp': 'identity.factor.prove',
  'Me.stepUpMethods': 'identity.factor.prove',
  'Mutation.requestStepUpCode': 'identity.factor.prove',
  'Mutation.setPassword': 'identity.password.set',
  'Mutation.startAuthenticator': 'identity.authenticator.bind',
  'Mutation.confirmAuthenticator': 'identity.authenticator.bind',
  'Query.signInLocks': 'identity.lock.read',
  'Mutation.liftSignInLock': 'identity.lock.lift',
  ...Object.fromEntries(
    ['SignedIn', 'SecondFactorNeeded', 'SignInRefused', 'WechatNotBound', 'WechatAddress', 'Challenge', 'SteppedUp', 'PasswordSet', 'PasswordWeak', 'AuthenticatorSetup', 'CodeSent', 'SignInLock', 'SignInLockConnection', 'SignInLockEdge'].map((type) => [`${type}.*`, 'parent']),
  ),
};
