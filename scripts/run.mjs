// Runs one TypeScript file of the project: `node scripts/run.mjs scripts/seed.ts --flag`.
// Generated code that is missing or stale is made first. The file and what it imports are bundled into .build/ (npm
// packages stay outside), then imported in this process.
import { spawnSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { serverBuild } from './server-build.mjs';

const root = path.resolve(import.meta.dirname, '..');
const [entry, ...args] = process.argv.slice(2);
if (!entry) {
  console.error('usage: node scripts/run.mjs <file.ts> [arguments]');
  process.exit(2);
}
// The two commands that generating itself consists of start from here too: they find nothing generated.
if (!process.env['GENERATING'] && entry !== 'scripts/schema.ts') {
  const generated = spawnSync(process.execPath, [path.join(root, 'scripts/build.mjs'), '--generate'], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (generated.status !== 0) process.exit(generated.status ?? 1);
}
// The bundle keeps the entry's folder depth, so that two entries of one name cannot meet.
const outfile = path.join(root, '.build', entry.replace(/\.ts$/, '.mjs'));
await mkdir(path.dirname(outfile), { recursive: true });
await build({ ...serverBuild, entryPoints: [path.resolve(root, entry)], outfile });
process.argv = [process.execPath, path.resolve(root, entry), ...args];
await import(pathToFileURL(outfile).href);
