import type { SmsSender } from './types.js';

/** Writes messages to the terminal instead of sending them: for trying the sample district out, never where residents are. */
export function createConsoleSms(write: (line: string) => void = (line) => void process.stderr.write(line)): SmsSender {
  return {
    async send(phone, text) {
      write(`SMS to ${phone}: ${text}\n`);
    },
  };
}
