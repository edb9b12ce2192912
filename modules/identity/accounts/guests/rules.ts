import { Fault } from '../../../kernel/errors.js';
import { maskIdentifier, normaliseIdentifier, normalisePhone } from '../../../kernel/identifiers.js';
import { isIssuer, isPassportNumber } from './countries.js';
import type { GuestEntity, GuestFacts, GuestInput, GuestRecovery } from './types.js';

const E164 = /^\+[1-9]\d{6,14}$/;
/** As much of RFC 5321 as mail addresses are made of in life; no quoted ones. */
const EMAIL = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * Reads what a visitor says of himself into its one form.
 * @param today `YYYY-MM-DD` in the district
 * @throws Fault BAD_INPUT naming the field
 */
export function readGuest(input: GuestInput, today: string): GuestFacts {
  const name = input.name.normalize('NFC').replace(/\s+/g, ' ').trim();
  if (name.length === 0 || name.length > 64) throw wrong('name', '1 to 64 characters', '姓名为1至64个字');
  const issuingCountry = input.issuingCountry.normalize('NFKC').trim().toUpperCase();
  if (!isIssuer(issuingCountry)) throw wrong('issuingCountry', 'three letters of ISO 3166-1, such as USA', '签发国请用三个字母的国家代码，例如 USA');
  const passportNumber = normaliseIdentifier(input.passportNumber);
  if (!isPassportNumber(passportNumber, issuingCountry)) throw wrong('passportNumber', 'letters and digits as in the passport', '护照号码与签发国的格式不符，请核对');
  const { birthDate } = input;
  if (!DAY.test(birthDate) || birthDate < '1880-01-01' || birthDate > today) throw wrong('birthDate', 'a day in the past', '出生日期有误');
  const email = given(input.email);
  if (email !== null && (email.length > 254 || !EMAIL.test(email))) throw wrong('email', 'a mail address', '邮箱地址有误');
  const phone = given(input.phone);
  const number = phone === null ? null : e164(phone);
  if (phone !== null && number === null) throw wrong('phone', 'a number with its country code, such as +1 202 555 0123', '手机号请带国家代码，例如 +1 202 555 0123');
  if (email === null && number === null) throw wrong('phone', 'a phone or a mail address is needed', '请填写手机号或邮箱');
  return { name, passportNumber, issuingCountry, birthDate, email, phone: number };
}

/** A phone in its one form of E.164; a mainland mobile number may come without its code. Null where it is none. */
export function e164(text: string): string | null {
  const mainland = normalisePhone(text);
  if (mainland) return `+86${mainland}`;
  const digits = text.normalize('NFKC').replace(/[\s().-]/g, '').replace(/^00/, '+');
  return E164.test(digits) && !digits.startsWith('+86') ? digits : null;
}

/** The number that codes reach: a mainland one, as accounts know it; null for all others. */
export function reachable(facts: Pick<GuestFacts, 'phone'>): string | null {
  return facts.phone === null ? null : normalisePhone(facts.phone);
}

/** What there is if the password is forgotten. */
export function recoveryOf(facts: Pick<GuestFacts, 'phone'>, confirmed: boolean): GuestRecovery {
  if (reachable(facts) === null) return 'NONE';
  return confirmed ? 'PHONE' : 'PHONE_ONCE_CONFIRMED';
}

/**
 * What makes two registrations one person: passport and birth date, the words that a passport's chip opens to as well
 * (ICAO 9303-11, basic access control). Not the number alone, or whoever guesses numbers shuts strangers out; nor the name,
 * which everybody writes otherwise.
 */
export function identityOf({ issuingCountry, passportNumber, birthDate }: GuestFacts): string {
  return `${issuingCountry}:${passportNumber}:${birthDate}`;
}

/** What a guest reads of himself. */
export function shown(facts: GuestFacts, phoneConfirmed: boolean): GuestEntity {
  return {
    __typename: 'Guest', ...facts, passportNumber: maskIdentifier(facts.passportNumber), email: facts.email && maskEmail(facts.email), phone: facts.phone && `${facts.phone.slice(0, 3)}****${facts.phone.slice(-2)}`,
    phoneConfirmed, recovery: recoveryOf(facts, phoneConfirmed),
  };
}

const WORDS: Readonly<Record<GuestRecovery, { readonly zh: string; readonly en: string }>> = {
  PHONE_ONCE_CONFIRMED: { zh: '登录后请确认手机号：以后忘记密码时，可以用短信验证码登录。', en: 'Confirm your phone after signing in: should you forget the password, a code by SMS will sign you in.' },
  PHONE: { zh: '忘记密码时，可以用短信验证码登录。', en: 'Should you forget the password, a code by SMS will sign you in.' },
  NONE: { zh: '请记好密码：我们无法验证您的邮箱或境外手机号，忘记密码后不能自助找回，需带护照到服务窗口办理。', en: 'Keep the password safe: we cannot verify a mail address or a phone of another country, so a forgotten password cannot be recovered online; please come to a counter with the passport.' },
};

/** What a registration says, in plain words. */
export function registeredText(login: string, recovery: GuestRecovery, language: string | null | undefined): string {
  return language === 'EN'
    ? `Your sign-in name is ${login}. Write it down; it signs in with your password. If you registered before, your earlier sign-in name goes on and this one opens nothing. ${WORDS[recovery].en}`
    : `您的登录名是 ${login}，请记下，用它和密码登录。如果您以前注册过，请继续使用原来的登录名，这个登录名不会生效。${WORDS[recovery].zh}`;
}

function given(text: string | null | undefined): string | null {
  return text?.normalize('NFKC').trim() || null;
}

function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  return `${email.slice(0, 1)}***${email.slice(at)}`;
}

function wrong(field: string, expects: string, zh: string): Fault {
  return new Fault('BAD_INPUT', { field, reason: `expects ${expects}`, message: zh });
}
