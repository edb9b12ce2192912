import { randomBytes } from 'node:crypto';
import type mongoose from 'mongoose';
import type { ClientSession, Connection } from 'mongoose';
import type { Clock } from '../clock.js';
import { inClear, sealed, sealedAsWritten, type StoredCollection } from '../crypto/levels.js';
import { sm3 } from '../crypto/sm3.js';
import type { FieldCipher } from '../crypto/types.js';
import { Fault } from '../errors.js';
import { checkPdf, cleanImage, sniff } from './content.js';
import type { PieceStore } from './pieces.js';
import type { FileKind, FileStore, StoredFile, VirusScanner } from './types.js';

/** Control characters, and those that have a name read backwards (UAX #9) or hide within it. */
const UNSEEN = /[\p{Cc}\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu;
/** The largest file taken, in bytes. */
export const LARGEST_FILE = 10 * 1024 * 1024;
/** How long a file stays that nobody keeps. */
const LOOSE_MS = 24 * 3_600_000;
/** Files of one owner that nobody keeps: how many, and bytes of all. */
const MOST_LOOSE = 500;
const LARGEST_LOOSE = 512 * 1024 * 1024;
/** Plain bytes of one sealed piece. */
const PIECE = 96 * 1024;

interface FileDocument {
  _id: string;
  ownerId: string;
  kind: FileKind;
  contentType: string;
  size: number;
  nameSealed: string;
  hash: string;
  uploadedAt: Date;
  /** Null: kept. */
  expiresAt: Date | null;
}

/** What stands here, at which level. GridFS's own collections hold sealed pieces and no names. */
export const filesStored: readonly StoredCollection[] = [
  {
    collection: 'file_records',
    fields: { ...inClear('internal', '_id', 'kind', 'contentType', 'size', 'hash', 'uploadedAt', 'expiresAt'), ...inClear('personal', 'ownerId'), nameSealed: sealed('personal', ({ _id }) => `file.name:${String(_id)}`) },
  },
  { collection: 'files.files', fields: inClear('internal', '_id', 'length', 'chunkSize', 'uploadDate', 'filename') },
  { collection: 'files.chunks', fields: { ...inClear('internal', '_id', 'files_id', 'n'), data: sealedAsWritten('sensitive') } },
];

/** What files stand on. */
export interface FileStoreDeps {
  readonly connection: Connection;
  readonly cipher: FieldCipher;
  /** The system clock. */
  readonly clock: Clock;
  readonly scanner: VirusScanner;
  readonly pieces: PieceStore;
}

/** Files, sealed piece by piece; what is known of them stands in MongoDB, their pieces in a {@link PieceStore}. */
export class SealedFiles implements FileStore {
  readonly #deps: FileStoreDeps;

  constructor(deps: FileStoreDeps) {
    this.#deps = deps;
  }

  get #records() {
    return this.#deps.connection.collection<FileDocument>('file_records');
  }

  /** Makes the indexes; for start and tests. */
  async createIndexes(): Promise<void> {
    await this.#records.createIndex({ expiresAt: 1 });
    await this.#records.createIndex({ ownerId: 1 });
    // GridFS makes its own at the first file, which must not be within a busy hour.
    await this.#deps.connection.collection('files.chunks').createIndex({ files_id: 1, n: 1 }, { unique: true });
  }

  async put({ ownerId, name, bytes }: { readonly ownerId: string; readonly name: string; readonly bytes: Buffer }): Promise<StoredFile> {
    const { clock, cipher } = this.#deps;
    await this.#hasRoom(ownerId, bytes.length);
    const checked = await this.#checked(bytes);
    const id = randomBytes(16).toString('base64url');
    const plainName = name.split(/[\\/]/).at(-1)?.replace(UNSEEN, '').trim().slice(0, 100) || '附件';
    const now = clock.now();
    // The record first: what dies between the two is swept with it.
    const record = { ownerId, kind: checked.kind, contentType: checked.contentType, size: checked.bytes.length, nameSealed: cipher.seal(plainName, `file.name:${id}`), hash: sm3(checked.bytes), uploadedAt: new Date(now), expiresAt: new Date(now + LOOSE_MS) };
    await this.#records.insertOne({ _id: id, ...record });
    await this.#deps.pieces.write(id, this.#sealedPieces(id, checked.bytes)).catch((cause: unknown) => {
      throw new Fault('UNAVAILABLE', { what: 'file store' }, { cause });
    });
    return { id, ownerId, kind: checked.kind, contentType: checked.contentType, size: record.size, name: plainName, hash: record.hash, uploadedAt: now };
  }

  async find(id: string): Promise<StoredFile | null> {
    const doc = await this.#records.findOne({ _id: id });
    return doc && (doc.expiresAt === null || doc.expiresAt.getTime() > this.#deps.clock.now()) ? this.#entity(doc) : null;
  }

  async list(ids: readonly string[]): Promise<StoredFile[]> {
    if (ids.length === 0) return [];
    const docs = await this.#records.find({ _id: { $in: [...ids] }, $or: this.#lasting() }).toArray();
    return ids.flatMap((id) => docs.find(({ _id }) => _id === id) ?? []).map((doc) => this.#entity(doc));
  }

  async read(id: string): Promise<Buffer> {
    if (!(await this.find(id))) throw new Fault('NOT_FOUND', { fileId: id });
    const sealedPieces = await this.#deps.pieces.read(id).catch((cause: unknown) => {
      throw new Fault('UNAVAILABLE', { what: 'file store', fileId: id }, { cause });
    });
    return Buffer.concat(sealedPieces.map((piece, n) => Buffer.from(this.#deps.cipher.open(piece, contextOf(id, n, sealedPieces.length)), 'base64')));
  }

  async keep(session: ClientSession, ownerId: string, ids: readonly string[], to: string = ownerId): Promise<void> {
    const wanted = [...new Set(ids)];
    const { matchedCount } = await this.#records.updateMany(this.#there(ownerId, wanted), { $set: { expiresAt: null, ownerId: to } }, { session });
    if (matchedCount !== wanted.length) throw new Fault('NOT_FOUND', { files: wanted });
  }

  async prolong(session: ClientSession, ownerId: string, ids: readonly string[], until: number): Promise<void> {
    const wanted = [...new Set(ids)];
    const there = this.#there(ownerId, wanted);
    if ((await this.#records.countDocuments(there, { session })) !== wanted.length) throw new Fault('NOT_FOUND', { files: wanted });
    await this.#records.updateMany({ $and: [there, { expiresAt: { $ne: null } }] }, { $set: { expiresAt: new Date(until) } }, { session });
  }

  async letGo(session: ClientSession, ids: readonly string[]): Promise<void> {
    await this.#records.updateMany({ _id: { $in: [...ids] } }, { $set: { expiresAt: new Date(this.#deps.clock.now()) } }, { session });
  }

  async letGoLoose(session: ClientSession, ownerId: string): Promise<void> {
    await this.#records.updateMany({ ownerId, expiresAt: { $ne: null } }, { $set: { expiresAt: new Date(this.#deps.clock.now()) } }, { session });
  }

  #there(ownerId: string, ids: string[]): mongoose.mongo.Filter<FileDocument> {
    return { _id: { $in: ids }, ownerId, $or: this.#lasting() };
  }

  #lasting(): mongoose.mongo.Filter<FileDocument>[] {
    return [{ expiresAt: null }, { expiresAt: { $gt: new Date(this.#deps.clock.now()) } }];
  }

  async sweep(): Promise<number> {
    const gone = await this.#records.find({ expiresAt: { $lte: new Date(this.#deps.clock.now()) } }).limit(500).toArray();
    for (const { _id } of gone) {
      await this.#deps.pieces.remove(_id);
      await this.#records.deleteOne({ _id });
    }
    return gone.length;
  }

  /** What nobody keeps yet is bounded by owner: an account alone must not fill the disk. */
  async #hasRoom(ownerId: string, size: number): Promise<void> {
    const [loose] = await this.#records.aggregate<{ count: number; size: number }>([
      { $match: { ownerId, expiresAt: { $gt: new Date(this.#deps.clock.now()) } } }, { $group: { _id: null, count: { $sum: 1 }, size: { $sum: '$size' } } },
    ]).toArray();
    if (loose && (loose.count >= MOST_LOOSE || loose.size + size > LARGEST_LOOSE)) throw new Fault('BAD_INPUT', { field: 'file', reason: 'full' });
  }

  async #checked(bytes: Buffer): Promise<{ readonly kind: FileKind; readonly bytes: Buffer; readonly contentType: string }> {
    if (bytes.length > LARGEST_FILE) throw new Fault('TOO_LARGE', { limit: LARGEST_FILE });
    const found = await this.#deps.scanner.scan(bytes).catch((cause: unknown) => {
      throw new Fault('UNAVAILABLE', { what: 'virus scanner' }, { cause });
    });
    if (found !== null) throw new Fault('BAD_INPUT', { field: 'file', reason: 'virus' });
    const kind = sniff(bytes);
    if (!kind) throw new Fault('BAD_INPUT', { field: 'file', reason: 'type' });
    if (kind === 'IMAGE') return { kind, ...(await cleanImage(bytes)) };
    checkPdf(bytes);
    return { kind, bytes, contentType: 'application/pdf' };
  }

  /** Each piece is bound to its place and to how many there are: none can be left out, or put elsewhere. */
  *#sealedPieces(id: string, bytes: Buffer): Generator<string> {
    const count = Math.ceil(bytes.length / PIECE);
    for (let n = 0; n < count; n += 1) yield this.#deps.cipher.seal(bytes.subarray(n * PIECE, (n + 1) * PIECE).toString('base64'), contextOf(id, n, count));
  }

  #entity(doc: FileDocument): StoredFile {
    const { _id: id, ownerId, kind, contentType, size, hash } = doc;
    return { id, ownerId, kind, contentType, size, hash, name: this.#deps.cipher.open(doc.nameSealed, `file.name:${id}`), uploadedAt: doc.uploadedAt.getTime() };
  }
}

const contextOf = (id: string, n: number, count: number): string => `file:${id}:${n}/${count}`;
