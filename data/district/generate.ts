/**
 * Writes the sample district's transit data: the GTFS feed into `data/district/gtfs/` and the map into `data/district/map/`.
 * Run by `node scripts/run.mjs data/district/generate.ts`; the same input gives the same bytes.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { generate } from './authoring/index.js';

const root = path.resolve('data/district');
for (const [name, content] of generate()) {
  const file = path.join(root, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
  console.log(`${name}  ${Buffer.byteLength(content)} bytes`);
}
