import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AssistantDelegationsDocument, type AssistantDelegationFragment, type AssistantDelegationsQuery } from '../__generated__/operations.js';
import { createLexicon, createUnderstanding } from '../language/index.js';
import { notOpen } from '../skills/not-open.js';
import { dateSaid, daySlot } from '../skills/dates.js';
import { Refusal, type Choice, type Skill } from '../skills/types.js';
import { Dialogue } from './engine.js';
import { freshState, type DialogueState, type Said } from './types.js';

/** Wednesday. */
const NOW = Date.parse('2026-03-18T09:00:00+08:00');
const route = { name: 'route', label: '线路', kinds: ['route', 'route-number'], required: true, question: '几路车？' } as const;
const option = (label: string): Choice => ({ label, value: { kind: 'stop', value: label, text: label, start: -1, end: -1, how: 'name' } });
const speaker = { signedIn: false, sensitive: false, actingFor: null as string | null };

const skills: readonly Skill[] = [
  {
    intent: 'transit.arrivals', title: '查到站', phrases: ['[route]还有多久到', '[route]什么时候到[stop]', '[route]到哪了', '下一班[route]几点来', '[route]来了没'],
    slots: [route, { name: 'stop', label: '车站', kinds: ['stop'], required: true, question: '哪一站？', free: true }, { name: 'direction', label: '方向', kinds: ['direction'], role: 'towards' }],
    async answer({ slots }) {
      if (slots.stop?.value === '方塔园') return { kind: 'said', text: `${slots.route?.value}到方塔园还有3分钟` };
      if (!slots.direction) return { kind: 'choice', slot: 'direction', text: '往哪边？', options: [option('佘山'), option('大学城')] };
      return { kind: 'said', text: `往${slots.direction.value}还有5分钟` };
    },
  },
  {
    intent: 'transit.route_info', title: '查线路', phrases: ['[route]末班车几点', '[route]首班车几点', '[route]几点收班', '[date][route]末班车几点', '[route]最晚一班是什么时候'], slots: [route, daySlot],
    answer: async (turn) => ({ kind: 'said', text: `${turn.slots.route?.value} ${dateSaid(turn)?.from ?? '今天'} ${turn.text.includes('末班') ? '末班' : '全天'}` }),
  },
  {
    intent: 'identity.account', title: '看账号', phrases: ['看看我的账号', '我的账号信息', '账号情况', '查一下我的账号', '我的手机号绑了吗'], slots: [],
    async answer(turn) {
      if (!turn.speaker.signedIn) throw new Refusal('UNAUTHENTICATED', '请先登录');
      if (!turn.speaker.sensitive) throw new Refusal('STEP_UP_REQUIRED', '请再次验证身份后继续');
      return { kind: 'said', text: '您的账号正常' };
    },
  },
  {
    intent: 'identity.delegation', title: '取消授权', phrases: ['取消我的授权', '不让他代办了', '收回代办权限', '解除代办关系', '把授权撤掉'], slots: [],
    answer: async ({ confirmed }) => (confirmed ? { kind: 'said', text: '已取消授权' } : { kind: 'confirm', text: '确定吗？', form: { __typename: 'FormCard', title: '取消授权', fields: [] } }),
  },
  {
    intent: 'health.record', title: '查体检报告', phrases: ['[person]的体检报告', '看看[person]的体检报告', '查[person]的检查报告', '我的体检报告出来了吗', '体检报告在哪看'],
    slots: [{ name: 'person', label: '谁', kinds: ['person'] }], forWhom: 'person', answer: async (turn) => ({ kind: 'said', text: `${turn.speaker.actingFor ?? '您'}的报告：${await turn.execute('report' as never, {})}` }),
  },
  notOpen({ intent: 'health.appointment', title: '预约挂号', phrases: ['我要挂号', '预约挂号', '帮[person]挂个号', '挂个专家号', '预约门诊'], slots: [{ name: 'person', label: '谁', kinds: ['person'] }] }),
  {
    intent: 'community.guide', title: '查办事指南', phrases: ['社保卡怎么补办', '社保卡补办材料', '社保卡补办要多少钱', '居住证去哪里办', '居住证怎么办', '居住证要什么材料'], slots: [],
    further: (text) => /^那?要?几天/u.test(text),
    answer: async ({ text }) => (text.includes('材料') ? { kind: 'said', text: '带照片。' } : { kind: 'said', unknown: true, text: '目录里没有。' }),
  },
  { intent: 'chat.thanks', title: '道谢', phrases: ['谢谢', '多谢你', '谢谢啊', '感谢', '太感谢了'], slots: [], answer: async () => ({ kind: 'said', text: '不客气。' }) },
  { intent: 'chat.human', title: '转人工', phrases: ['转人工', '人工服务', '找个真人', '接人工客服', '我要找人'], slots: [], answer: async () => ({ kind: 'human', reason: 'ASKED' }) },
];
const outOfScope = ['今天天气怎么样', '讲个笑话', '红烧肉怎么做', '股票涨了吗', '放一首歌', '翻译成英语', '你喜欢我吗', '火车票怎么买', '快递丢了', '叫辆出租车', '今天会下雨吗', '唱首歌', '糖醋鱼怎么做', '给我讲个故事'];

