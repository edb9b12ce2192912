import type { PlanFault } from '../../approval/plan.js';
import type { Condition } from '../../rules/condition.js';
import type { FieldSchema, FormDefinition } from '../forms/rules/types.js';
import { FACTS } from '../profile/facts.js';

type Path = PlanFault['path'];
/** Something that is asked for, or done, only where a condition holds. */
interface Conditional {
  readonly when?: Condition | undefined;
}

/**
 * What is wrong with a form that has the right shape, and with the papers and steps of approval that rest on what it says. Empty:
 * it can be filled in and handed in, and no condition rests on what nobody says.
 */
export function formDefinitionFaults({ schema, steps }: FormDefinition, inputs: readonly Conditional[], approval: readonly Conditional[]): PlanFault[] {
  const fields = Object.entries(schema.properties);
  const names = fields.map(([name]) => name);
  const asked = steps.flatMap(({ fields: inStep }, step) => inStep.map((name) => ({ name, step })));
  const ids = steps.map(({ id }) => id);
  const at = (name: string, ...more: string[]): string[] => ['form', 'schema', 'properties', name, ...more];
  const resting = (condition: Condition | undefined, path: Path): PlanFault[] => (condition ? fieldsOf(condition) : [])
    .filter((name) => !names.includes(name)).map((name) => ({ path, en: `a condition rests on ${name}, which is not there`, zh: `条件用到字段“${name}”，但申请表里没有` }));
  return [
    ...names.filter((name) => !asked.some((one) => one.name === name)).map((name) => ({ path: at(name), en: `${name} stands in no step`, zh: `字段“${name}”没有放在任何一步里` })),
    ...asked.filter(({ name }, index) => !names.includes(name) || asked.findIndex((one) => one.name === name) !== index).map(({ name, step }) => ({ path: ['form', 'steps', step, 'fields'], en: `the steps ask for ${name}, which is not there or asked twice`, zh: `字段“${name}”不存在，或者问了两遍` })),
    ...ids.flatMap((id, step) => (ids.indexOf(id) === step ? [] : [{ path: ['form', 'steps', step, 'fields'], en: `two steps have the id ${id}`, zh: `有两步的编码都是“${id}”` }])),
    ...(schema.required ?? []).filter((name) => !names.includes(name)).map((name) => ({ path: ['form', 'schema', 'required'], en: `${name} is required and not there`, zh: `必填字段“${name}”不存在` })),
    ...fields.flatMap(([name, { ui }]) => resting(ui?.show, at(name, 'ui', 'show'))),
    ...circling(schema).map((name) => ({ path: at(name, 'ui', 'show'), en: `${name} is asked by its own answer`, zh: `字段“${name}”要不要填，取决于它自己的答案，成了一个圈` })),
    ...inputs.flatMap(({ when }, index) => resting(when, ['inputs', index, 'when'])),
    ...approval.flatMap(({ when }, index) => resting(when, ['approval', 'steps', index, 'when'])),
    ...fields.filter(([, { title, ui }]) => !title || !ui).map(([name]) => ({ path: at(name, 'title'), en: `${name} has no title or no hint`, zh: `字段“${name}”没有中文或英文标题` })),
    ...fields.flatMap(([name, field]) => unnamedOptions(name, field).map((fault) => ({ path: at(name, 'ui', 'options'), ...fault }))),
    ...fields.flatMap(([name, field]) => unfillable(name, field).map((fault) => ({ path: at(name), ...fault }))),
  ];
}

/** Fields whose condition rests, over however many others, on themselves: once answered they are asked no more, or never are. */
function circling({ properties }: FormDefinition['schema']): string[] {
  const restsOn = new Map(Object.entries(properties).map(([name, { ui }]) => [name, ui?.show ? fieldsOf(ui.show) : []]));
  return [...restsOn.keys()].filter((name) => {
    const reached = new Set(restsOn.get(name));
    for (const each of reached) for (const next of restsOn.get(each) ?? []) reached.add(next); // a set goes on over what is added
    return reached.has(name);
  });
}

type Said = Omit<PlanFault, 'path'>;

function unnamedOptions(name: string, { enum: options = [], ui }: FieldSchema): Said[] {
  return options.filter((value) => !Object.hasOwn(ui?.options ?? {}, String(value))).map((value) => ({ en: `${name}: ${value} has no words`, zh: `字段“${name}”的选项“${value}”没有名称` }));
}

/** Why nobody could ever fill a field in on the page; `name` as editors know it, an entry's fields after a dot. */
function unfillable(name: string, field: FieldSchema): Said[] {
  const { type, items, enum: options = [], ui } = field;
  const said: Said[] = [];
  const fault = (en: string, zh: string): void => void said.push({ en: `${name} ${en}`, zh: `字段“${name}”${zh}` });
  // Values are kept as members of an object, which has these without anybody's writing them.
  if ((name.split('.').at(-1) ?? '') in Object.prototype) fault('has a name that every object has', '的名字不能用，请换一个');
  if (type === 'object') fault('is a group, which no page asks for: let its fields stand by themselves', '是一组内容，页面上没法填，请把里面的字段单独列出来');
  if (options.some((value) => (typeof value === 'string' ? type !== 'string' : type !== 'number' && !(type === 'integer' && Number.isInteger(value))))) fault('has options that are not of its type', '的选项和它的类型不一致');
  if (field.const !== undefined && (type !== 'boolean' || field.const !== true)) fault('can be held to “true” alone, as something to agree to', '只能固定为“同意”（true）');
  if (Math.max(field.minLength ?? 0, 1) > (field.maxLength ?? Infinity) || (field.minimum ?? -Infinity) > (field.maximum ?? Infinity) || (field.minItems ?? 0) > (field.maxItems ?? Infinity)) fault('has a least that is more than its most', '的下限比上限还大');
  if (ui?.fill !== undefined && !Object.hasOwn(FACTS, ui.fill)) fault(`is filled by ${ui.fill}, which is no fact`, `要用“${ui.fill}”自动填写，但没有这一项资料`);
  return [...said, ...(type === 'array' ? unfillableEntries(name, items) : [])];
}

function unfillableEntries(name: string, items: FieldSchema | undefined): Said[] {
  const fields = Object.entries(items?.properties ?? {});
  if (items?.type !== 'object' || fields.length === 0) return [{ en: `${name} repeats, and does not say which fields an entry has`, zh: `字段“${name}”可以填多项，但没有写明每一项有哪些字段` }];
  return [
    ...(items.required ?? []).filter((each) => !Object.hasOwn(items.properties ?? {}, each)).map((each) => ({ en: `${name}: ${each} is required and not there`, zh: `字段“${name}”里的必填字段“${each}”不存在` })),
    ...fields.filter(([, { ui }]) => ui?.show !== undefined).map(([each]) => ({ en: `${name}.${each} has a condition: entries are asked for as a whole`, zh: `字段“${name}.${each}”不能另设条件：每一项都整个填写` })),
    ...fields.flatMap(([each, field]) => [...unnamedOptions(`${name}.${each}`, field), ...unfillable(`${name}.${each}`, field)]),
  ];
}

function fieldsOf(condition: Condition): string[] {
  if ('all' in condition) return condition.all.flatMap(fieldsOf);
  if ('any' in condition) return condition.any.flatMap(fieldsOf);
  if ('not' in condition) return fieldsOf(condition.not);
  return [condition.field.split('.')[0] ?? ''];
}
