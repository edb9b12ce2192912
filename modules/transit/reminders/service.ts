import type { Caller } from '../../kernel/caller.js';
import type { Clock } from '../../kernel/clock.js';
import type { TransitReminderEntity } from '../contract.js';
import type { Feeds } from '../realtime/feeds.js';
import { checkedReminder, type FeedReminder, type ReminderArguments } from './input.js';
import { judge } from './rules/judge.js';
import { ReminderStream } from './stream.js';

/** Reminders watched for those who wait on a page. Anybody may ask: nothing here is personal. */
export interface RemindersService {
  /**
   * One message when it is time or can no longer be, then the stream ends. Looked at when asked, at each new snapshot of
   * the feed, and on a tick in between. Throws BAD_INPUT `{ field, reason }` and NOT_FOUND at once.
   */
  watch(caller: Caller, input: ReminderArguments): AsyncIterableIterator<TransitReminderEntity>;
  /** Ends all streams. */
  stop(): void;
}

/** What the service stands on; `clock` is the service clock, `tickMs` the machine's milliseconds between two looks. */
export interface RemindersDeps {
  readonly feeds: Feeds;
  readonly clock: Clock;
  readonly tickMs?: number;
}

const TICK_MS = 15_000;

/** One reminder with all who wait for it: judged once, however many they are. */
interface Watched extends FeedReminder {
  readonly key: string;
  readonly streams: Set<ReminderStream>;
}

/** Makes the service of reminders; it holds no timer while nobody waits. */
export function createRemindersService({ feeds, clock, tickMs = TICK_MS }: RemindersDeps): RemindersService {
  const watched = new Map<string, Watched>();
  let timer: NodeJS.Timeout | null = null;

  const look = (item: Watched): void => {
    const state = feeds.find(item.feedId);
    if (!state) return;
    try {
      const verdict = judge(state, item.reminder, Math.floor(clock.now() / 1000));
      if (verdict.outcome === 'WAIT') return;
      for (const stream of [...item.streams]) stream.tell(verdict);
    } catch (cause) {
      // A listener must not break the swap it hears of: the failure goes to those who wait.
      for (const stream of [...item.streams]) stream.fail(cause);
    }
  };
  const leave = (item: Watched, stream: ReminderStream): void => {
    item.streams.delete(stream);
    if (item.streams.size === 0) watched.delete(item.key);
    if (watched.size > 0 || !timer) return;
    clearInterval(timer);
    timer = null;
  };
  const stopListening = feeds.onPublish((feedId) => {
    for (const item of [...watched.values()]) if (item.feedId === feedId) look(item);
  });

  return {
    watch: (_caller, input) => {
      const checked = checkedReminder(feeds, input, Math.floor(clock.now() / 1000));
      const key = JSON.stringify(checked);
      const item = watched.get(key) ?? { ...checked, key, streams: new Set<ReminderStream>() };
      const stream = new ReminderStream((over) => leave(item, over));
      item.streams.add(stream);
      watched.set(key, item);
      timer ??= setInterval(() => [...watched.values()].forEach(look), tickMs).unref();
      look(item);
      return stream;
    },
    stop: () => {
      stopListening();
      for (const { streams } of [...watched.values()]) for (const stream of [...streams]) stream.end();
    },
  };
}
