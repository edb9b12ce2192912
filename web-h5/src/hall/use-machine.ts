import { computed, onBeforeUnmount, ref, shallowRef, type ComputedRef, type ShallowRef } from 'vue';
import { IssuePaperTicketDocument, type PaperNumberFragment } from '../graphql/__generated__/operations.js';
import { useWords } from '../i18n/index.js';
import { useSend } from '../live/send.js';
import type { Trouble } from '../live/trouble.js';

/** What a number machine shows, and until when by the page's own clock; the start stays. */
export type Screen =
  | { readonly at: 'start' }
  | { readonly at: 'ground'; readonly businessId: string }
  | { readonly at: 'sending'; readonly businessId: string; readonly ground: string | null }
  | { readonly at: 'number'; readonly businessId: string; readonly ticket: PaperNumberFragment }
  | { readonly at: 'refused'; readonly message: string | null; readonly trouble: Trouble | null };

/** How long each screen waits for somebody, in ms; a line that is broken is tried as long as `sending` lasts. */
const LASTS: Readonly<Record<Exclude<Screen['at'], 'start'>, number>> = { ground: 45_000, sending: 60_000, number: 40_000, refused: 20_000 };
/** A number is looked at for so long before the next may be taken, and the finger that ended one screen begins nothing on the next. */
const NUMBER_STAYS_MS = 5_000;
const FINGER_MS = 700;
const RETRY_MS = 3_000;
const LONGER_MS = 30_000;

/** A number machine's course: from a business to a number and back to the start. */
export interface MachineCourse {
  readonly screen: ShallowRef<Screen>;
  /** Seconds until the screen goes back to the start by itself. */
  readonly left: ComputedRef<number>;
  /** Whether the screen may be left already. */
  readonly mayLeave: ComputedRef<boolean>;
  /** Whether the line broke while a number was asked for: it is asked for again, with the same key. */
  readonly retrying: ComputedRef<boolean>;
  choose(businessId: string): void;
  take(ground: string | null): Promise<void>;
  /** Somebody wants to look longer. */
  stay(): void;
  /** Back to the start; nothing of who stood here remains. */
  restart(): void;
}

/**
 * @param onNumber called with each number once it is there
 * @param onStart called whenever the machine is back at its start
 */
export function useMachine(centreId: () => string, { onNumber, onStart }: { onNumber: () => void; onStart: () => void }): MachineCourse {
  const { lang } = useWords();
  const issue = useSend(IssuePaperTicketDocument);
  const screen = shallowRef<Screen>({ at: 'start' });
  const now = ref(performance.now());
  const since = ref(now.value);
  const longer = ref(0);
  const retrying = ref(false);
  let retry: ReturnType<typeof setTimeout> | undefined;

  function show(next: Screen): void {
    clearTimeout(retry);
    retrying.value = false;
    longer.value = 0;
    since.value = now.value = performance.now();
    screen.value = next;
    if (next.at === 'start') onStart();
  }
  const mayLeave = computed(() => now.value - since.value >= (screen.value.at === 'number' ? NUMBER_STAYS_MS : 0));
  const until = (): number => (screen.value.at === 'start' ? Infinity : since.value + LASTS[screen.value.at] + longer.value);
  const timer = setInterval(() => {
    now.value = performance.now();
    if (now.value >= until()) show({ at: 'start' });
  }, 250);
  onBeforeUnmount(() => {
    clearInterval(timer);
    clearTimeout(retry);
  });

  async function ask(wish: Extract<Screen, { at: 'sending' }>): Promise<void> {
    if (issue.busy.value) return tryLater(wish); // of who gave up a moment ago
    const again = issue.trouble.value?.code === 'NETWORK';
    const input = { centreId: centreId(), businessId: wish.businessId, ...(wish.ground === null ? {} : { priorityGround: wish.ground }) };
    const answer = (await issue.send((idempotencyKey) => ({ input, idempotencyKey, lang: lang.value })))?.issueTicket;
    if (screen.value !== wish) return; // nobody waits for it any more: where it was not answered, the next who wants the same asks with its key
    if (answer?.__typename === 'TicketRefused') return show({ at: 'refused', message: answer.message, trouble: null });
    if (answer) {
      // What an earlier try gave may have been called meanwhile, with nobody there to see it.
      if (again && answer.position === null) return ask(wish);
      show({ at: 'number', businessId: wish.businessId, ticket: answer });
      return onNumber();
    }
    const trouble = issue.trouble.value;
    if (trouble?.code !== 'NETWORK') return show({ at: 'refused', message: null, trouble });
    tryLater(wish);
  }
  function tryLater(wish: Extract<Screen, { at: 'sending' }>): void {
    retrying.value = true;
    retry = setTimeout(() => void ask(wish), RETRY_MS);
  }

  return {
    screen, mayLeave,
    left: computed(() => Math.max(0, Math.ceil((until() - now.value) / 1000))),
    retrying: computed(() => retrying.value),
    choose(businessId) {
      if (screen.value.at === 'start' && performance.now() - since.value >= FINGER_MS) show({ at: 'ground', businessId });
    },
    async take(ground) {
      if (screen.value.at !== 'ground' || performance.now() - since.value < FINGER_MS) return;
      const wish = { at: 'sending', businessId: screen.value.businessId, ground } as const;
      show(wish);
      await ask(wish);
    },
    stay() {
      longer.value += LONGER_MS;
    },
    restart() {
      if (mayLeave.value) show({ at: 'start' });
    },
  };
}
