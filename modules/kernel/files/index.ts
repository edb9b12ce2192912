export { moveFiles, takingOver, type Moved } from './moving.js';
export { gridPieces, type PieceStore } from './pieces.js';
export { s3Pieces, type S3Options } from './s3.js';
export { builtInScanner, clamdScanner } from './scanners.js';
export { filesStored, LARGEST_FILE, SealedFiles } from './store.js';
export { sweepFiles } from './sweeping.js';
export type { FileKind, FileStore, StoredFile, VirusScanner } from './types.js';
