export { builtInScanner, clamdScanner } from './scanners.js';
export { filesStored, GridFiles, LARGEST_FILE } from './store.js';
export { sweepFiles } from './sweeping.js';
export type { FileKind, FileStore, StoredFile, VirusScanner } from './types.js';
