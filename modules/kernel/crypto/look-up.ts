import mongoose from 'mongoose';
import type { FieldCipher } from './types.js';

/** The filter that finds a value by its keyed token, in whichever form the token stands while its key is being changed. */
export function tokenIn(cipher: FieldCipher, kind: string, value: string) {
  return mongoose.trusted({ $in: [...cipher.tokens(kind, value)] });
}
