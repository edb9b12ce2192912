import type { Caller } from '../../kernel/caller.js';
import type { EventBus } from '../../kernel/events.js';
import { ACCOUNT_CHANGED, SESSION_CHANGED, type AccountChanged, type SessionChanged } from './types.js';

/**
 * The caller now, and then nothing until the session ends, which ends the stream. Changes within the session are told by the
 * gateway, which begins every operation of a socket anew, under its new rights, when they change.
 */
export function watchSession(caller: Caller, events: EventBus): AsyncIterableIterator<Caller> {
  let told = false;
  let ended = caller.sessionId === null;
  let wake: (() => void) | null = null;
  const end = (): void => {
    ended = true;
    for (const stop of stops) stop();
    wake?.();
  };
  // Published by this module alone, in these shapes.
  const stops = ended ? [] : [
    events.subscribe(SESSION_CHANGED, (payload) => void ((payload as SessionChanged).ended && (payload as SessionChanged).sessionId === caller.sessionId && end())),
    events.subscribe(ACCOUNT_CHANGED, (payload) => void ((payload as AccountChanged).ended && (payload as AccountChanged).accountId === caller.accountId && end())),
  ];
  return {
    async next() {
      if (!told) {
        told = true;
        return { value: caller, done: false };
      }
      if (!ended) await new Promise<void>((resolve) => (wake = resolve));
      return { value: undefined, done: true };
    },
    async return() {
      end();
      return { value: undefined, done: true };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
