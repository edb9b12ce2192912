import type { CombinedError } from '@urql/core';

/** Why something was not answered, in words for residents. */
export interface Trouble {
  /** The service's stable fault code; NETWORK where nothing answered. */
  readonly code: string;
  /** The service's own words; empty for NETWORK. */
  readonly zh: string;
  readonly en: string;
}

/** Reads an answer's error as the service's catalogue gives it. */
export function troubleOf(error: CombinedError): Trouble {
  const [first] = error.graphQLErrors;
  if (!first) return { code: 'NETWORK', zh: '', en: '' };
  const { code, messageEn } = first.extensions;
  return { code: typeof code === 'string' ? code : 'INTERNAL', zh: first.message, en: typeof messageEn === 'string' ? messageEn : first.message };
}
