import { describe, expect, it } from '@jest/globals';
import { carriesOn, clausesOf, correctionIn, isCancel, isHere, isNo, isReturn, isUndo, isYes, ordinalIn } from './words.js';

describe('short answers', () => {
  it.each(['是', '是的', '好的呀', '可以', '对', '没问题', '确认', '办吧'])('%s is a yes', (text) => expect(isYes(text)).toBe(true));
  it.each(['不', '不要', '先不了', '取消', '算了吧', '再想想'])('%s is a no', (text) => expect(isNo(text)).toBe(true));
  it.each(['不是24路', '好像不对', '是不是末班', '可以坐几路'])('%s is neither', (text) => expect(isYes(text) || isNo(text)).toBe(false));
  it.each(['算了', '不用了', '取消吧', '重新开始', '没事了'])('%s leaves the subject', (text) => expect(isCancel(text)).toBe(true));
  it.each(['取消挂号', '取消预约', '不用排队吗', '停车场在哪'])('%s does not', (text) => expect(isCancel(text)).toBe(false));
  it('goes back and returns', () => {
    expect(isUndo('撤销')).toBe(true);
    expect(isUndo('撤销我的申请')).toBe(false);
    expect(isReturn('继续刚才的')).toBe(true);
    expect(isReturn('继续教育学分')).toBe(false);
  });
});

describe('ordinals', () => {
  it.each([['第一个', 0], ['2', 1], ['选第三个', 2], ['第二个吧', 1], ['最后一个', 2], ['前面那个', -1]] as const)('%s of three', (text, index) => expect(ordinalIn(text, 3)).toBe(index));
  it('names none that is not there', () => expect(ordinalIn('第五个', 3)).toBe(-1));
});

describe('corrections', () => {
  it.each([
    ['不对,我说的是24路', '24路'], ['不是,是21路', '21路'], ['我说错了,应该是云间大学', '云间大学'], ['改成明天', '明天'], ['不对', ''], ['不是24路,是21路', '21路'],
  ])('%s', (text, meant) => expect(correctionIn(text)).toBe(meant));
  it.each(['24路还有多久', '不知道坐几路', '对面那个站'])('%s corrects nothing', (text) => expect(correctionIn(text)).toBeNull());
});

describe('what leans on the last answer', () => {
  it.each(['那24路呢', '反方向呢', '它几点末班', '那它几点关门?', '换成明天'])('%s', (text) => expect(carriesOn(text)).toBe(true));
  it.each(['24路还有多久到云间大学站', '怎么去佘山'])('%s stands alone', (text) => expect(carriesOn(text)).toBe(false));
});

describe('questions of a message', () => {
  it('fall apart at stops and joints', () => {
    expect(clausesOf('24路还有多久?末班车几点')).toEqual(['24路还有多久', '末班车几点']);
    expect(clausesOf('24路几点到,另外谁看过我的数据')).toEqual(['24路几点到', '谁看过我的数据']);
  });
  it('stay whole where a comma only breathes', () => expect(clausesOf('我在云间大学,24路还有多久')).toEqual(['我在云间大学,24路还有多久']));
  it('are three at most', () => expect(clausesOf('一二?三四?五六?七八')).toHaveLength(3));
  it('are found in long nonsense too, which nothing here is slow to read', () => {
    expect(clausesOf(`${',,,,,,,,,'.repeat(20_000)}另`)).toHaveLength(1);
    expect(correctionIn('不对,'.repeat(700))).toBe('');
    expect(correctionIn(`不对${' '.repeat(2_000)}是`)).not.toBeNull();
  });
});

describe('the place where the device is', () => {
  it('is meant by itself alone', () => {
    expect(['用我的位置', '我的位置', '我现在的位置', '用手机定位'].map(isHere)).toEqual([true, true, true, true]);
    expect(['我的位置离方塔园多远', '位置不对', '方塔园的位置'].map(isHere)).toEqual([false, false, false]);
  });
});
