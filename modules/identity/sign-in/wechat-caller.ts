import { anonymousCaller, type Caller } from '../../kernel/caller.js';
import type { AccountsService } from '../accounts/service.js';

/**
 * Who a WeChat user is in the Official Account's chat: the account that they bound by signing in with WeChat, with what one
 * factor opens; else somebody browsing. WeChat says with each message who wrote it, so there is no session; a post's work is not
 * done in a chat, so staff are here as residents.
 */
export function createWechatCallers(accounts: Pick<AccountsService, 'findByWechat'>): (openId: string, requestId: string) => Promise<Caller> {
  return async (openId, requestId) => {
    const browsing = anonymousCaller('wechat', requestId);
    const account = await accounts.findByWechat(openId);
    if (!account || account.disabled) return browsing;
    return { ...browsing, accountId: account.id, personId: account.personId, proofed: account.proofed, assurance: 'ordinary' };
  };
}
