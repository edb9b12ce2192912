import { DATA_LEVELS, declared, type DataLevel, type StoredCollection, type StoredForm } from '../modules/kernel/crypto/index.js';
import { between } from './policies.js';

const BEGIN = '<!-- levels: written by `npm run security:matrix` -->';
const END = '<!-- end of levels -->';
const MARKS: Readonly<Record<StoredForm, string>> = { clear: '', sealed: ' ●', token: ' ◆', hash: ' ○' };

/** docs/SECURITY.md with the levels of every stored path as they are declared now. Throws where their place is not marked. */
export function withLevels(document: string, stored: readonly StoredCollection[]): string {
  const rows = [...stored].sort((a, b) => (a.collection < b.collection ? -1 : 1)).map((one) => `| \`${one.collection}\` | ${DATA_LEVELS.map((level) => cell(one, level)).join(' | ')} |`);
  return between(document, BEGIN, END, ['● sealed, ◆ keyed token, ○ hash; the rest stands in the clear.', '', `| collection | ${DATA_LEVELS.join(' | ')} |`, `|---${'|---'.repeat(DATA_LEVELS.length)}|`, ...rows].join('\n'));
}

function cell({ fields }: StoredCollection, wanted: DataLevel): string {
  return Object.entries(fields).flatMap(([path, field]) => {
    const { level, form } = declared(field);
    return level === wanted ? [`${path}${MARKS[form]}`] : [];
  }).join(', ');
}
