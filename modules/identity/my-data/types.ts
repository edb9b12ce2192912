import type { Erasure } from '../../kernel/personal-data.js';

/** What was deleted and what must be kept. */
export type DeletionReportEntity = Erasure;

/** Where a correction stands. */
export type CorrectionState = 'OPEN' | 'DONE' | 'REFUSED';

/** A correction under way. */
export interface CorrectionEntity {
  readonly id: string;
  readonly field: string;
  readonly state: CorrectionState;
  /** Epoch milliseconds. */
  readonly requestedAt: number;
}

/** All that is held about somebody, in one file. */
export interface DataExportEntity {
  readonly fileName: string;
  readonly json: string;
}

/** Topic on the event bus: a person left. Sessions, caches and temporary files of theirs go, in every process. */
export const PERSON_ERASED = 'identity.person.erased';

/** What PERSON_ERASED carries. */
export interface PersonErased {
  readonly personId: string;
  readonly accountId: string;
}
