import { ref, watchEffect, type Ref } from 'vue';
import { phoneStore } from './storage.js';

/** Languages of the pages. */
export type Locale = 'zh-CN' | 'en';

const ELDER = 'district.elder';
const LOCALE = 'district.locale';

const store = phoneStore();
const query = new URLSearchParams(location.search);

function remembered(key: string, name: string): string | null {
  return query.get(name) ?? store.getItem(key);
}

function firstLocale(): Locale {
  const chosen = remembered(LOCALE, 'lang');
  return chosen?.startsWith('en') ? 'en' : 'zh-CN';
}

const elder = ref(remembered(ELDER, 'elder') === '1');
const locale = ref<Locale>(firstLocale());

function keep(key: string, value: string): void {
  try {
    store.setItem(key, value);
  } catch {
    // Not remembered, but in force on this page.
  }
}

watchEffect(() => {
  keep(ELDER, elder.value ? '1' : '0');
  document.documentElement.toggleAttribute('data-elder', elder.value);
  // WeUI's care palette: the same theme with stronger contrast.
  if (elder.value) document.body.dataset['weuiMode'] = 'care';
  else delete document.body.dataset['weuiMode'];
});
watchEffect(() => {
  keep(LOCALE, locale.value);
  document.documentElement.lang = locale.value;
});

/** Elder mode (长者模式: larger, plainer, stronger contrast) and language, remembered on the phone; `?elder=1` and `?lang=en` set them. */
export function usePreferences(): { elder: Ref<boolean>; locale: Ref<Locale> } {
  return { elder, locale };
}
