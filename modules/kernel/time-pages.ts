import mongoose, { type Model, type QueryFilter } from 'mongoose';
import { Fault } from './errors.js';
import { decodeCursor, encodeCursor, pageSize, type Connection, type PageArgs } from './pages.js';

/** A document that has its place in a list by an instant, then by its id. */
interface Placed {
  readonly _id: string;
}

/** How documents are listed. */
export interface TimeOrder<D> {
  readonly filter: QueryFilter<D>;
  /** The field with the instant. */
  readonly by: keyof D & string;
  /** 1: the oldest first; -1: the newest first. */
  readonly order: 1 | -1;
  readonly maxFirst: number;
  readonly defaultFirst: number;
}

/** A page of documents, to be made a connection of what they are shown as. */
export interface DocumentPage<D> {
  readonly docs: readonly D[];
  /** @param nodes one for each document, in their order */
  connect<T>(nodes: readonly T[]): Connection<T>;
}

/**
 * One page of a collection by instant and id. Its cursors name a place, not a document: a page goes on rightly where the
 * document of its cursor has left the list, as those of a list of what waits do.
 * @throws Fault BAD_INPUT for a bad `first` and for what is no cursor
 */
export async function timePage<D extends Placed>(model: Model<D>, { filter, by, order, maxFirst, defaultFirst }: TimeOrder<D>, args: PageArgs): Promise<DocumentPage<D>> {
  const first = pageSize(args.first, maxFirst, defaultFirst);
  const place = placeAfter(args.after);
  const beyond = (value: unknown) => mongoose.trusted(order === 1 ? { $gt: value } : { $lt: value });
  const behind = place === null ? {} : { $or: [{ [by]: beyond(place.at) }, { [by]: place.at, _id: beyond(place.id) }] };
  const [found, totalCount] = await Promise.all([
    // The compiler cannot follow a field name that is a parameter: filter and behind are both of this model's fields.
    model.find({ $and: [filter, behind] } as QueryFilter<D>).sort({ [by]: order, _id: order }).limit(first + 1).lean<D[]>(),
    model.countDocuments(filter),
  ]);
  return pageOf({ found, first, by, after: args.after, totalCount });
}

/** What was found for a page. */
export interface Found<D> {
  /** Up to one more than `first`, which tells that there are more. */
  readonly found: readonly D[];
  readonly first: number;
  /** The field with the instant. */
  readonly by: keyof D & string;
  /** The cursor that it was looked for behind. */
  readonly after: PageArgs['after'];
  readonly totalCount: number;
}

/** The page of what was found. */
export function pageOf<D extends Placed>({ found, first, by, after, totalCount }: Found<D>): DocumentPage<D> {
  const docs = found.slice(0, first);
  return {
    docs,
    connect(nodes) {
      const edges = nodes.map((node, index) => ({ node, cursor: cursorOf(docs[index]!, by) })); // one node for each document
      return {
        edges, nodes: [...nodes], totalCount,
        pageInfo: { hasNextPage: found.length > first, hasPreviousPage: after !== null && after !== undefined, startCursor: edges[0]?.cursor ?? null, endCursor: edges.at(-1)?.cursor ?? null },
      };
    },
  };
}

function cursorOf<D extends Placed>(doc: D, by: keyof D & string): string {
  const at = doc[by];
  if (!(at instanceof Date)) throw new Error(`${by} is no instant`);
  return encodeCursor(`${at.getTime()}/${doc._id}`);
}

/**
 * The place that a cursor of such a list names; null where there is no cursor, which is the list's beginning.
 * @throws Fault BAD_INPUT for what is no cursor
 */
export function placeAfter(after: PageArgs['after']): { readonly at: Date; readonly id: string } | null {
  if (after === null || after === undefined) return null;
  const [, time, id] = /^(\d{1,15})\/(.{1,200})$/.exec(decodeCursor(after)) ?? [];
  if (!time || !id) throw new Fault('BAD_INPUT', { field: 'after', reason: 'not a cursor of this list' });
  return { at: new Date(Number(time)), id };
}
