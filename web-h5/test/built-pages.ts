import { execFile } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { PROJECT_ROOT } from './test-gateway.js';

const run = promisify(execFile);

async function newest(folder: string): Promise<number> {
  let latest = 0;
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) latest = Math.max(latest, (await stat(path.join(entry.parentPath, entry.name))).mtimeMs);
  }
  return latest;
}

/** The folder of the built pages: `dist/web-h5` where it is newer than its sources, else a build of its own for `name`. */
export async function builtPages(name: string): Promise<string> {
  const pages = path.join(PROJECT_ROOT, 'web-h5');
  const sources = Math.max(await newest(path.join(pages, 'src')), (await stat(path.join(pages, 'vite.config.ts'))).mtimeMs);
  const dist = path.join(PROJECT_ROOT, 'dist/web-h5');
  const built = await stat(path.join(dist, 'index.html')).then((found) => found.mtimeMs, () => 0);
  if (built > sources) return dist;
  const folder = path.join(PROJECT_ROOT, `.build/pages-${name}`);
  const vite = path.join(PROJECT_ROOT, 'node_modules/vite/bin/vite.js');
  await run(process.execPath, [vite, 'build', '--config', path.join(pages, 'vite.config.ts'), '--outDir', folder, '--logLevel', 'warn'], { cwd: PROJECT_ROOT });
  return folder;
}
