import { Fault } from '../../../kernel/errors.js';

/** What an identity card says of its holder, as far as an application needs it. */
export interface Card {
  readonly name: string;
  readonly identifier: string;
  /** Last day of the card, `YYYY-MM-DD`; null for 长期 and for what was typed. */
  readonly validUntil: string | null;
  /** Whether a reader read it. */
  readonly read: boolean;
}

/** A card as it comes in: from a reader, or typed. */
export interface CardInput {
  readonly reading?: string | null | undefined;
  readonly identifier?: string | null | undefined;
  readonly name?: string | null | undefined;
}

/** Places in the text block of a second-generation resident identity card, in characters of UTF-16LE (GA 450: 256 bytes). */
const PLACES = { name: [0, 15], identifier: [61, 79], validUntil: [102, 110] } as const;
const BLOCK = 256;

/**
 * Reads a card: a reader's text block in Base64, or what a clerk typed from it.
 * @param today `YYYY-MM-DD`: an expired card proves nobody
 * @throws Fault BAD_INPUT (`card.reading`, `card.identifier`, `card.name`)
 */
export function readCard({ reading, identifier, name }: CardInput, today: string): Card {
  if (reading) return fromReader(reading, today);
  if (!name || name.trim() === '') throw bad('name', 'is needed where no reader read the card');
  if (!identifier || identifier.trim() === '') throw bad('identifier', 'is needed where no reader read the card');
  return { name: name.trim(), identifier: identifier.trim().toUpperCase(), validUntil: null, read: false };
}

function fromReader(reading: string, today: string): Card {
  const bytes = Buffer.from(reading, 'base64');
  if (bytes.length !== BLOCK || bytes.toString('base64') !== reading) throw bad('reading', `expects the card's text block: ${BLOCK} bytes in Base64`);
  const text = bytes.toString('utf16le');
  const part = (place: keyof typeof PLACES): string => text.slice(...PLACES[place]).replaceAll('\0', ' ').trim();
  const [name, identifier, until] = [part('name'), part('identifier'), part('validUntil')];
  if (name === '' || !/^\d{17}[\dX]$/.test(identifier) || !(/^\d{8}$/.test(until) || until === '长期')) throw bad('reading', 'is no identity card’s text block');
  const validUntil = until === '长期' ? null : `${until.slice(0, 4)}-${until.slice(4, 6)}-${until.slice(6)}`;
  if (validUntil !== null && validUntil < today) throw bad('reading', `the card ended on ${validUntil}`);
  return { name, identifier, validUntil, read: true };
}

const bad = (field: string, reason: string): Fault => new Fault('BAD_INPUT', { field: `card.${field}`, reason });
