import { randomBytes } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Connection } from 'mongoose';
import sharp from 'sharp';
import { createFieldCipher, openFileKeystore } from '../crypto/index.js';
import { withTransaction } from '../db.js';
import { testConnection } from '../testing/mongo.js';
import { builtInScanner, clamdScanner, gridPieces, LARGEST_FILE, SealedFiles } from './index.js';

const EICAR = Buffer.from(['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join(''));
let connection: Connection;
let close: () => Promise<void>;
let files: SealedFiles;
const folder = mkdtempSync(path.join(tmpdir(), 'files-'));
const time = { now: Date.parse('2026-11-23T04:00:00Z') };

beforeAll(async () => {
  ({ connection, close } = await testConnection('files'));
  files = new SealedFiles({ connection, cipher: createFieldCipher(openFileKeystore(folder)), clock: { now: () => time.now }, scanner: builtInScanner, pieces: gridPieces(connection) });
  await files.createIndexes();
});
afterAll(async () => {
  await close();
  rmSync(folder, { recursive: true });
});

const put = (bytes: Buffer, name = '房产证.jpg') => files.put({ ownerId: 'p-wang', name, bytes });
const pdf = (body: string): Buffer => Buffer.from(`%PDF-1.7\n1 0 obj\n<< ${body} >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n`, 'latin1');
const packed = (content: string, more = ''): Buffer => {
  const stream = deflateSync(Buffer.from(content, 'latin1'));
  return Buffer.concat([Buffer.from(`%PDF-1.7\n2 0 obj\n<< /Type /ObjStm /Filter /FlateDecode /Length ${stream.length} ${more} >>\nstream\n`, 'latin1'), stream, Buffer.from('\nendstream\nendobj\n%%EOF\n', 'latin1')]);
};

describe('what is taken', () => {
  it('is a picture, encoded anew without what rode along', async () => {
    const photo = await sharp({ create: { width: 60, height: 30, channels: 3, background: '#c33' } }).withExif({ IFD0: { Copyright: 'planted-secret' }, IFD3: { GPSLatitude: '31/1 1/1 0/1' } }).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    expect(photo.includes('planted-secret')).toBe(true);
    const file = await put(Buffer.concat([photo, Buffer.from('<script>behind the picture</script>')]), '../../etc/身份证.exe');
    expect(file).toMatchObject({ kind: 'IMAGE', contentType: 'image/jpeg', name: '身份证.exe', ownerId: 'p-wang' });
    const kept = await files.read(file.id);
    const { exif, width, height } = await sharp(kept).metadata();
    expect(exif).toBeUndefined();
    // Turned as it was held.
    expect([width, height]).toEqual([30, 60]);
    expect(kept.includes('behind the picture')).toBe(false);
  });

  it('is a PDF that can only be read', async () => {
    const bytes = pdf('/Type /Catalog /Pages 2 0 R /Note (Javascript is a word too)');
    const file = await put(bytes, '合同.pdf');
    expect(file).toMatchObject({ kind: 'PDF', contentType: 'application/pdf', size: bytes.length });
    expect(await files.read(file.id)).toEqual(bytes);
  });

  it('is a scan, whatever letters its picture happens to spell', async () => {
    const scan = Buffer.concat([pdf('/Length 9'), Buffer.from('stream\n\x01/JS \x02\xfe/XFAr\nendstream\n%%EOF\n', 'latin1')]);
    expect(await put(scan)).toMatchObject({ kind: 'PDF' });
  });

  it.each([
    ['a program in JPEG’s name', Buffer.from('MZ\x90\x00 this is no picture', 'latin1'), 'type'],
    ['a page', Buffer.from('<html><script>alert(1)</script>'), 'type'],
    ['half a picture', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 1, 2, 3]), 'damaged'],
    ['a PDF that runs programs', pdf('/OpenAction << /S /JavaScript /JS (app.alert(1)) >>'), 'active-content'],
    ['one that hides it in escapes', pdf('/OpenAction << /S /J#61vaScript >>'), 'active-content'],
    ['one that hides all of it in escapes', pdf('/OpenAction << /S /#4a#61#76#61#53#63#72#69#70#74 >>'), 'active-content'],
    ['one that starts others', pdf('/A << /S /Launch /F (cmd.exe) >>'), 'active-content'],
    ['one that hides it in packed objects', packed('1 0 << /S /JavaScript /JS (app.alert(1)) >>'), 'active-content'],
    ['one that hides it behind a long dictionary', packed('1 0 << /S /JavaScript /JS (app.alert(1)) >>', `/Pad (${'a'.repeat(2000)})`), 'damaged'],
    ['one that hides it behind words in the dictionary', packed('1 0 << /S /JavaScript /JS (app.alert(1)) >>', '/Pad ( obj)'), 'damaged'],
    ['one under a password', pdf('/Encrypt 5 0 R'), 'encrypted'],
    ['one that was cut off', Buffer.from('%PDF-1.7\n1 0 obj'), 'damaged'],
    ['the virus scanners’ test file', EICAR, 'virus'],
    ['that file within a PDF', Buffer.concat([pdf('/X 1'), EICAR]), 'virus'],
  ])('is not %s', async (_what, bytes, reason) => {
    await expect(put(bytes)).rejects.toMatchObject({ code: 'BAD_INPUT', details: { reason } });
  });

  // Each beginning would have the rest of the file unpacked: hours of work for megabytes.
  it.each([['that has no end', ''], ['that all end at one place', 'endstream']])('is not made of object streams without number %s', async (_what, end) => {
    const begun = Buffer.concat([Buffer.from('/ObjStm stream\n'), deflateSync(Buffer.alloc(0)), Buffer.from(' ')]);
    const bytes = Buffer.concat([Buffer.from('%PDF-1.7\n'), ...Array.from({ length: 50_000 }, () => begun), Buffer.alloc(2_000_000, 'a'), Buffer.from(`${end}\n%%EOF\n`)]);
    await expect(put(bytes)).rejects.toMatchObject({ code: 'BAD_INPUT', details: { reason: 'damaged' } });
  });

  it('is encoded two at a time, however many come at once', async () => {
    const large = await sharp({ create: { width: 1500, height: 1500, channels: 3, background: '#3c3' } }).png().toBuffer();
    let most = 0;
    const watch = setInterval(() => (most = Math.max(most, sharp.counters().process + sharp.counters().queue)), 1);
    const kept = await Promise.all(Array.from({ length: 8 }, () => put(large)));
    clearInterval(watch);
    expect(new Set(kept.map(({ hash }) => hash)).size).toBe(1);
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(2);
  });

  it('has a name that reads as it is written', async () => {
    expect(await put(pdf('/N 1'), 'photo\u202efdp.jpg\u200b\0')).toMatchObject({ name: 'photofdp.jpg' });
  });

  it('is no more of one owner than a disk can bear, until some of it is kept or gone', async () => {
    const bytes = pdf('/R 1');
    const { id } = await files.put({ ownerId: 'p-much', name: 'a.pdf', bytes });
    await connection.collection('file_records').updateOne({ _id: id as never }, { $set: { size: 512 * 1024 * 1024 } });
    await expect(files.put({ ownerId: 'p-much', name: 'b.pdf', bytes })).rejects.toMatchObject({ code: 'BAD_INPUT', details: { reason: 'full' } });
    expect(await files.put({ ownerId: 'p-other', name: 'b.pdf', bytes })).toMatchObject({ kind: 'PDF' });
    await withTransaction(connection, (session) => files.letGoLoose(session, 'p-much'));
    expect(await files.find(id)).toBeNull();
    expect(await files.put({ ownerId: 'p-much', name: 'b.pdf', bytes })).toMatchObject({ kind: 'PDF' });
  });

  it('is no larger than it may be', async () => {
    await expect(put(Buffer.alloc(LARGEST_FILE + 1))).rejects.toMatchObject({ code: 'TOO_LARGE' });
  });

  it('is nothing while the scanner is away', async () => {
    const away = new SealedFiles({ connection, cipher: createFieldCipher(openFileKeystore(folder)), clock: { now: () => time.now }, scanner: { scan: () => Promise.reject(new Error('away')) }, pieces: gridPieces(connection) });
    await expect(away.put({ ownerId: 'p', name: 'x', bytes: pdf('') })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});

describe('how it is kept', () => {
  it('sealed, piece by piece: a large file comes back as it was, and a moved piece does not open', async () => {
    const bytes = Buffer.concat([pdf('/Secret (planted-words)'), Buffer.alloc(350_000, 'planted-words '), randomBytes(350_000), Buffer.from('\n%%EOF\n')]);
    const file = await put(bytes);
    expect((await files.read(file.id)).equals(bytes)).toBe(true);
    const chunks = await connection.collection('files.chunks').find({ files_id: file.id as never }).sort({ n: 1 }).toArray();
    expect(chunks.length).toBe(8);
    for (const chunk of chunks) {
      const text = String(chunk.data);
      expect(text).toMatch(/^v1\.k[1-9]/);
      expect(Buffer.from(text, 'base64').includes('planted')).toBe(false);
    }
    await connection.collection('files.chunks').updateOne({ files_id: file.id as never, n: 0 }, { $set: { data: chunks[1]?.data } });
    await expect(files.read(file.id)).rejects.toThrow();
  });

  it('until a day later where nobody keeps it, and else without end', async () => {
    const [loose, wanted, waiting] = [await put(pdf('/A 1')), await put(pdf('/B 2')), await put(pdf('/C 3'))];
    await withTransaction(connection, (session) => files.prolong(session, 'p-wang', [waiting.id], time.now + 90 * 86_400_000));
    await withTransaction(connection, (session) => files.keep(session, 'p-wang', [wanted.id]));
    await expect(withTransaction(connection, (session) => files.keep(session, 'p-li', [loose.id]))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    time.now += 25 * 3_600_000;
    expect(await files.find(loose.id)).toBeNull();
    expect(await files.find(waiting.id)).not.toBeNull();
    await expect(files.read(loose.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await files.sweep()).toBeGreaterThan(0);
    expect(await connection.collection('files.chunks').countDocuments({ files_id: loose.id as never })).toBe(0);
    expect((await files.read(wanted.id)).equals(pdf('/B 2'))).toBe(true);
    await withTransaction(connection, (session) => files.prolong(session, 'p-wang', [wanted.id], time.now + 1));
    time.now += 1000;
    expect(await files.find(wanted.id)).not.toBeNull();
    await withTransaction(connection, (session) => files.letGo(session, [wanted.id]));
    expect(await files.find(wanted.id)).toBeNull();
  });
});

describe('a ClamAV daemon', () => {
  it('gets the whole file by INSTREAM, and its answer is understood', async () => {
    const heard: Buffer[] = [];
    let answer = 'stream: OK\0';
    const server = createServer((socket) => {
      const parts: Buffer[] = [];
      socket.on('data', (data: Buffer) => {
        parts.push(data);
        if (!Buffer.concat(parts).subarray(-4).equals(Buffer.alloc(4))) return;
        heard.push(Buffer.concat(parts));
        socket.end(answer);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const scanner = clamdScanner({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, timeoutMs: 2000 }); // a TCP server that listens has one
    expect(await scanner.scan(Buffer.from('clean'))).toBeNull();
    expect(heard[0]).toEqual(Buffer.concat([Buffer.from('zINSTREAM\0'), Buffer.from([0, 0, 0, 5]), Buffer.from('clean'), Buffer.alloc(4)]));
    answer = 'stream: Win.Test.EICAR_HDB-1 FOUND\0';
    expect(await scanner.scan(EICAR)).toBe('Win.Test.EICAR_HDB-1');
    answer = 'INSTREAM size limit exceeded. ERROR\0';
    await expect(scanner.scan(EICAR)).rejects.toThrow('size limit');
    await new Promise((resolve) => server.close(resolve));
    await expect(scanner.scan(EICAR)).rejects.toThrow();
  });
});
