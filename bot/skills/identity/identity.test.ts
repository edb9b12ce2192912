import { describe, expect, it } from '@jest/globals';
import {
  AssistantAccessLogDocument, AssistantAccountDocument, AssistantActAsDocument, AssistantDelegationsDocument, AssistantEndOtherSessionsDocument, AssistantRevokeDocument,
  type AssistantAccessLogQuery, type AssistantAccountQuery, type AssistantDelegationFragment, type AssistantDelegationsQuery,
} from '../../__generated__/operations.js';
import { findPersons } from '../../language/slots/persons.js';
import type { Mention } from '../../language/types.js';
import { fakeTurn } from '../testing.js';
import type { Answer, SkillTurn } from '../types.js';
import { identitySkills } from './index.js';

type Me = NonNullable<AssistantDelegationsQuery['me']>;
type Call = { document: unknown; variables: unknown };

const session = (device: string, current: boolean) => ({ id: device, current, device, lastSeenAt: '2026-03-18T08:00:00+08:00' });
const ACCOUNT: NonNullable<AssistantAccountQuery['me']> = {
  sensitiveUntil: null, account: { displayName: '王芳', phone: '179****0001', proofed: false, factors: ['SMS'], hasPassword: true, passwordExpiresAt: null }, sessions: [session('手机', true), session('旧手机', false)],
};
const edge = (id: string, kind: AssistantDelegationFragment['kind'], actor: string, principal: string, state: AssistantDelegationFragment['state'] = 'ACTIVE'): AssistantDelegationFragment => ({
  id, kind, state, until: null, actor: { id: actor, displayName: actor }, principal: { id: principal, displayName: principal },
});
const CHILD = edge('c1', 'GUARDIAN', '王芳', '王小宝');
const SECOND = edge('c2', 'GUARDIAN', '王芳', '王小贝');
const MOTHER = edge('m', 'CARER', '王芳', '李桂英');
const GIVEN = edge('g', 'CARER', '李强', '王芳');
const ME: Me = { actingFor: null, delegationsHeld: [CHILD, MOTHER], delegationsGiven: [GIVEN] };

const personsIn = (text: string): Mention[] => findPersons(text).map(({ start, end, value, person }) => ({ kind: 'person', value, text: text.slice(start, end), start, end, how: 'pattern', person }));

async function answerOf(intent: string, text: string, { me = ME, account = ACCOUNT, log = [], calls = [], ...turn }: Partial<SkillTurn> & { me?: Me; account?: AssistantAccountQuery['me']; log?: NonNullable<AssistantAccessLogQuery['me']>['accessLog']['edges']; calls?: Call[] } = {}): Promise<Answer> {
  const skill = identitySkills.find((one) => one.intent === `identity.${intent}`);
  if (!skill) throw new Error(intent);
  return skill.answer(fakeTurn(new Map<unknown, (variables: never) => unknown>([
    [AssistantAccountDocument, (): AssistantAccountQuery => ({ me: account })],
    [AssistantEndOtherSessionsDocument, () => ({ endSession: 1 })],
    [AssistantDelegationsDocument, (): AssistantDelegationsQuery => ({ me })],
    [AssistantActAsDocument, () => ({ actAs: { actingFor: null } })],
    [AssistantRevokeDocument, ({ id }: { id: string }) => ({ revokeDelegation: { __typename: 'Delegation', id, state: 'REVOKED' } })],
    [AssistantAccessLogDocument, (): AssistantAccessLogQuery => ({ me: { accessLog: { edges: log } } })],
  ]), { text, mentions: personsIn(text), ...turn }, calls));
}
const textOf = (answer: Answer): string => ('text' in answer ? answer.text : answer.kind);

