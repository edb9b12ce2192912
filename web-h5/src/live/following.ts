import type { AnyVariables, TypedDocumentNode } from '@urql/core';
import { onScopeDispose, ref, watch } from 'vue';
import { useLive } from './live.js';

/**
 * Follows by subscription what was read by HTTP: from the first answer on, and anew after the line was away.
 * @param ready whether it could be read; only then is it worth following
 * @param hear is told each new state
 */
export function useFollowing<Data, Variables extends AnyVariables & object>(stream: TypedDocumentNode<Data, Variables>, variables: () => Variables, ready: () => boolean, hear: (data: Data) => void): void {
  const live = useLive();
  const ended = ref(false);
  let stop: (() => void) | undefined;
  const follow = (): void => {
    stop?.();
    ended.value = false;
    stop = live.client.subscription(stream, variables()).subscribe(({ data, error }) => {
      if (data) hear(data);
      else if (error) ended.value = true;
    }).unsubscribe;
  };
  watch(ready, (on) => on && follow(), { immediate: true });
  watch(live.connection.restored, () => ended.value && follow());
  onScopeDispose(() => stop?.());
}
