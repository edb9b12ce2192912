// `npm run dev`: the server, built anew and started again at every change, and vite's own server for the pages.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { context } from 'esbuild';
import { generate } from './build.mjs';
import { serverBuild } from './server-build.mjs';

const root = path.resolve(import.meta.dirname, '..');
let server = null;

function restart() {
  const start = () => (server = spawn(process.execPath, ['dist/gateway/main.mjs'], { cwd: root, stdio: 'inherit' }));
  if (server === null || server.exitCode !== null) start();
  else {
    server.once('exit', start);
    server.kill('SIGTERM');
  }
}

await generate();
const watcher = await context({
  ...serverBuild,
  entryPoints: [path.join(root, 'gateway/main.ts')],
  outfile: path.join(root, 'dist/gateway/main.mjs'),
  plugins: [{ name: 'restart', setup: (build) => build.onEnd(({ errors }) => errors.length === 0 && restart()) }],
});
await watcher.watch();
const pages = spawn(process.execPath, ['node_modules/vite/bin/vite.js', '--config', 'web-h5/vite.config.ts'], { cwd: root, stdio: 'inherit' });

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, async () => {
    pages.kill();
    await watcher.dispose();
    server?.once('exit', () => process.exit(0));
    if (server === null || server.exitCode !== null || !server.kill('SIGTERM')) process.exit(0);
  });
}
