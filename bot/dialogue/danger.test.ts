import { describe, expect, it } from '@jest/globals';
import { dangerIn } from './danger.js';

const numbersIn = (text: string): string[] => dangerIn(text)?.chips.map(({ value }) => value ?? '') ?? [];

describe('words of danger', () => {
  it.each([
    ['家里煤气漏气了怎么办', '119'], ['楼下着火了', '119'], ['公交车上有人晕倒了', '120'], ['有人落水', '119'], ['我不想活了', '12356'], ['救命有人打我', '110'], ['老人走失了', '110'], ['我爸喘不过气', '120'],
  ])('%s → %s', (text, number) => expect(numbersIn(text)).toContain(number));
  it('says the most urgent number first and offers to call', () => {
    const said = dangerIn('我不想活了');
    expect(said?.text).toContain('12356');
    expect(said?.chips[0]).toEqual({ label: '心理援助热线 12356', action: 'CALL', value: '12356' });
    expect(said?.cards[0]).toMatchObject({ __typename: 'EmergencyCard' });
  });
  it('is found through blanks and marks', () => expect(numbersIn('着 火 了！！')).toContain('119'));
  it.each(['火车站怎么走', '笑死我了', '消防演练什么时候', '防溺水讲座在哪', '路灯坏了', '热死了空调坏了'])('%s is no danger', (text) => expect(dangerIn(text)).toBeNull());
});
