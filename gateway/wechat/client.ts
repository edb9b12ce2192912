import { z } from 'zod';
import { Fault } from '../../modules/kernel/errors.js';
import type { WechatSignIn } from '../../modules/identity/sign-in/types.js';
import type { Outgoing } from '../../modules/kernel/outgoing.js';

/** What the client of WeChat goes by. */
export interface WechatOptions {
  readonly appId: string;
  readonly secret: string;
  /** Who asks, so that no configured name leads into the operator's own network unawares. */
  readonly outgoing: Outgoing;
  /** Where this district is reached from outside, such as `https://yunjian.example`. */
  readonly publicOrigin: string;
  /** WeChat's servers; others in tests. */
  readonly apiOrigin?: string;
  readonly pageOrigin?: string;
  readonly timeoutMs?: number;
}

const API = 'https://api.weixin.qq.com';
const PAGES = 'https://open.weixin.qq.com';
const TIMEOUT_MS = 5000;
/** The page of ours that WeChat sends browsers back to. */
const RETURN_PATH = '/sign-in/wechat';
/** Codes that WeChat does not take: invalid, used, expired (errcode of `sns/oauth2/access_token`). */
const BAD_CODE = [40_029, 40_163, 42_003];

const refusalShape = z.object({ errcode: z.number(), errmsg: z.string().optional() });
const userShape = z.object({ openid: z.string().min(1).max(128), is_snapshotuser: z.number().optional() });
const sentShape = z.object({ errcode: z.number(), msgid: z.union([z.number(), z.string()]).optional() });
const tokenShape = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });

/** An access token of the Official Account with its life. */
export interface FetchedToken {
  readonly token: string;
  readonly lifeSeconds: number;
}

/** A subscription message as WeChat wants it. */
export interface SubscribeMessage {
  readonly openId: string;
  readonly templateId: string;
  /** The page that a tap opens; null for none. */
  readonly page: string | null;
  readonly fields: Readonly<Record<string, string>>;
}

/** An entry of the Official Account's menu, in WeChat's own names: a column, words that are sent, or a page. */
export type MenuButton =
  | { readonly name: string; readonly sub_button: readonly MenuButton[] }
  | { readonly type: 'click'; readonly name: string; readonly key: string }
  | { readonly type: 'view'; readonly name: string; readonly url: string };

/** How WeChat took it. */
export interface SubscribeAnswer {
  readonly code: number;
  readonly messageId: string | null;
}

/** A client of WeChat's servers: web sign-in, the Official Account's stable access token, subscription and customer-service messages, the menu. */
export class WechatClient implements WechatSignIn {
  readonly #options: WechatOptions;

  constructor(options: WechatOptions) {
    this.#options = options;
  }

  /** The page on which WeChat asks for nothing and gives the openid alone (scope `snsapi_base`). */
  authorizeUrl(state: string, returnTo: string): string {
    const { appId, publicOrigin, pageOrigin = PAGES } = this.#options;
    const back = new URL(RETURN_PATH, publicOrigin);
    back.searchParams.set('returnTo', returnTo);
    // WeChat wants the parameters in this order and the fragment at the end.
    const query = new URLSearchParams([['appid', appId], ['redirect_uri', back.href], ['response_type', 'code'], ['scope', 'snsapi_base'], ['state', state]]);
    return `${pageOrigin}/connect/oauth2/authorize?${query.toString()}#wechat_redirect`;
  }

  /** Who a code stands for; null for a code that WeChat does not take. Throws UNAVAILABLE where WeChat fails. */
  async exchange(code: string): Promise<{ readonly openId: string; readonly snapshot: boolean } | null> {
    const { appId, secret, apiOrigin = API } = this.#options;
    const query = new URLSearchParams({ appid: appId, secret, code, grant_type: 'authorization_code' });
    const answer = await this.#ask(`${apiOrigin}/sns/oauth2/access_token?${query.toString()}`);
    const refusal = refusalShape.safeParse(answer);
    if (refusal.success && refusal.data.errcode !== 0) {
      if (BAD_CODE.includes(refusal.data.errcode)) return null;
      throw unavailable(`WeChat refused with ${refusal.data.errcode}`);
    }
    const user = userShape.safeParse(answer);
    if (!user.success) throw unavailable('WeChat answered in another shape');
    return { openId: user.data.openid, snapshot: user.data.is_snapshotuser === 1 };
  }

