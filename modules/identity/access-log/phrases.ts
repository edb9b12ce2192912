import type { BilingualText } from '../../kernel/identifiers.js';

/** What an action or purpose is called to a resident: a past deed (“查看了健康档案”), or a reason (“为您诊疗”). */
export type Phrases = Readonly<Record<string, BilingualText>>;

/** Identity's own deeds, and those of messages and transit. Each module gives its own beside these. */
export const identityPhrases: Phrases = {
  'identity.account.read': { zh: '查看了账号信息', en: 'looked at the account' },
  'identity.administrator.read': { zh: '查看了管理员任命提议', en: 'looked at proposed administrators' },
  'identity.administrator.propose': { zh: '提议了管理员任命', en: 'proposed an administrator' },
  'identity.administrator.confirm': { zh: '确认了管理员任命', en: 'confirmed an administrator' },
  'identity.administrator.refuse': { zh: '拒绝了管理员任命', en: 'refused an administrator' },
  'identity.administrator.found': { zh: '设立了首任管理员', en: 'founded the first administrators' },
  'identity.administrator.end': { zh: '结束了管理员岗位', en: 'ended an administrator’s post' },
  'identity.account.create': { zh: '开通了工作账号', en: 'opened a staff account' },
  'identity.account.found': { zh: '注册了账号', en: 'opened the account' },
  'identity.account.disable': { zh: '停用或恢复了账号', en: 'disabled or enabled the account' },
  'identity.access-log.read': { zh: '查看了“谁看过我的数据”', en: 'looked at “who saw my data”' },
  'identity.access-log.dispute': { zh: '对一条访问记录提出了异议', en: 'disputed an access' },
  'identity.access-log.disputes': { zh: '查看了提出的异议', en: 'looked at a dispute' },
  'identity.access-log.resolve': { zh: '答复了一条异议', en: 'answered a dispute' },
  'identity.audit.read': { zh: '检索了审计记录', en: 'searched the audit records' },
  'identity.authenticator.begin': { zh: '开始绑定动态口令', en: 'began to bind an authenticator app' },
  'identity.authenticator.bind': { zh: '绑定了动态口令', en: 'bound an authenticator app' },
  'identity.certificate.bind': { zh: '绑定了数字证书', en: 'bound a certificate' },
  'identity.consent.read': { zh: '查看了授权同意', en: 'looked at the consents' },
  'identity.consent.give': { zh: '同意了个人信息使用说明', en: 'agreed to a notice' },
  'identity.consent.withdraw': { zh: '撤回了同意', en: 'withdrew a consent' },
  'identity.delegation.read': { zh: '查看了代办关系', en: 'looked at the delegations' },
  'identity.delegation.claim': { zh: '申请了监护关系', en: 'claimed a guardianship' },
  'identity.delegation.grant': { zh: '设立了代办授权', en: 'granted a delegation' },
  'identity.delegation.grant-at-counter': { zh: '在窗口办理了代办授权', en: 'granted a delegation at the counter' },
  'identity.delegation.confirm': { zh: '确认了代办关系', en: 'confirmed a delegation' },
  'identity.delegation.refuse': { zh: '拒绝了监护申请', en: 'refused a guardianship' },
  'identity.delegation.read-claims': { zh: '查看了待确认的监护申请', en: 'looked at a guardianship that waits' },
  'identity.delegation.revoke': { zh: '解除了代办关系', en: 'ended a delegation' },
  'identity.emergency.open': { zh: '紧急情况下打开了资料', en: 'opened the record in an emergency' },
  'identity.emergency.review': { zh: '复核了一次紧急访问', en: 'reviewed an emergency access' },
  'identity.factor.code': { zh: '发送了验证码', en: 'sent a code' },
  'identity.factor.prove': { zh: '验证了身份', en: 'proved a second factor' },
  'identity.guest.delete': { zh: '注销了访客账号', en: 'deleted the guest account' },
  'identity.guest.own': { zh: '查看或验证了访客信息', en: 'looked at or confirmed what was said as a guest' },
  'identity.guest.register': { zh: '注册了访客账号', en: 'registered as a guest' },
  'identity.lock.read': { zh: '查看了被锁定的账号', en: 'looked at locked accounts' },
  'identity.lock.lift': { zh: '解除了登录锁定', en: 'lifted a sign-in lock' },
  'identity.my-data.export': { zh: '导出了个人数据', en: 'exported the personal data' },
  'identity.my-data.correct': { zh: '申请了更正个人信息', en: 'asked for a correction' },
  'identity.my-data.read-corrections': { zh: '查看了更正申请', en: 'looked at a correction asked for' },
  'identity.my-data.decide-correction': { zh: '办理了个人信息更正', en: 'decided on a correction' },
  'identity.my-data.erase': { zh: '注销账号并删除了个人数据', en: 'deleted the account and its data' },
  'identity.organisation.read': { zh: '查看了单位信息', en: 'looked at organisations' },
  'identity.password.set': { zh: '修改了密码', en: 'changed the password' },
  'identity.person.prove': { zh: '办理了实名认证', en: 'proved the identity' },
  'identity.person.prove-at-counter': { zh: '在窗口核实了身份', en: 'proved the identity at the counter' },
  'identity.person.birth-date': { zh: '查看了出生日期', en: 'looked at the day of birth' },
  'identity.person.own': { zh: '查看了本人身份信息', en: 'looked at the own identity' },
  'identity.person.read': { zh: '查看了身份信息', en: 'looked at the identity' },
  'identity.person.find': { zh: '按证件号码或手机号查找了身份信息', en: 'looked the person up by ID number or phone' },
  'identity.person.unmask': { zh: '查看了完整的证件号码或手机号', en: 'looked at the whole ID number or phone' },
  'identity.post.read': { zh: '查看了岗位信息', en: 'looked at the posts' },
  'identity.post.assign': { zh: '任命了岗位', en: 'gave a post' },
  'identity.post.end': { zh: '结束了岗位', en: 'ended a post' },
  'identity.session.own': { zh: '查看或结束了登录会话', en: 'looked at or ended sessions' },
  'identity.session.act-as': { zh: '开始或结束了代办', en: 'began or stopped acting for somebody' },
  'identity.session.act-in-post': { zh: '切换了岗位', en: 'changed the post' },
  'identity.sign-in': { zh: '登录了账号', en: 'signed in' },
  'identity.sign-in.code': { zh: '请求了登录验证码', en: 'asked for a sign-in code' },
  'identity.site.register': { zh: '登记了部门网站', en: 'registered a site' },
  'identity.site.manage': { zh: '管理了部门网站', en: 'managed a site' },
  'identity.site.consent': { zh: '同意了部门网站的授权', en: 'agreed to what a department site asked' },
  'identity.site.consents': { zh: '查看了对部门网站的授权', en: 'looked at the consents to department sites' },
  'identity.site.disclose': { zh: '向部门网站提供了您同意的信息', en: 'gave a department site what was agreed' },
  'identity.site.withdraw': { zh: '撤回了对部门网站的授权', en: 'took back a consent to a department site' },
  'messages.inbox.read': { zh: '查看了消息', en: 'looked at the messages' },
  'messages.inbox.mark': { zh: '标记了消息', en: 'marked messages' },
  'messages.inbox.delete': { zh: '删除了消息', en: 'deleted messages' },
  'messages.preferences.read': { zh: '查看了消息设置', en: 'looked at the message settings' },
  'messages.preferences.change': { zh: '修改了消息设置', en: 'changed the message settings' },
  'transit.reminder.keep': { zh: '设置或取消了公交提醒', en: 'kept or cancelled a bus reminder' },
  'transit.reminder.read': { zh: '查看了公交提醒', en: 'looked at the bus reminders' },
  'transit.reminder.tell': { zh: '发出了公交提醒', en: 'sent a bus reminder' },
};

