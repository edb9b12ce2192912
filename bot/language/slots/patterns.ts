import type { PatternKind } from '../types.js';
import { smallNumber } from './dates.js';

/** What a pattern found. */
export interface PatternHit {
  readonly kind: PatternKind;
  readonly start: number;
  readonly end: number;
  readonly value: string;
}

type Read = (match: RegExpExecArray) => string | undefined;
const NUMBER = '(\\d{1,4}|[一二两三四五六七八九十]{1,3})';
const number = (match: RegExpExecArray): string | undefined => smallNumber(match[1] ?? '')?.toString();
const GRADES = '一二三四五六七八九';

function gradeOf(match: RegExpExecArray): string | undefined {
  const [text, digit, junior, senior] = match;
  if (digit !== undefined) {
    const at = smallNumber(digit) ?? 0;
    return at >= 1 && at <= 9 ? `${GRADES.charAt(at - 1)}年级` : undefined;
  }
  if (junior !== undefined) return `${GRADES.charAt(5 + (smallNumber(junior) ?? 0))}年级`;
  return senior === undefined ? text : `高${GRADES.charAt((smallNumber(senior) ?? 1) - 1)}`;
}

/** Digits that are written in Chinese, as people read out a number. */
const FIGURES = new Map([...'零一二三四五六七八九'].map((char, i) => [char, String(i)] as const));
/** A text with its Chinese digits as figures: 二〇二六 is 2026. */
export const figuresOf = (text: string): string => text.replace(/[零一二三四五六七八九幺〇]/gu, (char) => FIGURES.get(char) ?? (char === '幺' ? '1' : '0'));

/** Each pattern is read on at most 256 units and repeats nothing within a repetition: linear by construction. */
const PATTERNS: readonly (readonly [kind: PatternKind, pattern: RegExp, read: Read])[] = [
  ['id-number', /(?<!\d)\d{17}[\dx](?![\da-z])/gu, (m) => m[0].toUpperCase()],
  ['phone', /(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}-\d{7,8})(?!\d)/gu, (m) => m[0]],
  ['case-number', /(?<![a-z\d])[a-z]{1,6}[ -]?\d[\d -]{2,28}\d(?![\da-z])/gu, (m) => figuresOf(m[0]).replace(/\s/gu, '').toUpperCase()],
  ['case-number', /(?<![\d.])(?:\d{7,}|\d{4,}(?:-\d{2,})+)(?![\d.])/gu, (m) => m[0]],
  ['case-number', /(?<=编号|单号|受理号|号码|查询码|受理编号|工单|号是|号)[a-z]{0,4}[零一二三四五六七八九幺〇\d]{5,20}/gu, (m) => figuresOf(m[0]).toUpperCase()],
  ['amount', /(\d{1,7}(?:\.\d{1,2})?|[一二两三四五六七八九十]{1,3})(?:块钱|元|块)(?!儿|地|头)/gu, number],
  ['count', new RegExp(`(?<![\\d第周期拜钱元块价])${NUMBER}(?:张|个人|人(?!民|行|才|工)|位|名|口人|个(?=大人|成人|小孩|孩子|老人|学生|儿童|朋友|小朋友|同学))`, 'gu'), number],
  ['grade', /(?<!\d)(?:([一二三四五六七八九1-9])年级|初([一二三123])|高([一二三123])(?!楼|层|度)|小班|中班|大班)/gu, gradeOf],
  ['direction', /反方向|对面方向|反向|回程|往回|外圈|内圈|逆时针|顺时针/gu, (m) => (/[内外]圈/u.test(m[0]) ? m[0] : /时针/u.test(m[0]) ? m[0] : '反方向')],
];

/** Numbers that are somebody's. */
const PERSONAL: ReadonlySet<PatternKind> = new Set(['id-number', 'phone']);

/** Everything that has a form: numbers of all kinds, grades, directions. Hits of different kinds may overlap. */
export function findPatterns(text: string): PatternHit[] {
  const hits: PatternHit[] = [];
  for (const [kind, pattern, read] of PATTERNS) {
    for (const match of text.matchAll(pattern)) {
      const value = read(match);
      const [start, end] = [match.index, match.index + match[0].length];
      // Several numbers in a row are no case's, and somebody's own must not be kept as one.
      const mixed = kind === 'case-number' && hits.some((hit) => PERSONAL.has(hit.kind) && hit.start >= start && hit.end <= end);
      if (value !== undefined && !mixed) hits.push({ kind, start, end, value });
    }
  }
  return hits;
}
