import { Ajv2020 } from 'ajv/dist/2020.js';
import { Fault } from '../../../kernel/errors.js';
import { FORMATS } from './rules/formats.js';
import type { FieldFault, FormDefinition, FormValues } from './rules/types.js';
import { formFaults } from './rules/validate.js';
import { prunedValues, schemaFor } from './rules/visible.js';

const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false, validateFormats: true });
ajv.addKeyword('ui');
for (const [name, test] of Object.entries(FORMATS)) ajv.addFormat(name, test);

/** Whether the validator takes a form's schema. Throws BAD_INPUT with why not. */
export function compileForm({ schema }: FormDefinition): void {
  try {
    ajv.compile(schema);
  } catch (cause) {
    throw new Fault('BAD_INPUT', { field: 'definition.form.schema', reason: cause instanceof Error ? cause.message : 'is no schema' }, { cause });
  }
}

/** The validators of schemas that are in use; a schema that conditions change is another one. */
const compiled = new Map<string, ReturnType<typeof ajv.compile>>();
const MOST_KEPT = 500;

/**
 * Judges values against a form's JSON Schema (2020-12), without what is not asked. The validator has the last word; the words
 * for residents come from the rules that pages use too.
 * @returns the values to be kept, or what is wrong
 */
export function checkValues(form: FormDefinition, values: FormValues): { readonly ok: true; readonly values: FormValues } | { readonly ok: false; readonly faults: readonly FieldFault[] } {
  const pruned = prunedValues(form, values);
  const schema = schemaFor(form, pruned);
  const key = JSON.stringify(schema);
  let validate = compiled.get(key);
  if (!validate) {
    if (compiled.size >= MOST_KEPT) compiled.clear();
    compiled.set(key, (validate = ajv.compile(schema)));
  }
  if (validate(pruned)) return { ok: true, values: pruned };
  const faults = formFaults(form, values);
  return { ok: false, faults: faults.length > 0 ? faults : (validate.errors ?? []).map(({ instancePath }) => ({ path: instancePath.slice(1).replaceAll('/', '.'), message: { zh: '填写的内容不对，请检查', en: 'Please check this' } })) };
}
