import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import mongoose, { type Connection } from 'mongoose';

/** Where the sealed pieces of files lie. Nothing in them can be read or changed unseen without the keys. */
export interface PieceStore {
  /** Writes a file's pieces in their order. Pieces hold no line end. */
  write(id: string, pieces: Iterable<string>): Promise<void>;
  /** The pieces in their order. Rejects where there are none. */
  read(id: string): Promise<string[]>;
  /** Removes what there is; nothing happens where there is nothing. */
  remove(id: string): Promise<void>;
}

/** Bytes of one GridFS chunk: a piece fits into one, which is filled up with line ends. */
const CHUNK = 255 * 1024;
const BUCKET = 'files';

/** Pieces in GridFS, one a chunk. */
export function gridPieces(connection: Connection): PieceStore {
  const bucket = (): mongoose.mongo.GridFSBucket => {
    if (!connection.db) throw new Error('the database is not open');
    return new mongoose.mongo.GridFSBucket(connection.db, { bucketName: BUCKET, chunkSizeBytes: CHUNK });
  };
  const keyOf = (id: string) => id as unknown as mongoose.mongo.ObjectId; // the driver takes any id, its types one kind
  return {
    async write(id, pieces) {
      await pipeline(Readable.from(chunksOf(pieces)), bucket().openUploadStreamWithId(keyOf(id), id));
    },
    async read(id) {
      const chunks: Buffer[] = [];
      for await (const chunk of bucket().openDownloadStream(keyOf(id))) chunks.push(chunk as Buffer); // GridFS streams buffers
      return piecesIn(Buffer.concat(chunks));
    },
    async remove(id) {
      await bucket().delete(keyOf(id)).catch(() => undefined);
    },
  };
}

function* chunksOf(pieces: Iterable<string>): Generator<Buffer> {
  let last: string | null = null;
  for (const piece of pieces) {
    if (piece.length >= CHUNK) throw new Error(`a sealed piece of ${piece.length} does not fit into a chunk`);
    if (last !== null) yield Buffer.from(last.padEnd(CHUNK, '\n'), 'latin1');
    last = piece;
  }
  if (last !== null) yield Buffer.from(last, 'latin1');
}

/** Pieces apart, by the line ends between them. */
export function piecesIn(bytes: Buffer): string[] {
  return bytes.toString('latin1').split('\n').filter((piece) => piece !== '');
}
