import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Connection } from 'mongoose';
import { createAudit, createAuditIndexes } from '../audit/index.js';
import { anonymousCaller, type Caller } from '../caller.js';
import { createFieldCipher, openFileKeystore } from '../crypto/index.js';
import { createMutationIndexes, createMutations } from '../idempotency.js';
import type { BookingDeps } from './index.js';
import type { BookingIntent } from './types.js';

/** A folder of keys for processes that share them. */
export const keysFolder = (): string => mkdtempSync(path.join(tmpdir(), 'booking-'));

/** What bookings of one process stand on, over the real stores. */
export function bookingDeps(connection: Connection, keys: string, over: Partial<BookingDeps> = {}): BookingDeps {
  const quiet = (): void => undefined;
  const logger = { info: quiet, warn: quiet, error: quiet };
  const clock = over.clock ?? { now: () => Date.now() };
  return {
    connection, clock, logger, name: 'test',
    mutations: createMutations({ connection, clock, cipher: createFieldCipher(openFileKeystore(keys)) }),
    audit: createAudit({ connection, clock, logger }),
    ...over,
  };
}

/** Indexes of what bookings write to beside their own. */
export async function prepareKernel(connection: Connection): Promise<void> {
  await createMutationIndexes(connection);
  await createAuditIndexes(connection);
}

/** Somebody signed in. */
export function residentCaller(personId: string): Caller {
  return { ...anonymousCaller('web', `request-${personId}`), accountId: `account-${personId}`, personId, proofed: true, assurance: 'ordinary', sessionId: 'session-1' };
}

/** A resident's wish for themselves. */
export function intentOf(personId: string, key: string, action = 'test.booking.make'): BookingIntent {
  return { caller: residentCaller(personId), action, key, purpose: 'service', personIds: [personId] };
}
