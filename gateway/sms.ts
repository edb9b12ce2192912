import { randomUUID } from 'node:crypto';
import { createConsoleSms, type SmsSender } from '../modules/identity/index.js';
import { Fault } from '../modules/kernel/errors.js';
import type { SmsChannel } from '../modules/messages/contract.js';

/** A code is asked for by somebody who waits: once more, then they are told. */
const TRIES = 2;

/**
 * Who sends sign-in codes: the district's carrier; without one the terminal, for trying the sample out. In production codes must
 * not stand in a terminal: there asking for one says that it cannot be done.
 */
export function createSmsSender(carrier: SmsChannel | null, production: boolean): SmsSender {
  if (carrier) return { send: (phone, text) => sendNow(carrier, phone, text) };
  if (!production) return createConsoleSms();
  return {
    async send() {
      throw new Fault('UNAVAILABLE', { missing: 'SMS_URL' });
    },
  };
}

/** Under one key, so that a carrier that took it the first time does not send it twice. */
async function sendNow(carrier: SmsChannel, phone: string, text: string): Promise<void> {
  const key = `code:${randomUUID()}`;
  for (let attempt = 1; ; attempt++) {
    const answer = await carrier.send({ key, phone, text, signal: new AbortController().signal }).catch((error: unknown) => {
      if (attempt === TRIES) throw error;
      return null;
    });
    if (answer?.outcome === 'ACCEPTED') return;
    if (answer && (answer.permanent || attempt === TRIES)) throw new Error(answer.reason);
  }
}
