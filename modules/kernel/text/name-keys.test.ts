import { describe, expect, it } from '@jest/globals';
import { nameKeys, numberSounds, soundedNames, tokensOf } from './name-keys.js';

describe('nameKeys', () => {
  it.each([
    ['方塔園', { text: '方塔园', sounds: 'fang ta yuan' }],
    ['云间 24 路', { text: '云间24路', sounds: 'yun jian 24/ershisi lu' }],
    ['Public Square (YT545)', { text: 'public square yt545', sounds: 'public square yt 545/wubaisishiwu' }],
    ['重庆路', { text: '重庆路', sounds: 'chong/zhong qing lu' }],
    ['······', { text: '', sounds: '' }],
  ])('of %j', (name, keys) => {
    expect(nameKeys(name)).toEqual(keys);
  });

  it('survives JSON', () => {
    const keys = nameKeys('佘山國家森林公園');
    expect(JSON.parse(JSON.stringify(keys))).toEqual(keys);
  });

  it('has a sound for every token, whatever the name', () => {
    for (const name of ['𠮷野家', 'カフェ24', '〇八一路', 'А-Б', 'e-mail 3', '一', '  ']) {
      const keys = nameKeys(name);
      expect(keys.sounds.split(' ').filter(Boolean)).toHaveLength(tokensOf(keys.text).length);
    }
  });
});

describe('numberSounds', () => {
  it.each([['24', '24/ershisi'], ['102', '102/yibailinger'], ['007', '007/qi'], ['12345', '12345']])('of %s are %s', (digits, expected) => {
    expect(numberSounds(digits)).toBe(expected);
  });
});

describe('soundedNames', () => {
  it('adds the spelling in digits of a name in numerals', () => {
    const names = soundedNames(nameKeys('人民二路十四号'));
    expect(names.map(({ text }) => text)).toEqual(['人民二路十四号', '人民2路14号']);
    expect(names[1]?.tokens.map(({ sounds }) => sounds)).toEqual(['ren', 'min', '2/er', 'lu', '14/shisi', 'hao']);
  });

  it('joins digits and numerals of one number', () => {
    expect(soundedNames(nameKeys('2十4路'))[1]?.tokens.map(({ text }) => text)).toEqual(['24', '路']);
  });

  it('refuses keys that do not belong together', () => {
    expect(() => soundedNames({ text: '方塔园', sounds: 'fang ta' })).toThrow(RangeError);
  });
});