/** Reasons, by the purposes' list. */
export const purposePhrases: Phrases = {
  administration: { zh: '系统管理', en: 'administration' },
  care: { zh: '为您诊疗', en: 'your care' },
  consent: { zh: '办理个人信息同意', en: 'consent to the use of data' },
  delegation: { zh: '办理代办关系', en: 'delegation' },
  dispute: { zh: '处理您的异议', en: 'your dispute' },
  education: { zh: '教育教学', en: 'education' },
  emergency: { zh: '紧急救助', en: 'an emergency' },
  none: { zh: '没有权限', en: 'no right to it' },
  proofing: { zh: '核实身份', en: 'proof of identity' },
  self: { zh: '本人办理', en: 'one’s own affairs' },
  service: { zh: '为您提供服务', en: 'a service to you' },
  'sign-in': { zh: '登录账号', en: 'signing in' },
  statistics: { zh: '统计', en: 'statistics' },
  supervision: { zh: '监督检查', en: 'supervision' },
};

/** Merges modules' phrases. @throws Error where two say one action */
export function mergePhrases(all: readonly Phrases[]): Phrases {
  const merged = new Map<string, BilingualText>();
  for (const [action, text] of all.flatMap((phrases) => Object.entries(phrases))) {
    if (merged.has(action)) throw new Error(`two modules phrase the action ${action}`);
    merged.set(action, text);
  }
  return Object.fromEntries(merged);
}

/** Actions that residents would read as an id: to be empty. */
export function unphrasedActions(actions: Readonly<Record<string, unknown>>, phrases: Phrases): string[] {
  return Object.keys(actions).filter((action) => !Object.hasOwn(phrases, action));
}
