// Builds what is stale and nothing else: generated types and document hashes, the pages, the server.
// A step is fresh when the hash over its inputs is the one that it left behind.
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import zlib from 'node:zlib';
import { build } from 'esbuild';
import { serverBuild } from './server-build.mjs';

const root = path.resolve(import.meta.dirname, '..');

async function inputsHash(patterns) {
  const hash = createHash('sha256');
  const files = new Set();
  for (const pattern of patterns) for await (const file of listFiles(pattern)) files.add(file);
  for (const file of [...files].sort()) hash.update(file).update(await readFile(path.join(root, file)));
  return hash.digest('hex');
}

/** Files below a folder, or the file itself; generated ones left out. */
async function* listFiles(place) {
  const full = path.join(root, place);
  const kind = await stat(full).catch(() => null);
  if (!kind) return;
  if (kind.isFile()) yield place;
  else for (const name of await readdir(full)) if (name !== '__generated__' && name !== 'node_modules' && !name.includes('.test.')) yield* listFiles(path.join(place, name));
}

/** Runs `work` where its inputs have changed since it last ran, or what it made is gone. */
async function step(name, inputs, output, work) {
  const stamp = path.join(root, '.build', `${name}.stamp`);
  const hash = await inputsHash(['scripts/build.mjs', 'package-lock.json', ...inputs]);
  if (existsSync(path.join(root, output)) && (await readFile(stamp, 'utf8').catch(() => '')) === hash) return;
  process.stderr.write(`building ${name} …\n`);
  await work();
  await mkdir(path.dirname(stamp), { recursive: true });
  await writeFile(stamp, hash);
}

function node(...args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, GENERATING: '1' } });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${args.join(' ')} failed\n${output}`))));
  });
}

async function compress(folder) {
  for await (const file of listFiles(folder)) {
    if (!/\.(js|css|html|svg|json|geojson|webmanifest)$/.test(file)) continue;
    const full = path.join(root, file);
    await pipeline(createReadStream(full), zlib.createGzip({ level: 9 }), createWriteStream(`${full}.gz`));
    await pipeline(createReadStream(full), zlib.createBrotliCompress(), createWriteStream(`${full}.br`));
  }
}

/** Types and hashes that other code is written against. */
export const generate = () =>
  step('generated', ['schema.graphql', 'codegen.ts', 'web-h5/src/graphql', 'bot/skills', 'scripts/document-hashes.ts', 'gateway/graphql/trusted-documents.ts'], 'web-h5/src/graphql/__generated__/hashes.ts', async () => {
    await node('node_modules/@graphql-codegen/cli/esm/bin.js', '--config', 'codegen.ts', '--silent');
    await node('scripts/run.mjs', 'scripts/document-hashes.ts');
  });

/** The pages, compressed beforehand. */
export const buildPages = () =>
  step('pages', ['web-h5', 'schema.graphql', 'data/district/map', 'modules/transit/reminders'], 'dist/web-h5/index.html', async () => {
    await node('node_modules/vite/bin/vite.js', 'build', '--config', 'web-h5/vite.config.ts', '--logLevel', 'warn');
    await compress('dist/web-h5');
  });

/** The gateway as one file, and beside it the thread in which the assistant learns; npm packages stay outside. */
export const buildServer = () =>
  build({ ...serverBuild, entryPoints: { main: path.join(root, 'gateway/main.ts'), 'bot-trainer': path.join(root, 'bot/learning/worker.ts') }, outdir: path.join(root, 'dist/gateway'), outExtension: { '.js': '.mjs' } });

/** One build at a time in a checkout: two would empty each other's folders. A lock whose owner is gone does not count. */
async function alone(work) {
  const lock = path.join(root, '.build', 'lock');
  await mkdir(path.dirname(lock), { recursive: true });
  while (!(await writeFile(lock, String(process.pid), { flag: 'wx' }).then(() => true, () => false))) {
    const owner = Number(await readFile(lock, 'utf8').catch(() => '0'));
    if (!running(owner)) await rm(lock, { force: true });
    else await new Promise((resolve) => setTimeout(resolve, 200));
  }
  try {
    await work();
  } finally {
    await rm(lock, { force: true });
  }
}

function running(pid) {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch {
    return false;
  }
}

if (process.argv[1] === import.meta.filename) {
  await alone(async () => {
    await generate();
    if (process.argv.includes('--generate')) return;
    await buildPages();
    await buildServer();
  });
}
