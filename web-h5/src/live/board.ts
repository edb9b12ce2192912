import { computed, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import { LiveBoardDocument, StopArrivalsDocument, type ArrivalRowFragment, type Language } from '../graphql/__generated__/operations.js';
import { useAsk, type AskFailure } from './ask.js';
import { useLive } from './live.js';
import { useStream } from './stream.js';

/** A stop's board that keeps itself up to date. */
export interface LiveBoard {
  /** Null until the first answer. */
  readonly arrivals: ShallowRef<readonly ArrivalRowFragment[] | null>;
  readonly failure: Ref<AskFailure | null>;
  /** The stop's name in the language asked for, once known. */
  readonly stopName: ComputedRef<string | null>;
}

/**
 * Follows a stop's board: by HTTP first, then by subscription, and by HTTP again while the live connection is away.
 * An id of null follows nothing.
 */
export function useBoard(stopId: () => string | null, lang: () => Language): LiveBoard {
  const live = useLive();
  const arrivals = shallowRef<readonly ArrivalRowFragment[] | null>(null);
  const ask = useAsk(StopArrivalsDocument, () => {
    const id = stopId();
    return id === null ? null : { id, lang: lang() };
  }, { keep: true });
  watch(ask.data, (data) => {
    // What the live connection says is never older than an answer by HTTP.
    const wanted = arrivals.value === null || live.connection.broken.value;
    if (wanted && data?.stop && data.stop.id === stopId()) arrivals.value = data.stop.arrivals;
  });
  watch([stopId, lang], () => {
    arrivals.value = null;
  });
  useStream(LiveBoardDocument, () => {
    const id = stopId();
    return id === null ? null : { stopId: id, lang: lang() };
  }, (data) => {
    arrivals.value = data.arrivals;
  });
  return { arrivals, failure: ask.failure, stopName: computed(() => ask.data.value?.stop?.name ?? null) };
}
