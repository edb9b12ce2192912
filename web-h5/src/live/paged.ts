import type { AnyVariables, TypedDocumentNode } from '@urql/core';
import { ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import { useAsk, type Ask } from './ask.js';

/** One page of a connection. */
export interface PageOf<Row> {
  readonly rows: readonly Row[];
  readonly next: string | null;
}

/** The page in a connection's answer. */
export function pageOf<Row>({ edges, pageInfo }: { edges: readonly { node: Row }[]; pageInfo: { hasNextPage: boolean; endCursor?: string | null } }): PageOf<Row> {
  return { rows: edges.map(({ node }) => node), next: pageInfo.hasNextPage ? (pageInfo.endCursor ?? null) : null };
}

/** A list that grows by a page at a time. */
export interface Paged<Row> {
  readonly ask: Ask<unknown>;
  /** Null until the first answer. */
  readonly rows: ShallowRef<readonly Row[] | null>;
  readonly hasMore: Ref<boolean>;
  more(): void;
  /** From the first page again. */
  again(): void;
}

/** Reads a connection page by page; `page` takes one out of an answer (null: nobody is signed in). Other `variables` begin anew. */
export function usePaged<Data, Variables extends AnyVariables & object, Row>(
  document: TypedDocumentNode<Data, Variables>,
  variables: (after: string | null) => Variables | null,
  page: (data: Data) => PageOf<Row> | null,
): Paged<Row> {
  const after = ref<string | null>(null);
  const next = ref<string | null>(null);
  const hasMore = ref(false);
  const rows = shallowRef<readonly Row[] | null>(null);
  const ask = useAsk(document, () => variables(after.value), { keep: true });
  watch(ask.data, (data) => {
    const got = data ? page(data) : null;
    if (!got) return;
    rows.value = after.value === null ? got.rows : [...(rows.value ?? []), ...got.rows];
    next.value = got.next;
    hasMore.value = got.next !== null;
  });
  const again = (): void => {
    if (after.value === null) ask.again();
    after.value = null;
  };
  watch(() => JSON.stringify(variables(null)), again);
  return {
    ask, rows, hasMore, again,
    more: () => {
      after.value = next.value;
    },
  };
}
