import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { projectRoot } from '../modules/kernel/root.js';

const root = projectRoot();
const SKIPPED = new Set(['node_modules', 'dist', '.build', '.data', '.cache', '.git', 'coverage']);

/** Every Markdown file of the project, by its path from the top. */
function documents(folder = ''): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = path.join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : documents(name);
    return entry.name.endsWith('.md') ? [name] : [];
  });
}

/** The anchors that headings make, as GitHub does: lower case, spaces to dashes, punctuation dropped. */
function anchorsOf(text: string): Set<string> {
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading);
  return new Set(headings.map((heading) => heading.trim().toLowerCase().replace(/[^\p{L}\p{N}\s-]/gu, '').replace(/\s/g, '-')));
}

/** Where a document's links and pictures lead, as they are written. */
function linksOf(text: string): string[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)|<img src="([^"]+)"/g)].map(([, link, picture]) => link ?? picture ?? '');
}

/** Links to places inside the project that are not there. */
function broken(file: string): string[] {
  return linksOf(readFileSync(path.join(root, file), 'utf8')).filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [place = '', anchor] = link.split('#');
    const target = place === '' ? path.join(root, file) : path.resolve(root, path.dirname(file), place);
    if (!existsSync(target)) return true;
    return anchor !== undefined && !anchorsOf(readFileSync(target, 'utf8')).has(anchor);
  });
}

const files = documents();

describe('the documents', () => {
  it.each(files)('%s: every link leads somewhere', (file) => {
    expect(broken(file)).toEqual([]);
  });

  it.each(files)('%s: every npm command is there', (file) => {
    const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> }; // npm's own shape
    const named = [...readFileSync(path.join(root, file), 'utf8').matchAll(/npm run ([a-z][\w:]*\*?)/g)].map(([, name = '']) => name);
    const there = (name: string): boolean => (name.endsWith('*') ? Object.keys(scripts).some((script) => script.startsWith(name.slice(0, -1))) : name in scripts);
    expect(named.filter((name) => !there(name))).toEqual([]);
  });

  it('README and its Chinese version show the same commands and lead to the same places', () => {
    const parts = (file: string): object => {
      const text = readFileSync(path.join(root, file), 'utf8');
      return {
        headings: (text.match(/^#+ /gm) ?? []).length,
        fenced: [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, code]) => code),
        commands: [...text.matchAll(/^\| `npm ([\w:]+(?: [\w:]+)?)/gm)].map(([, command]) => command),
        links: linksOf(text).filter((link) => !link.startsWith('README')).sort(),
      };
    };
    expect(parts('README.zh-CN.md')).toEqual(parts('README.md'));
  });
});
