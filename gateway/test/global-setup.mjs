// jest loads its global setup outside its own ESM and TypeScript support, so this one bundles what it needs first.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { serverBuild } from '../../scripts/server-build.mjs';

export default async function globalSetup() {
  const outfile = path.resolve(import.meta.dirname, '../../.build/gateway/test/run-services.mjs');
  await build({ ...serverBuild, entryPoints: [path.join(import.meta.dirname, 'run-services.ts')], outfile });
  const { startRunServices } = await import(pathToFileURL(outfile).href);
  globalThis.stopRunServices = await startRunServices();
}
