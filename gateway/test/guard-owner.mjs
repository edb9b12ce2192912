// A process that owns a guarded child, for the test that kills it.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { serverBuild } from '../../scripts/server-build.mjs';

const [pidFile, server] = process.argv.slice(2);
const outfile = path.resolve(import.meta.dirname, '../../.build/gateway/test/guarded-child.mjs');
await build({ ...serverBuild, entryPoints: [path.resolve(import.meta.dirname, '../embedded/guarded-child.ts')], outfile });
const { startGuarded } = await import(pathToFileURL(outfile).href);
startGuarded(process.execPath, ['-e', server, pidFile]);
setInterval(() => {}, 1000);
