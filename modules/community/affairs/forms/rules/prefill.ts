import type { FormDefinition } from './types.js';
import { formFaults } from './validate.js';

/** A form as it is opened: what it is filled with, and which facts that comes from. */
export interface Prefilled {
  readonly values: Readonly<Record<string, unknown>>;
  /** By field: the key of its fact. */
  readonly filledBy: Readonly<Record<string, string>>;
}

/**
 * Fills a form with what is known. A fact that the form's schema would refuse (a phone of another country, say) is left out:
 * somebody has to look at it.
 */
export function prefilled(form: FormDefinition, known: Readonly<Record<string, { readonly value: unknown }>>): Prefilled {
  const fits = (name: string, value: unknown): boolean => !formFaults({ ...form, schema: { ...form.schema, required: [], properties: { [name]: withoutShow(form, name) } } }, { [name]: value }).some(({ path }) => path === name || path.startsWith(`${name}.`));
  const filled = Object.entries(form.schema.properties).flatMap(([name, { ui }]) => {
    const fact = ui?.fill === undefined ? undefined : known[ui.fill];
    return ui?.fill !== undefined && fact && fits(name, fact.value) ? [{ name, key: ui.fill, value: fact.value }] : [];
  });
  return { values: Object.fromEntries(filled.map(({ name, value }) => [name, value])), filledBy: Object.fromEntries(filled.map(({ name, key }) => [name, key])) };
}

function withoutShow(form: FormDefinition, name: string) {
  const { ui, ...schema } = form.schema.properties[name]!; // asked for by a name of the form
  if (!ui) return schema;
  const { show: _show, ...hint } = ui;
  return { ...schema, ui: hint };
}

/**
 * Fields by which a form asks again for what is known: a field that ought to be filled and is not, and one that asks under a
 * known fact's title without being filled by it. Anything here is a defect of the form.
 * @param facts the vocabulary: by key, the titles under which forms ask for it
 */
export function askedAgain(form: FormDefinition, known: Readonly<Record<string, { readonly value: unknown }>>, facts: Readonly<Record<string, { readonly asked: readonly string[] }>>): string[] {
  const { values } = prefilled(form, known);
  return Object.entries(form.schema.properties).flatMap(([name, { title = '', ui }]) => {
    if (ui?.fill !== undefined) {
      if (!facts[ui.fill]) return [`${name} is filled by ${ui.fill}, which is no fact`];
      return known[ui.fill] && !Object.hasOwn(values, name) ? [`${name} is known as ${ui.fill} and not filled`] : [];
    }
    const key = Object.keys(facts).find((each) => facts[each]?.asked.includes(title));
    return key === undefined ? [] : [`${name} asks for ${key} under “${title}”`];
  });
}
