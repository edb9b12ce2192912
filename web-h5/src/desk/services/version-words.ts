import type { VersionAtDeskFragment } from '../../graphql/__generated__/operations.js';
import { dayTime } from '../../lib/day-time.js';

type Say = (key: string, params?: Record<string, string | number>) => string;
type Days = Pick<VersionAtDeskFragment, 'version' | 'from' | 'until' | 'state'>;

/** When a version holds, in words: from, until, or never. */
export function daysOf({ from, until, state }: Days, t: Say): string {
  if (!from) return t(`editor.state.${state}`);
  if (until && until < from) return t('editor.never', { from });
  return until ? t('editor.fromUntil', { from, until }) : t('editor.since', { from });
}

/** What will come into force and when: a version, or the end of the service. */
export function comingOf({ version, from, ending }: { readonly version: number; readonly from: string | null; readonly ending: object | null }, t: Say): string {
  return ending ? t('editor.end.written', { on: from ?? '' }) : t('editor.comingNo', { n: version, from: from ?? '' });
}

/** Who wrote a version and when. */
export function writtenBy({ editor, editedAt }: Pick<VersionAtDeskFragment, 'editor' | 'editedAt'>, t: Say): string {
  return t('editor.writtenBy', { who: editor ?? t('editor.nobody'), at: dayTime(editedAt) });
}
