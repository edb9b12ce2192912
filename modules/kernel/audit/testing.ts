import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Connection } from 'mongoose';
import { anonymousCaller, type Caller } from '../caller.js';
import { openFileKeystore } from '../crypto/file-keystore.js';
import type { Keystore } from '../crypto/types.js';
import type { Logger } from '../module.js';
import { testConnection } from '../testing/mongo.js';
import { createAuditIndexes } from './model.js';
import type { AuditEvent } from './types.js';

/** A database, a keystore and a clock of its own, with audit's indexes. */
export interface AuditWorld {
  readonly connection: Connection;
  readonly keystore: Keystore;
  readonly clock: { now(): number; at: number };
  readonly logger: Logger & { readonly lines: { message: string; details: object }[] };
  close(): Promise<void>;
}

/** Builds one; `at` starts at 2026-01-15T08:00Z. */
export async function auditWorld(name: string): Promise<AuditWorld> {
  const { connection, close } = await testConnection(name);
  const folder = mkdtempSync(path.join(tmpdir(), 'audit-'));
  await createAuditIndexes(connection);
  const clock = { at: Date.UTC(2026, 0, 15, 8), now: () => clock.at };
  const lines: { message: string; details: object }[] = [];
  const line = (details: object, message: string) => void lines.push({ message, details });
  return {
    connection, keystore: openFileKeystore(folder), clock, logger: { lines, info: line, warn: line, error: line },
    async close() {
      rmSync(folder, { recursive: true });
      await close();
    },
  };
}

/** A doctor in her post, reading. */
export function doctorCaller(over: Partial<Caller> = {}): Caller {
  return {
    ...anonymousCaller('web', 'request-1'), accountId: 'account-li', personId: 'person-li', proofed: true, assurance: 'sensitive', sessionId: 'session-1',
    post: { id: 'post-li', role: 'doctor', organisationId: 'clinic-1' }, ...over,
  };
}

/** A health record read. */
export function readingOf(personId: string, over: Partial<AuditEvent> = {}): AuditEvent {
  return { action: 'health.record.read', subject: { type: 'health.record', id: `record-${personId}`, personIds: [personId] }, purpose: 'care', ...over };
}
