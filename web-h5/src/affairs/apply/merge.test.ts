import { describe, expect, it } from '@jest/globals';
import { merged } from './merge.js';

const BASE = { name: '王建国', street: 'yueyang', story: '', family: [{ name: '李芳' }] };

describe('two devices at one draft', () => {
  it('keep what only one of them has changed', () => {
    const here = { ...BASE, story: '厨房着火' };
    const there = { ...BASE, street: 'sijing', family: [{ name: '李芳' }, { name: '王小宝' }] };
    expect(merged(BASE, here, there)).toEqual({ values: { name: '王建国', street: 'sijing', story: '厨房着火', family: [{ name: '李芳' }, { name: '王小宝' }] }, clashes: [] });
  });

  it('name what both have changed, and keep this device’s until somebody chooses', () => {
    expect(merged(BASE, { ...BASE, street: 'sheshan' }, { ...BASE, street: 'sijing' })).toMatchObject({ values: { street: 'sheshan' }, clashes: ['street'] });
  });

  it('call it no clash where both came to the same, and let what one emptied stay empty', () => {
    expect(merged(BASE, { ...BASE, street: '' }, { ...BASE, story: '着火' })).toMatchObject({ values: { street: '', story: '着火' }, clashes: [] });
    expect(merged(BASE, { ...BASE, street: 'sijing' }, { ...BASE, street: 'sijing' }).clashes).toEqual([]);
  });
});
