import { describe, expect, it } from '@jest/globals';
import type { FormDefinition } from './types.js';
import { formWords } from './words.js';

describe('entries in words', () => {
  it('name their fields as the form asks for them, however the schema was stored', () => {
    const form: FormDefinition = {
      schema: {
        type: 'object',
        properties: { family: { type: 'array', title: '家庭成员', ui: { en: 'Family' }, items: { type: 'object', properties: { identifier: { type: 'string', title: '身份证号', ui: { en: 'Id' } }, income: { type: 'number', title: '收入', ui: { en: 'Income' } }, name: { type: 'string', title: '姓名', ui: { en: 'Name' } } }, required: ['name', 'identifier'] } } },
      },
      steps: [{ id: 'one', title: { zh: '家庭', en: 'Family' }, fields: ['family'] }],
    };
    const [section] = formWords(form, { family: [{ identifier: '1', income: 2, name: '甲' }] });
    expect(section?.rows[0]?.text).toEqual({ zh: '姓名 甲，身份证号 1，收入 2', en: 'Name 甲, Id 1, Income 2' });
  });
});
