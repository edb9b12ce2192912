import type { FieldSchema, FormDefinition, FormValues, Words } from './types.js';
import { entryFields, prunedValues, visibleSteps } from './visible.js';

/** What was filled in under one of a form's steps, in words. */
export interface FormSection {
  readonly title: Words;
  readonly rows: readonly { readonly field: string; readonly title: Words; readonly text: Words }[];
}

const NOTHING: Words = { zh: '未填写', en: 'Left out' };

/** A form's values as a person reads them, step by step: what is asked, with options by their names. */
export function formWords(form: FormDefinition, values: FormValues): FormSection[] {
  const kept = prunedValues(form, values);
  return visibleSteps(form, kept).map(({ title, fields }) => ({
    title,
    rows: fields.map(({ name, schema }) => ({ field: name, title: titleOf(name, schema), text: Object.hasOwn(kept, name) ? valueWords(schema, kept[name]) : NOTHING })),
  }));
}

function titleOf(name: string, { title = name, ui }: FieldSchema): Words {
  return { zh: title, en: ui?.en ?? title };
}

function valueWords(schema: FieldSchema, value: unknown): Words {
  if (typeof value === 'boolean') return value ? { zh: '是', en: 'Yes' } : { zh: '否', en: 'No' };
  if (Array.isArray(value)) return value.length === 0 ? { zh: '无', en: 'None' } : joined(value.map((entry) => valueWords(schema.items ?? schema, entry)), '；', '; ');
  if (typeof value === 'object' && value !== null) {
    const members = entryFields(schema).filter(([name]) => Object.hasOwn(value, name));
    return joined(members.map(([name, own]) => {
      const [title, words] = [titleOf(name, own), valueWords(own, (value as FormValues)[name])]; // an object, as the line above found
      return { zh: `${title.zh} ${words.zh}`, en: `${title.en} ${words.en}` };
    }), '，', ', ');
  }
  const options = schema.ui?.options ?? {};
  // Own entries only: somebody may write what every object has a member called.
  const option = Object.hasOwn(options, String(value)) ? options[String(value)] : undefined;
  if (option) return option;
  const text = schema.ui?.widget === 'money' ? `${String(value)} 元` : String(value);
  return { zh: text, en: schema.ui?.widget === 'money' ? `CNY ${String(value)}` : text };
}

function joined(all: readonly Words[], zh: string, en: string): Words {
  return { zh: all.map((one) => one.zh).join(zh), en: all.map((one) => one.en).join(en) };
}
