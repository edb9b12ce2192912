import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { collectDocuments } from '../gateway/graphql/trusted-documents.js';
import { projectRoot } from '../modules/kernel/root.js';

// Writes the hash of each of the pages' operations by name: the pages send hashes and never a query's text.
const folder = path.join(projectRoot(), 'web-h5/src/graphql');
const entries = collectDocuments([folder]).map(({ operationName, hash }) => `  ${operationName}: '${hash}',`);
mkdirSync(path.join(folder, '__generated__'), { recursive: true });
writeFileSync(
  path.join(folder, '__generated__/hashes.ts'),
  `/** SHA-256 of each operation's text, by name. */\nexport const documentHashes: Readonly<Record<string, string>> = {\n${entries.sort().join('\n')}\n};\n`,
);
