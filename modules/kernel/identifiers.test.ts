import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { composeCreditCode, composeIdentifier, isMainlandPhone, maskIdentifier, maskName, maskPhone, normalisePhone, parseCreditCode, parseIdentifier } from './identifiers.js';

const date = fc.date({ min: new Date('1900-01-01T00:00:00Z'), max: new Date('2026-11-23T00:00:00Z'), noInvalidDate: true }).map((d) => d.toISOString().slice(0, 10));
const parts = fc.record({ birthDate: date, sex: fc.constantFrom('male' as const, 'female' as const), order: fc.integer({ min: 0, max: 499 }) });
const area = fc.constantFrom('310199', '110105', '810000', '820000', '830000', '931840');
const number = fc.tuple(parts, area).map(([own, code]) => composeIdentifier({ ...own, area: code }));
const put = (text: string, at: number, char: string): string => text.slice(0, at) + char + text.slice(at + 1);
const swap = (text: string, a: number, b: number): string => put(put(text, a, text.charAt(b)), b, text.charAt(a));

describe('personal identifiers', () => {
  it.each([
    ['11010519491231002X', 'RESIDENT_ID', '1949-12-31', 'female'],
    ['440524188001010014', 'RESIDENT_ID', '1880-01-01', 'male'],
    [' １１０１０５ 19491231-002x ', 'RESIDENT_ID', '1949-12-31', 'female'],
    [composeIdentifier({ birthDate: '1990-02-28', sex: 'male', order: 1, area: '810000' }), 'HK_MACAO_RESIDENCE', '1990-02-28', 'male'],
    [composeIdentifier({ birthDate: '1990-02-28', sex: 'male', order: 1, area: '830000' }), 'TAIWAN_RESIDENCE', '1990-02-28', 'male'],
    [composeIdentifier({ birthDate: '1981-08-03', sex: 'female', order: 1, area: '931840' }), 'FOREIGN_RESIDENCE', '1981-08-03', 'female'],
  ])('reads %s', (text, kind, birthDate, sex) => {
    const reading = parseIdentifier(text);
    expect(reading).toMatchObject({ ok: true, identifier: { kind, birthDate, sex } });
    expect(reading.ok && reading.identifier.value).toMatch(/^\d{17}[\dX]$/);
  });

  it('reads an old foreign residence card and a passport by shape, without a date', () => {
    expect(parseIdentifier('usa310056081234')).toEqual({ ok: true, identifier: { kind: 'FOREIGN_RESIDENCE', value: 'USA310056081234' } });
    expect(parseIdentifier('e12345678', 'PASSPORT')).toEqual({ ok: true, identifier: { kind: 'PASSPORT', value: 'E12345678' } });
  });

  it.each([
    ['110105194912310021', undefined, /校验/],
    ['11010519490231002X', undefined, /出生日期/],
    ['990105194912310024', undefined, /地区/],
    ['110105491231002', undefined, /15位/],
    ['1101051949123100', undefined, /18位/],
    ['E1', 'PASSPORT' as const, /护照/],
    ['11010519491231002X', 'TAIWAN_RESIDENCE' as const, /类型/],
    ['{"$gt":""}', undefined, /18位/],
  ])('refuses %s and says why', (text, kind, why) => {
    const reading = parseIdentifier(text, kind);
    expect(reading.ok ? '' : reading.reason.zh).toMatch(why);
    expect(reading.ok ? '' : reading.reason.en).toMatch(/\w/);
  });

  it('refuses a birth date that is still to come', () => {
    const tomorrow = composeIdentifier({ birthDate: '2026-11-24', sex: 'male', order: 0 });
    expect(parseIdentifier(tomorrow, undefined, '2026-11-23').ok).toBe(false);
    expect(parseIdentifier(tomorrow, undefined, '2026-11-24').ok).toBe(true);
  });

  it('gives back what a number was composed of', () => {
    fc.assert(fc.property(parts, (own) => {
      expect(parseIdentifier(composeIdentifier(own))).toMatchObject({ ok: true, identifier: { kind: 'RESIDENT_ID', birthDate: own.birthDate, sex: own.sex } });
    }));
  });

  it('finds every changed character', () => {
    fc.assert(fc.property(number, fc.integer({ min: 0, max: 17 }), fc.constantFrom(...'0123456789X'), (value, at, char) => {
      fc.pre(value.charAt(at) !== char);
      expect(parseIdentifier(put(value, at, char)).ok).toBe(false);
    }));
  });

  it('finds two swapped digits wherever they stand, but ten places apart, where the weights are the same', () => {
    fc.assert(fc.property(number, fc.integer({ min: 0, max: 16 }), fc.integer({ min: 1, max: 17 }), (value, a, b) => {
      fc.pre(a < b && b - a !== 10 && value.charAt(a) !== value.charAt(b));
      expect(parseIdentifier(swap(value, a, b)).ok).toBe(false);
    }));
  });
});

describe('credit codes', () => {
  const body = fc.string({ unit: fc.constantFrom(...'0123456789ABCDEFGHJKLMNPQRTUWXY'), minLength: 8, maxLength: 8 });
  const code = fc.tuple(fc.constantFrom('11', '12', '91', '92', '52'), body).map(([category, own]) => composeCreditCode(category, own));

  // Published examples.
  it.each(['91110000600037341L', '91350100M000100Y43', ' 91350100m000100y43 '])('reads %s', (text) => {
    expect(parseCreditCode(text)).toEqual({ ok: true, value: text.trim().toUpperCase() });
  });

  it.each(['91350100M000100Y4', '91350100I000100Y43', '01350100M000100Y43', '91350100M000100Y44'])('refuses %s', (text) => {
    expect(parseCreditCode(text).ok).toBe(false);
  });

  it('reads what was composed and finds every changed character', () => {
    fc.assert(fc.property(code, fc.integer({ min: 0, max: 17 }), fc.constantFrom(...'0123456789ABCDEFGHJKLMNPQRTUWXY'), (value, at, char) => {
      expect(parseCreditCode(value).ok).toBe(true);
      fc.pre(value.charAt(at) !== char);
      expect(parseCreditCode(put(value, at, char)).ok).toBe(false);
    }));
  });

  it('finds two swapped characters of the first seventeen', () => {
    fc.assert(fc.property(code, fc.integer({ min: 0, max: 15 }), fc.integer({ min: 1, max: 16 }), (value, a, b) => {
      fc.pre(a < b && value.charAt(a) !== value.charAt(b));
      expect(parseCreditCode(swap(value, a, b)).ok).toBe(false);
    }));
  });
});

describe('masks and phones', () => {
  it('shows the ends only', () => {
    expect(maskIdentifier('31019919900307001X')).toBe('310**************X');
    expect(maskIdentifier('E12345678')).toBe('E1*****78');
    expect(maskPhone('13800001234')).toBe('138****1234');
    expect(maskName('王小宝')).toBe('王**');
    expect(maskName('欧')).toBe('欧*');
  });

  it('never shows the birth date of a number', () => {
    fc.assert(fc.property(parts, (own) => expect(maskIdentifier(composeIdentifier(own)).slice(6, 14)).toBe('********')));
  });

  it('knows mainland numbers by shape', () => {
    expect(normalisePhone('+86 138-0000-1234')).toBe('13800001234');
    expect(normalisePhone('0086１３８００００１２３４')).toBe('13800001234');
    expect(['12800001234', '1380000123', '138000012345', '1380000123x'].map(isMainlandPhone)).toEqual([false, false, false, false]);
    expect(normalisePhone('021-12345678')).toBeNull();
  });
});
