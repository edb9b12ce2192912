import { onScopeDispose, ref, watch, type Ref } from 'vue';
import type { HallBoardFragment } from '../graphql/__generated__/operations.js';
import { useWords } from '../i18n/index.js';
import { usePreferences } from '../lib/preferences.js';
import { canSpeak, hush, speak } from '../lib/speech.js';
import { newCalls, spelt } from './calls.js';

/** A board's voice: reads new calls aloud, one after the other. */
export interface Announcer {
  /** Whether it reads; a browser wants a touch before it may. */
  readonly on: Ref<boolean>;
  readonly possible: boolean;
  /** The latest call in words, for those who read the page by ear. */
  readonly said: Ref<string>;
}

/** Announces what is new on a board. What stood on it at first is no news. */
export function useAnnouncer(board: Ref<HallBoardFragment | null>): Announcer {
  const { t } = useWords();
  const { locale } = usePreferences();
  const on = ref(false);
  const said = ref('');
  let queue: string[] = [];
  let reading = false;

  async function read(): Promise<void> {
    if (reading) return;
    reading = true;
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await speak(next, locale.value);
    reading = false;
  }
  watch(board, (after, before) => {
    if (!after || !before) return;
    for (const call of newCalls(before.called, after.called)) {
      said.value = t('hall.call', { number: call.number, window: call.window });
      if (on.value) queue.push(t('hall.call', { number: spelt(call.number, locale.value), window: call.window }));
    }
    void read();
  });
  watch(on, (reads) => {
    if (reads) queue.push(t('hall.voiceOn'));
    else {
      queue = [];
      hush();
    }
    void read();
  });
  onScopeDispose(hush);
  return { on, possible: canSpeak(), said };
}
