import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../modules/kernel/root.js';
import { composeSchema } from './compose-schema.js';

// `npm run schema` writes the composed contract; with --check it says whether the committed one is current.
const root = projectRoot();
const file = path.join(root, 'schema.graphql');
const composed = composeSchema(root);
const current = existsSync(file) ? readFileSync(file, 'utf8') : '';
if (process.argv.includes('--check')) {
  if (current !== composed) {
    console.error('schema.graphql is not current: run `npm run schema` and commit it');
    process.exitCode = 1;
  }
} else if (current !== composed) writeFileSync(file, composed);
