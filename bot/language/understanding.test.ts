import path from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readWorkingCalendar } from '../../modules/kernel/calendar.js';
import { createLexicon, createUnderstanding, readLexiconData, type Lexicon, type PortableUnderstander, type SkillLanguage, type Term } from './index.js';

const NOW = Date.parse('2026-03-18T09:00:00+08:00');
const STOPS = ['方塔园', '辰山植物园', '醉白池', '佘山地铁站', '云间新城地铁站', '人民北路文汇路', '人民北路文翔路', '大学城图书馆'];
const ROUTES = ['云间5路', '云间9路', '云间24路', '云间24路区间', '泗泾3路', '夜宵1路', '大学城环线'];
const transit: Term[] = [...STOPS.map((name): Term => ({ kind: 'stop', name })), ...ROUTES.map((name): Term => ({ kind: 'route', name, id: name }))];
const PLACES = ['stop', 'place', 'attraction', 'free'] as const;

const skills: SkillLanguage[] = [
  {
    intent: 'transit.arrivals',
    phrases: ['[route]还有多久到', '[route](还要|还有)(几分钟|多久)(来|到[stop])', '[stop]什么时候来车', '[24路](route)到哪了', '去[stop]方向的[route]到哪了', '下一班[route]几分钟到', '车来了吗'],
    slots: [{ name: 'route', kinds: ['route', 'route-number'] }, { name: 'direction', kinds: ['direction', 'stop', 'place'], role: 'towards' }, { name: 'stop', kinds: ['stop', 'place'] }],
  },
  {
    intent: 'transit.trip_plan',
    phrases: ['从[from]到[to]怎么走', '去[to]坐什么车', '我在[from]想去[to]', '[to]怎么去', '怎么坐车到[to]', '到[to]要换车吗'],
    slots: [{ name: 'from', kinds: PLACES, role: 'from' }, { name: 'to', kinds: PLACES, role: 'to' }],
  },
  {
    intent: 'tourism.ticket',
    phrases: ['[attraction]门票多少钱', '我要[count][attraction]的票', '订[date]的[attraction]门票', '[audience]门票打折吗', '[attraction]要预约吗', '买票'],
    slots: [{ name: 'attraction', kinds: ['attraction'] }, { name: 'count', kinds: ['count'] }, { name: 'date', kinds: ['date'] }],
  },
  {
    intent: 'health.appointment',
    phrases: ['给[person]挂[clinic]的[specialty]', '[date][specialty]还有号吗', '我想挂号', '帮[person]预约[specialty]', '挂[specialty]', '取消挂号'],
    slots: [{ name: 'person', kinds: ['person'] }, { name: 'hospital', kinds: ['clinic'] }, { name: 'department', kinds: ['specialty'] }, { name: 'date', kinds: ['date'] }],
  },
];
const outOfScope = ['今天天气怎么样', '买火车票去北京', '给我讲个笑话', '帮我叫个出租车', '红烧肉怎么做', '股票涨了吗', '放一首歌', '翻译成英语', '一加一等于几', '快递到了吗', '附近有什么好吃的', '你喜欢我吗'];

const { holidays } = readWorkingCalendar(path.resolve(import.meta.dirname, '../../data/calendar/public-holidays.json'));
let lexicon: Lexicon;
let engine: PortableUnderstander;
beforeAll(() => {
  lexicon = createLexicon();
  lexicon.set('data', readLexiconData(path.resolve(import.meta.dirname, '../../data/lexicon')));
  lexicon.set('transit', transit);
  engine = createUnderstanding({ skills, lexicon, outOfScope, holidays, seed: 3 });
  expect(engine.train().rejected).toEqual([]);
});
const slotsOf = (text: string): Record<string, string> => Object.fromEntries(Object.entries(engine.understand(text, { now: NOW }).slots).map(([name, { value, text: written }]) => [name, `${value}<${written}`]));

