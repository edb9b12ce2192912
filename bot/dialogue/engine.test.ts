import { beforeAll, describe, expect, it } from '@jest/globals';
import { createLexicon, createUnderstanding } from '../language/index.js';
import { Refusal, type Skill } from '../skills/types.js';
import { Dialogue } from './engine.js';
import { freshState, type DialogueState, type Said } from './types.js';

const STOPS = ['方塔园', '醉白池', '工程技术学院', '岳庙'];
const keys: string[] = [];
let signedIn = false;

const route = { name: 'route', label: '线路', kinds: ['route', 'route-number'] } as const;
const skills: readonly Skill[] = [
  {
    intent: 'transit.arrivals', title: '查到站', phrases: ['[route]还有多久到', '[route]什么时候到[stop]', '[stop]的[route]还有几分钟', '[route]到哪了', '下一班[route]几点来', '[route]来了没'],
    slots: [{ ...route, required: true, question: '几路车？' }, { name: 'stop', label: '车站', kinds: ['stop'], required: true, question: '哪一站？' }],
    answer: async ({ slots }) => ({ kind: 'said', text: `${slots.route?.value}到${slots.stop?.value}还有3分钟` }),
  },
  {
    intent: 'transit.route_info', title: '查线路', phrases: ['[route]末班车几点', '[route]首班车几点', '[route]几点收班', '[route]票价多少', '[route]经过哪些站', '[route]最晚一班是什么时候'],
    slots: [{ ...route, required: true, question: '几路车？' }], answer: async ({ slots }) => ({ kind: 'said', text: `${slots.route?.value}末班22点` }),
  },
  {
    intent: 'identity.delegation', title: '取消授权', phrases: ['取消我的授权', '不让他代办了', '收回代办权限', '解除代办关系', '把授权撤掉'], slots: [{ name: 'edge', label: '关系', kinds: ['stop'], inner: true }],
    async answer({ confirmed, key }) {
      if (!confirmed) return { kind: 'confirm', text: '确定取消授权吗？', form: { __typename: 'FormCard', title: '取消授权', fields: [] } };
      keys.push(key('end'));
      return { kind: 'said', text: '已取消授权' };
    },
  },
  {
    intent: 'identity.account', title: '看账号', phrases: ['看看我的账号', '我的账号信息', '账号情况', '查一下我的账号', '我的手机号绑了吗'], slots: [],
    async answer() {
      if (!signedIn) throw new Refusal('UNAUTHENTICATED', '请先登录');
      return { kind: 'said', text: '您的账号正常' };
    },
  },
  { intent: 'chat.human', title: '转人工', phrases: ['转人工', '人工服务', '找个真人', '接人工客服', '我要找人'], slots: [], answer: async () => ({ kind: 'human', reason: 'ASKED' }) },
];
const outOfScope = ['今天天气怎么样', '讲个笑话', '红烧肉怎么做', '股票涨了吗', '放一首歌', '翻译成英语', '你喜欢我吗', '火车票怎么买', '快递丢了', '叫辆出租车'];

let dialogue: Dialogue;
beforeAll(() => {
  const lexicon = createLexicon();
  lexicon.set('test', [...STOPS.map((name) => ({ kind: 'stop' as const, name })), ...['云间24路', '云间5路', '云间9路'].map((name) => ({ kind: 'route' as const, name }))]);
  const engine = createUnderstanding({ skills, lexicon, outOfScope });
  engine.train();
  dialogue = new Dialogue({ engine, skills, lookUp: () => null });
});

/** Plays turns from the beginning; what was said to each. */
async function play(...turns: readonly string[]): Promise<Said[]> {
  let state: DialogueState = freshState;
  const said: Said[] = [];
  for (const [index, text] of turns.entries()) {
    const reply = await dialogue.reply(state, {
      id: `t${index}`, text, now: 0, position: null, speaker: { signedIn, sensitive: false, actingFor: null }, execute: async () => Promise.reject(new Error('nothing is asked of the contract')),
    });
    state = reply.state;
    said.push(reply.said);
  }
  return said;
}
const last = async (...turns: readonly string[]): Promise<Said> => (await play(...turns)).at(-1) as Said; // there is a turn
const valuesOf = ({ slots }: Said): Record<string, string> => Object.fromEntries(Object.entries(slots).map(([name, { value }]) => [name, value]));

