import { computed, shallowRef, type ComputedRef } from 'vue';
import { MyTicketLiveDocument, MyTicketsDocument, type Language, type TicketRowFragment } from '../graphql/__generated__/operations.js';
import { useAsk, type Ask } from '../live/ask.js';
import { useLive } from '../live/live.js';
import { useStream } from '../live/stream.js';

/** A number that keeps itself up to date. */
export interface LiveTicket {
  readonly ticket: ComputedRef<TicketRowFragment | null>;
  readonly ask: Ask<unknown>;
  /** Takes over what an action answered. */
  hear(ticket: TicketRowFragment): void;
}

/** Follows a number of today: by HTTP first, then by subscription, and by HTTP again while the live connection is away. */
export function useLiveTicket(id: () => string, lang: () => Language): LiveTicket {
  const live = useLive();
  const told = shallowRef<TicketRowFragment | null>(null);
  const ask = useAsk(MyTicketsDocument, () => ({ lang: lang() }), { keep: true });
  const stream = useStream(MyTicketLiveDocument, () => ({ id: id(), lang: lang() }), (data) => {
    told.value = data.myTicket;
  });
  const asked = computed(() => ask.data.value?.myTickets.find((one) => one.id === id()) ?? null);
  return {
    ask,
    // What the live connection says is never older than an answer by HTTP, unless it is away.
    ticket: computed(() => (told.value && !live.connection.broken.value ? told.value : (asked.value ?? told.value))),
    hear(ticket) {
      told.value = ticket;
      // Coming back to the queue begins another life of the number.
      stream.again();
    },
  };
}
