import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { projectRoot } from '../../../kernel/root.js';
import type { FieldSchema } from '../forms/rules/types.js';
import { ServiceDefinition } from './definition.js';
import { faultsOf } from './faults.js';
import { readSampleCatalogue } from './sample.js';

const sample = readSampleCatalogue(path.join(projectRoot(), 'data/district/affairs')).services.find(({ id }) => id === 'flexible-employment');
const [service, form, approval] = [sample!, sample!.form!, sample!.approval!]; // the sample's own, with both
const step = approval.steps[0]!; // a plan has one at least

const told = (definition: unknown): string[] => {
  const read = ServiceDefinition.safeParse(definition);
  return read.success ? [] : faultsOf(read.error).map(({ path: place, zh }) => `${place}: ${zh}`);
};
/** What is said of the sample with more fields in its first step. */
const asking = (fields: Readonly<Record<string, FieldSchema>>): string[] => told({
  ...service,
  form: { schema: { ...form.schema, properties: { ...form.schema.properties, ...fields } }, steps: form.steps.map((each, index) => (index === 0 ? { ...each, fields: [...each.fields, ...Object.keys(fields)] } : each)) },
});
const field = (more: Partial<FieldSchema> = {}): FieldSchema => ({ type: 'string', title: '甲', ...more, ui: { en: 'A', ...more.ui } });
const entries = (items: FieldSchema): FieldSchema => field({ type: 'array', items });
const AT = 'form.schema.properties.a';

describe('a form that nobody could hand in', () => {
  it('is refused at its place, and the sample’s own is taken', () => {
    expect(told(service)).toEqual([]);
    expect(asking({ a: entries({ type: 'object', properties: { one: field(), more: entries({ type: 'object', properties: { two: field() }, required: ['two'] }) }, required: ['one'] }) })).toEqual([]);
  });

  it.each([
    ['asks for a group', field({ type: 'object', properties: { b: field() } }), '是一组内容，页面上没法填，请把里面的字段单独列出来'],
    ['has options of another type', field({ type: 'integer', enum: ['x'], ui: { en: 'A', options: { x: { zh: '一', en: 'One' } } } }), '的选项和它的类型不一致'],
    ['wants another word than yes', field({ const: 'yes' }), '只能固定为“同意”（true）'],
    ['wants more characters than it takes', field({ minLength: 9, maxLength: 3 }), '的下限比上限还大'],
    ['wants a greater number than it takes', field({ type: 'number', minimum: 9, maximum: 3 }), '的下限比上限还大'],
    ['is filled by what nobody knows', field({ ui: { en: 'A', fill: 'person.shoes' } }), '要用“person.shoes”自动填写，但没有这一项资料'],
    ['is filled by what every object has', field({ ui: { en: 'A', fill: 'constructor' } }), '要用“constructor”自动填写，但没有这一项资料'],
    ['repeats texts', entries(field()), '可以填多项，但没有写明每一项有哪些字段'],
    ['repeats nothing', field({ type: 'array', minItems: 1 }), '可以填多项，但没有写明每一项有哪些字段'],
    ['needs of an entry what is not there', entries({ type: 'object', properties: { one: field() }, required: ['two'] }), '里的必填字段“two”不存在'],
  ])('%s', (_what, schema, zh) => {
    expect(asking({ a: schema })).toEqual([`${AT}: 字段“a”${zh}`]);
  });

  it('has entries whose fields nobody could fill in', () => {
    expect(asking({ a: entries({ type: 'object', properties: { one: field({ ui: { en: 'A', show: { field: 'a', given: true } } }), two: field({ enum: ['x'] }) } }) })).toEqual([`${AT}: 字段“a.one”不能另设条件：每一项都整个填写`, `${AT}: 字段“a.two”的选项“x”没有名称`]);
  });

  it('has a field of a name that every object has', () => {
    expect(asking({ constructor: field() })).toEqual(['form.schema.properties.constructor: 字段“constructor”的名字不能用，请换一个']);
    expect(asking({ a: field({ enum: ['constructor'] }) })).toEqual([`${AT}.ui.options: 字段“a”的选项“constructor”没有名称`]);
  });

  it('asks for a field by its own answer, at once or over others', () => {
    const when = (name: string): FieldSchema => field({ ui: { en: 'A', show: { not: { any: [{ field: name, given: true }] } } } });
    const fault = (name: string): string => `form.schema.properties.${name}.ui.show: 字段“${name}”要不要填，取决于它自己的答案，成了一个圈`;
    expect(asking({ a: when('a') })).toEqual([fault('a')]);
    expect(asking({ a: when('b'), b: when('c'), c: when('a'), d: when('a') })).toEqual([fault('a'), fault('b'), fault('c')]);
    expect(asking({ a: field(), b: when('a'), c: when('b') })).toEqual([]);
  });

  it('has two steps of one id', () => {
    expect(told({ ...service, form: { ...form, steps: form.steps.map((each) => ({ ...each, id: 'same' })) } })).toContain('form.steps.1.fields: 有两步的编码都是“same”');
  });
});

describe('a guide', () => {
  it('has no step of approval that waits for what the form never says: it would be passed over for ever', () => {
    expect(told({ ...service, approval: { ...approval, steps: [{ ...step, when: { all: [{ field: 'nmae', given: true }] } }] } })).toEqual(['approval.steps.0.when: 条件用到字段“nmae”，但申请表里没有']);
  });

  it('has words that can be seen', () => {
    expect(told({ ...service, name: { zh: '　', en: ' \n' }, aliases: [' '], approval: { ...approval, steps: [{ ...step, title: { zh: ' ', en: 'x' } }] } })).toEqual(['name.zh: 还没有填写', 'name.en: 还没有填写', 'aliases.0: 还没有填写', 'approval.steps.0.title.zh: 还没有填写']);
  });
});
