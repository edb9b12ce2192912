import { districtDate, districtInstant } from '../../kernel/district-time.js';
import type { KeptRecord } from '../../kernel/personal-data.js';

/** How long a case's file is kept after it came in: short-term files of public bodies, 10 years (机关文件材料归档范围和文书档案保管期限规定, 2006). */
const KEPT_YEARS = 10;

/** What came in before this instant is kept no longer. @param today `YYYY-MM-DD` */
export const keptSince = (today: string): Date => shifted(new Date(districtInstant(today)), -KEPT_YEARS);

/** That records are kept by law, the newest of them until a day. */
export function keptByLaw(what: KeptRecord['what'], newest: Date): KeptRecord {
  const because = { zh: '机关文件材料归档范围和文书档案保管期限规定：办件材料短期保管 10 年', en: 'Rules on keeping files of public bodies: 10 years for cases' };
  return { what, because, until: districtDate(shifted(newest, KEPT_YEARS).getTime()) };
}

function shifted(at: Date, years: number): Date {
  const other = new Date(at);
  other.setUTCFullYear(at.getUTCFullYear() + years);
  return other;
}
