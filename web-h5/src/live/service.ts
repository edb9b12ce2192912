import { shallowRef, watch, type ShallowRef } from 'vue';
import { ServiceDocument, type ServiceQuery } from '../graphql/__generated__/operations.js';
import { useWords } from '../i18n/index.js';
import { useAsk } from './ask.js';

type Service = ServiceQuery['service'];

const service = shallowRef<Service | null>(null);
let asked = false;

/** What the service says of itself; asked by the first component that wants it (the header, which always stands). */
export function useService(): ShallowRef<Service | null> {
  if (!asked) {
    asked = true;
    const { lang } = useWords();
    const ask = useAsk(ServiceDocument, () => ({ lang: lang.value }), { keep: true });
    watch(ask.data, (data) => {
      if (data) service.value = data.service;
    });
  }
  return service;
}
