import type { AnyVariables, TypedDocumentNode } from '@urql/core';
import { onScopeDispose, watch } from 'vue';
import { useLive } from './live.js';

/** A subscription that a part of a page follows. */
export interface Stream {
  /** Whether it has told anything since it was last begun. */
  heard(): boolean;
  /** Begins it anew. */
  again(): void;
}

/**
 * Follows a subscription for the life of the part: begun anew whenever `variables` gives other ones (null: nothing to follow),
 * and where the service ended it with an error, once the connection has come back.
 */
export function useStream<Data, Variables extends AnyVariables & object>(
  document: TypedDocumentNode<Data, Variables>,
  variables: () => Variables | null,
  hear: (data: Data) => void,
): Stream {
  const live = useLive();
  const key = (): string => JSON.stringify(variables());
  let heard = false;
  let ended = false;
  let stop: (() => void) | undefined;
  const again = (): void => {
    stop?.();
    heard = false;
    ended = false;
    const given = variables();
    if (given === null) return;
    const followed = JSON.stringify(given);
    stop = live.client.subscription(document, given).subscribe(({ data, error }) => {
      // What was followed until now may tell something before the page has noticed the change.
      if (key() !== followed) return;
      if (data) {
        heard = true;
        hear(data);
      } else if (error) ended = true;
    }).unsubscribe;
  };
  watch(key, again, { immediate: true });
  watch(live.connection.restored, () => {
    if (ended) again();
  });
  onScopeDispose(() => stop?.());
  return { heard: () => heard, again };
}
