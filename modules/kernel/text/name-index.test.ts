import { beforeAll, describe, expect, it } from '@jest/globals';
import { NameIndex, type NameSearch } from './name-index.js';
import { nameKeys } from './name-keys.js';

/** The names of the sample district, some with their Traditional and English forms. */
const NAMES: readonly (readonly string[])[] = [
  ['云间1路'], ['云间2路'], ['云间5路'], ['云间9路'], ['云间12路'], ['云间19路'], ['云间24路区间'], ['云间24路'], ['泗泾3路'], ['佘山旅游专线'], ['大学城环线'],
  ['云间快线'], ['夜宵1路'],
  ['云间新城地铁站', '雲間新城地鐵站', 'Yunjian New Town Metro Station'], ['云间体育中心', '雲間體育中心', 'Yunjian Sports Centre'], ['人民北路中山中路'],
  ['方塔园', '方塔園', 'Square Pagoda Park'], ['醉白池'], ['大学城文汇路'], ['大学城图书馆', '大學城圖書館', 'University Town Library'], ['佘山地铁站', '佘山地鐵站'],
  ['佘山国家森林公园', '佘山國家森林公園', 'Sheshan National Forest Park'], ['辰山植物园', '辰山植物園', 'Chenshan Botanical Garden'], ['广富林遗址', '廣富林遺址'],
  ['泗泾地铁站'], ['区中心医院'], ['岳阳社区事务受理中心'], ['高铁云间南站'], ['月湖雕塑公园'], ['长乐路'], ['重庆路'], ['音乐广场'], ['二十四节气园'], ['四平路'],
];
const nameOf = (id: number): string => NAMES[id]?.[0] ?? '';
const idOf = (name: string): number => NAMES.findIndex(([first]) => first === name);

let index: NameIndex;
const search = (query: string, options: Partial<NameSearch> = {}): string[] => index.search(query, { limit: 5, ...options }).map(({ id }) => nameOf(id));
const matchOf = (query: string): string => {
  const [hit] = index.search(query, { limit: 1 });
  return hit === undefined ? 'none' : `${nameOf(hit.id)} ${hit.match}`;
};

beforeAll(() => {
  index = NameIndex.fromNames(NAMES.map((names, id) => ({ id, names })));
});

