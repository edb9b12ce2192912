import { describe, expect, it } from '@jest/globals';
import { AssistantServiceDocument, AssistantServicesDocument, type AssistantServiceQuery, type AssistantServicesQuery } from '../../__generated__/operations.js';
import { fakeTurn, saidAs } from '../testing.js';
import type { Answer } from '../types.js';
import { guide } from './guide.js';

const zh = (text: string) => ({ zh: text });
const DOG: NonNullable<AssistantServiceQuery['publicService']> = {
  id: 'dog-registration', from: '2026-01-01', name: zh('养犬登记'), summary: zh('给满三月龄的狗办狗证。'), competentAuthority: zh('区公安分局'), whoFor: zh('在本区养犬的居民'),
  conditions: [zh('有固定住所'), zh('已接种狂犬病疫苗')],
  inputs: [
    { name: zh('申请人身份证'), fetched: true, required: true, when: null, note: null }, { name: zh('狂犬病免疫证明'), fetched: false, required: true, when: null, note: null },
    { name: zh('租赁合同'), fetched: false, required: true, when: { field: 'tenure', is: 'rented' }, note: zh('租房的') },
  ],
  steps: [zh('免疫、植入芯片'), zh('填写申请')], channels: [{ kind: 'ONLINE', note: null }, { kind: 'COUNTER', note: zh('任一受理中心') }], fee: { note: zh('每年100元') },
  limits: { legalWorkingDays: 20, promisedWorkingDays: 5, note: null }, outputs: [{ name: zh('养犬登记证'), validity: zh('一年') }], legalBasis: [{ law: '中华人民共和国动物防疫法', article: '第三十条' }],
  contact: { phone: '12345', where: zh('市民热线') }, form: { schema: {} },
};
const listed = (...names: readonly string[]): AssistantServicesQuery => ({ publicServices: names.map((name) => ({ id: name === '养犬登记' ? DOG.id : name, name: zh(name), aliases: name === '养犬登记' ? ['狗证'] : [] })) });

function answer(text: string, found: AssistantServicesQuery, slot?: string, calls: { document: unknown; variables: unknown }[] = []): Promise<Answer> {
  const answers = new Map<unknown, (variables: never) => unknown>([[AssistantServicesDocument, () => found], [AssistantServiceDocument, ({ id }: { id: string }) => ({ publicService: id === DOG.id ? DOG : null })]]);
  return guide.answer(fakeTurn(answers, { text, slots: slot ? { affair: saidAs('affair', slot) } : {} }, calls));
}
const textOf = (said: Answer): string => ('text' in said ? said.text : said.kind);

describe('a guide in words', () => {
  it.each([
    ['养犬登记要带什么', '狂犬病免疫证明'], ['养犬登记多少钱', '每年100元'], ['养犬登记几天能办好', '5 个工作日'], ['养犬登记在哪办', '窗口：任一受理中心'], ['养犬登记有什么条件', '有固定住所'],
    ['养犬登记什么流程', '1. 免疫、植入芯片'], ['养犬登记的政策依据', '《中华人民共和国动物防疫法》第三十条'], ['养犬登记有效期', '养犬登记证：一年'],
  ])('%s → %s', async (text, expected) => expect(textOf(await answer(text, listed('养犬登记'), '养犬登记'))).toContain(expected));

  it('tells what is asked for alone, whose guide it is, and leads to the whole', async () => {
    const said = await answer('养犬登记多少钱', listed('养犬登记'), '养犬登记');
    expect(textOf(said)).toBe('养犬登记（区公安分局，2026-01-01 起的指南）\n收费：每年100元。');
    expect(said).toMatchObject({ cards: [{ link: '/affairs/dog-registration' }] });
  });

  it('tells papers and time where nothing particular is asked, and what nobody has to bring', async () => {
    const text = textOf(await answer('养犬登记', listed('养犬登记'), '养犬登记'));
    expect(text).toContain('· 租赁合同（有这种情况才要）：租房的');
    expect(text).toContain('不用交，由部门之间核对：申请人身份证');
    expect(text).toContain('5 个工作日内办好（法定 20 个工作日）');
  });

  it('knows it by another name, and by the words when nothing was named', async () => {
    expect(textOf(await answer('狗证多少钱', listed('失业登记', '养犬登记'), '狗证'))).toContain('每年100元');
    const calls: { document: unknown; variables: unknown }[] = [];
    expect(await answer('给狗狗办个证', listed('养犬登记'), undefined, calls)).toMatchObject({ kind: 'choice', text: '您要办的是“养犬登记”吗？' });
    expect(calls).toEqual([{ document: AssistantServicesDocument, variables: { search: '给狗狗办个证' } }]);
  });

  it('goes on with short questions about the same, not with those that name something else', () => {
    expect(['要几天', '那大概多久', '去哪办', '收费吗', '有什么条件'].filter((text) => !guide.further?.(text))).toEqual([]);
    expect(['厕所在哪', '给狗打疫苗去哪里', '门票多少钱', '谢谢'].filter((text) => guide.further?.(text))).toEqual([]);
  });

  it('lets choose between several, asks where nothing is said, and says where nothing is found', async () => {
    expect(await answer('补贴', listed('老年综合津贴', '临时救助'), undefined)).toMatchObject({ kind: 'choice', options: [{ label: '老年综合津贴' }, { label: '临时救助' }] });
    expect(await answer('办事', listed(), undefined)).toMatchObject({ kind: 'ask', slot: 'affair' });
    expect(await answer('办理护照需要什么材料', listed(), undefined)).toMatchObject({ kind: 'said', chips: [{ value: '/affairs' }, { value: '12345' }, { value: '转人工' }] });
  });
});
