import { describe, expect, it } from '@jest/globals';
import { Passages, type Passage } from './passages.js';

const passage = (id: string, title: string, text: string, intents: readonly string[] = []): Passage => ({
  id, title, text, intents, source: '区人社局', url: `/guides/${id}`, date: '2026-03-01',
});

function filled(): Passages {
  const passages = new Passages();
  passages.put(passage('card', '社保卡补办', '社保卡遗失后，请先电话挂失，再带身份证到任一社区事务受理服务中心补办，当场可取。', ['community.guide']));
  passages.put(passage('dog', '养犬登记', '养犬登记需要狂犬病免疫证明、身份证和房屋证明，每户限养一条。', ['community.guide']));
  passages.put(passage('fare', '公交票价', '区内公交单一票价两元，六十五岁以上老人凭敬老卡免费。', ['transit.route_info']));
  return passages;
}

describe('passages', () => {
  it('finds what speaks of the question and quotes it whole, with source, link and date', () => {
    const [hit] = filled().find('社保卡丢了怎么补办');
    expect(hit?.passage).toMatchObject({ id: 'card', source: '区人社局', url: '/guides/card', date: '2026-03-01' });
    expect(hit?.passage.text).toContain('先电话挂失');
  });

  it('answers nothing to what no passage speaks of', () => {
    expect(filled().find('明天上海会下雨吗')).toEqual([]);
    expect(filled().find('身份证过期了去香港旅游签证')).toEqual([]);
    expect(filled().find('')).toEqual([]);
    expect(filled().find('请问怎么办')).toEqual([]);
  });

  it('keeps to the likely intents', () => {
    expect(filled().find('老人公交票价', ['community.guide'])).toEqual([]);
    expect(filled().find('老人公交票价', ['transit.route_info'])[0]?.passage.id).toBe('fare');
  });

  it('forgets a passage that was replaced or taken away', () => {
    const passages = filled();
    passages.put(passage('card', '社保卡补办', '现在可以网上申请邮寄。'));
    expect(passages.size).toBe(3);
    expect(passages.find('社保卡 邮寄')[0]?.passage.text).toBe('现在可以网上申请邮寄。');
    passages.remove('card');
    expect(passages.find('社保卡 邮寄')).toEqual([]);
  });
});
