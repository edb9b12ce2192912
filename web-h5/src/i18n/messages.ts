import type { MessageContext, MessageFunction } from 'vue-i18n';

/** A catalogue of texts, in groups. */
export interface Texts {
  [key: string]: string | readonly string[] | Texts;
}

/** A catalogue that vue-i18n reads without its compiler. */
export interface Messages {
  [key: string]: MessageFunction<string> | MessageFunction<string>[] | Messages;
}

function messageOf(text: string): MessageFunction<string> {
  // Odd parts stand between braces: the names of what is filled in.
  const parts = text.split(/\{(\w+)\}/);
  return (context: MessageContext<string>) => parts.map((part, index) => (index % 2 === 1 ? String(context.named(part) ?? '') : part)).join('');
}

/**
 * Makes texts with `{name}` in them into vue-i18n's message functions. The pages need nothing else of its message
 * language, and its compiler would be a tenth of the first page.
 */
export function toMessages(texts: Texts): Messages {
  return Object.fromEntries(Object.entries(texts).map(([key, value]) => {
    if (typeof value === 'string') return [key, messageOf(value)];
    return [key, isList(value) ? value.map(messageOf) : toMessages(value)];
  }));
}

function isList(value: readonly string[] | Texts): value is readonly string[] {
  return Array.isArray(value);
}
