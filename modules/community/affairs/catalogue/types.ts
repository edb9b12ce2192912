import type { LifeEvent, ServiceDefinition } from './definition.js';

/** Where a version of a service stands. */
export type VersionState = 'DRAFT' | 'REVIEW' | 'PUBLISHED' | 'REFUSED';

/** A version of a service. */
export interface ServiceVersion {
  readonly version: number;
  readonly state: VersionState;
  /** First day in force, `YYYY-MM-DD`; null before it is published. */
  readonly from: string | null;
  readonly until: string | null;
  readonly definition: ServiceDefinition;
  /** Person ids. */
  readonly editedBy: string | null;
  /** Epoch milliseconds. */
  readonly editedAt: number;
  readonly reviewedBy: string | null;
  /** Why a reviewer gave it back. */
  readonly note: string | null;
}

/** A published version: it has a first day. */
export type PublishedVersion = ServiceVersion & { readonly from: string };

/** What a list of services may be narrowed to. */
export interface ServiceFilter {
  readonly search?: string | null | undefined;
  readonly lifeEvent?: string | null | undefined;
  readonly audience?: 'PERSON' | 'BUSINESS' | null | undefined;
  readonly authority?: string | null | undefined;
}

export type { LifeEvent };
