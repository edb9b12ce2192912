import { partsOf, SECTIONS, type Definition, type Section } from './edited.js';

/** A line of a section as it was, as it is, or in both. */
export interface Line {
  readonly mark: 'old' | 'new' | 'same';
  readonly text: string;
}
export interface SectionChange {
  readonly section: Section;
  readonly lines: readonly Line[];
}
/** How parts and their values are called. */
export interface Naming {
  readonly part: (key: string) => string;
  readonly value: (key: string, value: string) => string;
}

/** What one definition says otherwise than another, section by section, line by line; unchanged lines beside changed ones stay for their sense. */
export function changesBetween(before: Definition | null, after: Definition, naming: Naming): SectionChange[] {
  return SECTIONS.flatMap((section) => {
    const [old, now] = [linesOf(before, section, naming), linesOf(after, section, naming)];
    if (old.join('\n') === now.join('\n')) return [];
    return [{ section, lines: near(differ(old, now)) }];
  });
}

/** A section in lines: lists by their entries, words in both languages, forms and approvals by their JSON. */
function linesOf(definition: Definition | null, section: Section, naming: Naming): string[] {
  const json = section === 'form' || section === 'advanced';
  return partsOf(section).flatMap((part) => {
    const value = definition?.[part];
    if (value === undefined) return [];
    return json ? JSON.stringify(value, null, 1).split('\n') : told(naming.part(part), part, value, naming);
  });
}

function told(title: string, key: string, value: unknown, naming: Naming): string[] {
  if (Array.isArray(value)) return value.flatMap((entry, index) => (typeof entry === 'string' ? [`${title}：${entry}`] : told(`${title} ${index + 1}`, key, entry, naming)));
  if (typeof value !== 'object' || value === null) return [`${title}：${typeof value === 'string' ? naming.value(key, value) : naming.value('', String(value))}`];
  if (isWords(value)) return [`${title}：${value.zh}`, `${title} (en)：${value.en}`];
  return Object.entries(value).flatMap(([name, member]) => told(`${title} · ${naming.part(name)}`, name, member, naming));
}

const isWords = (value: object): value is { zh: string; en: string } => 'zh' in value && 'en' in value && typeof value.zh === 'string' && typeof value.en === 'string';

/** The longest common lines stay, the rest is old or new. */
function differ(old: readonly string[], now: readonly string[]): Line[] {
  const longest = Array.from({ length: old.length + 1 }, () => new Uint16Array(now.length + 1));
  const at = (i: number, j: number): number => longest[i]?.[j] ?? 0;
  for (let i = old.length - 1; i >= 0; i -= 1) {
    const row = longest[i];
    if (row) for (let j = now.length - 1; j >= 0; j -= 1) row[j] = old[i] === now[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  }
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    const [was, is] = [old[i], now[j]];
    if (was !== undefined && was === is) {
      lines.push({ mark: 'same', text: was });
      [i, j] = [i + 1, j + 1];
    } else if (was !== undefined && (is === undefined || at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ mark: 'old', text: was });
      i += 1;
    } else {
      lines.push({ mark: 'new', text: is ?? '' });
      j += 1;
    }
  }
  return lines;
}

/** Changed lines with two on either side. */
function near(lines: readonly Line[]): Line[] {
  return lines.filter((line, index) => line.mark !== 'same' || lines.slice(Math.max(0, index - 2), index + 3).some(({ mark }) => mark !== 'same'));
}
