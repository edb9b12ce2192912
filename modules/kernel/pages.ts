import { Fault } from './errors.js';

/** What a client asks of a list: how many, and after which cursor. As GraphQL hands it over, null is absent. */
export interface PageArgs {
  first?: number | null | undefined;
  after?: string | null | undefined;
}

/** Relay's PageInfo (GraphQL Cursor Connections Specification), walked forwards only. */
export interface PageInfo {
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  startCursor: string | null;
  endCursor: string | null;
}

/** One entry of a {@link Connection}. */
export interface Edge<T> {
  node: T;
  cursor: string;
}

/** A Relay connection: edges for those who page, nodes for those who only read, and how many there are in all. */
export interface Connection<T> {
  edges: Edge<T>[];
  nodes: T[];
  pageInfo: PageInfo;
  totalCount: number;
}

/** How a list is paged. */
export interface PageRules<T> {
  /** What names an item's place for good: unique in the list and the same at the next request, for example its id. */
  cursorOf: (item: T, index: number) => string;
  /** The most that one page may hold. */
  maxFirst: number;
  /** The page size where the client names none; `maxFirst` if left out. */
  defaultFirst?: number;
}

const bad = (field: string, reason: string): Fault => new Fault('BAD_INPUT', { field, reason });

/** The longest cursor taken, in characters; ours are far shorter. */
const LONGEST_CURSOR = 512;

/** Makes a cursor of a key: opaque to clients (base64url of the key behind a version mark), stable across restarts. */
export function encodeCursor(key: string): string {
  return Buffer.from(`1:${key}`, 'utf8').toString('base64url');
}

/**
 * Reads the key from a cursor of {@link encodeCursor}.
 * @throws Fault BAD_INPUT (field `after`) when it is not one
 */
export function decodeCursor(cursor: string): string {
  if (cursor.length <= LONGEST_CURSOR) {
    const text = Buffer.from(cursor, 'base64url').toString('utf8');
    // Encoding it again refuses what base64 and UTF-8 readers quietly skip over.
    if (text.startsWith('1:') && encodeCursor(text.slice(2)) === cursor) return text.slice(2);
  }
  throw bad('after', 'not a cursor of this list');
}

/**
 * The page size to use: `first`, or the default.
 * @throws Fault BAD_INPUT (field `first`) when it is negative, no whole number, or above `maxFirst`
 */
export function pageSize(first: number | null | undefined, maxFirst: number, defaultFirst = maxFirst): number {
  if (first === null || first === undefined) return Math.min(defaultFirst, maxFirst);
  if (!Number.isInteger(first) || first < 0) throw bad('first', 'must be a whole number from 0');
  if (first > maxFirst) throw bad('first', `at most ${maxFirst}`);
  return first;
}

/**
 * Cuts one page from a list in memory, as the Relay cursor specification has it. A cursor names an item, not a place, so
 * a page goes on rightly when items were added or taken away before it.
 * @throws Fault BAD_INPUT for a bad `first`, for what is no cursor, and for a cursor whose item is in the list no more
 */
export function connection<T>(items: readonly T[], args: PageArgs, rules: PageRules<T>): Connection<T> {
  const first = pageSize(args.first, rules.maxFirst, rules.defaultFirst);
  const start = args.after === null || args.after === undefined ? 0 : placeAfter(items, args.after, rules);
  const nodes = items.slice(start, start + first);
  const edges = nodes.map((node, offset) => ({ node, cursor: encodeCursor(rules.cursorOf(node, start + offset)) }));
  return {
    edges,
    nodes,
    pageInfo: {
      hasNextPage: start + nodes.length < items.length,
      hasPreviousPage: start > 0,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: items.length,
  };
}

function placeAfter<T>(items: readonly T[], after: string, { cursorOf }: PageRules<T>): number {
  const key = decodeCursor(after);
  const place = items.findIndex((item, index) => cursorOf(item, index) === key);
  if (place < 0) throw bad('after', 'its entry is no longer in this list; start again from the first page');
  return place + 1;
}
