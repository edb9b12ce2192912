import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import yazl from 'yazl';
import { gtfsFeed } from '../../testing.js';
import { describeProblem } from './findings.js';
import { readFeed } from './read-feed.js';
import { SOURCE_LIMITS, type SourceLimits } from './open-feed.js';
import type { GtfsSource } from './source.js';

const feed = gtfsFeed({ trips: [{ id: 'T', stops: [['A', '8:00'], ['B', '8:05']] }] });

async function reading(source: GtfsSource, limits: Partial<SourceLimits> = {}): Promise<string> {
  const { data, findings } = await readFeed(source, { limits: { ...SOURCE_LIMITS, allowPrivate: ['127.0.0.1'], ...limits } });
  return data ? `${data.tripIds.length} trip` : findings.errors.map((problem) => `${problem.code}: ${describeProblem(problem)}`).join('\n');
}

describe('sources on disk and in memory', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'gtfs-source-'));
    await feed.writeTo(path.join(folder, 'feed'));
    await writeFile(path.join(folder, 'feed.zip'), await feed.zip());
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('reads a folder, a zip file, a zip in memory and files in memory', async () => {
    expect(await reading(path.join(folder, 'feed'))).toBe('1 trip');
    expect(await reading(path.join(folder, 'feed.zip'))).toBe('1 trip');
    expect(await reading(await feed.zip('some/where'))).toBe('1 trip');
    expect(await reading(feed.files)).toBe('1 trip');
  });

  it('says that a path is not there', async () => {
    expect(await reading(path.join(folder, 'nothing'))).toBe(`source_missing: there is no file or folder ${path.join(folder, 'nothing')}`);
  });

  it('refuses what is no zip, and a zip cut short', async () => {
    const zip = await feed.zip();
    expect(await reading(Buffer.from('<html>Not found</html>'))).toContain('zip_broken: zip is not a zip file that can be read');
    expect(await reading(zip.subarray(0, zip.length / 2))).toContain('zip_broken: zip is not a zip file that can be read');
    expect(await reading(Buffer.alloc(0))).toContain('zip_broken');
  });

  it('refuses a zip with damaged content', async () => {
    const zip = Buffer.from(await feed.zip());
    // The first entry's compressed bytes come right after its local header (30 bytes and the name).
    const start = 30 + zip.readUInt16LE(26) + zip.readUInt16LE(28);
    zip.fill(0xff, start, start + 40);
    expect(await reading(zip)).toContain('zip_broken: agency.txt: the file cannot be unpacked');
  });

  it('refuses zip bombs by ratio, by size of a file and by size of all', async () => {
    const bomb = new yazl.ZipFile();
    bomb.addBuffer(Buffer.alloc(20 << 20), 'stops.txt');
    bomb.end();
    const chunks: Buffer[] = [];
    for await (const chunk of bomb.outputStream) chunks.push(Buffer.from(chunk));
    expect(await reading(Buffer.concat(chunks))).toMatch(/zip_too_large: stops\.txt: unpacks to \d+ times its size: it is refused as a zip bomb/);
    expect(await reading(await feed.zip(), { fileBytes: 20 })).toContain('zip_too_large: agency.txt: the zip unpacks to more than is allowed');
    expect(await reading(await feed.zip(), { totalBytes: 200 })).toContain('zip_too_large');
  });
});

describe('sources by address', () => {
  let server: http.Server;
  let base: string;
  const answers: Record<string, (response: http.ServerResponse) => void> = {
    '/feed.zip?key=secret': (response) => void feed.zip().then((zip) => response.end(zip)),
    '/moved': (response) => response.writeHead(302, { location: '/feed.zip?key=secret' }).end(),
    '/loop': (response) => response.writeHead(302, { location: '/loop' }).end(),
    '/file': (response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
    '/large': (response) => response.end(Buffer.alloc(3 << 20)),
    // Sends a little and then nothing more.
    '/hangs': (response) => void response.write('PK'),
  };
  beforeAll(async () => {
    server = http.createServer((request, response) => {
      const answer = answers[request.url ?? ''];
      if (answer) answer(response);
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // listening on TCP
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('fetches a zip and follows redirects', async () => {
    expect(await reading(`${base}/feed.zip?key=secret`)).toBe('1 trip');
    expect(await reading(`${base}/moved`)).toBe('1 trip');
  });

  it('bounds redirects, and follows none to other schemes', async () => {
    expect(await reading(`${base}/loop`)).toContain('it redirects more than 5 times');
    expect(await reading(`${base}/file`)).toContain('it leads to file: which is not followed');
  });

  it('asks nobody inside the operator’s network unless told', async () => {
    expect(await reading(`${base}/feed.zip?key=secret`, { allowPrivate: [] })).toContain('127.0.0.1 is no public address; ALLOW_PRIVATE_FEEDS (for feeds)');
  });

  it('bounds size and time', async () => {
    expect(await reading(`${base}/large`, { downloadBytes: 1 << 20 })).toContain('it is larger than 1 MB');
    expect(await reading(`${base}/hangs`, { downloadMs: 200 })).toContain('it took longer than 0.2 s');
  });

  it('says what the server answered, without the key in the address', async () => {
    expect(await reading(`${base}/none?key=secret`)).toBe(`download_failed: ${base}/none?… could not be fetched: it answered 404`);
    const closed = http.createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port } = closed.address() as AddressInfo; // listening on TCP
    closed.close();
    await once(closed, 'close');
    expect(await reading(`http://127.0.0.1:${port}/`)).toContain('ECONNREFUSED');
  });
});
