import type { ClientSession } from 'mongoose';
import type { Caller } from '../caller.js';
import type { AuditEvent } from './types.js';

/** Where services say what was done. Either the record stands or the action does not happen. */
export interface Audit {
  /** A read: resolves once its record is acknowledged by a majority (group commit); rejects with UNAVAILABLE, and the read fails. `readOnRecord` runs the read itself meanwhile. */
  read(caller: Caller, event: AuditEvent): Promise<void>;
  /** A mutation: its record in the mutation's own transaction. Safe to run twice. */
  write(session: ClientSession, caller: Caller, event: AuditEvent): Promise<void>;
}

/** One action of a group that is committed together. */
export interface AuditEntry {
  readonly caller: Caller;
  readonly event: AuditEvent;
}

/** Audit for those who commit the mutations of many callers in one transaction. */
export interface BatchAudit extends Audit {
  /** The records of all of them, in that transaction. Safe to run twice. */
  writeMany(session: ClientSession, entries: readonly AuditEntry[]): Promise<void>;
}
