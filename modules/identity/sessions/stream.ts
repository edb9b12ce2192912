import type { Caller } from '../../kernel/caller.js';
import type { EventBus } from '../../kernel/events.js';
import { WatchStream } from '../../kernel/streams.js';
import { ACCOUNT_CHANGED, SESSION_CHANGED, type AccountChanged, type SessionChanged } from './types.js';

/**
 * The caller now, and then nothing until the session ends, which ends the stream. Changes within the session are told by the
 * gateway, which begins every operation of a socket anew, under its new rights, when they change.
 */
export function watchSession(caller: Caller, events: EventBus): AsyncIterableIterator<Caller> {
  // Published by this module alone, in these shapes.
  const stops = caller.sessionId === null ? [] : [
    events.subscribe(SESSION_CHANGED, (payload) => void ((payload as SessionChanged).ended && (payload as SessionChanged).sessionId === caller.sessionId && stream.finish())),
    events.subscribe(ACCOUNT_CHANGED, (payload) => void ((payload as AccountChanged).ended && (payload as AccountChanged).accountId === caller.accountId && stream.finish())),
  ];
  const stream = new WatchStream<Caller, Caller>({
    read: async (own) => own,
    onOver: () => {
      for (const stop of stops) stop();
    },
  });
  stream.put(caller);
  if (caller.sessionId === null) stream.finish();
  return stream;
}
