import { createRequire } from 'node:module';
import type * as OpenCC from 'opencc-js/t2cn';

const require = createRequire(import.meta.url);

let convert: ((text: string) => string) | undefined;

/** Whether a text has characters that a Traditional spelling could differ in; others never load the dictionary. */
const HAN = /\p{Script=Han}/u;

/**
 * Loads OpenCC's dictionary from Traditional (Hong Kong's and Taiwan's forms) to Simplified when first needed: the
 * CommonJS build, since that can be had in the middle of a synchronous call.
 */
function loadConverter(): (text: string) => string {
  // The package declares the type for its ES build; the CommonJS build of the same name has the same shape.
  const { Converter } = require('opencc-js/t2cn') as typeof OpenCC;
  return Converter({ from: 'hk', to: 'cn' });
}

/** Turns Traditional Chinese into Simplified, phrase by phrase (OpenCC); Simplified text stays as it is. */
export function toSimplified(text: string): string {
  if (!HAN.test(text)) return text;
  convert ??= loadConverter();
  return convert(text);
}
