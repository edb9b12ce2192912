// `npm run check`: every static check, all of them even when one fails; what failed is said last.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
/** Of some folders those that are there: git keeps no empty ones, and the cruiser fails on what is missing. */
const present = (...folders) => folders.filter((folder) => existsSync(path.join(root, folder)));
const steps = [
  ['generated code', ['scripts/build.mjs', '--generate']],
  ['schema is composed, described and formatted', ['scripts/run.mjs', 'scripts/schema.ts', '--check']],
  ['types of the server', ['node_modules/typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.json']],
  ['types of the pages', ['node_modules/vue-tsc/bin/vue-tsc.js', '--noEmit', '-p', 'web-h5/tsconfig.json']],
  ['lint', ['node_modules/eslint/bin/eslint.js', '--max-warnings', '0', '.']],
  ['import rules', ['node_modules/dependency-cruiser/bin/dependency-cruise.mjs', '--config', '.dependency-cruiser.cjs', ...present('gateway', 'modules', 'bot', 'web-h5/src', 'benchmarks', 'load-tests', 'scripts')]],
  ['changes of the contract since the last release', ['scripts/run.mjs', 'scripts/schema-changes.ts']],
];

const failed = [];
for (const [name, args] of steps) {
  const begun = performance.now();
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${name} (${((performance.now() - begun) / 1000).toFixed(1)} s)`);
  if (status !== 0) failed.push(name);
}
if (failed.length > 0) {
  console.error(`failed: ${failed.join(', ')}`);
  process.exit(1);
}
