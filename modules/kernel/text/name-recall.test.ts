import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { NameIndex } from './name-index.js';
import { normaliseName } from './normalise.js';
import { initialsOf, pinyinOf } from './pinyin.js';

/**
 * How often the right name is among the first five, over real lists of stops, for queries made from them with a fixed
 * seed. The floors are what was measured, less three points.
 */
const feeds = path.resolve(import.meta.dirname, '../../../../shared/feeds');
const SAMPLE = 400;

interface Stop {
  simplified: string;
  names: string[];
  english: string;
}

function readKmb(): Stop[] {
  // The file's shape is known: the operator's list of stops, with the name in three forms.
  const stops = JSON.parse(gunzipSync(readFileSync(path.join(feeds, 'hk-kmb-names/kmb_stops.json.gz'))).toString('utf8')) as Record<string, string>[];
  return stops.map(({ name_sc: simplified = '', name_tc: traditional = '', name_en: english = '' }) => ({ simplified, names: [simplified, traditional, english], english }));
}

function readHangzhou(): Stop[] {
  const lines = gunzipSync(readFileSync(path.join(feeds, 'hangzhou-stops.csv.gz'))).toString('utf8').trim().split('\n');
  return lines.map((line) => line.split(';')[1] ?? '').map((simplified) => ({ simplified, names: [simplified], english: '' }));
}

/** A small linear congruential generator: the same queries in every run. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const characters = (stop: Stop): string => normaliseName(stop.simplified).replace(/[a-z0-9 ]/gu, '');

/** One edit at a random place: another letter, one left out, one too many, or two exchanged. */
function slip(text: string, alphabet: string, random: (below: number) => number): string {
  const letters = [...text];
  const place = random(letters.length);
  const stranger = [...alphabet][random([...alphabet].length)] ?? '';
  const kind = random(4);
  if (kind === 0) letters[place] = stranger;
  else if (kind === 1) letters.splice(place, 1);
  else if (kind === 2) letters.splice(place, 0, stranger);
  else letters.splice(Math.min(place, letters.length - 2), 2, letters[Math.min(place + 1, letters.length - 1)] ?? '', letters[Math.min(place, letters.length - 2)] ?? '');
  return letters.join('');
}

const LATIN = 'abcdefghijklmnopqrstuvwxyz';
const HAN = '山水路桥村公园东西南北';

/** The kinds of queries, each made from a stop; those too short to tell anything are left out. */
const KINDS: Record<string, (stop: Stop, random: (below: number) => number) => string> = {
  simplified: ({ simplified }) => simplified,
  traditional: ({ names }) => names[1] ?? '',
  english: ({ english }) => english,
  pinyin: (stop) => pinyinOf(characters(stop)).replaceAll(' ', ''),
  initials: (stop) => initialsOf(characters(stop)),
  'slip in a character': (stop, random) => (characters(stop).length < 3 ? '' : slip(characters(stop), HAN, random)),
  'slip in pinyin': (stop, random) => slip(pinyinOf(characters(stop)).replaceAll(' ', ''), LATIN, random),
  'slip in English': ({ english }, random) => (english === '' ? '' : slip(english.toLowerCase().replace(/\(.*/u, '').trim(), LATIN, random)),
};

const FLOORS: Record<string, Record<string, number>> = {
  kmb: {
    simplified: 0.97, traditional: 0.97, english: 0.97, pinyin: 0.96, initials: 0.93,
    'slip in a character': 0.94, 'slip in pinyin': 0.95, 'slip in English': 0.95,
  },
  hangzhou: { simplified: 0.97, pinyin: 0.97, initials: 0.97, 'slip in a character': 0.93, 'slip in pinyin': 0.96 },
};

describe.each([
  ['kmb', 'hk-kmb-names/kmb_stops.json.gz', readKmb],
  ['hangzhou', 'hangzhou-stops.csv.gz', readHangzhou],
] as const)('recall at 5 on the stops of %s', (city, file, read) => {
  if (!existsSync(path.join(feeds, file))) {
    it.skip(`skipped: ../shared/feeds/${file} is not here`, () => undefined);
    return;
  }
  const stops = read();
  const index = NameIndex.fromNames(stops.map(({ names }, id) => ({ id, names })));

  it.each(Object.entries(FLOORS[city] ?? {}))('%s: at least %d', (kind, floor) => {
    const random = randomOf(20_260_115);
    let asked = 0;
    let right = 0;
    for (let i = 0; i < SAMPLE; i += 1) {
      const stop = stops[random(stops.length)];
      const query = stop === undefined ? '' : (KINDS[kind]?.(stop, random) ?? '');
      if (stop === undefined || [...query].length < 3) continue;
      asked += 1;
      // Stops of one name, at both sides of a road, are equally right.
      const found = index.search(query, { limit: 5 }).map(({ id }) => stops[id]);
      if (found.some((other) => other !== undefined && characters(other) === characters(stop))) right += 1;
    }
    expect(asked).toBeGreaterThan(SAMPLE / 2);
    expect(right / asked).toBeGreaterThanOrEqual(floor);
  });
});
