import type { LocalText, MessageTemplate } from '../contract.js';

/** The longest value of a parameter, in characters: a name or a reason, not an essay. */
export const LONGEST_PARAM = 200;
/** The longest SMS text of a template before its values; long ones cost several messages. */
const LONGEST_SMS = 200;
const NAME = /^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+$/;
const PARAM = /^[a-zA-Z][a-zA-Z0-9]*$/;
const PLACEHOLDER = /\{([^{}]*)\}/g;
/** Tags, and entities as HTML spells them: words are plain text on every surface. */
const MARKUP = /<[a-z!/?]|&(?:[a-z][a-z0-9]*|#\d+|#x[0-9a-f]+);/i;
/** What moves the cursor or turns the writing direction has no place in a value. */
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g;

/** Values in one language. */
export type Values = Readonly<Record<string, string>>;

/** Every text of a template, with where it stands. */
function textsOf({ title, body, sms, wechat }: MessageTemplate): { readonly place: string; readonly text: LocalText }[] {
  return [
    { place: 'title', text: title },
    { place: 'body', text: body },
    ...(sms ? [{ place: 'sms', text: sms }] : []),
    ...Object.entries(wechat?.fields ?? {}).map(([field, text]) => ({ place: `wechat.${field}`, text })),
  ];
}

function placeholdersOf(text: string): string[] {
  return [...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name);
}

/** What is wrong with a template, in words for whoever writes it; empty where nothing is. */
export function faultsOf(template: MessageTemplate): string[] {
  const faults: string[] = [];
  const params = new Set(template.params);
  if (!NAME.test(template.name)) faults.push('its name is not `module.what`');
  if (!Number.isInteger(template.version) || template.version < 1) faults.push('its version is not a whole number from 1');
  if (params.size !== template.params.length) faults.push('a parameter is named twice');
  for (const param of params) if (!PARAM.test(param)) faults.push(`the parameter “${param}” is not a plain word`);
  for (const { place, text } of textsOf(template)) {
    for (const language of ['zh', 'en'] as const) faults.push(...faultsOfText(`${place}.${language}`, text[language], params));
  }
  for (const language of ['zh', 'en'] as const) {
    // A resident who reads one language learns as much as one who reads the other.
    const used = new Set([template.title, template.body].flatMap((text) => placeholdersOf(text[language])));
    for (const param of params) if (!used.has(param)) faults.push(`neither title.${language} nor body.${language} uses {${param}}`);
  }
  if (template.sms && Math.max(template.sms.zh.length, template.sms.en.length) > LONGEST_SMS) faults.push(`its SMS has more than ${LONGEST_SMS} characters`);
  return faults;
}

function faultsOfText(place: string, text: string, params: ReadonlySet<string>): string[] {
  const faults: string[] = [];
  if (text.trim() === '') faults.push(`${place} is empty`);
  if (MARKUP.test(text)) faults.push(`${place} has markup; templates are plain text`);
  for (const name of placeholdersOf(text)) if (!params.has(name)) faults.push(`${place} uses {${name}}, which is no parameter`);
  if (/[{}]/.test(text.replace(PLACEHOLDER, ''))) faults.push(`${place} has a brace without its partner`);
  return faults;
}

/**
 * The values of a notice in both languages, each one line of plain text of at most {@link LONGEST_PARAM} characters.
 * @throws Error where a parameter is missing or unknown
 */
export function valuesOf(template: MessageTemplate, given: Readonly<Record<string, string | LocalText>>): { readonly zh: Values; readonly en: Values } {
  const unknown = Object.keys(given).filter((name) => !template.params.includes(name));
  if (unknown.length > 0) throw new Error(`template ${template.name}: unknown parameter ${unknown.join(', ')}`);
  const zh: Record<string, string> = {};
  const en: Record<string, string> = {};
  for (const name of template.params) {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (value === undefined) throw new Error(`template ${template.name}: the parameter ${name} is missing`);
    zh[name] = plain(typeof value === 'string' ? value : value.zh);
    en[name] = plain(typeof value === 'string' ? value : value.en);
  }
  return { zh, en };
}

function plain(value: string): string {
  const line = value.normalize('NFC').replace(UNPRINTABLE, ' ').trim();
  const characters = [...line];
  return characters.length <= LONGEST_PARAM ? line : `${characters.slice(0, LONGEST_PARAM - 1).join('')}…`;
}

/** Puts values into a text. Values are never read for placeholders themselves. */
export function fill(text: string, values: Values): string {
  return text.replace(PLACEHOLDER, (_whole, name: string) => values[name] ?? '');
}

/** A message with its words put together: what was said stays said, whatever becomes of the template. */
export interface Rendered {
  readonly title: LocalText;
  readonly body: LocalText;
  readonly sms: LocalText | null;
  readonly wechat: { readonly templateId: string; readonly fields: Readonly<Record<string, LocalText>> } | null;
}

/** Puts a message together in both languages. Throws as {@link valuesOf} does. */
export function render(template: MessageTemplate, params: Readonly<Record<string, string | LocalText>>): Rendered {
  const values = valuesOf(template, params);
  const both = ({ zh, en }: LocalText): LocalText => ({ zh: fill(zh, values.zh), en: fill(en, values.en) });
  const { wechat } = template;
  return {
    title: both(template.title),
    body: both(template.body),
    sms: template.sms ? both(template.sms) : null,
    wechat: wechat ? { templateId: wechat.templateId, fields: Object.fromEntries(Object.entries(wechat.fields).map(([field, text]) => [field, both(text)])) } : null,
  };
}
