import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type * as Recheck from 'recheck';
import ts from 'typescript';
import { projectRoot } from '../../modules/kernel/root.js';

/**
 * No pattern that residents' words run through may take more than linear time. Every one is found in the sources, so that a new one
 * cannot be forgotten, and judged by recheck: by an automaton where the pattern is regular, which is a proof, else by attacks that
 * count the matcher's steps. No time is measured. (The words are bounded too: 2,000 characters of a message are read,
 * `bot/language/normalise.ts`, and 64 KB of WeChat's, `gateway/wechat/official-account/door.ts`.)
 */

const FOLDERS = ['bot', 'gateway/wechat', 'modules/kernel/text'];
const root = projectRoot();

interface Pattern {
  readonly source: string;
  readonly flags: string;
  /** Where it stands. */
  readonly at: string;
}

interface Found {
  readonly literals: readonly Pattern[];
  /** Where patterns are put together. */
  readonly makers: readonly string[];
}

/** The patterns of a file's text, by the compiler's own reading of it, and the places at which others are put together. */
function patternsIn(file: string, text: string): Found {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const literals: Pattern[] = [];
  const makers: string[] = [];
  const placeOf = (node: ts.Node): string => `${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf('/');
      literals.push({ source: node.text.slice(1, end), flags: node.text.slice(end + 1), at: placeOf(node) });
    }
    if ((ts.isNewExpression(node) || ts.isCallExpression(node)) && ts.isIdentifier(node.expression) && node.expression.text === 'RegExp') makers.push(placeOf(node));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { literals, makers };
}

function findAll(): Found {
  const files = FOLDERS.flatMap((folder) => readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`))
    .filter((file) => file.endsWith('.ts') && !/\.test\.ts$|\/testing[^/]*\.ts$|__generated__/.test(file));
  const read = files.map((file) => patternsIn(file, readFileSync(path.join(root, file), 'utf8')));
  return { literals: read.flatMap(({ literals }) => literals), makers: read.flatMap(({ makers }) => makers) };
}

/** What files put together as they are loaded, by the line that does it: patterns that are made later, from what somebody says, are none that can be judged. */
async function madeBy(files: Iterable<string>): Promise<Pattern[]> {
  const made: Pattern[] = [];
  const Original = globalThis.RegExp;
  const note = (pattern: RegExp): RegExp => {
    const [at = ''] = (new Error().stack ?? '').split('\n').flatMap((frame) => /([^/\s(][^\s(]*\.ts:\d+)/.exec(frame.replace(`${root}/`, ''))?.[1] ?? []).filter((place) => !place.includes('text-patterns'));
    made.push({ source: pattern.source, flags: pattern.flags, at });
    return pattern;
  };
  globalThis.RegExp = new Proxy(Original, { construct: (target, given: [string, string?]) => note(new target(...given)), apply: (target, _self, given: [string, string?]) => note(target(...given)) });
  try {
    for (const file of files) await import(path.join(root, file));
  } finally {
    globalThis.RegExp = Original;
  }
  return made;
}

/** What is wrong with a pattern; null where its time is linear. */
async function faultOf({ source, flags, at }: Pattern): Promise<string | null> {
  const { checkSync } = await recheck();
  // By steps alone: what a busy machine has no time for must not change the answer.
  const found = checkSync(source, flags, { randomSeed: 1, timeout: null, seedingTimeout: null, incubationTimeout: null, attackTimeout: null, recallTimeout: -1 });
  if (found.status === 'safe') return null;
  return `${at} /${source}/${flags}: ${found.status === 'vulnerable' ? `${found.complexity.summary}, with ${found.attack.pattern}` : found.error.kind}`;
}

async function recheck(): Promise<typeof Recheck> {
  // In this process, without a JVM or a binary.
  process.env.RECHECK_BACKEND = 'pure';
  return import('recheck');
}

describe('patterns that residents\' words run through', () => {
  let found: Found;
  let made: readonly Pattern[];
  beforeAll(async () => {
    found = findAll();
    made = await madeBy(new Set(found.makers.map((place) => place.slice(0, place.lastIndexOf(':')))));
  });

  it('are found, written out or put together', () => {
    expect(patternsIn('a.ts', 'const a = /a+\\/b/u, b = new RegExp(`${a}`), c = RegExp("x"); // not /this/')).toEqual({ literals: [{ source: 'a+\\/b', flags: 'u', at: 'a.ts:1' }], makers: ['a.ts:1', 'a.ts:1'] });
    expect(found.literals.length).toBeGreaterThan(150);
    for (const folder of FOLDERS) expect(found.literals.filter(({ at }) => at.startsWith(`${folder}/`))).not.toEqual([]);
  });

  it('are put together as their file is loaded, where they are not written out', () => {
    expect(found.makers.length).toBeGreaterThan(3);
    expect(found.makers.filter((place) => !made.some(({ at }) => at === place))).toEqual([]);
  });

  it('a slow one would be seen', async () => {
    for (const source of ['\\s+$', '^(a|a)*$', '^\\s*x?\\s*$']) expect(await faultOf({ source, flags: 'u', at: 'here' })).toContain('here /');
    expect(await faultOf({ source: '^a+b', flags: 'u', at: 'here' })).toBeNull();
  }, 60_000);

  it('take linear time, each of them', async () => {
    const all = new Map([...found.literals, ...made].map((pattern) => [`/${pattern.source}/${pattern.flags}`, pattern]));
    const faults: string[] = [];
    for (const pattern of all.values()) {
      const fault = await faultOf(pattern);
      if (fault) faults.push(fault);
    }
    expect(faults).toEqual([]);
  }, 240_000);
});
