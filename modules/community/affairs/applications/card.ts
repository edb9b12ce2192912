import { Fault } from '../../../kernel/errors.js';
import type { FieldFault, Words } from '../forms/rules/types.js';

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
/** Letters of any writing, and what stands between them in names. */
const NAME = /^[\p{L}\p{M}][\p{L}\p{M}·•.’'\- ]{0,49}$/u;

/**
 * Reads a card: a reader's text block in Base64, or what a clerk typed from it.
 * @param today `YYYY-MM-DD`: an expired card proves nobody
 * @throws Fault BAD_INPUT (`card.reading`: no-card, ended; `card.identifier`, `card.name`: missing; `card.name`: no-name), for {@link cardFault}
 */
export function readCard({ reading, identifier, name }: CardInput, today: string): Card {
  if (reading) return fromReader(reading, today);
  if (!name || name.trim() === '') throw bad('name', 'missing');
  if (!NAME.test(name.trim())) throw bad('name', 'no-name');
  if (!identifier || identifier.trim() === '') throw bad('identifier', 'missing');
  return { name: name.trim(), identifier: identifier.trim().toUpperCase(), validUntil: null, read: false };
}

function fromReader(reading: string, today: string): Card {
  const bytes = Buffer.from(reading, 'base64');
  if (bytes.length !== BLOCK || bytes.toString('base64') !== reading) throw bad('reading', 'no-card');
  const text = bytes.toString('utf16le');
  const part = (place: keyof typeof PLACES): string => text.slice(...PLACES[place]).replaceAll('\0', ' ').trim();
  const [name, identifier, until] = [part('name'), part('identifier'), part('validUntil')];
  if (name === '' || !/^\d{17}[\dX]$/.test(identifier) || !(/^\d{8}$/.test(until) || until === '长期')) throw bad('reading', 'no-card');
  const validUntil = until === '长期' ? null : `${until.slice(0, 4)}-${until.slice(4, 6)}-${until.slice(6)}`;
  if (validUntil !== null && validUntil < today) throw bad('reading', 'ended');
  return { name, identifier, validUntil, read: true };
}

const bad = (field: string, reason: string): Fault => new Fault('BAD_INPUT', { field: `card.${field}`, reason });

const WORDS: Readonly<Record<string, Words>> = {
  'card.reading no-card': { zh: '没有读到身份证，请重新放置证件再读一次', en: 'No card was read; please lay it on the reader again' },
  'card.reading ended': { zh: '这张身份证已过有效期，不能用于办理', en: 'This card has ended and cannot be used' },
  'card.identifier missing': { zh: '请填写身份证号码', en: 'The identity number is needed' },
  'card.name no-name': { zh: '姓名里有不能识别的字符，请对照证件填写', en: 'This is no name; please write it as the card has it' },
  'card.name missing': { zh: '请填写姓名', en: 'The name is needed' },
};
const REGISTER_WORDS: Readonly<Record<string, Words>> = {
  identifier: { zh: '身份证号码不对，请核对证件', en: 'The identity number does not fit; please compare the card' },
  name: { zh: '姓名与登记的不一致，请核对证件', en: 'The name is not the one on record; please compare the card' },
};

/** The card is not the applicant's. */
export const OTHER_CARD: FieldFault = { path: 'card.identifier', message: { zh: '这不是申请人本人的身份证', en: 'This is not the applicant’s card' } };

/** What a clerk reads where a card proves nobody, by {@link readCard} or by the register (`People`); null for any other fault. */
export function cardFault(error: unknown): FieldFault | null {
  if (!(error instanceof Fault) || error.code !== 'BAD_INPUT') return null;
  const { field, reason } = error.details;
  const own = WORDS[`${String(field)} ${String(reason)}`];
  if (own) return { path: String(field), message: own };
  const register = REGISTER_WORDS[String(field)];
  return register ? { path: `card.${String(field)}`, message: register } : null;
}
