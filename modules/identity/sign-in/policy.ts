import type { FieldPolicies, PolicyTable } from '../../kernel/policy/types.js';

/** Who may do what about signing in and their own factors. */
export const signInActions: PolicyTable = {
  'identity.sign-in': { anyone: true, because: 'who has not signed in yet is nobody; what opens is decided by what they prove' },
  'identity.factor.prove': { signedIn: true, because: 'one’s own second factor only' },
  'identity.password.set': { signedIn: true, because: 'the service asks for the current password, or for a fresh sign-in where there is none' },
  'identity.authenticator.bind': { signedIn: true, because: 'the service asks for a fresh sign-in, and for the bound app where there is one' },
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
  ...Object.fromEntries(
    ['SignedIn', 'SecondFactorNeeded', 'SignInRefused', 'WechatNotBound', 'WechatAddress', 'Challenge', 'SteppedUp', 'PasswordSet', 'PasswordWeak', 'AuthenticatorSetup', 'CodeSent'].map((type) => [`${type}.*`, 'parent']),
  ),
};
