import type { AnyVariables, TypedDocumentNode } from '@urql/core';
import { onScopeDispose, ref, shallowRef, watch, type ShallowRef } from 'vue';
import { useAsk, type Ask } from '../live/ask.js';
import { useLive } from '../live/live.js';

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
  const ended = ref(false);
  const ask = useAsk(query, variables, { keep: true });
  let heard = false;
  watch(ask.data, (data) => {
    // What the line says is never older than an answer by HTTP.
    if (data && (!heard || live.connection.broken.value)) now.value = data;
  });
  let stop: (() => void) | undefined;
  const follow = (): void => {
    stop?.();
    ended.value = false;
    heard = false;
    const wanted = variables();
    if (wanted === null) return;
    stop = live.client.subscription(stream, wanted).subscribe(({ data, error }) => {
      if (data) {
        heard = true;
        now.value = data;
      } else if (error) ended.value = true;
    }).unsubscribe;
  };
  watch(() => JSON.stringify(variables()), () => {
    now.value = null;
    follow();
  }, { immediate: true });
  watch(live.connection.restored, () => {
    if (ended.value) follow();
  });
  onScopeDispose(() => stop?.());
  return { ask, now };
}