describe('a form', () => {
  it('asks for what is missing, and takes it', async () => {
    const [asked, answered] = await play('24路还有多久到', '方塔园');
    expect(asked).toMatchObject({ asks: 'stop', done: false, intent: 'transit.arrivals' });
    expect(answered).toMatchObject({ asks: null, done: true, text: '云间24路到方塔园还有3分钟' });
  });

  it('keeps what was said when the question comes again in other words', async () => {
    expect(valuesOf(await last('24路什么时候到', '到哪了', '岳庙'))).toEqual({ route: '云间24路', stop: '岳庙' });
  });

  it('asks what is wanted of a bare name, and of nothing else', async () => {
    expect(await last('24路')).toMatchObject({ asks: 'choice' });
    expect(await last('云间9路。')).toMatchObject({ asks: 'choice' });
    expect(await last('明天')).toMatchObject({ asks: null, intent: 'oos' });
  });

  it('takes several slots of one sentence', async () => {
    expect(await last('24路什么时候到岳庙')).toMatchObject({ done: true, text: '云间24路到岳庙还有3分钟' });
  });

  it.each(['不对，我说的是9路', '不是24路，是9路', '不是24路，9路', '又错了，是9路'])('is corrected: %s', async (correction) => {
    expect(valuesOf(await last('24路末班车几点', correction))).toEqual({ route: '云间9路' });
  });

  it('is left by cancelling, and for something else in the same breath', async () => {
    expect(await last('24路还有多久到', '算了')).toMatchObject({ intent: 'chat.cancel', asks: null });
    expect(await last('24路还有多久到', '算了不看这个，5路末班车几点')).toMatchObject({ intent: 'transit.route_info', text: '云间5路末班22点' });
  });

  it('waits while another question is answered, and is gone back to', async () => {
    const [, between, back] = await play('24路还有多久到', '5路末班车几点', '接着刚才的，方塔园');
    expect(between).toMatchObject({ intent: 'transit.route_info', done: true });
    expect(back).toMatchObject({ done: true, text: '云间24路到方塔园还有3分钟' });
  });

  it('goes back a step', async () => {
    const [, , undone, again] = await play('24路还有多久到', '方塔园', '撤回上一步', '岳庙');
    expect(undone).toMatchObject({ asks: 'stop', done: false, way: 'undo' });
    expect(again).toMatchObject({ text: '云间24路到岳庙还有3分钟' });
  });
});

describe('a question that leans on the last answer', () => {
  it.each([
    ['那9路呢', '云间9路末班22点'],
    ['它几点收班', '云间24路末班22点'],
  ])('%s', async (text, expected) => {
    expect(await last('24路末班车几点', text)).toMatchObject({ intent: 'transit.route_info', text: expected });
  });

  it('names nothing: it is asked of the same line', async () => {
    expect(await last('24路什么时候到岳庙', '最晚一班是什么时候')).toMatchObject({ intent: 'transit.route_info', done: true, text: '云间24路末班22点' });
  });

  it('is one of two in one message', async () => {
    const { text, done } = await last('24路末班车几点？另外9路首班车几点？');
    expect(done).toBe(true);
    expect(text).toContain('云间24路末班');
    expect(text).toContain('云间9路末班');
  });
});

describe('what changes data', () => {
  it('is confirmed first, and runs under one key however often it is answered', async () => {
    keys.length = 0;
    const [asked, answered] = await play('取消我的授权', '确认');
    await play('取消我的授权', '确认');
    expect(asked).toMatchObject({ asks: 'confirm', done: false });
    expect(answered).toMatchObject({ done: true, text: '已取消授权' });
    expect(new Set(keys)).toEqual(new Set(['t0:end']));
    expect(keys).toHaveLength(2);
  });

  it('does not run after a no', async () => {
    keys.length = 0;
    expect(await last('取消我的授权', '不要')).toMatchObject({ intent: 'chat.cancel' });
    expect(keys).toEqual([]);
  });

  it('tells no slot that only the skill needs', async () => {
    expect((await play('取消我的授权', '方塔园')).map(({ slots }) => slots.edge)).toEqual([undefined, undefined]);
  });
});

describe('who speaks', () => {
  it('is asked to sign in, in place, and answered without asking again', async () => {
    signedIn = false;
    const asked = await dialogue.reply(freshState, { id: 'a', text: '看看我的账号', now: 0, position: null, speaker: { signedIn, sensitive: false, actingFor: null }, execute: async () => Promise.reject(new Error('unused')) });
    expect(asked.said).toMatchObject({ asks: 'signin', done: false });
    signedIn = true;
    const resumed = await dialogue.resume(asked.state, { id: 'b', text: '', now: 0, position: null, speaker: { signedIn, sensitive: false, actingFor: null }, execute: async () => Promise.reject(new Error('unused')) });
    expect(resumed?.said).toMatchObject({ text: '您的账号正常', done: true, asks: null });
    signedIn = false;
  });

  it('is offered a person after two failures, and gets one with a yes', async () => {
    const [first, second, third] = await play('红烧肉怎么做', '讲个笑话', '好的');
    expect([first?.offersPerson, second?.offersPerson]).toEqual([undefined, true]);
    expect(third).toMatchObject({ handover: 'ASKED' });
  });

  it('is told the number to call before anything else, and the form goes on', async () => {
    const [, danger, answered] = await play('24路还有多久到', '我家着火了', '方塔园');
    expect(danger?.text).toContain('119');
    expect(answered).toMatchObject({ text: '云间24路到方塔园还有3分钟' });
  });
});
