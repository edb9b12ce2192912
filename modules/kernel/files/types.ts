import type { ClientSession } from 'mongoose';

/** What a file is, as its content says; its name and what the sender calls it say nothing. */
export type FileKind = 'IMAGE' | 'PDF';

/** A file as it is kept. */
export interface StoredFile {
  readonly id: string;
  /** The person whose it is. */
  readonly ownerId: string;
  readonly kind: FileKind;
  /** `image/jpeg`, `image/png` or `application/pdf`. */
  readonly contentType: string;
  /** Bytes as kept: an image is encoded anew. */
  readonly size: number;
  /** As the sender called it, without folders. */
  readonly name: string;
  /** SM3 of the bytes as kept, hex. */
  readonly hash: string;
  /** Epoch milliseconds. */
  readonly uploadedAt: number;
}

/** What a scanner says of a file; a name of what was found, or null. */
export interface VirusScanner {
  /** Rejects where the scanner cannot be reached: then nothing is taken. */
  scan(bytes: Buffer): Promise<string | null>;
}

/** Files of people: checked, encoded anew, sealed. It decides no rights and writes no audit: every use stands in a service that did both. */
export interface FileStore {
  /**
   * Takes a file in; it goes after a time unless it is kept.
   * @throws Fault TOO_LARGE, BAD_INPUT (`reason`: full, type, damaged, active-content, encrypted, virus), UNAVAILABLE (no scanner)
   */
  put(input: { readonly ownerId: string; readonly name: string; readonly bytes: Buffer }): Promise<StoredFile>;
  /** Null where there is none, or it has gone. */
  find(id: string): Promise<StoredFile | null>;
  /** Files by id, in the order asked; what has gone is left out. */
  list(ids: readonly string[]): Promise<StoredFile[]>;
  /** The bytes, opened. Throws NOT_FOUND. */
  read(id: string): Promise<Buffer>;
  /** Keeps files of an owner without end, as another's from then on where `to` is given; in a transaction. Throws NOT_FOUND where one has gone or is another's. */
  keep(session: ClientSession, ownerId: string, ids: readonly string[], to?: string): Promise<void>;
  /** Lets files of an owner that nobody keeps stay until an instant; in a transaction. Throws NOT_FOUND where one has gone or is another's. */
  prolong(session: ClientSession, ownerId: string, ids: readonly string[], until: number): Promise<void>;
  /** Lets files go at once, kept ones too; in a transaction. */
  letGo(session: ClientSession, ids: readonly string[]): Promise<void>;
  /** Lets all files of an owner go at once that nobody keeps; in a transaction. */
  letGoLoose(session: ClientSession, ownerId: string): Promise<void>;
  /** Deletes what has gone. Returns how many. */
  sweep(): Promise<number>;
}