describe('understanding', () => {
  it.each([
    ['24路还有多久到方塔园', 'transit.arrivals', { route: '云间24路<24路', stop: '方塔园<方塔园' }],
    ['请问二十四路到哪了', 'transit.arrivals', { route: '云间24路<二十四路' }],
    ['“24”到哪了', 'transit.arrivals', { route: '云间24路<24' }],
    ['24路区间还有几分钟来', 'transit.arrivals', { route: '云间24路区间<24路区间' }],
    ['3路到哪了', 'transit.arrivals', { route: '泗泾3路<3路' }],
    ['去佘山地铁站方向的九路到哪了', 'transit.arrivals', { route: '云间9路<九路', direction: '佘山地铁站<佘山地铁站' }],
    ['方塔圆什么时候来车', 'transit.arrivals', { stop: '方塔园<方塔圆' }],
    ['從醉白池到辰山植物園怎麼走', 'transit.trip_plan', { from: '醉白池<醉白池', to: '辰山植物园<辰山植物園' }],
    ['我在新城地铁站想去辰山直物园', 'transit.trip_plan', { from: '云间新城地铁站<新城地铁站', to: '辰山植物园<辰山直物园' }],
    ['我要两张醉白池的票', 'tourism.ticket', { attraction: '醉白池公园<醉白池', count: '2<两张' }],
    ['给我妈挂中心医院的内科', 'health.appointment', { person: '母亲<我妈', hospital: '区中心医院<中心医院', department: '内科<内科' }],
    ['下周三儿科还有号吗', 'health.appointment', { department: '儿科<儿科', date: '2026-03-25<下周三' }],
  ])('%s', (text, intent, slots) => {
    expect(engine.understand(text, { now: NOW })).toMatchObject({ intent });
    expect(slotsOf(text)).toEqual(slots);
  });

  it('acts on what it knows and refuses what it does not', () => {
    expect(engine.understand('24路还有多久到', { now: NOW }).band).toBe('act');
    for (const text of ['今天天气怎么样啊', '帮我讲个笑话吧', '', '😀', '？？？']) expect(engine.understand(text, { now: NOW }).band).toBe('refuse');
  });

  it('shows a slot where it was written', () => {
    const text = '请问，２４路\u200b到哪了？';
    const { route } = engine.understand(text, { now: NOW }).slots;
    expect(text.slice(route?.start, route?.end)).toBe('２４路');
  });

  it('knows a new name with the next utterance, and forgets one that is gone, without training', () => {
    expect(slotsOf('锦绣湖什么时候来车')).toEqual({});
    lexicon.set('trial', [{ kind: 'stop', name: '锦绣湖', id: 'x:1' }]);
    expect(engine.understand('锦绣湖什么时候来车', { now: NOW })).toMatchObject({ intent: 'transit.arrivals', slots: { stop: { value: '锦绣湖', id: 'x:1' } } });
    lexicon.set('trial', []);
    expect(engine.mentions('锦绣湖什么时候来车', { now: NOW })).toEqual([]);
    expect(slotsOf('锦绣湖什么时候来车')).toEqual({});
  });

  it('does not take another name for a misspelt one', () => {
    const values = (text: string): string[] => engine.mentions(text, { now: NOW }).filter(({ kind }) => kind === 'stop').map(({ value }) => value);
    expect(values('人民北路文汇路')).toEqual(['人民北路文汇路']);
    expect(values('人民北路文祥路')).toEqual(['人民北路文翔路']);
    expect(values('人民北路中山路')).toEqual([]);
    expect(values('大家好今天真热')).toEqual([]);
  });

  it('says the same with the same seed', () => {
    const twin = createUnderstanding({ skills, lexicon, outOfScope, holidays, seed: 3 });
    for (const text of ['24路还有多久到', '票']) expect(twin.understand(text, { now: NOW }).score).toBe(engine.understand(text, { now: NOW }).score);
  });

  it('names phrases that it cannot read, and learns the others', () => {
    const odd = createUnderstanding({ skills: [{ intent: 'a', phrases: ['[unheard]去哪', '好(的', '好的'], slots: [] }], lexicon, outOfScope });
    expect(odd.train().rejected.map(({ phrase }) => phrase)).toEqual(['[unheard]去哪', '好(的']);
  });

  it('learns more phrases of an intent', () => {
    const fresh = createUnderstanding({ skills, lexicon, outOfScope });
    fresh.train();
    const before = fresh.understand('那辆大巴死哪去了', { now: NOW });
    fresh.train([{ intent: 'transit.arrivals', phrases: ['那辆大巴死哪去了', '大巴死哪去了', '那辆大巴在哪了'] }]);
    const after = fresh.understand('那辆大巴死哪去了', { now: NOW });
    expect(after.intent).toBe('transit.arrivals');
    expect(after.score).toBeGreaterThan(before.intent === 'transit.arrivals' ? before.score : 0);
  });

  it('hands what it learnt to a like engine, as data that passes between threads', () => {
    const twin = createUnderstanding({ skills, lexicon, outOfScope, holidays });
    const learnt = engine.exportModel();
    expect(twin.exportModel()).toBeUndefined();
    if (learnt) twin.importModel(structuredClone(learnt));
    // Signs given out here first must not shift those that the model has learnt.
    for (const text of ['我妈在三年级', '24路还有多久到方塔园', '醉白池门票多少钱', '给孩子挂儿科', '火车票']) expect(twin.understand(text, { now: NOW })).toEqual(engine.understand(text, { now: NOW }));
  });

  it('takes any text', () => {
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.string({ unit: fc.constantFrom(...'从到去在24路方塔园站一二十月日号点张我妈 ，弄村里{}[]()|\\'), maxLength: 200 })), (text) => {
      const { score, mentions } = engine.understand(text, { now: NOW });
      expect(score).toBeGreaterThanOrEqual(0);
      expect(score).toBeLessThanOrEqual(1);
      for (const { start, end, text: written } of mentions) expect(text.slice(start, end)).toBe(written);
    }), { numRuns: 200 });
  });

  it.each(['路'.repeat(100_000), '从到去'.repeat(40_000), '1-'.repeat(50_000), '一十'.repeat(50_000), '中山'.repeat(50_000)])('takes 100 kB of the same', (text) => {
    expect(engine.understand(text, { now: NOW }).normalised.length).toBeLessThanOrEqual(2_000);
  });
});
