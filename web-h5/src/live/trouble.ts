import type { CombinedError } from '@urql/core';

/** Why something was not answered, in words for residents. */
export interface Trouble {
  /** The service's stable fault code; NETWORK where nothing answered. */
  readonly code: string;
  /** The service's own words; empty for NETWORK. */
  readonly zh: string;
  readonly en: string;
  /** What more the service tells programs of it: `again` beside NOT_PROOFED wants a fresh proof of somebody proved. */
  readonly reason?: string;
  /** What the service says of this very case, in words for residents: why a service has ended, and what to do instead. */
  readonly told?: { readonly zh: string; readonly en: string };
  /** What is wrong with a text of many parts, each fault at its place. */
  readonly faults?: readonly PlacedFault[];
}

/** Faults that may be gone the next time; whoever has no right to something, or asks for what is not there, is not told to try again. */
const PASSING: ReadonlySet<string> = new Set(['NETWORK', 'UNAVAILABLE', 'INTERNAL', 'RATE_LIMITED', 'CONFLICT', 'STEP_UP_REQUIRED']);

/** Whether trying again may help. */
export const mayPass = ({ code }: Trouble): boolean => PASSING.has(code);

/** Whether it is not there for whoever asks: another's, or nobody's. */
export const isRefusal = ({ code }: Trouble): boolean => code === 'NOT_FOUND' || code === 'FORBIDDEN';

/** A fault at its place: parts joined by dots, list entries by their index. */
export interface PlacedFault {
  readonly path: string;
  readonly zh: string;
  readonly en: string;
}

/** Reads an answer's error as the service's catalogue gives it. */
export function troubleOf(error: CombinedError): Trouble {
  const [first] = error.graphQLErrors;
  if (!first) return { code: 'NETWORK', zh: '', en: '' };
  const { code, messageEn, details } = first.extensions;
  const reason = typeof details === 'object' && details !== null && 'reason' in details && typeof details.reason === 'string' ? { reason: details.reason } : {};
  const faults = typeof details === 'object' && details !== null && 'faults' in details && Array.isArray(details.faults) ? { faults: details.faults as PlacedFault[] } : {}; // the service's own shape
  const told = typeof details === 'object' && details !== null && 'zh' in details && 'en' in details && typeof details.zh === 'string' && typeof details.en === 'string' ? { told: { zh: details.zh, en: details.en } } : {};
  return { code: typeof code === 'string' ? code : 'INTERNAL', zh: first.message, en: typeof messageEn === 'string' ? messageEn : first.message, ...reason, ...told, ...faults };
}