describe('NameIndex finds', () => {
  it.each([
    ['方塔园', '方塔园 exact'], ['方塔園', '方塔园 exact'], ['ＦＡＮＧ塔', '方塔园 pinyin'], ['方塔', '方塔园 prefix'], ['体育', '云间体育中心 substring'],
    ['體育', '云间体育中心 substring'], ['廣富林遺址', '广富林遗址 exact'], ['佘山國家', '佘山国家森林公园 prefix'],
  ])('characters: %s', (query, expected) => { expect(matchOf(query)).toBe(expected); });

  it.each([
    ['fangta', '方塔园 pinyin'], ['fang ta yuan', '方塔园 pinyin'], ['FANGTAYUAN', '方塔园 pinyin'], ['fāng tǎ', '方塔园 pinyin'], ['fangtay', '方塔园 initials'],
    ['zuibaichi', '醉白池 pinyin'], ['tiyuzhongxin', '云间体育中心 pinyin'], ['fang塔', '方塔园 pinyin'], ['方ta园', '方塔园 pinyin'], ['fan塔', '方塔园 pinyin'], ['yunjian 2 lu', '云间2路 pinyin'], ['fangtayu', '方塔园 pinyin'],
    ['guangfulin', '广富林遗址 pinyin'], ['changle', '长乐路 pinyin'], ['zhangle', '长乐路 pinyin'], ['chongqing', '重庆路 pinyin'], ['yinyue', '音乐广场 pinyin'],
    ['ershisi', '二十四节气园 pinyin'],
  ])('pinyin: %s', (query, expected) => { expect(matchOf(query)).toBe(expected); });

  it.each([
    ['fty', '方塔园 initials'], ['yjtyzx', '云间体育中心 initials'], ['tyzx', '云间体育中心 initials'], ['sjdtz', '泗泾地铁站 initials'], ['zbc', '醉白池 initials'],
    ['ssgjslgy', '佘山国家森林公园 initials'], ['shshgjslgy', '佘山国家森林公园 initials'], ['yjtiyuzx', '云间体育中心 initials'], ['utl', '大学城图书馆 initials'],
    ['f t y', '方塔园 initials'], ['yunj 24 lu', '云间24路 initials'],
  ])('initials: %s', (query, expected) => { expect(matchOf(query)).toBe(expected); });

  it.each([
    ['library', '大学城图书馆 substring'], ['Univ', '大学城图书馆 prefix'], ['universitytown', '大学城图书馆 prefix'], ['botanical garden', '辰山植物园 substring'],
    ['sports cent', '云间体育中心 substring'], ['square pagoda park', '方塔园 exact'], ['pagodapark', '方塔园 substring'],
  ])('English: %s', (query, expected) => { expect(matchOf(query)).toBe(expected); });

  it.each([
    ['方踏园', '方塔园 typo'], ['芳塔圆', '方塔园 typo'], ['醉百池', '醉白池 typo'], ['方塔路园', '方塔园 typo'], ['植物圆', '辰山植物园 typo'], ['广林遗址', '广富林遗址 typo'],
    ['fangtq', '方塔园 typo'], ['fagta', '方塔园 typo'], ['fnagta', '方塔园 typo'], ['gangtayuan', '方塔园 typo'], ['libary', '大学城图书馆 typo'],
    ['botanikal', '辰山植物园 typo'], ['chenshang zhiwuyuan', '辰山植物园 typo'], ['zuobaichi', '醉白池 typo'],
  ])('with a slip: %s', (query, expected) => { expect(matchOf(query)).toBe(expected); });

  it.each(['24', '24路', '二十四路', '廿四路', '２４路', 'yunjian24lu', '云间二十四路', 'yj24', '云間24路'])('the line of a number, whole names first: %s', (query) => {
    const found = search(query).filter((name) => name.startsWith('云间24'));
    expect(found).toEqual(['云间24路', '云间24路区间']);
  });

  it.each([['云间24路', 'exact'], ['雲間二十四路', 'exact'], ['二十四节', 'prefix'], ['24节气', 'prefix'], ['四平', 'prefix'], ['siping', 'pinyin'], ['ershisi', 'pinyin']])(
    'names with numerals, written either way: %s', (query, match) => { expect(index.search(query, { limit: 1 })[0]?.match).toBe(match); },
  );

  it('nothing for nothing, for strangers, and where no answer is wanted', () => {
    for (const query of ['', '  ', '！？', 'qqqqqqqq', '𠮷野家', '99路']) expect(search(query)).toEqual([]);
    expect(search('方塔园', { limit: 0 })).toEqual([]);
    expect(new NameIndex([]).search('方塔园', { limit: 5 })).toEqual([]);
  });

  it('takes any text without harm', () => {
    for (const query of ['a'.repeat(10_000), '路'.repeat(500), 'zhzhzhzhzhzhzhzh', '\u0000\ud800', '(.*)+$', 'nnnnnnnnnnnnnnnn', '  方  塔  '.repeat(50)]) {
      expect(() => search(query)).not.toThrow();
    }
  });
});

