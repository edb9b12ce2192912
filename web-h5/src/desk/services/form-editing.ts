import type { FieldSchema, FormDefinition } from '../../../../modules/community/affairs/forms/rules/types.js';
import type { EditedService } from './edited.js';

/** Kinds of fields that an editor adds by hand; everything else is written as JSON. */
export const FIELD_KINDS = ['text', 'long', 'number', 'date', 'yes-no', 'choice'] as const;
export type FieldKind = (typeof FIELD_KINDS)[number];

/** A field as the page lists it: where it stands and what it asks. */
export interface ListedField {
  readonly name: string;
  readonly step: number;
  readonly place: number;
  readonly schema: FieldSchema;
  readonly required: boolean;
}

/** The fields in the order in which they are asked. What the steps name and the schema does not have is left out. */
export function fieldsOf({ schema, steps }: FormDefinition): ListedField[] {
  return steps.flatMap(({ fields }, step) => fields.flatMap((name, place) => {
    const found = schema.properties[name];
    return found ? [{ name, step, place, schema: found, required: schema.required?.includes(name) ?? false }] : [];
  }));
}

/** The form with a field changed. */
export function withField(form: FormDefinition, name: string, change: (field: FieldSchema) => FieldSchema): FormDefinition {
  const field = form.schema.properties[name];
  return field ? { ...form, schema: { ...form.schema, properties: { ...form.schema.properties, [name]: change(field) } } } : form;
}

/** The form with a field that must be filled in, or may be left empty. */
export function withRequired(form: FormDefinition, name: string, on: boolean): FormDefinition {
  const others = (form.schema.required ?? []).filter((one) => one !== name);
  return { ...form, schema: { ...form.schema, required: on ? [...others, name] : others } };
}

/** The form with a field one place up (-1) or down (1) in its step; at its end it goes over into the neighbouring step. */
export function withFieldMoved({ schema, steps }: FormDefinition, name: string, by: 1 | -1): FormDefinition {
  const step = steps.findIndex(({ fields }) => fields.includes(name));
  const fields = [...(steps[step]?.fields ?? [])];
  const place = fields.indexOf(name);
  const [other] = [fields[place + by]];
  if (other !== undefined) {
    [fields[place], fields[place + by]] = [other, name];
    return { schema, steps: steps.map((one, index) => (index === step ? { ...one, fields } : one)) };
  }
  const next = step + by;
  // A step without a field asks for nothing: its last one stays.
  if (!steps[next] || fields.length === 1) return { schema, steps };
  return { schema, steps: steps.map((one, index) => (index === step ? { ...one, fields: fields.filter((each) => each !== name) } : index === next ? { ...one, fields: by > 0 ? [name, ...one.fields] : [...one.fields, name] } : one)) };
}

/** The form with one more field at the end of a step. */
export function withNewField(form: FormDefinition, step: number, name: string, kind: FieldKind): FormDefinition {
  const { schema, steps } = form;
  return {
    schema: { ...schema, properties: { ...schema.properties, [name]: newField(kind) } },
    steps: steps.map((one, index) => (index === step ? { ...one, fields: [...one.fields, name] } : one)),
  };
}

function newField(kind: FieldKind): FieldSchema {
  const ui = { en: '' };
  switch (kind) {
    case 'text': return { type: 'string', title: '', maxLength: 100, ui };
    case 'long': return { type: 'string', title: '', maxLength: 500, ui: { ...ui, widget: 'textarea' } };
    case 'number': return { type: 'number', title: '', minimum: 0, ui: { ...ui, widget: 'number' } };
    case 'date': return { type: 'string', title: '', format: 'date', ui: { ...ui, widget: 'date' } };
    case 'yes-no': return { type: 'boolean', title: '', ui: { ...ui, widget: 'yes-no' } };
    case 'choice': return { type: 'string', title: '', enum: ['a', 'b'], ui: { ...ui, widget: 'choice', options: { a: { zh: '', en: '' }, b: { zh: '', en: '' } } } };
  }
}

/** The form without a field; a step that is left with none goes too. */
export function withoutField({ schema, steps }: FormDefinition, name: string): FormDefinition {
  const { [name]: _gone, ...properties } = schema.properties;
  return {
    schema: { ...schema, properties, ...(schema.required ? { required: schema.required.filter((one) => one !== name) } : {}) },
    steps: steps.map((step) => ({ ...step, fields: step.fields.filter((one) => one !== name) })).filter(({ fields }) => fields.length > 0),
  };
}

/** The form with a field's own step's title changed. */
export function withStepTitle({ schema, steps }: FormDefinition, step: number, language: 'zh' | 'en', text: string): FormDefinition {
  return { schema, steps: steps.map((one, index) => (index === step ? { ...one, title: { ...one.title, [language]: text } } : one)) };
}

/** A form of one field, and an approval by the service's own department, for a guide that becomes something to apply for. */
export function firstForm({ legalBasis, limits, competentAuthority, kind }: EditedService): { form: FormDefinition; approval: unknown } {
  const basis = ({ law, article }: EditedService['legalBasis'][number]) => ({ law, ...(article ? { article } : {}) });
  return {
    form: {
      schema: { type: 'object', properties: { name: { type: 'string', title: '姓名', minLength: 2, maxLength: 40, ui: { en: 'Name', fill: 'person.name' } } }, required: ['name'], additionalProperties: false },
      steps: [{ id: 'who', title: { zh: '申请人', en: 'Applicant' }, fields: ['name'] }],
    },
    approval: {
      nature: kind === 'licensing' ? 'licensing' : 'other', legalBasis: legalBasis.map(basis), limits: { legalWorkingDays: limits.legalWorkingDays, promisedWorkingDays: limits.promisedWorkingDays, basis: basis(limits.basis) }, acceptor: 'centre', lead: competentAuthority,
      steps: [{ id: 'check', title: { zh: '审查', en: 'Review' }, kind: 'review', organisations: [competentAuthority], mode: 'all', after: [], workingDays: Math.max(1, limits.promisedWorkingDays - 1) }], procedures: [],
    },
  };
}
