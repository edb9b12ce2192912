import type { AffairQuery } from '../graphql/__generated__/operations.js';

type Affair = NonNullable<AffairQuery['publicService']>;

/** What a guide tells, whether it is published or still being written. */
export type Guide = Pick<Affair, 'competentAuthority' | 'whoFor' | 'conditions' | 'inputs' | 'steps' | 'channels' | 'fee' | 'limits' | 'outputs' | 'legalBasis' | 'contact'>;

type Say = (key: string, params?: Record<string, string | number>) => string;

/** How long it takes, in words. */
export function timeOf({ promisedWorkingDays: promised, legalWorkingDays: legal }: { readonly promisedWorkingDays: number; readonly legalWorkingDays: number }, t: Say): string {
  if (promised === 0) return t('affairs.atOnce');
  return legal > promised ? t('affairs.daysOf', { n: promised, legal }) : t('affairs.days', { n: promised });
}
