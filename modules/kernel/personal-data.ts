import type { ClientSession } from 'mongoose';
import type { BilingualText } from './identifiers.js';

/** One kind of thing held about a person, for the export: plain JSON in the clear, for that person's eyes. */
export interface PersonalDataSection {
  readonly title: BilingualText;
  readonly records: readonly Readonly<Record<string, unknown>>[];
}

/** What the law wants kept, by which article, and until which day (`YYYY-MM-DD`). */
export interface KeptRecord {
  readonly what: BilingualText;
  readonly because: BilingualText;
  readonly until: string;
}

/** What a deletion did. */
export interface Erasure {
  readonly deleted: readonly BilingualText[];
  readonly kept: readonly KeptRecord[];
}

/** Each module's answer to “what do you hold about this person”, for export and deletion. */
export interface PersonalData {
  /** Name of the module or feature, such as `identity.people`. */
  readonly name: string;
  collect(personId: string): Promise<readonly PersonalDataSection[]>;
  /**
   * Deletes what may be deleted, in the given transaction; safe to run twice.
   * @param today `YYYY-MM-DD` in the district, from which retention is counted
   */
  erase(session: ClientSession, personId: string, today: string): Promise<Erasure>;
}
