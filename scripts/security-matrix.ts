// npm run security:matrix [-- --check] — writes the role × field matrix of docs/SECURITY.md from the policies themselves, and the levels of what is stored.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../modules/kernel/root.js';
import { withLevels } from './levels-table.js';
import { contractPolicies, withMatrix } from './policies.js';
import { STORED_COLLECTIONS } from './stored-collections.js';

const root = projectRoot();
const file = path.join(root, 'docs/SECURITY.md');
const written = readFileSync(file, 'utf8');
const current = withLevels(withMatrix(written, contractPolicies(root)), STORED_COLLECTIONS);
if (process.argv.includes('--check')) {
  if (current !== written) {
    console.error('matrix or levels in docs/SECURITY.md are not current: run `npm run security:matrix` and commit it');
    process.exitCode = 1;
  }
} else if (current !== written) writeFileSync(file, current);
