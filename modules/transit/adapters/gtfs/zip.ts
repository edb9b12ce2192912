import type { Readable } from 'node:stream';
import yauzl from 'yauzl';
import { UnreadableFeed } from './findings.js';
import type { OpenFeed, SourceLimits } from './open-feed.js';

const MAX_ENTRIES = 10_000;
/** Below this size a high ratio is ordinary (a column of zeros) and harmless. */
const RATIO_FROM_BYTES = 10 << 20;

/**
 * Opens a zip of GTFS files, by path or as bytes. Files are unpacked as they are read and nothing is written to disk. A
 * feed in a folder inside the zip is read, with a remark.
 * @throws UnreadableFeed where it is no zip, is damaged, encrypted, or unpacks beyond the limits.
 */
export async function openZip(source: string | Uint8Array, label: string, limits: SourceLimits): Promise<OpenFeed> {
  const zip = await open(source).catch((cause: unknown) => {
    throw new UnreadableFeed({ code: 'zip_broken', reason: `${label} is not a zip file that can be read (${reasonOf(cause)})` }, { cause });
  });
  try {
    const { entries, remarks } = chooseFolder(await listEntries(zip, limits), label);
    return {
      label,
      names: new Set(entries.keys()),
      remarks,
      read: (name) => readEntry(zip, entries.get(name), name),
      close: async () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error instanceof UnreadableFeed ? error : new UnreadableFeed({ code: 'zip_broken', reason: `${label} is a damaged zip file (${reasonOf(error)})` }, { cause: error });
  }
}

const OPTIONS = { lazyEntries: true, autoClose: false, validateEntrySizes: true } as const;

function open(source: string | Uint8Array): Promise<yauzl.ZipFile> {
  if (typeof source === 'string') return yauzl.openPromise(source, OPTIONS);
  return yauzl.fromBufferPromise(Buffer.from(source.buffer, source.byteOffset, source.byteLength), OPTIONS);
}

function listEntries(zip: yauzl.ZipFile, limits: SourceLimits): Promise<yauzl.Entry[]> {
  return new Promise((resolve, reject) => {
    const entries: yauzl.Entry[] = [];
    let total = 0;
    zip.on('error', reject);
    zip.on('end', () => resolve(entries));
    zip.on('entry', (entry: yauzl.Entry) => {
      const size = entry.uncompressedSize;
      total += size;
      const tooLarge = size > limits.fileBytes || total > limits.totalBytes || entries.length >= MAX_ENTRIES;
      const bomb = size > RATIO_FROM_BYTES && size > entry.compressedSize * limits.ratio;
      if (tooLarge || bomb) {
        const reason = bomb ? `unpacks to ${Math.round(size / Math.max(1, entry.compressedSize))} times its size` : 'the zip unpacks to more than is allowed';
        reject(new UnreadableFeed({ code: 'zip_too_large', file: entry.fileName, reason: `${reason}: it is refused as a zip bomb` }));
        return;
      }
      if (!entry.fileName.endsWith('/')) entries.push(entry);
      zip.readEntry();
    });
    zip.readEntry();
  });
}

/** Takes the files of the top folder, or where no GTFS file is there, of the shallowest folder that holds one. */
function chooseFolder(entries: readonly yauzl.Entry[], label: string): { entries: Map<string, yauzl.Entry>; remarks: string[] } {
  const folders = new Set<string>();
  for (const { fileName } of entries) {
    const slash = fileName.lastIndexOf('/');
    const name = fileName.slice(slash + 1);
    if (/^(agency|stops|routes|trips|stop_times)\.txt$/.test(name) && !fileName.startsWith('__MACOSX/')) folders.add(fileName.slice(0, slash + 1));
  }
  const folder = [...folders].sort((a, b) => a.split('/').length - b.split('/').length || (a < b ? -1 : 1))[0] ?? '';
  const chosen = new Map<string, yauzl.Entry>();
  for (const entry of entries) {
    if (!entry.fileName.startsWith(folder)) continue;
    const name = entry.fileName.slice(folder.length);
    if (!name.includes('/')) chosen.set(name, entry);
  }
  const remarks = folder === '' ? [] : [`the files stand in the folder ${folder} inside ${label}; they belong at its top`];
  return { entries: chosen, remarks };
}

async function* readEntry(zip: yauzl.ZipFile, entry: yauzl.Entry | undefined, name: string): AsyncIterable<Buffer> {
  if (!entry) return;
  try {
    if (entry.isEncrypted()) throw new Error('it is encrypted');
    const stream = await new Promise<Readable>((resolve, reject) => {
      zip.openReadStream(entry, (error, opened) => (opened ? resolve(opened) : reject(error ?? new Error('it cannot be opened'))));
    });
    yield* stream;
  } catch (cause) {
    throw new UnreadableFeed({ code: 'zip_broken', file: name, reason: `the file cannot be unpacked (${reasonOf(cause)})` }, { cause });
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
