/** What OpenID's scopes let a site know, in residents' words. `real_name` may be left out by the resident; a site must live with that. */
export const PERSONAL_SCOPES: Readonly<Record<string, { readonly zh: string; readonly en: string; readonly claims: readonly string[]; readonly optional?: true }>> = {
  profile: { zh: '您的姓氏（名字不显示，如“王**”）', en: 'Your family name, the rest masked', claims: ['name', 'name_masked'] },
  real_name: { zh: '您的完整姓名和是否已实名', en: 'Your full name and whether it is proved', claims: ['name', 'name_masked', 'identity_proofed'], optional: true },
  phone: { zh: '您的手机号', en: 'Your phone number', claims: ['phone_number', 'phone_number_verified'] },
  delegation: { zh: '您正在为谁办理', en: 'For whom you are acting', claims: ['acting_for'] },
};

/** The scope by which a site sends documents that nobody registered; the operator says who may ask for it. */
export const ADHOC = 'graphql.adhoc';

/** What a site may do through the contract with a resident's access token. */
export const CONTRACT_SCOPES: Readonly<Record<string, { readonly zh: string; readonly en: string; readonly technical?: true }>> = {
  'transit.read': { zh: '代您查询公交', en: 'Look up buses for you' },
  'messages.read': { zh: '读取您的消息', en: 'Read your messages' },
  'health.read': { zh: '读取您的健康档案', en: 'Read your health records' },
  'education.read': { zh: '读取您的教育信息', en: 'Read your education records' },
  'affairs.read': { zh: '读取您的办事进度', en: 'Read your applications' },
  /** How a site may ask, not what it learns: shown to nobody who is asked for consent. */
  [ADHOC]: { zh: '自行编写查询（不增加可读取的内容）', en: 'Send queries of its own (which read nothing more)', technical: true },
  'affairs.apply': { zh: '代您提交办事申请', en: 'Submit applications for you' },
};

/** All scopes that the provider knows. */
export const ALL_SCOPES: readonly string[] = ['openid', ...Object.keys(PERSONAL_SCOPES), ...Object.keys(CONTRACT_SCOPES)];

/** A scope in words; its own name where it is new to this page. */
export function describeScope(scope: string): { readonly zh: string; readonly en: string } {
  return PERSONAL_SCOPES[scope] ?? CONTRACT_SCOPES[scope] ?? { zh: scope, en: scope };
}