  /** A stable access token (`cgi-bin/stable_token`): asking again within its life gives the same one. Throws UNAVAILABLE. */
  async fetchToken(): Promise<FetchedToken> {
    const { appId, secret, apiOrigin = API } = this.#options;
    const answer = await this.#ask(`${apiOrigin}/cgi-bin/stable_token`, { grant_type: 'client_credential', appid: appId, secret, force_refresh: false });
    const token = tokenShape.safeParse(answer);
    if (!token.success) throw unavailable('WeChat gave no access token');
    return { token: token.data.access_token, lifeSeconds: token.data.expires_in };
  }

  /** Hands a subscription message over (`cgi-bin/message/subscribe/bizsend`); WeChat's own error code, 0 for taken. Throws UNAVAILABLE. */
  async subscribeSend(accessToken: string, message: SubscribeMessage, signal?: AbortSignal): Promise<SubscribeAnswer> {
    const { openId, templateId, page, fields } = message;
    const data = Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, { value }]));
    const { apiOrigin = API } = this.#options;
    const url = `${apiOrigin}/cgi-bin/message/subscribe/bizsend?${new URLSearchParams({ access_token: accessToken }).toString()}`;
    const answer = sentShape.safeParse(await this.#ask(url, { touser: openId, template_id: templateId, data, ...(page ? { page } : {}) }, signal));
    if (!answer.success) throw unavailable('WeChat answered in another shape');
    return { code: answer.data.errcode, messageId: answer.data.msgid === undefined ? null : String(answer.data.msgid) };
  }

  /** Hands a customer-service text over (`cgi-bin/message/custom/send`), which WeChat takes within 48 hours of the user's last word; its error code, 0 for taken. Throws UNAVAILABLE. */
  async customSend(accessToken: string, openId: string, content: string, signal?: AbortSignal): Promise<{ readonly code: number }> {
    return this.#tell('/cgi-bin/message/custom/send', accessToken, { touser: openId, msgtype: 'text', text: { content } }, signal);
  }

  /** Sets the account's menu (`cgi-bin/menu/create`) in place of the one that it has; WeChat's error code, 0 for taken. Throws UNAVAILABLE. */
  async createMenu(accessToken: string, button: readonly MenuButton[]): Promise<{ readonly code: number }> {
    return this.#tell('/cgi-bin/menu/create', accessToken, { button });
  }

  /** Hands something over that is answered with an error code alone. */
  async #tell(path: string, accessToken: string, body: object, signal?: AbortSignal): Promise<{ readonly code: number }> {
    const { apiOrigin = API } = this.#options;
    const answer = refusalShape.safeParse(await this.#ask(`${apiOrigin}${path}?${new URLSearchParams({ access_token: accessToken }).toString()}`, body, signal));
    if (!answer.success) throw unavailable('WeChat answered in another shape');
    return { code: answer.data.errcode };
  }

  async #ask(url: string, body?: object, signal?: AbortSignal): Promise<unknown> {
    const { outgoing, timeoutMs = TIMEOUT_MS } = this.#options;
    const inTime = AbortSignal.timeout(timeoutMs);
    // A redirect would carry the secret elsewhere.
    const request = { signal: signal ? AbortSignal.any([signal, inTime]) : inTime, follow: false, headers: { 'content-type': 'application/json' } };
    try {
      const response = body ? await outgoing.post(new URL(url), JSON.stringify(body), request) : await outgoing.get(new URL(url), request);
      if (!response.ok) throw new Error(`status ${response.status}`);
      return await response.json();
    } catch (error) {
      // The address holds the secret and must not come into a log with the error.
      throw unavailable(error instanceof Error ? error.message.replaceAll(this.#options.secret, '***') : 'no answer');
    }
  }
}

function unavailable(reason: string): Fault {
  return new Fault('UNAVAILABLE', { field: 'wechat' }, { cause: new Error(reason) });
}
