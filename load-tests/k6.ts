import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onPath } from '../gateway/embedded/find-mongod.js';

/** What to say where there is no k6. */
export const HOW_TO_INSTALL = 'k6 was not found: install it with `go install go.k6.io/k6@v1.8.1`, or set K6_PATH to it.';

/** The k6 program: K6_PATH, the PATH, Go's own folder; null where there is none. */
export async function findK6(): Promise<string | null> {
  const told = process.env.K6_PATH;
  if (told) return existsSync(told) ? told : null;
  const own = path.join(os.homedir(), 'go/bin/k6');
  return (await onPath('k6')) ?? (existsSync(own) ? own : null);
}
