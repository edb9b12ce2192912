import { describe, expect, it } from '@jest/globals';
import { isPassportNumber } from './countries.js';
import { e164, identityOf, readGuest, recoveryOf, registeredText, shown } from './rules.js';

const INPUT = { name: ' Erika  Mustermann ', passportNumber: 'c01x 00t47', issuingCountry: 'deu', birthDate: '1983-08-12', email: 'erika@example.org', password: 'x' };
const TODAY = '2026-11-23';

describe('what a visitor says', () => {
  it('is read into one form', () => {
    expect(readGuest({ ...INPUT, phone: '+49 (151) 234-56789' }, TODAY)).toEqual({
      name: 'Erika Mustermann', passportNumber: 'C01X00T47', issuingCountry: 'DEU', birthDate: '1983-08-12', email: 'erika@example.org', phone: '+4915123456789',
    });
  });

  it.each([
    ['name', { name: '  ' }], ['name', { name: 'x'.repeat(65) }],
    ['issuingCountry', { issuingCountry: 'DE' }], ['issuingCountry', { issuingCountry: 'ZZZ' }], ['issuingCountry', { issuingCountry: '$ne' }],
    ['passportNumber', { passportNumber: 'C01X' }], ['passportNumber', { passportNumber: 'C01X00T471234' }], ['passportNumber', { passportNumber: 'C01*00T47' }],
    ['passportNumber', { issuingCountry: 'GBR' }], ['birthDate', { birthDate: '2026-11-24' }], ['birthDate', { birthDate: '1879-12-31' }], ['birthDate', { birthDate: '12.8.1983' }],
    ['email', { email: 'erika@' }], ['email', { email: `${'a'.repeat(250)}@example.org` }], ['email', { email: 'a@b.org\nBcc: c@d.org' }],
    ['phone', { phone: '0151 2345' }], ['phone', { phone: '+86 12 3456 7890' }], ['phone', { email: ' ', phone: null }],
  ])('is refused where the %s is none: %j', (field, change) => {
    expect(() => readGuest({ ...INPUT, ...change }, TODAY)).toThrow(expect.objectContaining({ code: 'BAD_INPUT', details: expect.objectContaining({ field }) }));
  });

  it.each([['USA', '123456789', true], ['USA', 'A12345678', true], ['USA', '12345678', false], ['JPN', 'TK1234567', true], ['JPN', '123456789', false], ['FRA', '12AB34567', true], ['KEN', 'A1234567', true], ['KEN', 'A12-4567', false]])('a number of %s: %s', (issuer, number, good) => {
    expect(isPassportNumber(number, issuer)).toBe(good);
  });

  it.each([['138 0000 0001', '+8613800000001'], ['+86 13800000001', '+8613800000001'], ['0044 20 7946 0000', '+442079460000'], ['+1 202 555 0123', '+12025550123'], ['12345', null], ['+0123456789', null], ['+1234567890123456', null]])('phone %s', (text, phone) => {
    expect(e164(text)).toBe(phone);
  });
});

describe('who is one person', () => {
  const facts = readGuest(INPUT, TODAY);

  it('is told by passport and birth date, however the name is written', () => {
    expect(identityOf(readGuest({ ...INPUT, name: 'MUSTERMANN ERIKA', email: null, phone: '+442079460000' }, TODAY))).toBe(identityOf(facts));
    for (const other of [{ birthDate: '1983-08-13' }, { issuingCountry: 'AUT' }, { passportNumber: 'C01X00T48' }]) expect(identityOf(readGuest({ ...INPUT, ...other }, TODAY))).not.toBe(identityOf(facts));
  });

  it('is shown masked', () => {
    expect(shown({ ...facts, phone: '+8613800000001' }, true)).toMatchObject({ passportNumber: 'C0*****47', email: 'e***@example.org', phone: '+86****01', recovery: 'PHONE' });
  });
});

it('says plainly what there is when the password is forgotten', () => {
  expect([recoveryOf({ phone: null }, false), recoveryOf({ phone: '+442079460000' }, false), recoveryOf({ phone: '+8613800000001' }, false), recoveryOf({ phone: '+8613800000001' }, true)]).toEqual(['NONE', 'NONE', 'PHONE_ONCE_CONFIRMED', 'PHONE']);
  expect(registeredText('guest-1', 'NONE', 'ZH_HANS')).toContain('忘记密码后不能自助找回');
  expect(registeredText('guest-1', 'NONE', 'EN')).toContain('cannot be recovered online');
});
