import type { Resolvers } from '../../__generated__/resolvers.js';
import type { RequestContext } from '../../kernel/module.js';
import { deviceOf } from '../sessions/rules.js';
import type { CertificatesService } from './certificates/service.js';
import { CODE } from './codes.js';
import { KNOWN_DEVICE } from './devices.js';
import type { FactorsService } from './factors.js';
import type { LocksService } from './locks.js';
import { refusalText, weaknessText } from './rules.js';
import type { SignInService } from './service.js';
import type { Attempt, SignInOutcome } from './types.js';
import { STATE_SECONDS, type WechatService } from './wechat.js';

/** The services of signing in. */
export interface SignInServices {
  readonly signIn: SignInService;
  readonly factors: FactorsService;
  readonly wechat: WechatService;
  readonly certificates: CertificatesService;
  readonly locks: LocksService;
}

const WECHAT_COOKIE = 'wechat-state';
const DEVICE_COOKIE = 'device';

/** Resolvers of signing in, of one's factors, and of what an account says of them. */
export function createSignInResolvers({ signIn, factors, wechat, certificates, locks }: SignInServices) {
  return {
    Query: {
      signInLocks: (_root, args, { caller }) => locks.list(caller, args),
    },
    Mutation: {
      requestSignInCode: async (_root, { phone }, context) => {
        await signIn.requestCode(attemptOf(context), phone);
        return { retryAfterSeconds: CODE.againSeconds };
      },
      signInWithCode: async (_root, { phone, code }, context) => {
        const { wechatBinding } = context.client;
        return handOver(context, await signIn.byCode(attemptOf(context), phone, code, wechatBinding === undefined ? undefined : wechat.binder(wechatBinding)));
      },
      signInWithPassword: async (_root, { login, password }, context) => handOver(context, await signIn.byPassword(attemptOf(context), login, password)),
      completeSignIn: async (_root, { challengeId, code }, context) => handOver(context, await signIn.complete(attemptOf(context), challengeId, code)),
      signInWithCertificate: async (_root, { challengeId, signature, certificateChain }, context) => handOver(context, await certificates.signIn(attemptOf(context), challengeId, signature, certificateChain)),
      certificateChallenge: () => certificates.challenge(),
      signInWithWechat: async (_root, { code, state }, context) => handOver(context, await wechat.signIn(attemptOf(context), code, state, context.client.recall(WECHAT_COOKIE))),
      wechatSignInAddress: async (_root, { returnTo }, { client }) => {
        const { url, state, secret } = await wechat.address(returnTo);
        client.remember(WECHAT_COOKIE, secret, STATE_SECONDS);
        return { url, state };
      },
      stepUp: async (_root, { method, code }, { caller, client }) => {
        const outcome = await factors.stepUp(caller, method, code);
        if (outcome.__typename === 'SteppedUp') client.openSession(outcome.opened);
        return outcome;
      },
      requestStepUpCode: async (_root, _args, { caller, client }) => {
        await factors.requestCode(caller, client.address);
        return { retryAfterSeconds: CODE.againSeconds };
      },
      setPassword: (_root, { password, current }, { caller }) => factors.setPassword(caller, password, current ?? null),
      startAuthenticator: (_root, _args, { caller }) => factors.startAuthenticator(caller),
      confirmAuthenticator: (_root, { code }, { caller }) => factors.confirmAuthenticator(caller, code),
      liftSignInLock: (_root, { id, reason, idempotencyKey }, { caller }) => locks.lift(caller, id, reason, idempotencyKey),
    },
    Me: {
      stepUpMethods: ({ caller }) => factors.stepUpMethods(caller),
    },
    Account: {
      factors: (account) => factors.factorsOf(account),
      hasPassword: (account) => factors.hasPassword(account),
      passwordExpiresAt: (account) => factors.passwordExpiresAt(account),
    },
    SignedIn: {
      me: ({ opened }) => ({ caller: opened.caller }),
      token: ({ opened }, _args, { client }) => (client.cookies ? null : opened.token),
    },
    SteppedUp: {
      sensitiveUntil: ({ sensitiveUntil }) => sensitiveUntil,
      token: ({ opened }, _args, { client }) => (client.cookies ? null : opened.token),
    },
    SignInRefused: {
      message: ({ reason }, { language }) => refusalText(reason, language),
    },
    PasswordWeak: {
      reasons: ({ weaknesses }, { language }) => weaknesses.map((weakness) => weaknessText(weakness, language)),
    },
  } satisfies Resolvers;
}

/** Where a request that signs in, or founds an account, comes from. */
export function attemptOf({ caller, client }: RequestContext): Attempt {
  // A kiosk is everybody's: nobody is known on it.
  return { caller, address: client.address, device: deviceOf(client.userAgent), deviceWord: client.recall(DEVICE_COOKIE), ownBrowser: client.cookies && caller.channel !== 'kiosk' };
}

function handOver({ client }: RequestContext, outcome: SignInOutcome): SignInOutcome {
  if (outcome.__typename === 'SignedIn') {
    client.openSession(outcome.opened);
    if (outcome.deviceWord !== null) client.remember(DEVICE_COOKIE, outcome.deviceWord, KNOWN_DEVICE.seconds);
  }
  return outcome;
}
