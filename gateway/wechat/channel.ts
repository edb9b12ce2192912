import type { ChannelAnswer, ChannelReceipt, WechatChannel } from '../../modules/messages/contract.js';
import type { AccessToken } from './access-token.js';
import type { WechatClient } from './client.js';
import { TOKEN_OVER, withToken } from './with-token.js';

/** What the channel stands on. */
export interface WechatChannelDeps {
  readonly client: Pick<WechatClient, 'subscribeSend'>;
  readonly token: Pick<AccessToken, 'get' | 'giveUp'>;
  /** WeChat's own template ids by the names that our templates use. */
  readonly templates: Readonly<Record<string, string>>;
  /** Where links lead. */
  readonly publicOrigin: string;
}

/** Busy (-1), too often now (45011), or past the day's or month's quota (45009): later. All other codes would be the same again. */
const LATER: readonly number[] = [-1, 45_009, 45_011];
/** What the codes mean that an operator meets. */
const WORDS: Readonly<Record<number, string>> = {
  [-1]: 'WeChat is busy', 40_003: 'not a user of this account', 40_037: 'no such template', 41_030: 'no such page', 43_101: 'the person refused these messages',
  45_009: 'quota is used up', 45_011: 'too often', 47_003: 'the values do not fit the template',
};
/** How many characters WeChat takes of each kind of value; a longer one refuses the whole message (47003). */
const LONGEST: readonly (readonly [kind: RegExp, characters: number])[] = [
  [/^thing\d/, 20], [/^phrase\d/, 5], [/^name\d/, 10], [/^const\d/, 20], [/^character_string\d/, 32], [/^letter\d/, 32], [/^number\d/, 32], [/^phone_number\d/, 17], [/^car_number\d/, 8],
];

/**
 * Subscription messages (订阅通知) of the Official Account. Taken is all that WeChat says at once: whether it was shown comes
 * in an event that is not listened to, so these messages stay at “accepted”.
 */
export function createWechatChannel({ client, token, templates, publicOrigin }: WechatChannelDeps): WechatChannel {
  return {
    onReceipt: (_listener: (receipt: ChannelReceipt) => Promise<void>) => () => undefined,
    async send({ key, openId, templateId: name, fields, link, signal }): Promise<ChannelAnswer> {
      const templateId = templates[name];
      if (templateId === undefined) return { outcome: 'REFUSED', reason: `no template of WeChat is configured for ${name}`, permanent: true };
      const page = link === null ? null : new URL(link, publicOrigin).href;
      const message = { openId, templateId, page, fields: Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, fitted(field, value)])) };
      const { code, messageId } = await withToken(token, (current) => client.subscribeSend(current, message, signal));
      if (code === 0) return { outcome: 'ACCEPTED', providerId: messageId ?? key };
      return { outcome: 'REFUSED', reason: `WeChat ${code}${WORDS[code] ? `: ${WORDS[code]}` : ''}`, permanent: !LATER.includes(code) && !TOKEN_OVER.includes(code) };
    },
  };
}

function fitted(field: string, value: string): string {
  const longest = LONGEST.find(([kind]) => kind.test(field))?.[1];
  const letters = [...value];
  return longest === undefined || letters.length <= longest ? value : `${letters.slice(0, longest - 1).join('')}…`;
}
