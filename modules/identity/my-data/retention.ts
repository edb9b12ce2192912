import type { BilingualText } from '../../kernel/identifiers.js';
import type { KeptRecord } from '../../kernel/personal-data.js';
import { yearsAfter } from '../people/rules.js';

/** A kind of data that the law has us keep for a time after somebody left. */
interface Retention {
  readonly what: BilingualText;
  readonly because: BilingualText;
  readonly years: number;
}

/** What identity keeps, and why. Other modules name their own in their `personalData`. */
export const RETENTION = {
  audit: {
    what: { zh: '谁看过、改过您的数据的审计记录（不含内容）', en: 'Records of who saw or changed your data (not its content)' },
    because: { zh: '《网络安全法》日志留存不少于六个月；《个人信息保护法》第五十五、五十六条处理情况记录至少保存三年', en: 'Cybersecurity Law: logs at least six months; Personal Information Protection Law §55, §56: records of processing at least three years' },
    years: 3,
  },
  consent: {
    what: { zh: '您作出和撤回同意的记录', en: 'Records of your consents and withdrawals' },
    because: { zh: '《个人信息保护法》第五十五、五十六条，处理情况记录至少保存三年', en: 'Personal Information Protection Law §55, §56: records of processing at least three years' },
    years: 3,
  },
  delegation: {
    what: { zh: '您授权他人或代他人办事的记录', en: 'Records of who acted for you and for whom you acted' },
    because: { zh: '《民法典》第一百八十八条，民事权利的诉讼时效为三年', en: 'Civil Code §188: claims may be brought for three years' },
    years: 3,
  },
  emergency: {
    what: { zh: '紧急情况下查看您档案的记录及复核', en: 'Emergency accesses to your record and their review' },
    because: { zh: '《个人信息保护法》第五十五、五十六条，处理情况记录至少保存三年', en: 'Personal Information Protection Law §55, §56: records of processing at least three years' },
    years: 3,
  },
} as const satisfies Record<string, Retention>;

/** What is kept of a kind, until which day. */
export function kept(kind: keyof typeof RETENTION, today: string): KeptRecord {
  const { what, because, years } = RETENTION[kind];
  return { what, because, until: yearsAfter(today, years) };
}
