import { computed, watch, type ComputedRef } from 'vue';
import { createI18n, useI18n, type I18n } from 'vue-i18n';
import type { Language } from '../graphql/__generated__/operations.js';
import type { Phrase } from '../lib/arrival-words.js';
import { usePreferences, type Locale } from '../lib/preferences.js';
import { toMessages, type Messages } from './messages.js';
import { zhCn } from './zh-cn.js';

let accountWanted = false;
let current: Catalogue | undefined;
const accountLoaded = new Set<Locale>();

/** The words of signing in, one's account and the console, which the first page does without. */
async function loadAccount(i18n: Catalogue, locale: Locale): Promise<void> {
  if (accountLoaded.has(locale)) return;
  const texts = locale === 'en' ? (await import('./account-en.js')).accountEn : (await import('./account-zh-cn.js')).accountZhCn;
  i18n.global.mergeLocaleMessage(locale, toMessages(texts));
  accountLoaded.add(locale);
}

/** Resolves when the words of the account's pages can be read; from then on they follow the language like all others. */
export async function wantAccountWords(): Promise<void> {
  accountWanted = true;
  if (current) await loadAccount(current, usePreferences().locale.value);
}

async function load(i18n: Catalogue, locale: Locale): Promise<void> {
  if (locale === 'en' && !i18n.global.availableLocales.includes('en')) {
    i18n.global.setLocaleMessage('en', toMessages((await import('./en.js')).en));
  }
  if (accountWanted) await loadAccount(i18n, locale);
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