describe('account', () => {
  it.each([
    ['我要注销账号', '注销账号会删除'], ['把我的信息都删了', '注销账号会删除'], ['把我的数据导出来', '导出成一个文件'], ['我要一份我的全部数据', '导出成一个文件'],
    ['我的名字登记错了', '申请更正'], ['姓名写错了怎么改', '申请更正'], ['看看哪些设备登录了我的账号', '2 处登录'], ['账号被盗了', '2 处登录'], ['我的账号在哪些地方登着', '2 处登录'], ['收到异地登录提醒', '2 处登录'],
    ['怎么改密码', '您设过密码'], ['密码忘了', '忘了密码也可以用手机验证码登录'], ['怎么实名认证', '您还没有实名认证'], ['刷脸刷不过', '不一定要刷脸'], ['怎么换手机号', '您登记的手机号是 179****0001'], ['手机号注销了账号怎么办', '您登记的手机号'],
    ['我有哪些验证方式 二次验证', '短信验证码'], ['验证码一直收不到', '过一分钟再取一次'], ['我的账号', '王芳，您已登录，手机号 179****0001，还没有实名认证。'],
  ])('%s', async (text, expected) => {
    expect(textOf(await answerOf('account', text))).toContain(expected);
  });

  it('tells who cannot sign in how to, without asking to sign in', async () => {
    const speaker = { signedIn: false, sensitive: false, actingFor: null };
    expect(textOf(await answerOf('account', '手机换了登不上去', { speaker, account: null }))).toContain('登录用手机号和短信验证码');
    await expect(answerOf('account', '我的账号', { speaker, account: null })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it.each(['退出其他设备', '把旧手机踢下线', '把别的手机都退出来', '让其他地方都下线'])('ends other sessions only once that is confirmed: %s', async (text) => {
    const calls: Call[] = [];
    expect(await answerOf('account', text, { calls })).toMatchObject({ kind: 'confirm', form: { fields: [{ label: '旧手机' }] } });
    expect(calls.map(({ document }) => document)).toEqual([AssistantAccountDocument]);
    expect(textOf(await answerOf('account', text, { calls, confirmed: true }))).toContain('已经退出其他 1 处登录');
    expect(calls.at(-1)?.document).toBe(AssistantEndOtherSessionsDocument);
    expect(textOf(await answerOf('account', text, { account: { ...ACCOUNT, sessions: ACCOUNT.sessions.slice(0, 1) } }))).toBe('除了这里，没有别的地方登录着。');
  });
});

describe('delegation', () => {
  it.each([
    ['我能替谁办事', '您可以替 王小宝、李桂英 办事。\n李强 可以替您办事。'], ['谁能替我办事', '李强 可以替您办事'], ['我绑定了哪些家人', '您可以替 王小宝'], ['我的授权什么时候到期', '您可以替 王小宝'],
    ['怎么绑定孩子', '户口簿上对得上'], ['添加家人', '由本人登录后授权给您'], ['怎么授权给别人', '由本人登录后授权给您'], ['老人没有手机怎么代办', '受理中心窗口'], ['我爸不会用手机 我替他弄', '从现在起替李桂英办理'],
    ['确认授权', '现在没有等待确认的代办。'], ['换回自己', '现在就是给您自己办。'],
  ])('%s', async (text, expected) => {
    expect(textOf(await answerOf('delegation', text))).toContain(expected);
  });

  it('says how it is granted where one may not act for that person', async () => {
    expect(textOf(await answerOf('delegation', '我妈不会用手机 我替她弄', { me: { ...ME, delegationsHeld: [] } }))).toContain('由本人登录后授权给您');
  });

  it('tells what waits for a confirmation', async () => {
    expect(textOf(await answerOf('delegation', '我收到一个授权申请怎么同意', { me: { ...ME, delegationsGiven: [edge('p', 'CARER', '李强', '王芳', 'PENDING')] } }))).toBe('有 1 项代办等待确认：李强 替您办。请到“代办管理”里同意或拒绝。');
  });

  it.each(['切换到孩子', '现在帮孩子办', '替王小宝办', '切换到给王小宝办'])('switches once that is confirmed: %s', async (text) => {
    const calls: Call[] = [];
    expect(await answerOf('delegation', text, { calls })).toMatchObject({ kind: 'confirm', text: '从现在起替王小宝办理，直到您换回自己，可以吗？' });
    expect(calls).toHaveLength(1);
    expect(textOf(await answerOf('delegation', text, { calls, confirmed: true }))).toContain('正在为 王小宝 办理');
    expect(calls.at(-1)).toEqual({ document: AssistantActAsDocument, variables: { delegationId: 'c1' } });
  });

  it('asks which of several children, and takes the one chosen', async () => {
    const me = { ...ME, delegationsHeld: [CHILD, SECOND] };
    const asked = await answerOf('delegation', '切换到孩子', { me });
    expect(asked).toMatchObject({ kind: 'choice', slot: 'edge', options: [{ label: '王小宝' }, { label: '王小贝' }] });
    const chosen = asked.kind === 'choice' ? asked.options[1]?.value : undefined;
    expect(textOf(await answerOf('delegation', '切换到孩子', { me, slots: chosen ? { edge: chosen } : {} }))).toContain('从现在起替王小贝办理');
  });

  it.each(['换回自己', '切回本人', '退出代办', '不替孩子办了', '给我自己办吧'])('goes back to one\'s own affairs: %s', async (text) => {
    const calls: Call[] = [];
    expect(textOf(await answerOf('delegation', text, { calls, me: { ...ME, actingFor: { displayName: '王小宝', delegation: { id: 'c1' } } } }))).toBe('好的，现在起给您自己办。');
    expect(calls.at(-1)).toEqual({ document: AssistantActAsDocument, variables: { delegationId: null } });
  });

  it.each<[string, string, string]>([
    ['不让李强替我办了', '李强（替您办）', 'g'], ['收回给别人的授权', '李强（替您办）', 'g'], ['把邻居的权限撤了', '李强（替您办）', 'g'], ['解绑孩子', '王小宝（您替他办）', 'c1'], ['取消和王小宝的绑定', '王小宝（您替他办）', 'c1'], ['把我妈从我账号里移除', '李桂英（您替他办）', 'm'],
  ])('ends it once that is confirmed: %s', async (text, who, id) => {
    const calls: Call[] = [];
    expect(await answerOf('delegation', text, { calls })).toMatchObject({ kind: 'confirm', text: `要取消与 ${who} 的代办关系吗？取消后马上生效，再要就得重新办。` });
    expect(textOf(await answerOf('delegation', text, { calls, confirmed: true }))).toBe(`已经取消与 ${who} 的代办关系。`);
    expect(calls.at(-1)).toEqual({ document: AssistantRevokeDocument, variables: { id, idempotencyKey: 'key-revoke' } });
  });

  it('asks which one to end, and says where there is none', async () => {
    expect(await answerOf('delegation', '取消授权')).toMatchObject({ kind: 'choice', text: '要取消哪一个？', options: [{}, {}, {}] });
    expect(textOf(await answerOf('delegation', '取消授权', { me: { actingFor: null, delegationsHeld: [], delegationsGiven: [] } }))).toBe('您现在没有代办关系可以取消。');
  });
});

describe('access log', () => {
  const entry = (who: string, at: string) => ({ node: { id: `${who}${at}`, at, who, what: '查看健康档案', purpose: '诊疗', emergency: false } });
  const log = [entry('本人', '2026-03-18T08:30:00+08:00'), entry('区中心医院 张医生', '2026-03-17T10:00:00+08:00')];
  const yesterday: Mention = { kind: 'date', value: '2026-03-17', text: '昨天', start: 0, end: 2, how: 'pattern', date: { from: '2026-03-17', to: '2026-03-17' } };
  const today: Mention = { ...yesterday, date: { from: '2026-03-18', to: '2026-03-18' } };

  it.each<[string, Parameters<typeof answerOf>[2], string]>([
    ['谁看过我的数据', { log }, '最近看过您数据的有：区中心医院 张医生。'],
    ['谁看过我的数据', {}, '还没有人看过您的数据。'],
    ['谁看过我的数据', { log: log.slice(0, 1) }, '最近 1 次都是您本人。'],
    ['昨天谁看过我的数据', { log, mentions: [yesterday] }, '昨天看过您数据的有：区中心医院 张医生。'],
    ['今天有没有人查我', { log, mentions: [today] }, '今天 1 次都是您本人。'],
    ['今天有没有人查我', { log: log.slice(1), mentions: [today] }, '今天没有人看过您的数据。'],
    ['没经过我同意就查我', { log }, '点开它就能提出异议'],
    ['有个不认识的医生看过我的病历', { log }, '点开它就能提出异议'],
  ])('%s', async (text, given, expected) => {
    expect(textOf(await answerOf('access_log', text, given))).toContain(expected);
  });
});
