import { describe, expect, it } from '@jest/globals';
import { Reader, Repairer } from './repair.js';
import { Segmenter } from './segment.js';

const segmenter = new Segmenter();
const cut = (text: string): string[] => segmenter.cut(text);
const reader = new Reader(cut);
for (const phrase of ['我要挂号', '帮我预约挂号', '路灯不亮了', '公交车站在哪里', '门票多少钱', '晚上好', '预约改到明天', '看看我的成绩']) reader.read(phrase);
const repairer = new Repairer(reader.reading, cut, ['儿科', '岳庙']);

describe('slips of input methods', () => {
  it.each([
    ['我要挂好', '我要挂号'],
    ['门漂多少', '门票多少'],
    // A name of two characters, and a whole message.
    ['挂儿课', '挂儿科'],
    ['晚上号', '晚上好'],
  ])('%s is %s', (written, meant) => {
    expect(repairer.repair(written)).toBe(meant);
  });

  it.each(['我要挂号', '电话打了半天', '今天的课很有意思', '', 'abc 123', '😀', '挂'])('%s stays', (text) => {
    expect(repairer.repair(text)).toBe(text);
  });

  it('weighs how usual both are: a character that was seen beside one neighbour gives way to one that is far likelier, a common one stays', () => {
    const much = new Reader(cut);
    for (let i = 0; i < 50; i += 1) for (const phrase of ['怎么报名', '网上报名在哪', '门诊在哪', '看门诊', '是几号', '是我的', '这是什么']) much.read(phrase);
    for (const phrase of ['明在', '诊室']) much.read(phrase);
    const weighing = new Repairer(much.reading, cut);
    expect(weighing.repair('报明在哪')).toBe('报名在哪');
    expect(weighing.repair('看门诊是几号')).toBe('看门诊是几号');
  });

  it('keeps the number of characters of any text', () => {
    for (const text of ['挂好挂好挂好', '路等路等 24路等', '门漂😀门漂']) expect(repairer.repair(text)).toHaveLength(text.length);
  });

  it('passes as plain data', () => {
    const { words, messages, pairs, counts } = structuredClone(reader.reading);
    expect(new Repairer({ words, messages, pairs, counts }, cut).repair('我要挂好')).toBe('我要挂号');
  });
});
