import { nextTick, watch } from 'vue';
import { useRoute, useRouter } from 'vue-router';

/** What stands with each entry of the browser's history that shows a form. */
interface Mark {
  /** When the form was opened first, epoch milliseconds. */
  readonly since: number;
  /** The place in the history at which it was. */
  readonly first: number;
}

const isMark = (value: unknown): value is Mark => typeof value === 'object' && value !== null && 'since' in value && typeof value.since === 'number' && 'first' in value && typeof value.first === 'number';
const keyOf = (serviceId: string): string => `handed-in:${serviceId}`;

/**
 * A form in the browser's history: its steps are places to go back to while it is filled in, and none any more once it is handed in,
 * for what would open there is another, empty form of the same service. Call it in a page's setup.
 */
export function useFormHistory(serviceId: string) {
  const route = useRoute();
  const router = useRouter();
  const known: unknown = history.state?.form;
  const mark: Mark = isMark(known) ? known : { since: Date.now(), first: positionNow() };
  watch(() => route.fullPath, () => {
    if (!isMark(history.state?.form)) history.replaceState({ ...history.state, form: mark }, '');
  }, { immediate: true, flush: 'post' });

  return {
    /** The number of the application that this place of the history led to; null where it has led to none. */
    handedIn(): string | null {
      const [at = '', number = ''] = (sessionStorage.getItem(keyOf(serviceId)) ?? '').split(' ');
      return isMark(known) && number !== '' && known.since <= Number(at) ? number : null;
    },
    /** Leaves the form for another page: the form's steps are behind nobody any more. */
    async leave(number: string, to: string): Promise<void> {
      sessionStorage.setItem(keyOf(serviceId), `${Date.now()} ${number}`);
      const steps = positionNow() - mark.first;
      if (steps > 0) await new Promise<void>((resolve) => {
        const stop = router.afterEach(() => (stop(), resolve()));
        router.go(-steps);
      });
      await nextTick();
      await router.replace(to);
    },
  };
}

/** The router's count of entries up to this one. */
function positionNow(): number {
  const position: unknown = history.state?.position;
  return typeof position === 'number' ? position : 0;
}
