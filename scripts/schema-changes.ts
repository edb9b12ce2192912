import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';
import { projectRoot } from '../modules/kernel/root.js';

const root = projectRoot();
const git = (...args: string[]): string => execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

/** The last release tag that this commit descends from, or null before the first. */
function lastRelease(): string | null {
  try {
    return git('describe', '--tags', '--abbrev=0', '--match', 'v*').trim();
  } catch {
    return null;
  }
}

// Reports what breaks clients since the last release. It reports and does not fail: a major release may break them.
const tag = lastRelease();
if (tag === null) console.log('no release yet: the contract may still change freely');
else {
  const changes = await diff(buildSchema(git('show', `${tag}:schema.graphql`)), buildSchema(readFileSync(path.join(root, 'schema.graphql'), 'utf8')));
  const breaking = changes.filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking);
  for (const { message } of breaking) console.log(`breaking since ${tag}: ${message}`);
  console.log(`${breaking.length} breaking of ${changes.length} changes since ${tag}`);
}
