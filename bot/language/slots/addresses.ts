import type { TaggedWord } from '../segment.js';
import type { PatternHit } from './patterns.js';

/** Single characters that can stand before an address but are not its beginning. */
const BEFORE = new Set('我你他她它们家住在是到去从的了查看问想要这那里哪个边有没和跟给把被让吗呢吧请帮属于对口报修往离近旁过走、下来雨啊呀就都还又也不几条'.split(''));
const END = /(?:大道|新村|小区|公寓|花园|花苑|家园|名苑|公馆|别墅|佳苑|路(?![灯过况线费牌标由])|街(?![道坊舞])|弄|苑|村(?![民委])|里(?=\d))(?:[\d一二三四五六七八九十百]{1,4}(?:号楼|号|弄|幢|栋|室|支弄|单元)){0,4}/gu;
const LONGEST_NAME = 8;
/** Words of these kinds make up names: nouns of all sorts, abbreviations, Latin words, what the dictionary does not know. */
const NAMING = /^(?:n|j|s|b|eng|x|z)/u;

/** For each unit of a text, whether it lies in a word of several characters that can be no part of a name. */
function barsOf(words: readonly TaggedWord[], length: number): Uint8Array {
  const bars = new Uint8Array(length);
  let at = 0;
  for (const { word, tag } of words) {
    if (word.length > 1 && !NAMING.test(tag)) bars.fill(1, at, at + word.length);
    at += word.length;
  }
  return bars;
}

/**
 * Roads and estates as written: 文汇路88弄12号, 江川小区; the name before the ending may have up to eight characters.
 * @param tag cuts a text into its words, in order, nothing left out; asked only where something ends like an address
 */
export function findAddresses(text: string, tag: (text: string) => readonly TaggedWord[]): PatternHit[] {
  const hits: PatternHit[] = [];
  let bars: Uint8Array | undefined;
  let done = 0;
  for (const match of text.matchAll(END)) {
    bars ??= barsOf(tag(text), text.length);
    let start = match.index;
    while (start > done && match.index - start < LONGEST_NAME && bars[start - 1] === 0 && !BEFORE.has(text.charAt(start - 1)) && /\p{Script=Han}/u.test(text.charAt(start - 1))) start -= 1;
    const end = match.index + match[0].length;
    if (match.index - start < 2 || bars[match.index] === 1 || /^[一二三四五六七八九十\d]+路$/u.test(text.slice(start, end))) continue;
    const last = hits.at(-1);
    // 文汇路, then 88弄 of the same address; 中山路人民路 is one corner.
    if (last !== undefined && last.end === start) hits[hits.length - 1] = { ...last, end, value: text.slice(last.start, end) };
    else hits.push({ kind: 'address', start, end, value: text.slice(start, end) });
    done = end;
  }
  return hits;
}
