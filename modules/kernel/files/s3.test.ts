import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Connection } from 'mongoose';
import { createFieldCipher, openFileKeystore, type FieldCipher } from '../crypto/index.js';
import type { PieceStore } from './pieces.js';
import { testConnection } from '../testing/mongo.js';
import { builtInScanner, gridPieces, moveFiles, s3Pieces, SealedFiles, takingOver } from './index.js';
import { signedHeaders } from './s3.js';

const KEYS = { accessKey: 'AKIAIOSFODNN7EXAMPLE', secretKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', region: 'us-east-1' };
const at = Date.parse('2013-05-24T00:00:00Z');

describe('a signature', () => {
  // Amazon S3 API Reference, “Signature Calculations for the Authorization Header: Transferring Payload in a Single Chunk”.
  it('is the one of Amazon’s own examples', () => {
    const get = signedHeaders({ method: 'GET', url: new URL('https://examplebucket.s3.amazonaws.com/test.txt'), headers: { range: 'bytes=0-9' } }, { ...KEYS, now: () => at });
    expect(get.authorization).toBe('AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41');
    const put = signedHeaders({ method: 'PUT', url: new URL('https://examplebucket.s3.amazonaws.com/test$file.text'), headers: { date: 'Fri, 24 May 2013 00:00:00 GMT', 'x-amz-storage-class': 'REDUCED_REDUNDANCY' }, body: Buffer.from('Welcome to Amazon S3.') }, { ...KEYS, now: () => at });
    expect(put.authorization).toMatch(/Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd$/);
  });
});

describe('files in an S3-compatible store', () => {
  const objects = new Map<string, Buffer>();
  let broken = false;
  const seen: (string | undefined)[] = [];
  const server = createServer((request, response) => void answer(request).then(([status, body]) => response.writeHead(status).end(body)));
  const answer = async (request: IncomingMessage): Promise<[number, Buffer | undefined]> => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer); // a request streams buffers
    const [name, body] = [request.url ?? '', Buffer.concat(parts)];
    seen.push(request.headers.authorization);
    if (broken) return [503, undefined];
    // Whoever signs anew what came must come to the same signature.
    const { authorization } = signedHeaders({ method: request.method as 'GET', url: new URL(`http://${request.headers.host ?? ''}${name}`), body }, { ...KEYS, now: () => at });
    if (authorization !== request.headers.authorization) return [403, undefined];
    if (request.method === 'PUT') objects.set(name, body);
    if (request.method === 'DELETE') return [objects.delete(name) ? 204 : 404, undefined];
    return objects.has(name) ? [200, request.method === 'GET' ? objects.get(name) : undefined] : [404, undefined];
  };
  const folder = mkdtempSync(path.join(tmpdir(), 's3-'));
  const time = { now: Date.parse('2026-11-23T04:00:00Z') };
  let files: SealedFiles;
  let close: () => Promise<void>;
  let connection: Connection;
  let cipher: FieldCipher;
  let s3: () => PieceStore;
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo; // a TCP server that listens has one
    const world = await testConnection('s3-files');
    ({ close, connection } = world);
    cipher = createFieldCipher(openFileKeystore(folder));
    s3 = () => s3Pieces({ endpoint: `http://127.0.0.1:${port}`, bucket: 'papers', ...KEYS, now: () => at });
    files = new SealedFiles({ connection, cipher, clock: { now: () => time.now }, scanner: builtInScanner, pieces: s3() });
    await files.createIndexes();
  });
  afterAll(async () => {
    await close();
    server.close();
    rmSync(folder, { recursive: true });
  });
  const pdf = (size: number): Buffer => Buffer.from(`%PDF-1.7\n${'planted words '.repeat(size)}\n%%EOF\n`, 'latin1');

  it('come back as they were, lie there sealed, and go when their time is over', async () => {
    const bytes = pdf(30_000);
    const { id } = await files.put({ ownerId: 'p-wang', name: '合同.pdf', bytes });
    expect([...objects.keys()]).toEqual([`/papers/files/${id}`]);
    expect(objects.get(`/papers/files/${id}`)?.includes('planted words')).toBe(false);
    expect((await files.read(id)).equals(bytes)).toBe(true);
    time.now += 25 * 3_600_000;
    expect(await files.sweep()).toBe(1);
    expect(objects.size).toBe(0);
    expect(seen.every((authorization) => authorization?.startsWith('AWS4-HMAC-SHA256 '))).toBe(true);
  });

  it('that were changed or cut there are not opened, and a store that is away is said to be', async () => {
    const { id } = await files.put({ ownerId: 'p-wang', name: '合同.pdf', bytes: pdf(30_000) });
    const whole = objects.get(`/papers/files/${id}`) ?? Buffer.alloc(0);
    objects.set(`/papers/files/${id}`, whole.subarray(0, whole.indexOf('\n')));
    await expect(files.read(id)).rejects.toThrow();
    const changed = Buffer.from(whole);
    changed[500] = changed[500] === 65 ? 66 : 65;
    objects.set(`/papers/files/${id}`, changed);
    await expect(files.read(id)).rejects.toThrow();
    broken = true;
    await expect(files.read(id)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(files.put({ ownerId: 'p-wang', name: '合同.pdf', bytes: pdf(10) })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    broken = false;
    objects.set(`/papers/files/${id}`, whole);
    expect((await files.read(id)).length).toBe(pdf(30_000).length);
  });

  it('are found in GridFS until they are moved, and moved whole, there and back', async () => {
    const [grid, store] = [gridPieces(connection), s3()];
    const parts = { connection, cipher, clock: { now: () => time.now }, scanner: builtInScanner };
    const old = new SealedFiles({ ...parts, pieces: grid });
    const taken = new SealedFiles({ ...parts, pieces: takingOver(store, grid) });
    const bytes = pdf(30_000);
    const { id } = await old.put({ ownerId: 'p-li', name: '合同.pdf', bytes });
    expect((await taken.read(id)).equals(bytes)).toBe(true);
    const lost = await old.put({ ownerId: 'p-li', name: '没了.pdf', bytes: pdf(10) });
    await grid.remove(lost.id);
    const there = await moveFiles(connection, grid, store, () => undefined);
    expect(there).toMatchObject({ moved: 1 });
    expect(there.missing).toContain(lost.id);
    expect(there.missing).not.toContain(id);
    await expect(old.read(id)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect((await taken.read(id)).equals(bytes)).toBe(true);
    expect(await moveFiles(connection, grid, store, () => undefined)).toMatchObject({ moved: 0 });
    expect((await moveFiles(connection, store, grid, () => undefined)).moved).toBeGreaterThan(0);
    expect((await old.read(id)).equals(bytes)).toBe(true);
    expect(objects.has(`/papers/files/${id}`)).toBe(false);
    // A store that loses what it is given keeps nothing from where it was.
    await expect(moveFiles(connection, grid, { ...store, read: async () => ['another'] }, () => undefined)).rejects.toThrow('did not come back');
    expect((await old.read(id)).equals(bytes)).toBe(true);
  });
});
