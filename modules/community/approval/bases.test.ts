import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { endOfDay, readWorkingCalendar } from '../../kernel/calendar.js';
import { projectRoot } from '../../kernel/root.js';
import { readSampleCatalogue } from '../affairs/catalogue/sample.js';
import { clockOf, clocksOf } from './clock.js';
import { asLines } from './machine/log.js';
import { apply } from './machine/apply.js';
import { receipt, receive, staff } from './machine/testing/moves.js';
import type { EventBody } from './machine/types.js';
import type { ServicePlan } from './plan.js';

const calendar = readWorkingCalendar(path.join(projectRoot(), 'data/calendar/public-holidays.json'));
const shipped = readSampleCatalogue(path.join(projectRoot(), 'data/district/affairs')).services.flatMap(({ name, kind, approval }) => (approval ? [[name.zh, kind, approval] as const] : []));
const LICENSING = '行政许可法';

/** A case of a plan with every clock that it can have: granted, with papers owed and a commitment found untrue. */
function clocksIn(plan: ServicePlan) {
  const at = endOfDay('2026-03-02') - 1;
  const begun = receive(receipt({ plan, committed: plan.commitment !== undefined }), at).state;
  const bodies: EventBody[] = [
    { type: 'accepted', deemed: false, owed: plan.tolerant?.inputs ?? [] }, { type: 'decided', outcome: 'granted', remedies: [] },
    ...(plan.commitment ? [{ type: 'commitment-checked', kept: false, findings: '不实', hearing: { workingDays: 10, until: '2026-03-16' } } as const] : []),
  ];
  const state = asLines(begun, bodies, { by: staff(begun.lead, 'approver'), at, why: '理由' }).reduce(apply, begun);
  return { state, clocks: clocksOf(state, calendar, at) };
}

describe('the basis of every clock of every affair that is shipped', () => {
  it.each(shipped)('%s', (_name, kind, plan) => {
    expect(plan.nature).toBe(kind === 'licensing' ? 'licensing' : 'other');
    const { state, clocks } = clocksIn(plan);
    expect(clocks.length).toBeGreaterThan(3 + (plan.tolerant ? 1 : 0) + (plan.commitment ? 2 : 0));
    const gaps = clockOf(state, 'gaps', calendar, state.at)?.basis;
    if (plan.nature === 'licensing') expect(gaps).toMatchObject({ law: expect.stringContaining(LICENSING), article: '第三十二条' });
    else expect(clocks.filter(({ basis }) => basis.law.includes(LICENSING)).map(({ id }) => id)).toEqual([]);
  });

  it('of telling what is missing is the affair’s own where its rules say it, else what holds for every service', () => {
    const own = new Map(shipped.map(([name, , plan]) => [name, clocksIn(plan).clocks.find(({ kind }) => kind === 'gaps')?.basis] as const));
    expect(own.get('个体工商户登记')).toEqual({ law: '中华人民共和国市场主体登记管理条例', article: '第十九条第二款' });
    expect(own.get('居住证签注')).toEqual({ law: '居住证暂行条例（国务院令第663号）', article: '第九条' });
    expect(own.get('公租房申请')).toEqual({ law: '公共租赁住房管理办法（住房和城乡建设部令第11号）', article: '第八条' });
    expect(own.get('食品经营许可')?.law).toContain(LICENSING);
    const others = [...own].filter(([name]) => !['个体工商户登记', '居住证签注', '公租房申请', '食品经营许可'].includes(name));
    expect(others).toHaveLength(11);
    expect(new Set(others.map(([, basis]) => basis?.law))).toEqual(new Set(['国务院关于加快推进政务服务标准化规范化便利化的指导意见（国发〔2022〕5号）']));
  });
});
