import { describe, expect, it } from '@jest/globals';
import { holds, ServicePlan, type ServicePlanInput } from './plan.js';

const plan = (over: Partial<ServicePlanInput> = {}): ServicePlanInput => ({
  nature: 'licensing',
  legalBasis: [{ law: '中华人民共和国食品安全法', article: '第三十五条' }],
  limits: { legalWorkingDays: 20, promisedWorkingDays: 10, basis: { law: '中华人民共和国行政许可法', article: '第四十二条' } },
  acceptor: 'centre', lead: 'dept-scjgj',
  steps: [
    { id: 'papers', title: { zh: '材料审查', en: 'Papers' }, kind: 'review', organisations: ['dept-scjgj'], mode: 'all', workingDays: 5 },
    { id: 'visit', title: { zh: '现场核查', en: 'Visit' }, kind: 'site-visit', organisations: ['dept-scjgj', 'dept-cgj'], mode: 'all', after: ['papers'], workingDays: 5 },
  ],
  ...over,
});
const step = (over: Partial<ServicePlanInput['steps'][number]>): ServicePlanInput['steps'][number] => ({ ...plan().steps[0]!, ...over });
const faults = (over: Partial<ServicePlanInput>): string[] => ServicePlan.safeParse(plan(over)).error?.issues.map(({ message }) => message) ?? [];

describe('a plan of approval', () => {
  it('is read with its defaults', () => {
    expect(ServicePlan.parse(plan())).toMatchObject({ procedures: [], limits: { joint: false }, steps: [{ after: [] }, { after: ['papers'] }] });
  });

  it.each([
    ['a step after one that is not there', { steps: [step({ after: ['nowhere'] })] }, /not there/],
    ['a circle', { steps: [step({ id: 'a', after: ['b'] }), step({ id: 'b', after: ['a'] })] }, /circle/],
    ['an id twice', { steps: [step({ id: 'a' }), step({ id: 'a' })] }, /same id/],
    ['an organisation twice', { steps: [step({ organisations: ['x', 'x'] })] }, /twice/],
    ['a publicity without its basis', { steps: [step({ kind: 'publicity' })] }, /basis/],
    ['a licence whose publicity does not count', { steps: [step({ kind: 'publicity', publicity: { basis: { law: '某办法' }, workingDays: 5, counts: false } })] }, /counts within/],
    ['an expert step of an affair without expert reviews', { steps: [step({ kind: 'expert' })] }, /expert-review/],
    ['more promised than allowed', { limits: { ...plan().limits, promisedWorkingDays: 21 } }, /promised/],
    ['a licence that tells what is missing by another rule', { limits: { ...plan().limits, gapsBasis: { law: '某办法' } } }, /§32/],
    ['another affair that goes by the law of licences', { nature: 'other' }, /no 行政许可/],
    ['another affair that tells what is missing by the law of licences', { nature: 'other', limits: { ...plan().limits, basis: { law: '某办法' }, gapsBasis: { law: '中华人民共和国行政许可法', article: '第三十二条' } } }, /no 行政许可/],
    ['a licence that takes longer than the law lets it', { limits: { ...plan().limits, legalWorkingDays: 30 } }, /§42/],
  ] as const)('refuses %s', (_what, over, message) => {
    // The rows are of literal types narrower than the input's lists.
    expect(faults(over as Partial<ServicePlanInput>).join('; ')).toMatch(message);
  });

  it('takes 45 days where the work is joint', () => {
    expect(faults({ limits: { ...plan().limits, legalWorkingDays: 45, joint: true } })).toEqual([]);
  });
});

describe('a condition over the form', () => {
  const values = { area: 120, kind: 'hotpot', premises: { rented: true }, note: '' };
  it.each([
    [{ field: 'kind', is: 'hotpot' }, true],
    [{ field: 'kind', oneOf: ['bar', 'cafe'] }, false],
    [{ field: 'area', atLeast: 120 }, true],
    [{ field: 'area', below: 120 }, false],
    [{ field: 'missing', below: 120 }, false],
    [{ field: 'premises.rented', is: true }, true],
    [{ field: 'note', given: false }, true],
    [{ field: 'constructor', given: false }, true],
    [{ all: [{ field: 'area', atLeast: 100 }, { not: { field: 'kind', is: 'bar' } }] }, true],
    [{ any: [{ field: 'area', below: 1 }, { field: 'kind', is: 'bar' }] }, false],
  ] as const)('%j is %s', (condition, expected) => {
    expect(holds(condition, values)).toBe(expected);
  });
});
