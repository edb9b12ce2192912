import { readingsOf } from '../../modules/kernel/text/index.js';

const UNSEEN = 0xffff;
const HAN_FIRST = 0x3400;
const HAN_LAST = 0x9fff;

const table = new Uint16Array(HAN_LAST - HAN_FIRST + 1).fill(UNSEEN);
const numbers = new Map<string, number>();
const syllables: string[] = [''];
const others = new Map<number, readonly number[]>();

function numberOf(reading: string): number {
  const known = numbers.get(reading);
  if (known !== undefined) return known;
  numbers.set(reading, syllables.length);
  syllables.push(reading);
  return syllables.length - 1;
}

function learn(code: number): number {
  const readings = readingsOf(String.fromCharCode(code))[0] ?? [];
  const all = readings.map(numberOf);
  if (all.length > 1) others.set(code, all);
  const number = all[0] ?? 0;
  table[code - HAN_FIRST] = number;
  return number;
}

/**
 * The number of a Chinese character's commonest toneless syllable, the same for all characters that sound alike; 0 for
 * what has none. Asked of the dictionary once a character, then from a table: the dictionary takes 100 times as long.
 */
export function syllableOf(code: number): number {
  if (code < HAN_FIRST || code > HAN_LAST) return 0;
  const known = table[code - HAN_FIRST] ?? 0;
  return known === UNSEEN ? learn(code) : known;
}

/** The numbers of all syllables that a Chinese character is read as, the commonest first. */
export function soundsOf(code: number): readonly number[] {
  const first = syllableOf(code);
  return others.get(code) ?? [first];
}
