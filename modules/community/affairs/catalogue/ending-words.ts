import type { EndingVersion, PublishedVersion } from './types.js';

/** What whoever wants to apply for a service that has ended is told: since when, why, and what takes its place, for programs and (`zh`, `en`) for residents. */
export function endedDetails({ definition: { id, name }, ending: { on, reason } }: EndingVersion, instead: PublishedVersion | null): Readonly<Record<string, unknown>> {
  const other = instead?.definition;
  return {
    serviceId: id, since: on, instead: other?.id ?? null,
    zh: `“${name.zh}”从${on}起停办。${sentence(reason.zh, '。')}${other ? `现在请办“${other.name.zh}”。` : ''}`,
    en: `${name.en} has ended on ${on}. ${sentence(reason.en, '.')}${other ? ` Please apply for ${other.name.en} instead.` : ''}`,
  };
}

/** Ends with a stop, where its writer left that out. */
function sentence(text: string, stop: string): string {
  const words = text.trim();
  return /[。．.！!？?]$/u.test(words) ? words : words + stop;
}
