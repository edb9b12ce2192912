// `npm test`: the static checks, then every test; the last line counts what the test runner counted.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const run = (...args) => spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status ?? 1;

const checks = run('scripts/check.mjs');
const built = run('scripts/build.mjs');
const folder = mkdtempSync(path.join(os.tmpdir(), 'smart-district-results-'));
const results = path.join(folder, 'results.json');
const tests = run('--experimental-vm-modules', '--no-warnings=ExperimentalWarning', 'node_modules/jest/bin/jest.js', '--json', `--outputFile=${results}`, ...process.argv.slice(2));
const { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(results, 'utf8'));
rmSync(folder, { recursive: true });
// A suite that could not even run counts as a failure, and so does a static check.
const failures = numFailedTests + numRuntimeErrorTestSuites + (checks === 0 ? 0 : 1) + (built === 0 ? 0 : 1);
console.log(`${numPassedTests} passed, ${failures} failed${numPendingTests > 0 ? `, ${numPendingTests} skipped` : ''}`);
process.exitCode = failures > 0 || tests !== 0 ? 1 : 0;
