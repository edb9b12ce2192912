import type { AnyVariables } from '@urql/core';
import { computed, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import {
  CallNextDocument, CloseWindowDocument, OpenWindowDocument, RefusePriorityDocument, TransferTicketDocument, WindowDeskLiveDocument, WindowDeskNowDocument, WorkTicketDocument,
  type DeskOutcomeFragment, type PriorityRefusal, type TicketAction, type WindowDeskFragment,
} from '../graphql/__generated__/operations.js';
import { useWords } from '../i18n/index.js';
import type { Ask } from '../live/ask.js';
import { useSend } from '../live/send.js';
import type { Trouble } from '../live/trouble.js';
import { useFollow } from './follow.js';

/** Where a clerk sits. */
export interface Seat {
  readonly centreId: string;
  readonly window: number;
}

/** A clerk's window and what can be done at it. */
export interface WindowWork {
  readonly ask: Ask<unknown>;
  readonly desk: ShallowRef<WindowDeskFragment | null>;
  readonly busy: ComputedRef<boolean>;
  readonly trouble: ComputedRef<Trouble | null>;
  /** Why the last thing was not done, in the service's words. */
  readonly refused: Ref<string>;
  open(): Promise<boolean>;
  close(): Promise<boolean>;
  next(): Promise<boolean>;
  work(action: TicketAction): Promise<boolean>;
  refusePriority(reason: PriorityRefusal): Promise<boolean>;
  transfer(to: { readonly businessId?: string; readonly window?: number }): Promise<boolean>;
}

/** Follows a window live and works at it. */
export function useWindow(seat: () => Seat | null): WindowWork {
  const { lang } = useWords();
  const { ask, now } = useFollow(WindowDeskNowDocument, WindowDeskLiveDocument, () => {
    const at = seat();
    return at && { ...at, lang: lang.value };
  });
  const desk = shallowRef<WindowDeskFragment | null>(null);
  watch(now, (told) => {
    desk.value = told?.queueDesk ?? null;
  });
  const refused = ref('');
  const sends = { open: useSend(OpenWindowDocument), close: useSend(CloseWindowDocument), next: useSend(CallNextDocument), work: useSend(WorkTicketDocument), refuse: useSend(RefusePriorityDocument), transfer: useSend(TransferTicketDocument) };
  const all = Object.values(sends);

  async function run<Data, Variables extends AnyVariables & object>(send: ReturnType<typeof useSend<Data, Variables>>, make: (key: string) => Variables, outcomeOf: (data: Data) => DeskOutcomeFragment): Promise<boolean> {
    refused.value = '';
    const data = await send.send(make);
    if (!data) return false;
    const outcome = outcomeOf(data);
    desk.value = outcome.__typename === 'DeskRefused' ? outcome.desk : outcome;
    if (outcome.__typename === 'DeskRefused') refused.value = outcome.message;
    return outcome.__typename === 'QueueDesk';
  }
  const here = (idempotencyKey: string) => ({ ...(seat() ?? { centreId: '', window: 0 }), lang: lang.value, idempotencyKey });
  const current = (): string => desk.value?.current?.id ?? '';
  return {
    ask, desk, refused,
    busy: computed(() => all.some(({ busy }) => busy.value)),
    trouble: computed(() => all.map(({ trouble }) => trouble.value).find((one) => one !== null) ?? null),
    open: () => run(sends.open, here, ({ openWindow }) => openWindow),
    close: () => run(sends.close, here, ({ closeWindow }) => closeWindow),
    next: () => run(sends.next, here, ({ callNext }) => callNext),
    work: (action) => run(sends.work, (idempotencyKey) => ({ ticketId: current(), action, lang: lang.value, idempotencyKey }), ({ workTicket }) => workTicket),
    refusePriority: (reason) => run(sends.refuse, (idempotencyKey) => ({ ticketId: current(), reason, lang: lang.value, idempotencyKey }), ({ refusePriority }) => refusePriority),
    transfer: (to) => run(sends.transfer, (idempotencyKey) => ({ ticketId: current(), ...to, lang: lang.value, idempotencyKey }), ({ transferTicket }) => transferTicket),
  };
}
