export { editDistance, prefixDistance, syllableDistance } from './fuzzy.js';
export { NameIndex, type NamedItem, type NameHit, type NameSearch } from './name-index.js';
export { nameKeys, type NameKeys } from './name-keys.js';
export type { KeyedNames } from './name-store.js';
export type { NameMatch } from './name-tiers.js';
export { normalise, normaliseName } from './normalise.js';
export { digitsFromNumerals, findNumerals, numeralOf, type NumeralSpan } from './numerals.js';
export { initialsOf, isPinyinLoaded, pinyinOf, readingsOf } from './pinyin.js';
export { toSimplified } from './simplify.js';
