import type mongoose from 'mongoose';
import { pageSize, type PageArgs } from '../../../kernel/pages.js';
import { pageOf, placeAfter, type DocumentPage } from '../../../kernel/time-pages.js';

/** The most that a list counts: how many more there are than that, nobody reads. */
export const MOST_COUNTED = 1000;

type Filter = Readonly<Record<string, unknown>>;

/** How documents are listed. */
export interface DocumentOrder<D> {
  /** Fields that must be so. */
  readonly filter: Filter;
  /** Conditions besides; the same field may be bounded here and by the cursor. */
  readonly lit?: Filter;
  /** The field with the instant. */
  readonly by: keyof D & string;
  readonly order: 1 | -1;
  readonly maxFirst: number;
  readonly defaultFirst: number;
}

/** What a query along an index asks for: apart from the page, so that it can be explained. */
export function pageQuery<D>({ filter, lit = {}, by, order }: Pick<DocumentOrder<D>, 'filter' | 'lit' | 'by' | 'order'>, after: string | null | undefined): { readonly filter: Filter; readonly sort: Record<string, 1 | -1> } {
  const sort: Record<string, 1 | -1> = { [by]: order, _id: order };
  const place = placeAfter(after);
  if (place === null) return { filter: { ...filter, ...lit }, sort };
  const { at, id } = place;
  const beyond = (value: unknown) => (order === 1 ? { $gt: value } : { $lt: value });
  // The bound on the field alone lets the index begin where the page does.
  const from = order === 1 ? { $gte: at } : { $lte: at };
  return { filter: { $and: [{ ...filter, [by]: from }, lit, { $or: [{ [by]: beyond(at) }, { [by]: at, _id: beyond(id) }] }] }, sort };
}

/**
 * One page of a collection by instant and id, read and counted along its index, counted up to {@link MOST_COUNTED}. Cursors
 * name a place, so that a page goes on rightly where what it ended with has left the list.
 * @throws Fault BAD_INPUT for a bad `first` and for what is no cursor
 */
export async function documentPage<D extends { readonly _id: string }>(collection: mongoose.mongo.Collection<D>, order: DocumentOrder<D>, args: PageArgs): Promise<DocumentPage<D>> {
  const first = pageSize(args.first, order.maxFirst, order.defaultFirst);
  const { filter, sort } = pageQuery(order, args.after);
  // The driver's filter type follows the document's fields, which the compiler cannot where a field's name is a parameter.
  const typed = (each: Filter) => each as mongoose.mongo.Filter<D>;
  const [found, totalCount] = await Promise.all([
    collection.find(typed(filter)).sort(sort).limit(first + 1).toArray() as Promise<unknown> as Promise<D[]>, // whole documents
    collection.countDocuments(typed({ ...order.filter, ...order.lit }), { limit: MOST_COUNTED }),
  ]);
  return pageOf({ found, first, by: order.by, after: args.after, totalCount });
}
