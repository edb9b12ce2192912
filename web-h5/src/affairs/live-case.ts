import { computed, onScopeDispose, ref, shallowRef, watch, type ComputedRef } from 'vue';
import { MyCaseChangedDocument, MyCaseDocument, type MyCaseFragment, type MyCaseQuery } from '../graphql/__generated__/operations.js';
import { useAsk, type Ask } from '../live/ask.js';
import { useLive } from '../live/live.js';

/** One's own case, as it stands now. */
export interface LiveCase {
  readonly ask: Ask<MyCaseQuery>;
  readonly found: ComputedRef<MyCaseFragment | null>;
  /** Takes over what an action answered. */
  hear(found: MyCaseFragment): void;
}

/** Follows a case: by HTTP first, then by subscription; of two, the one whose log is longer stands. */
export function useLiveCase(number: () => string): LiveCase {
  const live = useLive();
  const told = shallowRef<MyCaseFragment | null>(null);
  const ended = ref(false);
  const ask = useAsk(MyCaseDocument, () => ({ number: number() }), { keep: true });
  let stop: (() => void) | undefined;
  const follow = (): void => {
    stop?.();
    ended.value = false;
    stop = live.client.subscription(MyCaseChangedDocument, { number: number() }).subscribe(({ data, error }) => {
      if (data) told.value = data.myCaseChanged;
      else if (error) ended.value = true;
    }).unsubscribe;
  };
  // Only what could be read is worth following.
  watch(() => ask.data.value !== null, (read) => read && follow());
  watch(live.connection.restored, () => ended.value && follow());
  onScopeDispose(() => stop?.());
  return {
    ask,
    found: computed(() => {
      const asked = ask.data.value?.myCase ?? null;
      return told.value && (!asked || told.value.version >= asked.version) ? told.value : asked;
    }),
    hear: (found) => {
      told.value = found;
    },
  };
}