const edge = (id: string, kind: AssistantDelegationFragment['kind'], name: string, until: string | null = null): AssistantDelegationFragment => ({
  id, kind, state: 'ACTIVE', until, actor: { id: 'p-wang', displayName: '王芳' }, principal: { id, displayName: name },
});
const BAO = edge('bao', 'GUARDIAN', '王小宝', '2034-05-01T00:00:00+08:00');
const BEI = edge('bei', 'GUARDIAN', '王小贝', '2040-02-01T00:00:00+08:00');
const MOTHER = edge('mum', 'CARER', '李桂英');
let held: AssistantDelegationFragment[];

let dialogue: Dialogue;
beforeAll(() => {
  const lexicon = createLexicon();
  lexicon.set('test', [...['方塔园', '醉白池'].map((name) => ({ kind: 'stop' as const, name })), ...['云间24路', '云间9路'].map((name) => ({ kind: 'route' as const, name }))]);
  const engine = createUnderstanding({ skills, lexicon, outOfScope });
  engine.train();
  dialogue = new Dialogue({ engine, skills, lookUp: (text) => (/开户指南|社保卡怎么补办/u.test(text) ? { title: '指南', text: '带身份证。', source: '区政府', link: '/guides/1', date: '2026-01-01' } : null) });
});
beforeEach(() => {
  Object.assign(speaker, { signedIn: true, sensitive: true, actingFor: null });
  held = [BAO, BEI, MOTHER];
});

const execute = (who: string) => async (document: unknown): Promise<never> =>
  (document === AssistantDelegationsDocument ? ({ me: { actingFor: null, delegationsHeld: held, delegationsGiven: [] } } satisfies AssistantDelegationsQuery) : `by ${who}`) as never; // what the operations of these skills give
const utterance = (text: string, id: string) => ({ id, text, now: NOW, position: null, speaker: { ...speaker }, execute: execute('myself'), executeFor: async (delegationId: string) => execute(delegationId) });

/** Plays turns from the beginning, or from a state: what was said, and the state in the end. */
async function play(turns: readonly string[], from: DialogueState = freshState): Promise<{ readonly said: Said[]; readonly state: DialogueState }> {
  let state = from;
  const said: Said[] = [];
  for (const [index, text] of turns.entries()) {
    const reply = await dialogue.reply(state, utterance(text, `t${index}`));
    state = reply.state;
    said.push(reply.said);
  }
  return { said, state };
}
const last = async (...turns: readonly string[]): Promise<Said> => (await play(turns)).said.at(-1) as Said; // there is a turn

