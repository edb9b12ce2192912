import { expect, it } from '@jest/globals';
import { NameIndex } from './name-index.js';
import { isPinyinLoaded } from './pinyin.js';

it('builds from keys and searches without the pinyin dictionary, until a slip in a character it never saw', () => {
  const index = new NameIndex([
    { id: 1, keys: [{ text: '方塔园', sounds: 'fang ta yuan' }] },
    { id: 2, keys: [{ text: '醉白池', sounds: 'zui bai chi' }] },
  ]);
  for (const query of ['方塔園', 'fangta', 'zbc', 'fagta', '醉池白']) expect(index.search(query, { limit: 3 })).toHaveLength(1);
  expect(isPinyinLoaded()).toBe(false);
  expect(index.search('芳踏圆', { limit: 3 })).toMatchObject([{ id: 1, match: 'typo' }]);
  expect(isPinyinLoaded()).toBe(true);
});
