// npm run security:matrix [-- --check] — writes the role × field matrix of docs/SECURITY.md from the policies themselves.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../modules/kernel/root.js';
import { contractPolicies, withMatrix } from './policies.js';

const root = projectRoot();
const file = path.join(root, 'docs/SECURITY.md');
const written = readFileSync(file, 'utf8');
const current = withMatrix(written, contractPolicies(root));
if (process.argv.includes('--check')) {
  if (current !== written) {
    console.error('the matrix in docs/SECURITY.md is not current: run `npm run security:matrix` and commit it');
    process.exitCode = 1;
  }
} else if (current !== written) writeFileSync(file, current);
