/** A feed opened for reading; files are read one after another, each as often as needed. */
export interface OpenFeed {
  /** How the source is called in messages. */
  readonly label: string;
  /** Names of the files, without folders. */
  readonly names: ReadonlySet<string>;
  /** What is odd about the source, to be warned of. */
  readonly remarks: readonly string[];
  /** The bytes of a file. */
  read(name: string): AsyncIterable<Buffer>;
  close(): Promise<void>;
}

/** Bounds on what is read. */
export interface SourceLimits {
  /** Largest download, in bytes. */
  readonly downloadBytes: number;
  /** Longest download, in milliseconds. */
  readonly downloadMs: number;
  /** Private ranges that may be asked all the same (see kernel/outgoing). */
  readonly allowPrivate: readonly string[];
  /** Largest unpacked file and largest sum of unpacked files, in bytes. */
  readonly fileBytes: number;
  readonly totalBytes: number;
  /** Highest ratio of unpacked to packed size of a file larger than 10 MB. */
  readonly ratio: number;
}

/** The bounds used by default: far above any city's feed, far below what would hurt the machine. */
export const SOURCE_LIMITS: SourceLimits = {
  downloadBytes: 512 << 20,
  downloadMs: 180_000,
  allowPrivate: [],
  fileBytes: 2 ** 31,
  totalBytes: 2 ** 32,
  ratio: 200,
};
