import type { Erasure } from '../../kernel/personal-data.js';
import type { PartyRefEntity } from '../people/types.js';

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
  /** Null until it is decided. */
  readonly decidedAt: number | null;
  /** Why it was refused, where the clerk said so. */
  readonly note: string | null;
}

/** A correction as the clerk who decides it sees it. */
export interface CorrectionCaseEntity {
  readonly correction: CorrectionEntity;
  readonly person: PartyRefEntity;
  readonly askedBy: PartyRefEntity;
  /** What is held now, masked; null where it is not held here. */
  readonly current: string | null;
  /** What is said to be right, whole; null once decided. */
  readonly proposed: string | null;
  /** Why, as the person wrote it; null once decided. */
  readonly reason: string | null;
  /** Whether it can be applied here. */
  readonly appliesHere: boolean;
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
