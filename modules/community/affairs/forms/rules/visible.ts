import { holds } from '../../../rules/condition.js';
import type { FieldSchema, FormDefinition, FormValues } from './types.js';

/** A field as a page shows it. */
export interface VisibleField {
  readonly name: string;
  readonly schema: FieldSchema;
  readonly required: boolean;
}

/** A step with the fields that are asked now. */
export interface VisibleStep {
  readonly id: string;
  readonly title: { readonly zh: string; readonly en: string };
  readonly fields: readonly VisibleField[];
}

/** The steps of a form for these values; a step in which nothing is asked is left out. */
export function visibleSteps(form: FormDefinition, values: FormValues): VisibleStep[] {
  const shown = asked(form, values);
  const required = new Set(form.schema.required ?? []);
  return form.steps
    .map(({ id, title, fields }) => ({
      id, title,
      fields: fields.flatMap((name): VisibleField[] => {
        const schema = form.schema.properties[name];
        return schema && Object.hasOwn(shown, name) ? [{ name, schema, required: required.has(name) }] : [];
      }),
    }))
    .filter(({ fields }) => fields.length > 0);
}

/** The fields of an entry that repeats, in the order in which the form needs them: the members of a stored schema have none of their own. */
export function entryFields({ properties = {}, required = [] }: FieldSchema): [name: string, field: FieldSchema][] {
  const place = (name: string): number => (required.includes(name) ? required.indexOf(name) : required.length);
  return Object.entries(properties).sort(([one], [other]) => place(one) - place(other));
}

/**
 * The values without what is not asked now: an answer to a question that was taken back says nothing. A condition may rest on
 * a field that is itself conditional, so this goes on until nothing changes.
 */
export function prunedValues(form: FormDefinition, values: FormValues): Record<string, unknown> {
  let kept: Record<string, unknown> = Object.fromEntries(Object.entries(values).filter(([name, value]) => Object.hasOwn(form.schema.properties, name) && value !== undefined && value !== null && value !== ''));
  for (;;) {
    const shown = asked(form, kept);
    const next = Object.fromEntries(Object.entries(kept).filter(([name]) => Object.hasOwn(shown, name)));
    if (Object.keys(next).length === Object.keys(kept).length) return next;
    kept = next;
  }
}

/** The schema for these values: what is not asked is no part of it. */
export function schemaFor(form: FormDefinition, values: FormValues): FormDefinition['schema'] {
  const properties = asked(form, values);
  return { ...form.schema, properties, required: (form.schema.required ?? []).filter((name) => Object.hasOwn(properties, name)), additionalProperties: false };
}

function asked(form: FormDefinition, values: FormValues): Record<string, FieldSchema> {
  return Object.fromEntries(Object.entries(form.schema.properties).filter(([, { ui }]) => !ui?.show || holds(ui.show, values)));
}
