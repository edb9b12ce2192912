import { readonly, ref, type Ref } from 'vue';

/**
 * The service's clock on this page. A phone's own clock may be wrong, and a replayed recording has another time
 * altogether, so every time shown is counted from the last instant the service told, by a clock that cannot be set.
 */
export interface ServiceClock {
  /** Epoch milliseconds, renewed each second. */
  readonly now: Readonly<Ref<number>>;
  /** True once the service has told its time. */
  readonly known: Readonly<Ref<boolean>>;
  /** Takes over an instant the service has just told (ISO 8601). */
  tell(instant: string): void;
  /** Counts on now; called each second. */
  tick(): void;
}

/** A clock over `elapsed` (milliseconds that only grow), which shows `guess` until told better. */
export function createServiceClock(elapsed: () => number, guess: number): ServiceClock {
  let base = guess - elapsed();
  const now = ref(guess);
  const known = ref(false);
  const tick = (): void => {
    now.value = base + elapsed();
  };
  return {
    now: readonly(now),
    known: readonly(known),
    tick,
    tell(instant) {
      const told = Date.parse(instant);
      if (Number.isNaN(told)) return;
      const candidate = told - elapsed();
      // A message that took longer on its way puts the clock behind: within two seconds, the earlier arrival is right.
      if (known.value && candidate < base && base - candidate < 2000) return;
      base = candidate;
      known.value = true;
      tick();
    },
  };
}
