/** Kinds of personal identifiers, named as in the contract. */
export type IdentifierKind = 'RESIDENT_ID' | 'HK_MACAO_RESIDENCE' | 'TAIWAN_RESIDENCE' | 'FOREIGN_RESIDENCE' | 'PASSPORT';

/** Sex as the order code of an identifier says it: odd is male, even female. */
export type IdentifierSex = 'male' | 'female';

/** An identifier that keeps its scheme's rules. It proves nobody: anybody can compute a checksum. */
export interface Identifier {
  readonly kind: IdentifierKind;
  /** In its written form: no spaces, halfwidth, letters in upper case. */
  readonly value: string;
  /** `YYYY-MM-DD`; absent where the scheme does not hold it (passports, old foreign residence cards). */
  readonly birthDate?: string;
  readonly sex?: IdentifierSex;
}

/** A sentence in the two languages that residents read. */
export interface BilingualText {
  readonly zh: string;
  readonly en: string;
}

/** What reading an identifier ends in. */
export type IdentifierReading = { readonly ok: true; readonly identifier: Identifier } | { readonly ok: false; readonly reason: BilingualText };

const WEIGHTS_11643 = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;
const CHECKS_11643 = '10X98765432';
const ALPHABET_32100 = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const WEIGHTS_11714 = [3, 7, 9, 10, 5, 8, 4, 2] as const;
/** First two digits of the address code (GB/T 2260) that the mainland's identifiers begin with. */
const PROVINCES = new Set('11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65'.split(' '));
const EIGHTEEN = /^\d{17}[\dX]$/;
const OLD_FOREIGN = /^[A-Z]{3}\d{12}$/;
const PASSPORT = /^[A-Z0-9]{5,12}$/;

const REASONS = {
  shape: { zh: '证件号码应为18位，最后一位可以是X', en: 'The number has 18 characters; the last may be X' },
  fifteen: { zh: '15位旧身份证号码已停用，请填写18位号码', en: 'The old numbers of 15 digits are no longer in use; give the one of 18' },
  area: { zh: '证件号码的地区代码有误', en: 'The area code of the number is not one' },
  date: { zh: '证件号码中的出生日期有误', en: 'The birth date in the number is not a date' },
  check: { zh: '证件号码的校验位不对，请核对', en: 'The check digit does not fit; please compare the number' },
  kind: { zh: '号码与所选证件类型不符', en: 'The number is of another kind of document' },
  passport: { zh: '护照号码应为5至12位字母或数字', en: 'A passport number has 5 to 12 letters or digits' },
  credit: { zh: '统一社会信用代码应为18位数字或大写字母（不含I、O、S、V、Z）', en: 'The credit code has 18 digits or letters (without I, O, S, V, Z)' },
  creditCheck: { zh: '统一社会信用代码的校验位不对，请核对', en: 'The check character of the credit code does not fit' },
} as const satisfies Record<string, BilingualText>;

/** The written form: fullwidth to halfwidth, without blanks and hyphens, upper case. */
export function normaliseIdentifier(text: string): string {
  return text.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase();
}

/** The check character of GB 11643 (ISO 7064 MOD 11-2) for the first 17 digits. */
export function checkDigit11643(digits: string): string {
  const sum = WEIGHTS_11643.reduce((total, weight, i) => total + weight * Number(digits[i]), 0);
  return CHECKS_11643.charAt(sum % 11);
}

/** `19491231` as `1949-12-31`; null where there is no such day. */
function dateOf(compact: string): string | null {
  const date = `${compact.slice(0, 4)}-${compact.slice(4, 6)}-${compact.slice(6, 8)}`;
  const time = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(time) || !new Date(time).toISOString().startsWith(date) ? null : date;
}

/** Which scheme a number of 18 belongs to, by its area code; null where the area is none. */
function kindOfArea(value: string): IdentifierKind | null {
  const area = value.slice(0, 6);
  if (area === '810000' || area === '820000') return 'HK_MACAO_RESIDENCE';
  if (area === '830000') return 'TAIWAN_RESIDENCE';
  if (value.startsWith('9')) return PROVINCES.has(value.slice(1, 3)) ? 'FOREIGN_RESIDENCE' : null;
  return PROVINCES.has(value.slice(0, 2)) ? 'RESIDENT_ID' : null;
}

function readEighteen(value: string, today: string | undefined): IdentifierReading {
  const kind = kindOfArea(value);
  if (!kind) return { ok: false, reason: REASONS.area };
  const birthDate = dateOf(value.slice(6, 14));
  if (!birthDate || birthDate < '1880-01-01' || (today !== undefined && birthDate > today)) return { ok: false, reason: REASONS.date };
  if (checkDigit11643(value) !== value.charAt(17)) return { ok: false, reason: REASONS.check };
  return { ok: true, identifier: { kind, value, birthDate, sex: Number(value.charAt(16)) % 2 === 1 ? 'male' : 'female' } };
}

/**
 * Reads a personal identifier: GB 11643 resident IDs (citizens; 港澳台居民居住证 with 810000, 820000, 830000), foreigners'
 * permanent residence (from 2023: 9, two digits of province, three of nationality, then as GB 11643; before: three letters and
 * twelve digits, shape only), passports by shape.
 * @param kind the kind the holder says it is; a passport must be named, as its shape tells nothing
 * @param today `YYYY-MM-DD` in the district; birth dates after it are refused
 */
