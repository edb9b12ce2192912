import { Fault } from '../modules/kernel/errors.js';
import { createConsoleSms, type SmsSender } from '../modules/identity/index.js';

/**
 * Who sends sign-in codes: the terminal, for trying the sample out. In production codes must not stand in a terminal, and a
 * district's own provider takes its place here; until then asking for a code says that it cannot be done.
 */
export function createSmsSender(production: boolean): SmsSender {
  if (!production) return createConsoleSms();
  return {
    async send() {
      throw new Fault('UNAVAILABLE', { missing: 'an SMS provider' });
    },
  };
}