describe('a second factor and a sign-in', () => {
  it('are asked for in place, one after the other, and the question is answered without being asked again', async () => {
    Object.assign(speaker, { signedIn: false, sensitive: false });
    const { said: [asked], state } = await play(['看看我的账号']);
    expect(asked).toMatchObject({ asks: 'signin', done: false, chips: [{ action: 'SIGN_IN' }], intent: 'identity.account' });
    speaker.signedIn = true;
    const second = await dialogue.resume(state, utterance('', 'r1'));
    expect(second?.said).toMatchObject({ asks: 'factor', done: false, chips: [{ action: 'STEP_UP' }] });
    speaker.sensitive = true;
    const third = await dialogue.resume(second?.state ?? freshState, utterance('', 'r2'));
    expect(third?.said).toMatchObject({ asks: null, done: true, text: '您的账号正常' });
    expect(third?.state.form).toBeNull();
    expect(await dialogue.resume(third?.state ?? freshState, utterance('', 'r3'))).toBeNull();
  });

  it.each(['好了', '验证好了', '是的'])('are taken up by “%s” too', async (words) => {
    speaker.sensitive = false;
    const { state } = await play(['看看我的账号']);
    speaker.sensitive = true;
    expect((await play([words], state)).said[0]).toMatchObject({ done: true, text: '您的账号正常' });
  });

  it('are asked again where they are not there yet, in one sentence', async () => {
    speaker.sensitive = false;
    const { said } = await play(['看看我的账号', '今天会下雨吗', '谢谢']);
    expect(said[1]).toMatchObject({ asks: 'factor', done: false, intent: 'oos', text: '这个我办不了。验证身份后我接着办刚才的事。' });
    expect(said[2]).toMatchObject({ asks: 'factor', done: false, intent: 'chat.thanks', text: '不客气。\n验证身份后我接着办刚才的事。' });
  });

  it.each(['算了', '不用了'])('are left by “%s”', async (words) => {
    speaker.signedIn = false;
    const { said, state } = await play(['看看我的账号', words]);
    expect(said[1]).toMatchObject({ intent: 'chat.cancel', asks: null });
    expect(state.form).toBeNull();
    speaker.signedIn = true;
    expect(await dialogue.resume(state, utterance('', 'r'))).toBeNull();
  });
});

describe('a choice', () => {
  it('is offered as chips and taken by its name, its number, or a tap', async () => {
    const asked = await last('24路还有多久到', '醉白池');
    expect(asked).toMatchObject({ asks: 'choice', done: false, chips: [{ label: '佘山', action: 'SAY' }, { label: '大学城' }] });
    for (const words of ['大学城', '第二个', '2', asked.chips[1]?.value ?? '']) expect(await last('24路还有多久到', '醉白池', words)).toMatchObject({ done: true, text: '往大学城还有5分钟' });
  });

  it('waits through small talk, and is left by cancelling', async () => {
    const { said, state } = await play(['24路还有多久到', '醉白池', '谢谢啊']);
    expect(said[2]).toMatchObject({ asks: 'choice', done: false, intent: 'chat.thanks', chips: expect.arrayContaining([expect.objectContaining({ label: '佘山' })]) });
    expect((await play(['第一个'], state)).said[0]).toMatchObject({ done: true, text: '往佘山还有5分钟' });
    expect((await play(['算了'], state)).state.form).toBeNull();
  });
});

describe('a confirmation', () => {
  it('waits through what is out of scope, and only a yes carries it out', async () => {
    const { said, state } = await play(['取消我的授权', '讲个笑话']);
    expect(said[1]).toMatchObject({ asks: 'confirm', done: false, text: '这个我办不了。刚才的事还没办，要确认吗？' });
    expect((await play(['确认'], state)).said[0]).toMatchObject({ done: true, text: '已取消授权' });
    expect((await play(['算了'], state)).said[0]).toMatchObject({ intent: 'chat.cancel' });
  });
});

describe('a service that is not open', () => {
  it('is understood with its slots, said plainly, and asks for nothing', async () => {
    expect(await last('帮我妈挂个号')).toMatchObject({ intent: 'health.appointment', asks: null, done: true, text: expect.stringContaining('还没有在这里开通'), slots: { person: { value: '母亲' } } });
  });

  it('is said beside a form, which is gone back to', async () => {
    const { said } = await play(['24路还有多久到', '我要挂号', '接着刚才的，方塔园']);
    expect(said[1]?.text).toContain('刚才的“查到站”还没说完');
    expect(said[2]).toMatchObject({ done: true, text: '云间24路到方塔园还有3分钟' });
  });
});

