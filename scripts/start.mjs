// `npm start`: builds what is stale, then serves. The builders run in a process of their own, so that what they load
// does not stay in the server's memory.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const root = path.resolve(import.meta.dirname, '..');
const built = spawnSync(process.execPath, [path.join(root, 'scripts/build.mjs')], { stdio: 'inherit' });
if (built.status !== 0) process.exit(built.status ?? 1);
await import(pathToFileURL(path.join(root, 'dist/gateway/main.mjs')).href);