describe('NameIndex ranks', () => {
  it('exact before beginning before part before pinyin before initials before a slip', () => {
    const ladder = NameIndex.fromNames(['tayuan', '塔园路', '方塔园', '塔园', '踏园', '他要按', '塔苑'].map((name, id) => ({ id, names: [name] })));
    expect(ladder.search('塔园', { limit: 9 }).map(({ match }) => match)).toEqual(['exact', 'prefix', 'substring']);
    const spelt = ladder.search('tayuan', { limit: 9 });
    expect(spelt[0]).toMatchObject({ id: 0, match: 'exact' });
    expect(spelt.map(({ score }) => score)).toEqual([...spelt].map(({ score }) => score).sort((a, b) => b - a));
    expect(ladder.search('ty', { limit: 9 }).map(({ match }) => match)).toContain('initials');
  });

  it('within a kind of match by the boost, and never across kinds', () => {
    const near = new Map([[idOf('泗泾地铁站'), 0.9], [idOf('佘山地铁站'), 0.5], [idOf('云间新城地铁站'), 0.1]]);
    const boost = (id: number): number => near.get(id) ?? 0;
    expect(search('地铁站', { boost })).toEqual(['泗泾地铁站', '佘山地铁站', '云间新城地铁站']);
    expect(search('dtz', { boost })).toEqual(['泗泾地铁站', '佘山地铁站', '云间新城地铁站']);
    expect(search('佘山', { boost: (id) => (id === idOf('佘山国家森林公园') ? 1 : 0) })[0]).toBe('佘山国家森林公园');
    expect(search('云间2路', { boost: (id) => (id === idOf('云间12路') ? 1000 : 0) })[0]).toBe('云间2路');
  });

  it('then by weight, then the shorter name', () => {
    const plain = NameIndex.fromNames([{ id: 1, names: ['云间大学城'] }, { id: 2, names: ['大云间城'] }, { id: 3, names: ['新云间大道'], weight: 4 }]);
    expect(plain.search('云间大', { limit: 5 }).map(({ id }) => id).slice(0, 2)).toEqual([1, 3]);
    expect(plain.search('云间', { limit: 5 }).map(({ id }) => id)).toEqual([1, 3, 2]);
    expect(search('佘山')).toEqual(['佘山地铁站', '佘山旅游专线', '佘山国家森林公园']);
  });

  it('another number last: 4路 is not 24路', () => {
    const lines = NameIndex.fromNames(['云间24路', '云间4路', '云间14路区间'].map((name, id) => ({ id, names: [name] })));
    expect(lines.search('4路', { limit: 5 })[0]).toMatchObject({ id: 1, match: 'substring' });
    expect(lines.search('4路', { limit: 5, boost: (id) => (id === 0 ? 1 : 0) })[0]?.id).toBe(1);
  });

  it('gives each item once, by its best name, and any id back', () => {
    const ids = NameIndex.fromNames([{ id: 4_000_000_000, names: ['方塔园', '方塔園', 'Fangta Yuan', '方塔公园'] }, { id: -1, names: [] }]);
    expect(ids.search('方塔', { limit: 5 })).toEqual([{ id: 4_000_000_000, score: 10.5, match: 'prefix' }]);
    expect(ids.size).toBe(2);
  });

  it('afresh after a boost that threw', () => {
    expect(() => search('地铁站', { boost: () => { throw new Error('no position'); } })).toThrow('no position');
    expect(search('佘山地铁站')).toEqual(['佘山地铁站']);
  });

  it('the same few of many as the head of all', () => {
    const many = NameIndex.fromNames(Array.from({ length: 400 }, (_, id) => ({ id, names: [`云间${id}路${'甲'.repeat(id % 7)}`], weight: id % 5 })));
    const boost = (id: number): number => ((id * 37) % 11) / 11;
    const all = many.search('云间', { limit: 400, boost });
    expect(all).toHaveLength(400);
    expect(many.search('云间', { limit: 7, boost })).toEqual(all.slice(0, 7));
  });
});

describe('NameIndex from keys', () => {
  it('answers as one built from names', () => {
    const keyed = new NameIndex(JSON.parse(JSON.stringify(NAMES.map((names, id) => ({ id, keys: names.map(nameKeys) })))));
    for (const query of ['方塔园', 'fangta', 'sjdtz', '二十四路', 'libary', '方踏园']) {
      expect(keyed.search(query, { limit: 5 })).toEqual(index.search(query, { limit: 5 }));
    }
  });

  it('refuses keys that do not fit', () => {
    expect(() => new NameIndex([{ id: 1, keys: [{ text: '方塔', sounds: 'fang' }] }])).toThrow(RangeError);
  });
});
