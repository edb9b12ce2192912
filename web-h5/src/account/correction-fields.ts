import type { useWords } from '../i18n/index.js';

/** Fields of one's own data that a correction can name here, as the service knows them. */
export const CORRECTION_FIELDS = ['name', 'phone', 'identifier', 'birthDate'] as const;

/** What a corrected field is called; the service's own name for one that these pages do not know. */
export function correctionField(field: string, t: ReturnType<typeof useWords>['t']): string {
  return CORRECTION_FIELDS.some((known) => known === field) ? t(`myData.fields.${field}`) : field;
}
