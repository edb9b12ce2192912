import type { Caller } from '../caller.js';
import type { Audit } from './port.js';
import type { AuditEvent } from './types.js';

/**
 * Reads while the reading's record is being written, and answers once both are there: neither waits for the other. For what
 * is known to be read before it is (authorised first, by the caller of this). The value comes out of here alone, so that
 * nobody can hand it on unrecorded. What `read` throws is thrown on once the record's fate is known too; the record stands
 * all the same, for it was tried.
 * @throws Fault UNAVAILABLE where the record could not be written, whatever was read
 */
export async function readOnRecord<T>(audit: Audit, caller: Caller, event: AuditEvent, read: () => Promise<T>): Promise<T> {
  const [recorded, value] = await Promise.allSettled([audit.read(caller, event), read()]);
  if (recorded.status === 'rejected') throw recorded.reason;
  if (value.status === 'rejected') throw value.reason;
  return value.value;
}