export function parseIdentifier(text: string, kind?: IdentifierKind, today?: string): IdentifierReading {
  const value = normaliseIdentifier(text);
  if (kind === 'PASSPORT') return PASSPORT.test(value) ? { ok: true, identifier: { kind, value } } : { ok: false, reason: REASONS.passport };
  if (OLD_FOREIGN.test(value)) {
    if (kind !== undefined && kind !== 'FOREIGN_RESIDENCE') return { ok: false, reason: REASONS.kind };
    return { ok: true, identifier: { kind: 'FOREIGN_RESIDENCE', value } };
  }
  if (/^\d{15}$/.test(value)) return { ok: false, reason: REASONS.fifteen };
  if (!EIGHTEEN.test(value)) return { ok: false, reason: REASONS.shape };
  const reading = readEighteen(value, today);
  return reading.ok && kind !== undefined && reading.identifier.kind !== kind ? { ok: false, reason: REASONS.kind } : reading;
}

/** What an identifier is composed of; `area` are its first six characters. */
export interface IdentifierParts {
  readonly birthDate: string;
  readonly sex: IdentifierSex;
  /** Which of the day's people of that sex, 0 to 499. */
  readonly order: number;
  /** Absent: 310199, the sample district's code, which is given to no place. */
  readonly area?: string;
}

/** Composes a valid number of 18 for samples and tests. Throws RangeError where the order does not fit. */
export function composeIdentifier({ birthDate, sex, order, area = '310199' }: IdentifierParts): string {
  if (!Number.isInteger(order) || order < 0 || order > 499) throw new RangeError('an order code is 0 to 499');
  const digits = `${area}${birthDate.replaceAll('-', '')}${String(order * 2 + (sex === 'male' ? 1 : 0)).padStart(3, '0')}`;
  return digits + checkDigit11643(digits);
}

/** The check character of GB 11714 for the eight characters of an organisation code. */
function checkCharacter11714(body: string): string {
  const sum = WEIGHTS_11714.reduce((total, weight, i) => total + weight * Number.parseInt(body.charAt(i), 36), 0);
  const check = (11 - (sum % 11)) % 11;
  return check === 10 ? 'X' : String(check);
}

/** The check character of GB 32100 for the first 17 characters. */
function checkCharacter32100(body: string): string {
  let sum = 0;
  for (let i = 0, weight = 1; i < 17; i += 1, weight = (weight * 3) % 31) sum += weight * ALPHABET_32100.indexOf(body.charAt(i));
  return ALPHABET_32100.charAt((31 - (sum % 31)) % 31);
}

/** Reads a 统一社会信用代码 (GB 32100): both its checks, that of the organisation code within (GB 11714) and its own. */
export function parseCreditCode(text: string): { readonly ok: true; readonly value: string } | { readonly ok: false; readonly reason: BilingualText } {
  const value = normaliseIdentifier(text);
  // Registering department and kind of organisation, the area in digits, then organisation code and check.
  if (!/^[1-9AN-Y][0-9A-HJ-NPQRTUWXY]\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/.test(value)) return { ok: false, reason: REASONS.credit };
  const fits = checkCharacter11714(value.slice(8, 16)) === value.charAt(16) && checkCharacter32100(value) === value.charAt(17);
  return fits ? { ok: true, value } : { ok: false, reason: REASONS.creditCheck };
}

/**
 * Composes a valid credit code for samples and tests.
 * @param category two characters: `11` a state organ, `12` a public institution, `91` a company, `92` a sole trader
 * @param body the organisation code's eight characters
 */
export function composeCreditCode(category: string, body: string, area = '310199'): string {
  const first = `${category}${area}${body}${checkCharacter11714(body)}`;
  return first + checkCharacter32100(first);
}

/**
 * Masked for display: 310**************X. Of a number of 18 only the province's first three digits and the check character stay: whoever
 * knows the district and about how old its holder is still has more than a hundred thousand numbers before him, and with
 * the day of birth shown fewer than a hundred. Shorter ones keep their first and last two characters.
 */
export function maskIdentifier(value: string): string {
  if (value.length === 18) return `${value.slice(0, 3)}${'*'.repeat(14)}${value.slice(17)}`;
  const kept = value.length > 5 ? 2 : 1;
  return value.slice(0, kept) + '*'.repeat(Math.max(value.length - 2 * kept, 1)) + value.slice(-kept);
}

/** Whether it is a mobile number of the mainland by shape: eleven digits from 13 to 19. */
export function isMainlandPhone(text: string): boolean {
  return /^1[3-9]\d{9}$/.test(text);
}

/** The written form of a mainland mobile number: without +86, blanks and hyphens; null where it is none. */
export function normalisePhone(text: string): string | null {
  const digits = text.normalize('NFKC').replace(/[\s-]/g, '').replace(/^(\+|00)86/, '');
  return isMainlandPhone(digits) ? digits : null;
}

/** Masked for display: 138****1234. */
export function maskPhone(phone: string): string {
  return phone.length === 11 ? `${phone.slice(0, 3)}****${phone.slice(7)}` : maskIdentifier(phone);
}

/** A name masked for display to those who need not know it whole: the family name stays. */
export function maskName(name: string): string {
  const letters = [...name];
  return (letters[0] ?? '') + '*'.repeat(Math.max(letters.length - 1, 1));
}
