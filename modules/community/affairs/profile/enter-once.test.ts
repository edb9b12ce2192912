import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { projectRoot } from '../../../kernel/root.js';
import { readSampleCatalogue } from '../catalogue/sample.js';
import { askedAgain, prefilled } from '../forms/rules/prefill.js';
import type { FormDefinition } from '../forms/rules/types.js';
import { formFaults } from '../forms/rules/validate.js';
import { checkValues } from '../forms/schema.js';
import { completed, LI, WANG } from '../testing.js';
import { FACTS, type KnownFacts } from './facts.js';

const { services } = readSampleCatalogue(path.join(projectRoot(), 'data/district/affairs'));
const forms = services.flatMap(({ name, form, inputs }) => (form ? [{ name: name.zh, form, inputs }] : []));

/** A household of which everything is known. */
const VALUES: Readonly<Record<string, unknown>> = {
  'person.name': WANG.name, 'person.identifier': WANG.identifier, 'person.birthDate': WANG.birthDate, 'person.sex': 'male', 'person.education': 'bachelor',
  'contact.phone': '13900000001', 'contact.other.name': '李芳', 'contact.other.phone': '13900000002',
  'home.street': 'yueyang', 'home.address': '云间区岳阳街道人民北路88弄12号501室', 'home.tenure': 'owned',
  'household.kind': 'local', 'household.address': '云间区岳阳街道人民北路88弄12号501室', 'household.monthlyIncome': 12000,
  'family.marital': 'married', 'family.spouse.name': '李芳', 'family.spouse.identifier': LI.identifier, 'family.members': [{ name: '李芳', identifier: LI.identifier, relation: 'spouse' }],
  'work.status': 'employed', 'work.employer': '云间公共交通有限公司', 'bank.name': '工商银行', 'bank.account': '6222000000000000',
  'delivery.way': 'post', 'delivery.address': '云间区岳阳街道人民北路88弄12号501室',
  'business.name': '云间小吃店', 'business.creditCode': '92310199MA00000529', 'business.street': 'yongfeng', 'business.address': '云间区永丰街道中山中路216号', 'business.area': 60,
};
const known: KnownFacts = Object.fromEntries(Object.entries(VALUES).map(([key, value]) => [key, { value, source: 'SELF', from: null, at: 0, confirmedAt: 0 }]));

describe('enter once', () => {
  it('knows a household wholly: every fact of the vocabulary is filled here', () => {
    expect(Object.keys(VALUES).sort()).toEqual(Object.keys(FACTS).sort());
  });

  it.each(forms.map(({ name, form }) => [name, form] as const))('%s asks for nothing that is known', (_name, form) => {
    expect(askedAgain(form, known, FACTS)).toEqual([]);
    const { values, filledBy } = prefilled(form, known);
    expect(Object.keys(filledBy).length).toBeGreaterThanOrEqual(3);
    // What is filled is right: nothing filled is at fault, only what is the application's own is still missing.
    expect(formFaults(form, values).filter(({ path: at }) => Object.hasOwn(values, at.split('.')[0] ?? ''))).toEqual([]);
  });

  it('asks for nothing under one title in two forms that is no fact', () => {
    const titles = forms.flatMap(({ name, form }) => Object.values(form.schema.properties).flatMap(({ title = '', ui }) => (ui?.fill === undefined ? [[title, name] as const] : [])));
    expect(titles.filter(([title], index) => titles.findIndex(([other]) => other === title) !== index)).toEqual([]);
  });

  it('asks nobody for a paper that a department holds in any of the services', () => {
    const papers = services.flatMap(({ inputs }) => inputs);
    const fetched = new Set(papers.filter(({ how }) => how === 'fetched').map(({ evidence }) => evidence));
    expect(papers.filter(({ how, evidence }) => how === 'given' && fetched.has(evidence))).toEqual([]);
    expect(fetched.size).toBeGreaterThan(8);
  });

  it('is broken by a form that asks again, under whatever title', () => {
    const own = (title: string): FormDefinition => ({ schema: { type: 'object', properties: { tel: { type: 'string', title, ui: { en: 'x' } } } }, steps: [{ id: 'a', title: { zh: '一', en: 'A' }, fields: ['tel'] }] });
    expect(askedAgain(own('联系电话'), known, FACTS)).toEqual(['tel asks for contact.phone under “联系电话”']);
    expect(askedAgain(own('招牌文字'), known, FACTS)).toEqual([]);
    const unfilled: FormDefinition = { ...own('x'), schema: { type: 'object', properties: { tel: { type: 'string', maxLength: 5, title: '电话', ui: { en: 'x', fill: 'contact.phone' } } } } };
    expect(askedAgain(unfilled, known, FACTS)).toEqual(['tel is known as contact.phone and not filled']);
    expect(askedAgain({ ...own('x'), schema: { type: 'object', properties: { tel: { type: 'string', title: 'x', ui: { en: 'x', fill: 'contact.fax' } } } } }, known, FACTS)).toEqual(['tel is filled by contact.fax, which is no fact']);
  });
});

describe('page and server judge alike', () => {
  const samples: readonly unknown[] = ['', 'x', '王建国', '2026-02-30', '2026-02-28', '13900000001', '139', WANG.identifier, `${WANG.identifier.slice(0, 17)}0`, 0, 1.5, 3, -1, true, false, [], [{}], [{ name: '李芳', identifier: LI.identifier, relation: 'spouse' }], [{ name: '李芳', relation: 'aunt' }], {}, null, 'post', 'lost', '😀'.repeat(41), '字'.repeat(900)];
  it.each(forms.map(({ name, form }) => [name, form] as const))('%s, whatever is filled in', (_name, form) => {
    const values = completed(form, prefilled(form, known).values);
    expect(checkValues(form, values)).toMatchObject({ ok: true });
    const counts = { taken: 0, refused: 0 };
    for (const field of Object.keys(form.schema.properties)) {
      for (const value of samples) {
        const tried = { ...values, [field]: value };
        const faults = formFaults(form, tried);
        const checked = checkValues(form, tried);
        expect({ field, value, ok: checked.ok }).toEqual({ field, value, ok: faults.length === 0 });
        counts[checked.ok ? 'taken' : 'refused'] += 1;
      }
    }
    expect(counts.taken).toBeGreaterThan(10);
    expect(counts.refused).toBeGreaterThan(20);
    // What is no field of the form is not kept.
    expect(checkValues(form, { ...values, unheardOf: 1 })).toEqual(checkValues(form, values));
  });
});
