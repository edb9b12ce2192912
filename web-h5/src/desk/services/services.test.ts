import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { FormDefinition } from '../../../../modules/community/affairs/forms/rules/types.js';
import { changesBetween, type Naming } from './differences.js';
import { blankService, ordered, sectionOf, settled, toDefinition, toEdited } from './edited.js';
import { FIELD_KINDS, fieldsOf, firstForm, withField, withFieldMoved, withNewField, withoutField, withRequired } from './form-editing.js';

const dog: unknown = JSON.parse(readFileSync(path.resolve(import.meta.dirname, '../../../../data/district/affairs/household-transfer-guide.json'), 'utf8'));
const plain: Naming = { part: (key) => key, value: (_key, value) => value };
const form: FormDefinition = {
  schema: { type: 'object', properties: { a: { type: 'string', title: 'A', ui: { en: 'A' } }, b: { type: 'string', title: 'B', ui: { en: 'B' } }, c: { type: 'boolean', title: 'C', ui: { en: 'C' } } }, required: ['a'], additionalProperties: false },
  steps: [{ id: 'one', title: { zh: '一', en: 'One' }, fields: ['a', 'b'] }, { id: 'two', title: { zh: '二', en: 'Two' }, fields: ['c'] }],
};
const names = (one: FormDefinition): string[][] => one.steps.map(({ fields }) => [...fields]);

describe('a service in a form', () => {
  it('is the definition again, with nothing that was empty', () => {
    const edited = toEdited(dog);
    expect(edited.inputs.every(({ note }) => typeof note.zh === 'string')).toBe(true);
    const definition = toDefinition(edited);
    expect(JSON.stringify(definition)).not.toContain('""');
    expect(settled(definition)).toEqual(definition);
    expect(definition).toMatchObject({ id: 'household-transfer-guide', legalBasis: ordered((dog as { legalBasis: unknown }).legalBasis) });
  });

  it('says the same whatever order its keys came in', () => {
    expect(JSON.stringify(ordered({ b: [{ z: 1, a: undefined }], a: 2 }))).toBe('{"a":2,"b":[{"z":1}]}');
  });

  it('knows in which section a fault is mended', () => {
    expect(['inputs.1.name.zh', 'whoFor.en', 'limits.basis.law', 'approval.steps.0.after', 'form.steps.0.fields', 'nothing', ''].map(sectionOf)).toEqual(['inputs', 'conditions', 'fee', 'advanced', 'form', 'advanced', 'advanced']);
  });
});

describe('what changes', () => {
  it('is told section by section, with what it was and what it is', () => {
    const before = settled(dog);
    const edited = toEdited(dog);
    edited.contact.phone = '12333';
    edited.aliases = [...edited.aliases, '迁户口本'];
    const changes = changesBetween(before, toDefinition(edited), plain);
    expect(changes.map(({ section }) => section)).toEqual(['words', 'contact']);
    expect(changes[0]?.lines.filter(({ mark }) => mark !== 'same')).toEqual([{ mark: 'new', text: 'aliases：迁户口本' }]);
    expect(changes[1]?.lines.filter(({ mark }) => mark !== 'same')).toEqual([{ mark: 'old', text: 'contact · phone：12345' }, { mark: 'new', text: 'contact · phone：12333' }]);
    expect(changesBetween(before, before, plain)).toEqual([]);
    expect(changesBetween(null, before, plain).flatMap(({ lines }) => lines).every(({ mark }) => mark === 'new')).toBe(true);
  });
});

describe('the fields of a form', () => {
  it('are listed as they are asked, changed, made required, moved and removed', () => {
    expect(fieldsOf(form).map(({ name, step, required }) => [name, step, required])).toEqual([['a', 0, true], ['b', 0, false], ['c', 1, false]]);
    expect(withField(form, 'b', (field) => ({ ...field, title: '乙' })).schema.properties['b']?.title).toBe('乙');
    expect(withField(form, 'nothing', (field) => field)).toBe(form);
    expect(withRequired(withRequired(form, 'b', true), 'a', false).schema.required).toEqual(['b']);
    expect(names(withFieldMoved(form, 'a', 1))).toEqual([['b', 'a'], ['c']]);
    expect(names(withFieldMoved(form, 'b', 1))).toEqual([['a'], ['b', 'c']]);
    expect(names(withFieldMoved(form, 'a', -1))).toEqual([['a', 'b'], ['c']]);
    // A step's last field stays in it.
    expect(names(withFieldMoved(form, 'c', -1))).toEqual([['a', 'b'], ['c']]);
    const without = withoutField(withoutField(form, 'c'), 'a');
    expect(names(without)).toEqual([['b']]);
    expect([Object.keys(without.schema.properties), without.schema.required]).toEqual([['b'], []]);
  });

  it('are added of each kind at the end of a step', () => {
    for (const kind of FIELD_KINDS) {
      const more = withNewField(form, 0, 'more', kind);
      expect(names(more)).toEqual([['a', 'b', 'more'], ['c']]);
      expect(more.schema.properties['more']).toMatchObject({ title: '', ui: { en: '' } });
    }
  });

  it('begin with a name and one department’s review, by the limits that are shown', () => {
    const first = firstForm({ ...blankService('dept-rsj'), limits: { legalWorkingDays: 20, promisedWorkingDays: 10, basis: { law: '某办法', article: '' }, note: { zh: '', en: '' } } });
    expect(first).toMatchObject({ form: { steps: [{ fields: ['name'] }] }, approval: { lead: 'dept-rsj', limits: { promisedWorkingDays: 10, basis: { law: '某办法' } } } });
  });
});
