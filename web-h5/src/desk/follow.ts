import type { AnyVariables, TypedDocumentNode } from '@urql/core';
import { shallowRef, watch, type ShallowRef } from 'vue';
import { useAsk, type Ask } from '../live/ask.js';
import { useLive } from '../live/live.js';
import { useStream } from '../live/stream.js';

/** Something that keeps itself up to date. */
export interface Follow<Data> {
  readonly ask: Ask<Data>;
  /** How it stands; null until the first answer. */
  readonly now: ShallowRef<Data | null>;
}

/**
 * Follows what a query and a subscription tell alike: by HTTP first, then live, by HTTP again while the line is away.
 * Variables of null follow nothing.
 */
export function useFollow<Data, Variables extends AnyVariables & object>(
  query: TypedDocumentNode<Data, Variables>,
  stream: TypedDocumentNode<Data, Variables>,
  variables: () => Variables | null,
): Follow<Data> {
  const live = useLive();
  const now = shallowRef<Data | null>(null);
  const ask = useAsk(query, variables, { keep: true });
  watch(() => JSON.stringify(variables()), () => {
    now.value = null;
  });
  const line = useStream(stream, variables, (data) => {
    now.value = data;
  });
  watch(ask.data, (data) => {
    // What the line says is never older than an answer by HTTP.
    if (data && (!line.heard() || live.connection.broken.value)) now.value = data;
  });
  return { ask, now };
}
