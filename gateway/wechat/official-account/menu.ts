import { createHash } from 'node:crypto';
import type { Logger } from '../../../modules/kernel/module.js';
import type { AccessToken } from '../access-token.js';
import type { MenuButton, WechatClient } from '../client.js';
import { withToken } from '../with-token.js';
import { CHAT_PAGE } from './replies.js';
import type { ShortStore } from './short-store.js';
import { SAY_PREFIX } from './talk.js';

/** An entry of the menu: says something to the assistant, or opens a page. */
interface Entry {
  readonly name: string;
  readonly says?: string;
  readonly opens?: string;
}

/** The account's menu: WeChat takes three columns, with names of four characters, of five entries each, with names of eight. */
export const MENU: readonly { readonly name: string; readonly entries: readonly Entry[] }[] = [
  { name: '公交', entries: [{ name: '附近的车站', says: '附近有哪些公交站' }, { name: '车什么时候到', says: '下一班车什么时候到' }, { name: '怎么坐车', says: '怎么坐车' }, { name: '改道和停运', says: '公交有改道停运吗' }, { name: '地图', opens: '/transit/map' }] },
  { name: '我的', entries: [{ name: '我的账号', says: '我的账号' }, { name: '替家人办', says: '我能替谁办事' }, { name: '谁看过我', says: '谁看过我的数据' }, { name: '消息', opens: '/me/inbox' }] },
  { name: '小助手', entries: [{ name: '能做什么', says: '你能做什么' }, { name: '打开网页版', opens: CHAT_PAGE }, { name: '转人工', says: '转人工' }, { name: '重新开始', says: '重新开始' }] },
];

/** The menu as WeChat takes it, with pages of this district. */
export function menuButtons(publicOrigin: string): MenuButton[] {
  return MENU.map(({ name, entries }) => ({
    name, sub_button: entries.map(({ name: label, says, opens }): MenuButton => (says === undefined ? { type: 'view', name: label, url: new URL(opens ?? '/', publicOrigin).href } : { type: 'click', name: label, key: `${SAY_PREFIX}${says}` })),
  }));
}

/** What setting the menu stands on. */
export interface MenuDeps {
  readonly client: Pick<WechatClient, 'createMenu'>;
  readonly token: Pick<AccessToken, 'get' | 'giveUp'>;
  readonly store: ShortStore;
  readonly logger: Logger;
  readonly publicOrigin: string;
}

/** WeChat takes a hundred a day, and several processes start at once. */
const ONCE_MS = 600_000;

/** Sets the account's menu, once however many processes start. Never throws: what WeChat does not take is logged, and the account goes on with the menu that it has. */
export async function pushMenu({ client, token, store, logger, publicOrigin }: MenuDeps): Promise<void> {
  const buttons = menuButtons(publicOrigin);
  const key = `wechat:menu:${createHash('sha256').update(JSON.stringify(buttons)).digest('base64url')}`;
  try {
    if (!(await store.claim(key, '1', ONCE_MS))) return;
    const { code } = await withToken(token, (current) => client.createMenu(current, buttons));
    if (code === 0) return logger.info({ columns: buttons.length }, 'the menu of the Official Account is set');
    logger.warn({ code }, 'WeChat did not take the menu');
  } catch (err) {
    logger.warn({ err }, 'the menu of the Official Account could not be set');
  }
  // Whoever starts next tries again.
  await store.remove(key).catch(() => undefined);
}
