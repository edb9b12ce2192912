import { describe, expect, it } from '@jest/globals';
import { inLanguage, pickText, type Language } from './languages.js';

const all = { 'zh-CN': '方塔', 'zh-HK': '方塔站', en: 'Fangta' };

describe('pickText', () => {
  it.each<[Language | null, Record<string, string> | null, string, string, string]>([
    // wanted, translations, own, feed's language, picked
    ['EN', null, '方塔', 'zh', '方塔'],
    [null, all, 'own', 'fr', 'own'],
    ['ZH_HANS', all, 'own', 'fr', '方塔'],
    ['ZH_HANT', all, 'own', 'fr', '方塔站'],
    ['EN', all, 'own', 'fr', 'Fangta'],
    ['EN', { 'en-US': 'Fangta' }, '方塔', 'zh-CN', 'Fangta'],
    ['EN', { 'zh-Hant': '方塔站' }, '方塔', '', '方塔'],
    ['ZH_HANS', { 'zh-Hans': '方塔', 'zh-Hant-TW': '方塔站' }, 'Fangta', 'en', '方塔'],
    ['ZH_HANT', { zh_TW: '方塔站', zh: '方塔' }, 'Fangta', 'en', '方塔站'],
    ['ZH_HANT', { yue: '方塔站', 'zh-SG': '方塔' }, 'Fangta', 'en', '方塔站'],
    ['ZH_HANT', { 'zh-cht': '方塔站', 'zh-chs': '方塔' }, 'Fangta', 'en', '方塔站'],
    ['ZH_HANS', { 'zh-HK': '方塔站' }, 'Fangta', 'en', '方塔站'],
    ['ZH_HANS', { 'zh-HK': '方塔站', zh: '方塔' }, 'Fangta', 'en', '方塔'],
    ['ZH_HANS', { en: 'Fangta' }, '方塔', 'zh-CN', '方塔'],
    ['ZH_HANS', { en: 'Fangta' }, '方塔', '', '方塔'],
    ['ZH_HANT', { en: 'Fangta' }, '方塔', 'zh-CN', '方塔'],
    ['ZH_HANS', { 'zh-Hans': '方塔' }, '方塔東', 'zh', '方塔'],
    // Nothing fits and there is no own text: Chinese before English before others.
    [null, { fr: 'tour', en: 'Fangta', zh: '方塔' }, '', '', '方塔'],
    ['EN', { fr: 'tour', 'zh-Hant': '方塔站' }, '', '', '方塔站'],
    ['ZH_HANS', { fr: 'tour', en: 'Fangta' }, '', '', 'Fangta'],
    ['ZH_HANS', { 'zh-CN': '', en: 'Fangta' }, '方塔', '', '方塔'],
    ['EN', {}, '', '', ''],
  ])('wanted %s of %j and own %j in %j is %j', (wanted, translations, own, language, picked) => {
    expect(pickText(translations, own, language, wanted)).toBe(picked);
  });
});

describe('inLanguage', () => {
  it.each<[Language | null | undefined, string]>([['EN', 'tower'], ['ZH_HANS', '塔'], ['ZH_HANT', '塔'], [null, '塔'], [undefined, '塔']])('%s reads %s', (wanted, read) => {
    expect(inLanguage({ zh: '塔', en: 'tower' }, wanted)).toBe(read);
  });
});
