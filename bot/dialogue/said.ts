import type { ChipEntity } from '../contract.js';
import type { Choice } from '../skills/types.js';
import type { Passage, Said, Way } from './types.js';

/** A chip that says something for the resident. */
export const SAY = (label: string, value = label): ChipEntity => ({ label, action: 'SAY', value });
/** Asks for a person. */
export const HUMAN = SAY('转人工');

/** Options to tap: each says its name where that names it alone, else what tells it from its namesakes. */
export function optionChips(options: readonly Choice[]): ChipEntity[] {
  return options.map(({ label, detail }) => {
    const alone = options.filter((other) => other.label === label).length === 1;
    return SAY(detail ? `${label}（${detail}）` : label, alone ? label : (detail ?? label));
  });
}

/** Plain words; done, and waiting for nothing. */
export function plain(text: string, way: Way): Said {
  return { text, cards: [], chips: [], asks: null, intent: null, slots: {}, done: true, handover: null, way };
}

/** A published passage with its source and date. */
export function quoted({ title, text, source, link, date }: Passage): Said {
  return { ...plain(`${text}\n——${source}《${title}》，${date}`, 'faq'), chips: [{ label: '查看原文', action: 'OPEN', value: link }, HUMAN] };
}
