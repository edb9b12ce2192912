import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { createOutgoing } from '../../../kernel/outgoing.js';
import { UnreadableFeed } from './findings.js';
import type { SourceLimits } from './open-feed.js';

/** A downloaded file and how to remove it. */
export interface DownloadedFile {
  readonly path: string;
  remove(): Promise<void>;
}

/**
 * Fetches an address into a temporary file, following at most five redirects between http(s) addresses.
 * @throws UnreadableFeed where it does not answer 200 in time and size, or leads into a network that is not to be asked.
 */
export async function download(url: string, limits: Pick<SourceLimits, 'downloadBytes' | 'downloadMs' | 'allowPrivate'>): Promise<DownloadedFile> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'gtfs-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  const file = path.join(folder, 'feed.zip');
  const signal = AbortSignal.timeout(limits.downloadMs);
  try {
    const response = await createOutgoing(limits.allowPrivate).get(new URL(url), { signal, headers: { accept: 'application/zip, */*' } });
    if (response.status !== 200 || !response.body) throw new Error(`it answered ${response.status}`);
    let size = 0;
    const body = Readable.fromWeb(response.body as ReadableStream); // the DOM's type of the same object
    await pipeline(
      body,
      async function* limit(chunks: AsyncIterable<Uint8Array>) {
        for await (const chunk of chunks) {
          size += chunk.length;
          if (size > limits.downloadBytes) throw new Error(`it is larger than ${limits.downloadBytes >> 20} MB`);
          yield chunk;
        }
      },
      createWriteStream(file),
      { signal },
    );
    return { path: file, remove };
  } catch (cause) {
    await remove();
    const reason = signal.aborted ? `it took longer than ${limits.downloadMs / 1000} s` : words(cause);
    throw new UnreadableFeed({ code: 'download_failed', reason: `${withoutSecrets(url)} could not be fetched: ${reason}` }, { cause });
  }
}

/** Feeds carry keys in their query string; a message must not. */
function withoutSecrets(url: string): string {
  return url.replace(/\?.*$/, '?…').replace(/\/\/[^/@]*@/, '//');
}

/** The reason in words; fetch hides the network's own behind `fetch failed`. */
function words(cause: unknown): string {
  if (typeof cause !== 'object' || cause === null) return String(cause);
  if ('cause' in cause && cause.cause) return words(cause.cause);
  return 'message' in cause && cause.message ? String(cause.message) : 'code' in cause ? String(cause.code) : String(cause);
}
