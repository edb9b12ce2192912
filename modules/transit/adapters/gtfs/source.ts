import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { download } from './download.js';
import { UnreadableFeed } from './findings.js';
import { openZip } from './zip.js';

/**
 * Where a feed comes from: the path of a zip file or folder, an http(s) address, the bytes of a zip, or files by name
 * (tests, generated feeds).
 */
export type GtfsSource = string | Uint8Array | ReadonlyMap<string, Uint8Array>;

/** A feed opened for reading; files are read one after another, each as often as needed. */
export interface OpenFeed {
  /** How the source is called in messages. */
  readonly label: string;
  /** Names of the files, without folders. */
  readonly names: ReadonlySet<string>;
  /** What is odd about the source, to be warned of. */
  readonly remarks: readonly string[];
  /** The bytes of a file. */
  read(name: string): AsyncIterable<Buffer>;
  close(): Promise<void>;
}

/** Bounds on what is read. */
export interface SourceLimits {
  /** Largest download, in bytes. */
  readonly downloadBytes: number;
  /** Longest download, in milliseconds. */
  readonly downloadMs: number;
  /** Largest unpacked file and largest sum of unpacked files, in bytes. */
  readonly fileBytes: number;
  readonly totalBytes: number;
  /** Highest ratio of unpacked to packed size of a file larger than 10 MB. */
  readonly ratio: number;
}

/** The bounds used by default: far above any city's feed, far below what would hurt the machine. */
export const SOURCE_LIMITS: SourceLimits = {
  downloadBytes: 512 << 20,
  downloadMs: 180_000,
  fileBytes: 2 ** 31,
  totalBytes: 2 ** 32,
  ratio: 200,
};

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
