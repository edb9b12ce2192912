import type { Caller } from '../caller.js';
import type { FieldCipher } from '../crypto/types.js';
import type { AuditRecord } from './types.js';

/** Details that hold what somebody wrote: `purposeSealed` is read by those whose data it concerned, `reasonSealed` by nobody but who opens the record. */
export type WrittenDetail = 'purposeSealed' | 'reasonSealed';

const contextOf = (requestId: string, action: string): string => `audit.words:${requestId}:${action}`;

/**
 * Words of somebody's own for a record's details: they may tell anything of anybody, so they stand sealed. The chain holds them
 * as they were written, so they do not move to new keys: older keys stay.
 */
export function sealWords(cipher: FieldCipher, { requestId }: Pick<Caller, 'requestId'>, action: string, words: string): string {
  return cipher.seal(words, contextOf(requestId, action));
}

/** What somebody wrote into a record; null where nothing stands. Throws SealBroken, also for words of another record. */
export function openWords(cipher: FieldCipher, { requestId, action, details }: Pick<AuditRecord, 'requestId' | 'action' | 'details'>, detail: WrittenDetail): string | null {
  const sealed = details[detail];
  return typeof sealed === 'string' ? cipher.open(sealed, contextOf(requestId, action)) : null;
}
