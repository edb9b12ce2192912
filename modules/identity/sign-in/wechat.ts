import { randomBytes } from 'node:crypto';
import type { ClientSession } from 'mongoose';
import type { FieldCipher } from '../../kernel/crypto/types.js';
import { sameText } from '../../kernel/crypto/index.js';
import { Fault } from '../../kernel/errors.js';
import type { AccountsService } from '../accounts/service.js';
import type { Challenges } from './challenges.js';
import { isOwnPath } from './rules.js';
import { refused, type SignInService } from './service.js';
import type { Attempt, SignInOutcome, WechatSignIn } from './types.js';

/** What WeChat sign-in stands on. */
export interface WechatDeps {
  /** Null where the district has no Official Account. */
  readonly wechat: WechatSignIn | null;
  readonly challenges: Challenges;
  readonly accounts: AccountsService;
  readonly signIn: SignInService;
  readonly cipher: FieldCipher;
}

/** How long the way to WeChat and back may take, and how long a binding waits for its phone. */
export const STATE_SECONDS = 600;
const BINDING_MS = 600_000;
const BINDING_CONTEXT = 'challenge.wechat-binding';

/** Signing in with WeChat: the state ties the answer to the browser that asked, and a new WeChat user proves a phone first. */
export class WechatService {
  readonly #deps: WechatDeps;

  constructor(deps: WechatDeps) {
    this.#deps = deps;
  }

  /** Where to send the browser, and the secret to leave with it. Throws BAD_INPUT for a `returnTo` outside this site, UNAVAILABLE without WeChat. */
  async address(returnTo: string): Promise<{ readonly url: string; readonly state: string; readonly secret: string }> {
    const wechat = this.#wechat();
    if (!isOwnPath(returnTo)) throw new Fault('BAD_INPUT', { field: 'returnTo', reason: 'expects a path of this site' });
    const secret = randomBytes(24).toString('base64url');
    const state = await this.#deps.challenges.begin('wechat-state', { secret }, STATE_SECONDS * 1000);
    return { url: wechat.authorizeUrl(state, returnTo), state, secret };
  }

  /** Signs in with what WeChat gave. `secret` is what was left with the browser: without it somebody else's answer is being pushed on it. */
  async signIn(attempt: Attempt, code: string, state: string, secret: string | undefined): Promise<SignInOutcome> {
    const { challenges, accounts, signIn, cipher } = this.#deps;
    const wechat = this.#wechat();
    const begun = await challenges.finish('wechat-state', state);
    if (!begun || secret === undefined || !sameText(String(begun['secret']), secret)) return signIn.refuse(attempt, null, 'WECHAT', refused('WRONG'));
    const user = await wechat.exchange(code);
    if (!user) return signIn.refuse(attempt, null, 'WECHAT', refused('WRONG'));
    // A snapshot page gives everybody a passing identity that is nobody's.
    if (user.snapshot) return signIn.refuse(attempt, null, 'WECHAT', refused('SNAPSHOT_USER'));
    const account = await accounts.findByWechat(user.openId);
    if (account) return signIn.finish(attempt, account, 'WECHAT');
    const bindingToken = await challenges.begin('wechat-binding', { sealed: cipher.seal(user.openId, BINDING_CONTEXT) }, BINDING_MS);
    return { __typename: 'WechatNotBound', bindingToken };
  }

  /** What binds the WeChat user of a binding token, to be run in the transaction of a sign-in by code; the token is used up then. */
  binder(bindingToken: string): (session: ClientSession, accountId: string) => Promise<void> {
    let openId: string | null = null;
    return async (session, accountId) => {
      // A transaction may run twice, a token is finished once.
      openId ??= await this.#finish(bindingToken);
      await this.#deps.accounts.bindWechat(session, accountId, openId);
    };
  }

  async #finish(bindingToken: string): Promise<string> {
    const begun = await this.#deps.challenges.finish('wechat-binding', bindingToken);
    if (!begun) throw new Fault('BAD_INPUT', { field: 'x-wechat-binding', reason: 'is over; begin again from WeChat' });
    return this.#deps.cipher.open(String(begun['sealed']), BINDING_CONTEXT);
  }

  #wechat(): WechatSignIn {
    if (!this.#deps.wechat) throw new Fault('UNAVAILABLE', { field: 'wechat' });
    return this.#deps.wechat;
  }
}
