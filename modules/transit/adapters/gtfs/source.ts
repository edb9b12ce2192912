import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { download } from './download.js';
import { UnreadableFeed } from './findings.js';
import { openZip } from './zip.js';
import { SOURCE_LIMITS, type OpenFeed, type SourceLimits } from './open-feed.js';

/**
 * Where a feed comes from: the path of a zip file or folder, an http(s) address, the bytes of a zip, or files by name
 * (tests, generated feeds).
 */
export type GtfsSource = string | Uint8Array | ReadonlyMap<string, Uint8Array>;

/**
 * Opens a source.
 * @throws UnreadableFeed where it is not there, is no zip, or exceeds the limits.
 */
export async function openSource(source: GtfsSource, limits: SourceLimits = SOURCE_LIMITS): Promise<OpenFeed> {
  if (typeof source !== 'string') return source instanceof Uint8Array ? openZip(source, 'zip', limits) : openFiles(source);
  if (/^https?:\/\//i.test(source)) {
    const file = await download(source, limits);
    try {
      const zip = await openZip(file.path, source, limits);
      return { ...zip, close: () => zip.close().finally(file.remove) };
    } catch (error) {
      await file.remove();
      throw error;
    }
  }
  const info = await stat(source).catch((cause: unknown) => {
    throw new UnreadableFeed({ code: 'source_missing', reason: `there is no file or folder ${source}` }, { cause });
  });
  return info.isDirectory() ? openFolder(source) : openZip(source, path.basename(source), limits);
}

async function openFolder(folder: string): Promise<OpenFeed> {
  const entries = await readdir(folder, { withFileTypes: true });
  return {
    label: path.basename(folder),
    names: new Set(entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name)),
    remarks: [],
    read: (name) => createReadStream(path.join(folder, name), { highWaterMark: 1 << 18 }),
    close: async () => {},
  };
}

function openFiles(files: ReadonlyMap<string, Uint8Array>): OpenFeed {
  return {
    label: 'files',
    names: new Set(files.keys()),
    remarks: [],
    async *read(name) {
      const bytes = files.get(name) ?? new Uint8Array();
      yield Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    },
    close: async () => {},
  };
}
