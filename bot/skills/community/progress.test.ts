import { describe, expect, it } from '@jest/globals';
import { AssistantCaseDocument, AssistantCasesDocument, type AssistantCaseFragment } from '../../__generated__/operations.js';
import { fakeTurn, saidAs } from '../testing.js';
import { Refusal, type Answer, type SkillTurn } from '../types.js';
import { progress } from './progress.js';

const zh = (text: string) => ({ zh: text });
const DOG: AssistantCaseFragment = {
  number: '310199-20260316-000001', serviceId: 'dog-registration', serviceName: zh('养犬登记'), phase: 'REVIEWING', ending: null, status: zh('审核中'), receivedAt: '2026-03-16T10:00:00+08:00', closedAt: null,
  clock: { kind: 'PROMISED', limitWorkingDays: 5, usedWorkingDays: 2, dueOn: '2026-03-23', paused: false, light: 'GREEN', organisations: [zh('区公安分局')] },
  steps: [{ title: zh('核对住所'), state: 'OPEN', organisations: [zh('区公安分局')] }, { title: zh('制证'), state: 'WAITING', organisations: [zh('区公安分局')] }],
  gaps: [], supplementUntil: null, owed: [], decision: null, canRate: false,
};
const SHOP: AssistantCaseFragment = { ...DOG, number: '310199-20260301-000002', serviceId: 'shop-sign-filing', serviceName: zh('门头店招备案'), phase: 'SUPPLEMENTING', status: zh('等您补正'), clock: null, steps: [], gaps: [{ name: zh('招牌效果图'), what: '要标尺寸' }], supplementUntil: '2026-03-20' };
const REFUSED: AssistantCaseFragment = {
  ...DOG, number: '310199-20260201-000003', serviceId: 'temporary-relief', serviceName: zh('临时救助'), phase: 'CLOSED', ending: 'REFUSED', status: zh('已办结：不予'), clock: null, steps: [], canRate: true,
  decision: { outcome: 'REFUSED', reasons: '收入高于标准', documentCode: 'CODE', remedies: [{ kind: 'RECONSIDERATION', within: zh('六十日内'), to: zh('区政府') }, { kind: 'LITIGATION', within: zh('六个月内'), to: zh('区法院') }] },
};

function ask(text: string, cases: readonly AssistantCaseFragment[], turn: Partial<Omit<SkillTurn, 'execute'>> = {}): Promise<Answer> {
  return progress.answer(fakeTurn(new Map<unknown, (variables: never) => unknown>([
    [AssistantCasesDocument, () => ({ myCases: { nodes: cases } })],
    [AssistantCaseDocument, ({ number }: { number: string }) => {
      const myCase = cases.find((each) => each.number === number);
      if (!myCase) throw new Refusal('NOT_FOUND', '没有');
      return { myCase };
    }],
  ]), { text, ...turn }));
}
const textOf = (answer: Answer): string => ('text' in answer ? answer.text : answer.kind);

describe('how an application stands', () => {
  it('tells the only one with its clock and who works on it, and leads to it', async () => {
    const answer = await ask('我的申请到哪了', [DOG, REFUSED]);
    expect(textOf(answer)).toBe('养犬登记（310199-20260316-000001）：审核中，还剩 3 个工作日（3月23日前）。\n正在办：核对住所（区公安分局）。');
    expect(answer).toMatchObject({ about: { case_number: { value: DOG.number } }, chips: [{ value: '/me/affairs/310199-20260316-000001' }] });
  });

  it('lists several, narrows to the affair that is named, and tells those that are over when asked for all', async () => {
    expect(textOf(await ask('我的办件', [DOG, SHOP, REFUSED]))).toBe('有 2 件：\n· 养犬登记：审核中，还剩 3 个工作日（3月23日前）\n· 门头店招备案：等您补正');
    expect(textOf(await ask('店招批了吗', [DOG, SHOP], { slots: { affair: saidAs('affair', '门头店招备案', 'shop-sign-filing') } }))).toContain('还缺：\n· 招牌效果图：要标尺寸\n请在 后天 前补齐。');
    expect(textOf(await ask('我的办件记录', [DOG, REFUSED]))).toContain('有 2 件');
    expect(textOf(await ask('养犬批了吗', [], { slots: { affair: saidAs('affair', '养犬登记', 'dog-registration') } }))).toBe('没有查到“养犬登记”的申请。');
  });

  it('gives the reasons of a refusal and what can be done against it', async () => {
    const answer = await ask('为什么不批', [REFUSED]);
    expect(textOf(answer)).toContain('理由：收入高于标准\n不服可以在六十日内向区政府申请行政复议。\n不服可以在六个月内向区法院提起行政诉讼。');
    expect(answer).toMatchObject({ chips: [{ label: '看结果文书', value: '/verify/CODE' }, { label: '反映“办不成事”' }, { label: '评价' }, {}] });
  });

  it('leads who urges to a named person, for that application', async () => {
    const answer = await ask('太慢了，能不能快点', [DOG]);
    expect(textOf(answer)).toContain('可以反映“办不成事”');
    expect(answer).toMatchObject({ chips: [{ label: '反映“办不成事”', action: 'OPEN', value: `/me/unresolved/new?number=${DOG.number}` }, { label: '看详情' }] });
    expect(JSON.stringify(await ask('办到哪了', [DOG]))).not.toContain('办不成事');
  });

  it('leads who is sent away or round to a named person, signed in or not, and mistakes no other question for it', async () => {
    for (const text of ['办不成事去哪反映', '窗口不给办怎么办', '两个部门推来推去没人管', '跑了三趟都没办成']) {
      const answer = await ask(text, [], { speaker: { signedIn: false, sensitive: false, actingFor: null } });
      expect(textOf(answer)).toContain('3 个工作日内答复您');
      expect(answer).toMatchObject({ chips: [{ action: 'OPEN', value: '/me/unresolved/new' }, { value: '/me/unresolved' }, {}] });
    }
    for (const text of ['办好了没有', '跑了三趟终于办成了，什么时候拿证']) expect(textOf(await ask(text, [DOG]))).toContain('养犬登记');
  });

  it('says when a limit is past, and when the clock stands still', async () => {
    expect(textOf(await ask('办到哪了', [{ ...DOG, clock: { ...DOG.clock!, light: 'RED' } }]))).toContain('已经超过时限'); // the sample has a clock
    expect(textOf(await ask('办到哪了', [{ ...DOG, clock: { ...DOG.clock!, paused: true } }]))).toContain('时限暂停');
  });

  it('by number tells one’s own alone, and needs a sign-in', async () => {
    expect(textOf(await ask('查一下', [DOG], { slots: { case_number: saidAs('case-number', DOG.number) } }))).toContain('审核中');
    expect(textOf(await ask('查一下', [DOG], { slots: { case_number: saidAs('case-number', '310199-20260316-000009') } }))).toContain('名下没有编号 310199-20260316-000009');
    await expect(ask('我的申请', [DOG], { speaker: { signedIn: false, sensitive: false, actingFor: null } })).rejects.toThrow(Refusal);
  });
});