describe('a message beside a form', () => {
  it.each([
    ['今天天气怎么样', '这个我办不了。哪一站？', 'oos'], ['给我讲个笑话', '这个我办不了。哪一站？', 'oos'], ['谢谢', '不客气。\n哪一站？', 'chat.thanks'], ['不知道', '不要紧。哪一站？', 'transit.arrivals'],
  ])('%s: answered as by itself, and asked again', async (text, expected, intent) => {
    const { said, state } = await play(['24路还有多久到', text]);
    expect(said[1]).toMatchObject({ text: expected, asks: 'stop', done: false, intent, slots: { route: { value: '云间24路' } } });
    expect((await play(['方塔园'], state)).said[0]).toMatchObject({ done: true, text: '云间24路到方塔园还有3分钟' });
  });

  it('is answered from the guides where they know', async () => {
    expect(await last('24路还有多久到', '红烧肉怎么做有没有开户指南')).toMatchObject({ asks: 'stop', done: false, text: '带身份证。\n——区政府《指南》，2026-01-01\n哪一站？', chips: expect.arrayContaining([expect.objectContaining({ value: '/guides/1' })]) });
  });

  it('may be a name that nobody knows, which the skill is asked about', async () => {
    expect(await last('24路还有多久到', '月亮湾')).toMatchObject({ slots: { stop: { value: '月亮湾', kind: 'free' } } });
  });

  it('offers a person the second time', async () => {
    expect((await last('24路还有多久到', '讲个笑话', '红烧肉怎么做')).chips).toContainEqual(expect.objectContaining({ value: '转人工' }));
  });
});

describe('another day', () => {
  it.each([
    [['24路末班车几点', '明天呢'], '云间24路 2026-03-19 末班'], [['24路末班车几点', '那周六呢'], '云间24路 2026-03-21 末班'], [['明天24路末班车几点', '那9路呢'], '云间9路 2026-03-19 末班'], [['24路末班车几点', '明天呢', '那9路呢'], '云间9路 2026-03-19 末班'],
    [['24路末班车几点', '改成后天'], '云间24路 2026-03-20 末班'],
  ])('%j', async (turns, expected) => {
    expect(await last(...turns)).toMatchObject({ intent: 'transit.route_info', done: true, text: expected, slots: { route: {} } });
    expect((await last(...turns)).slots.day).toBeUndefined();
  });
});

describe('for whom it is asked', () => {
  it.each([
    ['查我妈的检查报告', '李桂英的报告：by mum'], ['看看老大的体检报告', '王小宝的报告：by bao'], ['看看小儿子的体检报告', '王小贝的报告：by bei'], ['看看老二的体检报告', '王小贝的报告：by bei'], ['我的体检报告出来了吗', '您的报告：by myself'],
  ])('%s', async (text, expected) => expect(await last(text)).toMatchObject({ done: true, text: expected }));

  it('is asked where several fit, and kept for the next question', async () => {
    const { said, state } = await play(['看看孩子的体检报告', '王小贝']);
    expect(said[0]).toMatchObject({ asks: 'choice', chips: [{ label: '王小宝' }, { label: '王小贝' }] });
    expect(said[1]).toMatchObject({ done: true, text: '王小贝的报告：by bei' });
    expect(state.topic?.slots.person?.id).toBe('bei');
  });

  it('is refused plainly where it was never granted, or is not any more', async () => {
    held = [BAO];
    expect(await last('查我妈的检查报告')).toMatchObject({ done: true, text: expect.stringContaining('您现在还不能替我妈办'), chips: [{ value: '/me/delegations' }] });
    expect((await last('看看老二的体检报告')).text).toContain('您现在还不能替老二办');
  });

  it('is not looked up for a service that is not open', async () => {
    held = [];
    expect((await last('帮我妈挂个号')).text).toContain('还没有在这里开通');
  });
});

describe('a question of general facts', () => {
  it('goes on in a few words that name nothing, and no longer once something else was asked', async () => {
    const asked = (...turns: string[]) => last(...turns).then(({ intent }) => intent);
    expect(await asked('社保卡补办材料', '要几天')).toBe('community.guide');
    expect(await asked('社保卡补办材料', '看看我的账号', '要几天')).not.toBe('community.guide');
    expect(await asked('要几天')).not.toBe('community.guide');
  });

  it('is answered by the skill, by what was published where the skill knows nothing of it, and plainly where nobody does', async () => {
    expect(await last('社保卡补办材料')).toMatchObject({ intent: 'community.guide', done: true, way: 'act', text: '带照片。' });
    expect(await last('社保卡怎么补办')).toMatchObject({ intent: 'community.guide', done: true, way: 'faq', text: '带身份证。\n——区政府《指南》，2026-01-01' });
    expect(await last('居住证怎么办')).toMatchObject({ intent: 'community.guide', done: true, text: '目录里没有。' });
  });
});
