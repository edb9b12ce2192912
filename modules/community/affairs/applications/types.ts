import type { FieldFault } from '../forms/rules/types.js';
import type { KnownFact } from '../profile/facts.js';

/** The files handed in for a paper of the service. */
export interface PaperFiles {
  readonly inputId: string;
  readonly fileIds: readonly string[];
}

/** What somebody has filled in and not handed in yet. */
export interface DraftEntity {
  readonly id: string;
  readonly serviceId: string;
  readonly serviceVersion: number;
  /** Counts up with each save. */
  readonly version: number;
  readonly values: Readonly<Record<string, unknown>>;
  readonly papers: readonly PaperFiles[];
  /** Epoch milliseconds. */
  readonly updatedAt: number;
  readonly expiresAt: number;
}

/** Another device has saved meanwhile. */
export interface DraftConflictEntity {
  /** As it stands there. */
  readonly draft: DraftEntity;
}

/** How a paper stands when a form is opened. */
export interface PaperStart {
  readonly inputId: string;
  /** FETCHED: a department holds it; OFFERED: given before and still valid; ASKED: to be added. */
  readonly state: 'FETCHED' | 'OFFERED' | 'ASKED';
  /** For OFFERED. */
  readonly fileIds: readonly string[];
  /** Last day; null for no end or where nothing is offered. */
  readonly validUntil: string | null;
}

/** A form as it is opened. */
export interface StartEntity {
  readonly serviceId: string;
  readonly serviceVersion: number;
  readonly values: Readonly<Record<string, unknown>>;
  readonly filled: readonly (KnownFact & { readonly field: string; readonly key: string; readonly stale: boolean })[];
  readonly papers: readonly PaperStart[];
}

/** What is not right yet: nothing was handed in. */
export interface FormIncompleteEntity {
  readonly faults: readonly FieldFault[];
}

/** One version of an application's content: the first, and each supplement. */
export interface ContentVersion {
  readonly version: number;
  /** SM3 of the frozen content's canonical JSON. */
  readonly hash: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** An application that was handed in. */
export interface ApplicationEntity {
  readonly number: string;
  readonly serviceId: string;
  readonly serviceVersion: number;
  readonly personId: string;
  /** Who entered it at the counter; null where the person did. */
  readonly enteredBy: string | null;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  readonly receiptCode: string;
  readonly versions: readonly ContentVersion[];
}

/** The frozen content. */
export interface ApplicationContent {
  readonly number: string;
  readonly serviceId: string;
  readonly serviceVersion: number;
  readonly version: number;
  readonly personId: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly papers: readonly { readonly inputId: string; readonly files: readonly { readonly id: string; readonly hash: string; readonly name: string }[] }[];
  /** Papers that a commitment stands for (告知承诺). */
  readonly committed: boolean;
  /** Papers to be brought later (容缺受理). */
  readonly toFollow: readonly string[];
}

/** How the applicant signed. */
export interface Signing {
  /** `second-factor`: on their own session; `paper`: by hand at the counter, witnessed by the clerk. */
  readonly by: 'second-factor' | 'paper';
  readonly accountId: string;
  /** The session that carries the second factor's proof. */
  readonly session: string | null;
  readonly at: number;
}
