import type { PersonalData } from '../../kernel/personal-data.js';
import type { SessionsService } from '../sessions/service.js';
import type { FactorsService } from '../sign-in/factors.js';
import type { AccountsService } from './service.js';

const KINDS = { RESIDENT: '居民', GUEST: '访客', STAFF: '工作人员', ORGANISATION: '组织' } as const;

/** What accounts, factors and sessions hold about a person. Secrets (hashes, the authenticator's key) are named, not shown: they prove who knows them. */
export function accountsPersonalData(accounts: AccountsService, factors: FactorsService, sessions: SessionsService): PersonalData {
  return {
    name: 'identity.accounts',
    async collect(personId) {
      const account = await accounts.findByPerson(personId);
      if (!account) return [];
      const record = {
        名称: account.displayName, 类型: KINDS[account.kind], 登录名: account.login, 手机号: accounts.phoneOf(account), 已绑定微信: account.hasWechat, 微信用户标识: accounts.wechatOf(account),
        验证方式: await factors.factorsOf(account), 注册时间: new Date(account.createdAt).toISOString(),
      };
      const open = await sessions.held(account.id);
      return [
        { title: { zh: '账号', en: 'Account' }, records: [record] },
        { title: { zh: '登录设备', en: 'Sessions' }, records: open.map(({ device, channel, startedAt, lastSeenAt }) => ({ 设备: device, 渠道: channel, 登录时间: new Date(startedAt).toISOString(), 最近使用: new Date(lastSeenAt).toISOString() })) },
      ];
    },
    async erase(session, personId) {
      const account = await accounts.findByPerson(personId);
      // Nothing to do twice: the account's own deletion takes its factors and sessions with it.
      if (account) await accounts.remove(session, account.id);
      return { deleted: [{ zh: '账号、登录方式和登录设备', en: 'Account, factors and sessions' }], kept: [] };
    },
  };
}
