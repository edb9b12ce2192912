export { builtInScanner, clamdScanner } from './scanners.js';
export { filesStored, GridFiles, LARGEST_FILE } from './store.js';
export type { FileKind, FileStore, StoredFile, VirusScanner } from './types.js';
