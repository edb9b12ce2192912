import { FORMATS } from './formats.js';
import type { FieldFault, FieldSchema, FormDefinition, FormValues, Words } from './types.js';
import { prunedValues, schemaFor } from './visible.js';

/**
 * What is wrong with the values of a form, in residents' words; empty where it can be handed in. It judges as the server's
 * JSON Schema validator does, so that a page tells at once what a submission would be refused for.
 */
export function formFaults(form: FormDefinition, values: FormValues): FieldFault[] {
  const pruned = prunedValues(form, values);
  return objectFaults(schemaFor(form, pruned), pruned, '');
}

function objectFaults(schema: FieldSchema, value: FormValues, at: string): FieldFault[] {
  const properties = schema.properties ?? {};
  const missing = (schema.required ?? []).filter((name) => !Object.hasOwn(value, name)).map((name) => fault(join(at, name), missingWords(properties[name])));
  const found = Object.entries(value).flatMap(([name, own]) => {
    const property = properties[name];
    if (!property) return schema.additionalProperties === false ? [fault(join(at, name), { zh: '表单里没有这一项', en: 'The form has no such field' })] : [];
    return valueFaults(property, own, join(at, name));
  });
  return [...missing, ...found];
}

function valueFaults(schema: FieldSchema, value: unknown, at: string): FieldFault[] {
  const words = wrong(schema, value);
  if (words) return [fault(at, words)];
  if (Array.isArray(value)) return schema.items ? value.flatMap((entry, index) => valueFaults(schema.items!, entry, `${at}.${index}`)) : [];
  return isObject(value) ? objectFaults(schema, value, at) : [];
}

function wrong(schema: FieldSchema, value: unknown): Words | null {
  if (!isOfType(schema.type, value)) return typeWords(schema);
  if (schema.const !== undefined && value !== schema.const) return { zh: `请勾选“${titleOf(schema)}”`, en: 'This must be agreed to' };
  if (schema.enum && !schema.enum.some((one) => one === value)) return { zh: '请从选项中选择', en: 'Choose one of the options' };
  if (typeof value === 'string') return wrongText(schema, value);
  if (typeof value === 'number') return wrongNumber(schema, value);
  return Array.isArray(value) ? wrongList(schema, value) : null;
}

function wrongText(schema: FieldSchema, text: string): Words | null {
  const { minLength = 0, maxLength, pattern, format } = schema;
  // JSON Schema counts characters, not UTF-16 units.
  const length = [...text].length;
  if (length < minLength) return { zh: `至少填写 ${minLength} 个字`, en: `At least ${minLength} characters` };
  if (maxLength !== undefined && length > maxLength) return { zh: `最多填写 ${maxLength} 个字`, en: `At most ${maxLength} characters` };
  if (pattern !== undefined && !new RegExp(pattern, 'u').test(text)) return patternWords(schema, pattern);
  return format !== undefined && !(FORMATS[format]?.(text) ?? false) ? FORMAT_WORDS[format] : null;
}

/** What a pattern asks for: one class of characters and how many. */
function patternWords(schema: FieldSchema, pattern: string): Words {
  const [, what = '', least = '', most = least] = /^\^(.+)\{(\d+)(?:,(\d+))?\}\$$/.exec(pattern) ?? [];
  const [from, until] = [Number(least), Number(most)];
  const [zh, en] = from === until ? [`${from}`, `${from}`] : [`${from}到${until}`, `${from} to ${until}`];
  const kind = what === '\\d' || what === '[0-9]' ? { zh: '数字', en: 'digits' } : { zh: '字母或数字', en: 'letters or digits' };
  return { zh: `${titleOf(schema)}应为${zh}位${kind.zh}，请检查`, en: `${schema.ui?.en ?? 'This'} has ${en} ${kind.en}` };
}

function wrongNumber({ minimum, maximum }: FieldSchema, number: number): Words | null {
  if (minimum !== undefined && number < minimum) return { zh: `不能小于 ${minimum}`, en: `At least ${minimum}` };
  return maximum !== undefined && number > maximum ? { zh: `不能大于 ${maximum}`, en: `At most ${maximum}` } : null;
}

function wrongList({ minItems = 0, maxItems }: FieldSchema, list: readonly unknown[]): Words | null {
  if (list.length < minItems) return { zh: `至少填写 ${minItems} 项`, en: `At least ${minItems} entries` };
  return maxItems !== undefined && list.length > maxItems ? { zh: `最多填写 ${maxItems} 项`, en: `At most ${maxItems} entries` } : null;
}

function isOfType(type: FieldSchema['type'], value: unknown): boolean {
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isObject(value);
  if (type === 'integer') return typeof value === 'number' && Number.isInteger(value);
  if (type === 'number') return typeof value === 'number' && Number.isFinite(value);
  return typeof value === type;
}

const FORMAT_WORDS: Readonly<Record<NonNullable<FieldSchema['format']>, Words>> = {
  date: { zh: '请填写日期，例如 2026-03-01', en: 'A date such as 2026-03-01' },
  mobile: { zh: '请填写 11 位手机号码', en: 'A mobile number of 11 digits' },
  'resident-id': { zh: '身份证号码不对，请核对 18 位号码', en: 'The identity number does not fit; please compare its 18 characters' },
  'credit-code': { zh: '统一社会信用代码应为 18 位，请核对', en: 'A credit code has 18 characters' },
};

const titleOf = ({ title }: FieldSchema): string => title ?? '本项';
const isObject = (value: unknown): value is FormValues => typeof value === 'object' && value !== null && !Array.isArray(value);
const join = (at: string, name: string): string => (at === '' ? name : `${at}.${name}`);
const fault = (path: string, message: Words): FieldFault => ({ path, message });

function missingWords(schema: FieldSchema | undefined): Words {
  const chosen = schema?.enum !== undefined || schema?.type === 'boolean';
  return { zh: `请${chosen ? '选择' : '填写'}${schema?.title ?? '本项'}`, en: `${schema?.ui?.en ?? 'This'} is needed` };
}

function typeWords(schema: FieldSchema): Words {
  if (schema.type === 'integer' || schema.type === 'number') return { zh: '请填写数字', en: 'A number is needed' };
  return { zh: '填写的内容不对，请重新填写', en: 'Please fill this in again' };
}
