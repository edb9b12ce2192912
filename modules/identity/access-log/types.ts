import type { AuditRecord } from '../../kernel/audit/types.js';
import type { BilingualText } from '../../kernel/identifiers.js';
import type { Edge, PageInfo } from '../../kernel/pages.js';

/** One person's part of an audit record, in plain words: nothing of others whom the record concerned too. */
export interface AccessEntryEntity {
  /** The record's id. */
  readonly id: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly who: BilingualText;
  readonly what: BilingualText;
  readonly purpose: BilingualText;
  readonly emergency: boolean;
  readonly disputed: boolean;
}

/** Where a dispute stands. */
export type DisputeState = 'OPEN' | 'UPHELD' | 'DISMISSED';

/** A disputed entry. */
export interface AccessDisputeEntity {
  readonly id: string;
  readonly entry: AccessEntryEntity;
  readonly reason: string;
  readonly state: DisputeState;
  readonly finding: string | null;
  /** Epoch milliseconds. */
  readonly openedAt: number;
  readonly closedAt: number | null;
}

/** A record as an audit administrator sees it: ids, no names. */
export interface AuditRecordEntity {
  readonly id: string;
  readonly at: number;
  readonly action: string;
  readonly actor: string;
  readonly actingFor: string | null;
  readonly channel: string;
  readonly site: string | null;
  readonly subject: string;
  readonly purpose: string;
  readonly outcome: string;
  readonly sealed: boolean;
}

/** A page of a list, newest first. */
export interface Page<T> {
  edges: Edge<T>[];
  pageInfo: PageInfo;
}

/** Says who did what is recorded, as this person may know it. */
export interface ActorNames {
  /** A name for each record, by record id. `personId`: for whom it is said. */
  describe(records: readonly AuditRecord[], personId: string): Promise<ReadonlyMap<string, BilingualText>>;
  /** Names of the sites that data was given to, by their ids as clients; other recipients are named in the record itself. */
  recipients(records: readonly AuditRecord[]): Promise<ReadonlyMap<string, BilingualText>>;
}

/** Makes a page of what was found, knowing whether there was something before it and whether there is more. */
export function pageOf<T>(nodes: readonly T[], cursorOf: (node: T, index: number) => string, hasNextPage: boolean, hasPreviousPage: boolean): Page<T> {
  const edges = nodes.map((node, index) => ({ node, cursor: cursorOf(node, index) }));
  return { edges, pageInfo: { hasNextPage, hasPreviousPage, startCursor: edges[0]?.cursor ?? null, endCursor: edges.at(-1)?.cursor ?? null } };
}
