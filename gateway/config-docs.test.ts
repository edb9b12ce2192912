import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { projectRoot } from '../modules/kernel/root.js';
import { CONFIG_VARIABLES, readConfig } from './config.js';

const operations = readFileSync(path.join(projectRoot(), 'docs/OPERATIONS.md'), 'utf8');

/** One row of the table of variables: its name, and what its second column says of the default. */
interface Row {
  readonly name: string;
  readonly fallback: string;
}

/** The rows of the table under “Configuration”, in order. */
function documented(): Row[] {
  const section = /^## Configuration\n([\s\S]*?)^## /m.exec(operations)?.[1] ?? '';
  return [...section.matchAll(/^\| `([A-Z][A-Z0-9_]*)` \| ([^|]*) \|/gm)].map((row) => ({ name: row[1] ?? '', fallback: row[2]?.trim() ?? '' }));
}

describe('the table of variables in docs/OPERATIONS.md', () => {
  it('names exactly the variables that are read', () => {
    expect(documented().map(({ name }) => name)).toEqual(CONFIG_VARIABLES);
  });

  it('names their defaults: a value in code marks, or that there is none', () => {
    const wrong = documented().filter(({ name, fallback }) => {
      const value = /^`(.+)`$/.exec(fallback)?.[1];
      if (value === undefined) return fallback !== '–';
      // Given as a value, the default that is written down must make the same configuration as leaving it out.
      return JSON.stringify(readConfig({ [name]: value }, '/')) !== JSON.stringify(readConfig({}, '/'));
    });
    expect(wrong).toEqual([]);
  });

  it('says “–” only where nothing is set without the variable', () => {
    const config: Readonly<Record<string, unknown>> = { ...readConfig({}, '/') };
    const empty = (value: unknown): boolean => value === undefined || value === '' || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
    const wrong = documented().filter(({ name, fallback }) => empty(config[name]) !== (fallback === '–'));
    expect(wrong).toEqual([]);
  });
});
