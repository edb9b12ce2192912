import { describe, expect, it } from '@jest/globals';
import type { FieldSchema, FormDefinition } from './types.js';
import { formFaults } from './validate.js';

const formOf = (field: FieldSchema): FormDefinition => ({ schema: { type: 'object', properties: { a: field } }, steps: [{ id: 'one', title: { zh: '一', en: 'One' }, fields: ['a'] }] });
const said = (pattern: string, value: string) => formFaults(formOf({ type: 'string', title: '银行卡号', pattern, ui: { en: 'Bank account' } }), { a: value }).map(({ message }) => message);

describe('what does not fit a pattern', () => {
  it.each([
    ['^\\d{12,19}$', '6222', { zh: '银行卡号应为12到19位数字，请检查', en: 'Bank account has 12 to 19 digits' }],
    ['^\\d{15}$', '１２', { zh: '银行卡号应为15位数字，请检查', en: 'Bank account has 15 digits' }],
    ['^[A-Z0-9]{8}$', 'x', { zh: '银行卡号应为8位字母或数字，请检查', en: 'Bank account has 8 letters or digits' }],
  ])('%s is told by its field and what it asks for', (pattern, value, words) => {
    expect(said(pattern, value)).toEqual([words]);
  });

  it('is told of nothing else', () => {
    expect(said('^\\d{12,19}$', '622200001111222')).toEqual([]);
  });
});
