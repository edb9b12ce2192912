import type { AccountEntity, AccountKind } from '../accounts/types.js';
import type { Role } from '../../kernel/caller.js';
import type { Factor } from '../sessions/types.js';

/** Why a password is too weak; each has its words in `weaknessText`. */
export type PasswordWeakness = 'too-short' | 'too-short-for-staff' | 'too-long' | 'too-plain' | 'well-known' | 'a-row' | 'about-you' | 'used-before';

/** What a password is judged against. */
export interface PasswordOwner {
  readonly staff: boolean;
  /** Login, phone, name, identifier: what others know of its owner. */
  readonly known: readonly string[];
}

/** The most that is hashed: a longer text is no password but an attack on the hashing. */
export const LONGEST_PASSWORD = 128;
/** How many former passwords may not come again. */
export const PASSWORD_HISTORY = 5;

const DAY = 86_400_000;
const ADMINISTRATORS: readonly Role[] = ['system-admin', 'security-admin', 'audit-admin', 'site-admin'];
const WELL_KNOWN = ['password', 'passw0rd', 'qwerty', 'admin', 'iloveyou', 'woaini', 'letmein', 'welcome', 'abc123', 'a123456', 'aa123456', 'qq123456', '5201314', '1314520', 'changeme', 'yunjian'];
const ROWS = ['01234567890', 'abcdefghijklmnopqrstuvwxyz', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm'];

/** What is wrong with a password; empty where it is good (GB/T 22239 §8.1.4.1 asks for complexity and regular change). */
export function passwordWeaknesses(password: string, owner: PasswordOwner): PasswordWeakness[] {
  const length = [...password].length;
  const lower = password.toLowerCase();
  const found: PasswordWeakness[] = [];
  if (length < 8) found.push('too-short');
  else if (owner.staff && length < 10) found.push('too-short-for-staff');
  if (password.length > LONGEST_PASSWORD) found.push('too-long');
  if (classesOf(password) < 3 && length < 16) found.push('too-plain');
  // What is left of a well-known word's password must be a password by itself.
  if (WELL_KNOWN.some((word) => lower.includes(word) && length - word.length < 6)) found.push('well-known');
  if (hasRow(lower)) found.push('a-row');
  if (owner.known.some((text) => isTold(lower, text.toLowerCase()))) found.push('about-you');
  return found;
}

function classesOf(password: string): number {
  return [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(password)).length;
}

/** Five or more in a row: 12345, 54321, qwert, aaaaa. */
function hasRow(lower: string): boolean {
  if (/(.)\1{4}/u.test(lower)) return true;
  for (let at = 0; at + 5 <= lower.length; at++) {
    const piece = lower.slice(at, at + 5);
    const back = [...piece].reverse().join('');
    if (ROWS.some((row) => row.includes(piece) || row.includes(back))) return true;
  }
  return false;
}

function isTold(password: string, known: string): boolean {
  // Birthdays stand in ID numbers and the ends of phones are told to everybody: six characters of either are too many.
  for (let at = 0; at + 6 <= known.length; at++) if (password.includes(known.slice(at, at + 6))) return true;
  return known.length >= 3 && known.length < 6 && password.includes(known);
}

const TEXTS: Readonly<Record<PasswordWeakness, { readonly zh: string; readonly en: string }>> = {
  'too-short': { zh: '密码太短，至少8位', en: 'Too short: at least 8 characters' },
  'too-short-for-staff': { zh: '工作人员的密码至少10位', en: 'Too short: at least 10 characters for staff' },
  'too-long': { zh: `密码太长，最多${LONGEST_PASSWORD}位`, en: `Too long: at most ${LONGEST_PASSWORD} characters` },
  'too-plain': { zh: '请混合使用大写字母、小写字母、数字、符号中的至少三种，或者用16位以上的长密码', en: 'Mix three of capitals, small letters, digits and signs, or use 16 characters or more' },
  'well-known': { zh: '这个密码太常见，容易被猜到', en: 'Too well known: easily guessed' },
  'a-row': { zh: '不要使用连续或重复的字符，比如12345、aaaaa', en: 'No rows such as 12345 or aaaaa' },
  'about-you': { zh: '不要使用自己的姓名、手机号、证件号或登录名', en: 'Not your own name, phone, ID number or login' },
  'used-before': { zh: `不能与最近${PASSWORD_HISTORY}次用过的密码相同`, en: `Not one of the last ${PASSWORD_HISTORY} passwords` },
};

/** A weakness in plain words. */
export function weaknessText(weakness: PasswordWeakness, language: string | null | undefined): string {
  return language === 'EN' ? TEXTS[weakness].en : TEXTS[weakness].zh;
}

/** How long a password holds, in milliseconds; null: for good. Residents are not made to change theirs, which only makes for worse ones. */
export function passwordLifetimeMs(kind: AccountKind, roles: readonly Role[]): number | null {
  if (roles.some((role) => ADMINISTRATORS.includes(role))) return 60 * DAY;
  if (kind === 'STAFF') return 90 * DAY;
  return kind === 'ORGANISATION' ? 180 * DAY : null;
}

/** How long a number lies fallow at least before it is given to somebody else (《电信服务规范》: 90 days). */
export const PHONE_FALLOW_MS = 90 * DAY;

/**
 * Whether a proved account's phone may have got a new holder: nobody has shown to hold it for as long as carriers keep a number
 * back. Then a code that it takes says nothing of the person. Staff are asked for a second factor anyhow.
 */
export function phoneMayBeAnothers({ kind, proofed, provedAt, phoneHeldAt }: Pick<AccountEntity, 'kind' | 'proofed' | 'provedAt' | 'phoneHeldAt'>, now: number): boolean {
  return kind !== 'STAFF' && proofed && Math.max(provedAt ?? 0, phoneHeldAt) <= now - PHONE_FALLOW_MS;
}

/**
 * Whether what an account gets as its second factor would be its phone's alone: somebody who came by the phone, and whose person
 * has not been proved just now, makes no second factor for a proved account out of the one that he has.
 */
export function restsOnPhoneAlone({ kind, proofed, provedAt }: Pick<AccountEntity, 'kind' | 'proofed' | 'provedAt'>, first: Factor | undefined, since: number): boolean {
  return kind !== 'STAFF' && proofed && (first === 'SMS' || first === 'WECHAT') && (provedAt ?? 0) < since;
}

/** Free tries before a lock, and how long the first lock is; each further wrong try doubles it, up to the longest. */
export const LOCK = { freeTries: 5, firstMs: 60_000, longestMs: 3_600_000, forgottenAfterMs: 86_400_000 } as const;

const REFUSALS = {
  WRONG: { zh: '账号、密码或验证码不正确', en: 'The account, password or code is not right' },
  LOCKED: { zh: '尝试次数过多，账号已暂时锁定，请稍后再试', en: 'Too many tries; locked for a while' },
  DISABLED: { zh: '账号已停用，请联系管理员', en: 'This account is disabled; please ask an administrator' },
  PASSWORD_EXPIRED: { zh: '密码已过期，请用手机验证码登录后修改密码', en: 'The password has expired; sign in by code and change it' },
  SNAPSHOT_USER: { zh: '请先点击“使用完整服务”，再用微信登录', en: 'Please open the full page in WeChat first' },
} as const;

/** What a refusal says, in plain words. */
export function refusalText(reason: keyof typeof REFUSALS, language: string | null | undefined): string {
  return language === 'EN' ? REFUSALS[reason].en : REFUSALS[reason].zh;
}

/** The text of a one-time code. Carriers want the sender's name in 【】 first. */
export function codeText(district: string, code: string): string {
  return `【${district}】验证码 ${code}，5分钟内有效。工作人员不会向您索要验证码，请勿告诉他人。`;
}

/** Whether a path leads within this site and nowhere else: `//host`, `/\host` and control characters lead out of it. */
export function isOwnPath(path: string): boolean {
  return path.length <= 512 && /^\/(?![/\\])[^\\\u0000-\u001f\u007f]*$/.test(path);
}
