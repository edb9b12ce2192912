import type { AnyVariables, TypedDocumentNode } from '@urql/core';
import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import { useLive, whileBroken } from './live.js';
import { troubleOf, type Trouble } from './trouble.js';

/** Why there is no answer: the network, or the service itself. */
export type AskFailure = 'network' | 'service';

/** A query's course on a page. */
export interface Ask<Data> {
  /** The last good answer; kept while a new one is on its way or fails. */
  readonly data: ShallowRef<Data | null>;
  readonly failure: Ref<AskFailure | null>;
  /** What the service said to the last failure. */
  readonly trouble: ShallowRef<Trouble | null>;
  readonly loading: Ref<boolean>;
  again(): void;
}

const RETRY_MS = 5_000;

/** Answers that carry the service's time set the page's clock. */
function toldTime(data: unknown): string | null {
  if (typeof data !== 'object' || data === null || !('service' in data)) return null;
  const { service } = data;
  return typeof service === 'object' && service !== null && 'now' in service && typeof service.now === 'string' ? service.now : null;
}

/**
 * Asks the service whenever `variables` gives new ones (null: nothing to ask), again when the connection comes back,
 * every five seconds after a network failure, and every `pollMs` if given.
 */
export function useAsk<Data, Variables extends AnyVariables & object>(
  document: TypedDocumentNode<Data, Variables>,
  variables: () => Variables | null,
  options: { pollMs?: number; keep?: boolean } = {},
): Ask<Data> {
  const live = useLive();
  const data = shallowRef<Data | null>(null);
  const failure = ref<AskFailure | null>(null);
  const trouble = shallowRef<Trouble | null>(null);
  const loading = ref(false);
  let stop: (() => void) | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;

  const again = (): void => {
    stop?.();
    clearTimeout(retry);
    const given = variables();
    if (given === null) {
      loading.value = false;
      return;
    }
    loading.value = true;
    const { unsubscribe } = live.client.query(document, given).subscribe((result) => {
      loading.value = false;
      failure.value = result.error ? (result.error.networkError ? 'network' : 'service') : null;
      trouble.value = result.error ? troubleOf(result.error) : null;
      if (result.data) {
        const told = toldTime(result.data);
        if (told) live.clock.tell(told);
        data.value = result.data;
      }
      if (failure.value === 'network') retry = setTimeout(again, RETRY_MS);
    });
    stop = unsubscribe;
  };

  watch(
    () => JSON.stringify(variables()),
    () => {
      if (!options.keep) data.value = null;
      again();
    },
    { immediate: true },
  );
  whileBroken(live, 15_000, again);
  const poll = options.pollMs === undefined ? undefined : setInterval(() => isVisible() && again(), options.pollMs);
  onScopeDispose(() => {
    stop?.();
    clearTimeout(retry);
    clearInterval(poll);
  });
  return { data, failure, trouble, loading, again };
}

function isVisible(): boolean {
  return !globalThis.document.hidden;
}
