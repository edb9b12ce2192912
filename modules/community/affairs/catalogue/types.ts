import type { LifeEvent, ServiceDefinition } from './definition.js';

/** Where a version of a service stands; REFUSED: it was dropped and never published. */
export type VersionState = 'DRAFT' | 'REVIEW' | 'PUBLISHED' | 'REFUSED';

/** How a service ends (停办). A version that holds this says nothing but that: its definition is what the service last said. */
export interface Ending {
  /** First day on which it is no longer offered, `YYYY-MM-DD`: the first day of the version, once it is published. */
  readonly on: string;
  /** For residents. */
  readonly reason: { readonly zh: string; readonly en: string };
  /** The service that takes its place, by id. */
  readonly instead: string | null;
}

/** A version of a service. */
export interface ServiceVersion {
  readonly version: number;
  readonly state: VersionState;
  /** First day in force, `YYYY-MM-DD`; null before it is published. */
  readonly from: string | null;
  readonly until: string | null;
  readonly definition: ServiceDefinition;
  /** Null for a version by which the service is offered. */
  readonly ending: Ending | null;
  /** Number and how often its text was written (`2.5`): what an editor gives back as what they saw. */
  readonly revision: string;
  /** Person ids. */
  readonly editedBy: string | null;
  /** Epoch milliseconds. */
  readonly editedAt: number;
  readonly reviewedBy: string | null;
  readonly reviewedAt: number | null;
  /** Why a reviewer gave it back; stands until it is published. Of an ending that was called off, why. */
  readonly note: string | null;
}

/** A version by which a service ends. */
export type EndingVersion = ServiceVersion & { readonly ending: Ending };

/** Whether a service ends by a version. */
export function isEnding<T extends ServiceVersion>(version: T): version is T & EndingVersion {
  return version.ending !== null;
}

/** A version with the names of who wrote and who reviewed it, as staff read it; null where nobody did, as with the sample. */
export interface ToldVersion extends ServiceVersion {
  readonly editor: string | null;
  readonly reviewer: string | null;
}

/** A service as its department's editors see it. */
export interface ServiceEntry {
  readonly id: string;
  /** What an edit begins from: the open version, else the newest that is or will be in force. */
  readonly newest: ToldVersion;
  readonly inForce: ToldVersion | null;
  /** By which it has ended; null while it is offered. */
  readonly ended: ToldVersion | null;
  /** Published for a later day, the earliest first. */
  readonly coming: readonly ToldVersion[];
  /** Being written or reviewed. */
  readonly open: ToldVersion | null;
  readonly mayEdit: boolean;
  /** Whether the caller may publish or return the open version, once the second factor is proved. */
  readonly mayReview: boolean;
  /** Whether the caller may call off an ending that is ahead, once the second factor is proved. */
  readonly mayCallOff: boolean;
}

/** What the editors' list may be narrowed to. */
export interface EntryFilter {
  /** Only services of the organisation of one's post. */
  readonly mine?: boolean | null | undefined;
  readonly state?: EntryState | null | undefined;
  /** Part of a name, another name or the id. */
  readonly search?: string | null | undefined;
}

/** Where a service stands for its editors; it may stand in several places at once. */
export const ENTRY_STATES = ['IN_FORCE', 'COMING', 'DRAFT', 'RETURNED', 'REVIEW', 'ENDED'] as const;
export type EntryState = (typeof ENTRY_STATES)[number];

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
