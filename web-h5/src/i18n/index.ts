import { computed, watch, type ComputedRef } from 'vue';
import { createI18n, useI18n, type I18n } from 'vue-i18n';
import type { Language } from '../graphql/__generated__/operations.js';
import type { Phrase } from '../lib/arrival-words.js';
import { usePreferences, type Locale } from '../lib/preferences.js';
import { toMessages, type Messages, type Texts } from './messages.js';
import { zhCn } from './zh-cn.js';

/** Catalogues that the first page does without, each loaded with the first page that speaks by it. */
const PARTS = {
  account: { 'zh-CN': async () => (await import('./account-zh-cn.js')).accountZhCn, en: async () => (await import('./account-en.js')).accountEn },
  assistant: { 'zh-CN': async () => (await import('./assistant-zh-cn.js')).assistantZhCn, en: async () => (await import('./assistant-en.js')).assistantEn },
  affairs: { 'zh-CN': async () => (await import('./affairs-zh-cn.js')).affairsZhCn, en: async () => (await import('./affairs-en.js')).affairsEn },
  queue: { 'zh-CN': async () => (await import('./queue-zh-cn.js')).queueZhCn, en: async () => (await import('./queue-en.js')).queueEn },
  desk: { 'zh-CN': async () => (await import('./desk-zh-cn.js')).deskZhCn, en: async () => (await import('./desk-en.js')).deskEn },
  editor: { 'zh-CN': async () => (await import('./editor-zh-cn.js')).editorZhCn, en: async () => (await import('./editor-en.js')).editorEn },
} as const satisfies Record<string, Record<Locale, () => Promise<Texts>>>;
type Part = keyof typeof PARTS;

const wanted = new Set<Part>();
const loaded = new Set<string>();
let current: Catalogue | undefined;

async function loadPart(i18n: Catalogue, part: Part, locale: Locale): Promise<void> {
  if (loaded.has(`${part} ${locale}`)) return;
  i18n.global.mergeLocaleMessage(locale, toMessages(await PARTS[part][locale]()));
  loaded.add(`${part} ${locale}`);
}

async function wantPart(part: Part): Promise<void> {
  wanted.add(part);
  if (current) await loadPart(current, part, usePreferences().locale.value);
}

/** Resolves when the words of signing in, one's account and the console can be read; from then on they follow the language like all others. */
export function wantAccountWords(): Promise<void> {
  return wantPart('account');
}

/** Likewise for the words of the assistant and of those who serve behind it. */
export function wantAssistantWords(): Promise<void> {
  return wantPart('assistant');
}

/** Likewise for the words of guides and applications. */
export function wantAffairsWords(): Promise<void> {
  return wantPart('affairs');
}

/** Likewise for the words of numbers and appointments. */
export function wantQueueWords(): Promise<void> {
  return wantPart('queue');
}

/** Likewise for the words of the staff's desk and of the halls. */
export function wantDeskWords(): Promise<void> {
  return wantPart('desk');
}

/** Likewise for the words of the catalogue's editors. */
export function wantEditorWords(): Promise<void> {
  return wantPart('editor');
}

async function load(i18n: Catalogue, locale: Locale): Promise<void> {
  if (locale === 'en' && !i18n.global.availableLocales.includes('en')) {
    i18n.global.setLocaleMessage('en', toMessages((await import('./en.js')).en));
  }
  await Promise.all([...wanted].map((part) => loadPart(i18n, part, locale)));
  i18n.global.locale.value = locale;
}

type Catalogue = I18n<{ 'zh-CN': Messages; en: Messages }, Record<string, never>, Record<string, never>, Locale, false>;

/** The catalogue in the language chosen; Chinese comes with the page, English when it is asked for. Resolves when it can be read. */
export async function createCatalogue(): Promise<Catalogue> {
  const i18n = createI18n({ legacy: false, locale: 'zh-CN', fallbackLocale: 'zh-CN', messages: { 'zh-CN': toMessages(zhCn) } }) as unknown as Catalogue; // English joins later
  current = i18n;
  const { locale } = usePreferences();
  watch(locale, (chosen) => void load(i18n, chosen));
  await load(i18n, locale.value);
  return i18n;
}

/** Words for a component: `t` by key, `say` for a {@link Phrase}, and the language to ask the service for. */
export function useWords(): {
  t: (key: string, params?: Record<string, string | number>) => string;
  say: (phrase: Phrase) => string;
  list: (key: string) => string[];
  lang: ComputedRef<Language>;
} {
  const { t, tm, rt } = useI18n({ useScope: 'global' });
  const { locale } = usePreferences();
  return {
    t: (key, params) => (params ? t(key, params) : t(key)),
    say: ({ key, params }) => (params ? t(key, params) : t(key)),
    list: (key) => (tm(key) as Parameters<typeof rt>[0][]).map((item) => rt(item)), // lists of the catalogue hold messages
    lang: computed(() => (locale.value === 'en' ? 'EN' : 'ZH_HANS')),
  };
}
