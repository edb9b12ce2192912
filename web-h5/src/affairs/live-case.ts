import { computed, shallowRef, type ComputedRef } from 'vue';
import { MyCaseChangedDocument, MyCaseDocument, type MyCaseFragment, type MyCaseQuery } from '../graphql/__generated__/operations.js';
import { useAsk, type Ask } from '../live/ask.js';
import { useFollowing } from '../live/following.js';

/** One's own case, as it stands now. */
export interface LiveCase {
  readonly ask: Ask<MyCaseQuery>;
  readonly found: ComputedRef<MyCaseFragment | null>;
  /** Takes over what an action answered. */
  hear(found: MyCaseFragment): void;
}

/** Follows a case: by HTTP first, then by subscription; of two, the one whose log is longer stands. */
export function useLiveCase(number: () => string): LiveCase {
  const told = shallowRef<MyCaseFragment | null>(null);
  const ask = useAsk(MyCaseDocument, () => ({ number: number() }), { keep: true });
  useFollowing(MyCaseChangedDocument, () => ({ number: number() }), () => ask.data.value !== null, ({ myCaseChanged }) => (told.value = myCaseChanged));
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
