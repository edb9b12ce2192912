import { useWords } from '../i18n/index.js';

/** Words of the catalogue in the language of the page. */
export function useServiceWords(): (words: { readonly zh: string; readonly en: string }) => string {
  const { lang } = useWords();
  return ({ zh, en }) => (lang.value === 'EN' ? en : zh);
}
