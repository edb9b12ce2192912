import type { PersonValue } from '../types.js';

/** A person by relation, found in a text in the common form. */
export interface PersonHit {
  readonly start: number;
  readonly end: number;
  readonly value: string;
  readonly person: PersonValue;
}

const KIN: readonly (readonly [value: string, words: string, person: PersonValue])[] = [
  ['父母', '爸妈|父母|爹娘|爸爸妈妈|二老', { relation: 'parent' }],
  ['母亲', '妈妈|老妈|母亲|老娘|老妈子', { relation: 'mother', sex: 'female' }],
  ['父亲', '爸爸|老爸|父亲|老爹|老爷子', { relation: 'father', sex: 'male' }],
  ['岳母', '丈母娘|岳母', { relation: 'elder', sex: 'female' }],
  ['岳父', '岳父|老丈人|丈人', { relation: 'elder', sex: 'male' }],
  ['公公', '公公', { relation: 'elder', sex: 'male' }],
  ['婆婆', '婆婆', { relation: 'elder', sex: 'female' }],
  ['配偶', '老公|老婆|爱人|老伴|丈夫|妻子|媳妇|太太|先生', { relation: 'spouse' }],
  ['外公', '外公|姥爷', { relation: 'grandparent', sex: 'male' }],
  ['外婆', '外婆|姥姥', { relation: 'grandparent', sex: 'female' }],
  ['爷爷', '爷爷', { relation: 'grandparent', sex: 'male' }],
  ['奶奶', '奶奶', { relation: 'grandparent', sex: 'female' }],
  ['外孙女', '外孙女', { relation: 'grandchild', sex: 'female' }],
  ['外孙', '外孙', { relation: 'grandchild', sex: 'male' }],
  ['孙女', '孙女', { relation: 'grandchild', sex: 'female' }],
  ['孙子', '孙子', { relation: 'grandchild', sex: 'male' }],
  ['女儿', '女儿|闺女|女娃|囡囡', { relation: 'child', sex: 'female' }],
  ['儿子', '儿子|男娃', { relation: 'child', sex: 'male' }],
  ['老大', '老大|大宝', { relation: 'child', order: 1 }],
  ['老二', '老二|二宝|二娃', { relation: 'child', order: 2 }],
  ['孩子', '孩子|小孩子|小孩|宝宝|小朋友|小囡|娃娃|宝贝|娃儿|小娃|娃', { relation: 'child' }],
  ['哥哥', '哥哥', { relation: 'sibling', sex: 'male' }],
  ['姐姐', '姐姐', { relation: 'sibling', sex: 'female' }],
  ['弟弟', '弟弟', { relation: 'sibling', sex: 'male' }],
  ['妹妹', '妹妹', { relation: 'sibling', sex: 'female' }],
];
/** One character says who it is only after 我: 我妈, 我家娃. */
const SHORT: Readonly<Record<string, string>> = { 妈: '母亲', 娘: '母亲', 爸: '父亲', 爹: '父亲', 娃: '孩子', 哥: '哥哥', 姐: '姐姐', 弟: '弟弟', 妹: '妹妹', 爷: '爷爷', 奶: '奶奶' };

const byValue = new Map(KIN.map(([value, , person]) => [value, person]));
const valueOfWord = new Map(KIN.flatMap(([value, words]) => words.split('|').map((word) => [word, value] as const)));
const LONG = new RegExp([...valueOfWord.keys()].sort((a, b) => b.length - a.length).join('|'), 'gu');
const AFTER_ME = /[我俺咱](家|们家)?([妈娘爸爹娃哥姐弟妹爷奶])(?![妈娘爸爹娃哥姐弟妹爷奶])/gu;
/** 张先生 and 王太太 are others; 老大爷 is no child. */
const NOT_KIN = /^(?:先生|太太)$/u;

/** Persons by relation in a text, none within another. */
export function findPersons(text: string): PersonHit[] {
  const hits: PersonHit[] = [];
  for (const match of text.matchAll(LONG)) {
    const value = valueOfWord.get(match[0]);
    const person = value === undefined ? undefined : byValue.get(value);
    const end = match.index + match[0].length;
    if (value === undefined || person === undefined || (NOT_KIN.test(match[0]) && !/[我俺咱]/u.test(text.charAt(match.index - 1)))) continue;
    if (match[0] === '老大' && /[爷妈哥姐远]/u.test(text.charAt(end))) continue;
    if (match[0] === '娃' && /[哈菜机]/u.test(text.charAt(end))) continue;
    hits.push({ start: match.index, end, value, person });
  }
  for (const match of text.matchAll(AFTER_ME)) {
    const value = SHORT[match[2] ?? ''];
    const person = value === undefined ? undefined : byValue.get(value);
    const end = match.index + match[0].length;
    if (value === undefined || person === undefined || hits.some((hit) => hit.start < end && hit.end > match.index)) continue;
    // 我家娃: the word alone; 我妈: with the pronoun, since 妈 alone is rather an exclamation.
    hits.push({ start: match[1] === undefined ? match.index : end - 1, end, value, person });
  }
  return hits.sort((a, b) => a.start - b.start);
}
