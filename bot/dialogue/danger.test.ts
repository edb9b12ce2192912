import { describe, expect, it } from '@jest/globals';
import { normaliseUtterance } from '../language/normalise.js';
import { allSkills } from '../skills/index.js';
import { dangerIn } from './danger.js';

const numbersIn = (text: string): string[] => dangerIn(text)?.chips.map(({ value }) => value ?? '') ?? [];

describe('words of danger', () => {
  it.each([
    ['家里煤气漏气了怎么办', '119'], ['楼下着火了', '119'], ['公交车上有人晕倒了', '120'], ['有人落水', '119'], ['我不想活了', '12356'], ['救命有人打我', '110'], ['老人走失了', '110'], ['我爸喘不过气', '120'],
    ['家里煤气漏了', '119'], ['天然气好像在泄', '119'], ['厨房闻到一股燃气的味道', '119'], ['电瓶车充电烧起来了', '119'], ['火车站那边着火了', '119'], ['小孩滑到河里去了', '119'], ['有个老人倒地不起', '120'], ['奶奶怎么叫都叫不醒', '120'],
    ['我觉得活着没意义', '12356'], ['我儿子放学找不到了', '110'], ['有人撬门', '110'], ['我爷爷被电瓶车撞了', '120'], ['有孩子被车撞了', '120'], ['电梯坏了人被关在电梯里', '110'],
  ])('%s → %s', (text, number) => expect(numbersIn(text)).toContain(number));
  it('says the most urgent number first and offers to call', () => {
    const said = dangerIn('我不想活了');
    expect(said?.text).toContain('12356');
    expect(said?.chips[0]).toEqual({ label: '心理援助热线 12356', action: 'CALL', value: '12356' });
    expect(said?.cards[0]).toMatchObject({ __typename: 'EmergencyCard' });
  });
  it('is found through blanks and marks', () => expect(numbersIn('着 火 了！！')).toContain('119'));
  it.each(['火车站怎么走', '笑死我了', '消防演练什么时候', '防溺水讲座在哪', '路灯坏了', '热死了空调坏了', '手机掉河里了怎么办', '社保卡找不到了', '燃气费怎么交', '老人卡不见了', '我妈的社保卡找不到了', '孩子的疫苗本找不到了', '家暴受害人救助申请', '漏水了找谁', '护栏被车撞坏了', '热水器打不着火', '墙皮掉下来了', '煤气卡在哪充值'])('%s is no danger', (text) => expect(dangerIn(text)).toBeNull());
  it('is not seen in what people ask the skills for, but where it is there', () => {
    const seen = allSkills.flatMap(({ phrases }) => phrases).filter((phrase) => !phrase.includes('|') && dangerIn(normaliseUtterance(phrase).text));
    expect(seen).toEqual(['[stop]那里出车祸了 公交过不过']);
  });
});
