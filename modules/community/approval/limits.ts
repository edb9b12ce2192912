import type { BilingualText } from '../../kernel/identifiers.js';
import type { LegalBasis, ServicePlan } from './plan.js';

const LICENSING = '中华人民共和国行政许可法';
const licensing = (article: string): LegalBasis => ({ law: LICENSING, article });

/**
 * Limits of the law in working days (行政许可法 §82: statutory holidays are left out), each with the article that sets it.
 * 行政许可法 as amended 2019-04-23, 行政复议法 as revised 2023-09-01, 行政诉讼法 as amended 2017-06-27, 公务员法 as revised 2018-12-29.
 */
export const LIMITS = {
  /** All that is missing is told at once, else it counts as accepted from receipt. */
  gaps: { workingDays: 5, basis: licensing('第三十二条') },
  single: { workingDays: 20, extension: 10, basis: licensing('第四十二条第一款') },
  /** 统一办理、联合办理、集中办理. */
  joint: { workingDays: 45, extension: 15, basis: licensing('第四十二条第二款') },
  /** Handing over the licence once granted. */
  delivery: { workingDays: 10, basis: licensing('第四十四条') },
  /** What is left out of the limit, told in writing. */
  procedures: { basis: licensing('第四十五条') },
  refusal: { basis: licensing('第三十八条第二款') },
  /** What was got by deceit is revoked. */
  revocation: { basis: licensing('第六十九条第二款') },
  recusal: { basis: { law: '中华人民共和国公务员法', article: '第七十六条' } },
} as const;

/** The time that somebody has for what was asked of them, before a clerk may close the file; the district's own. */
export const SUPPLEMENT_WORKING_DAYS = 30;

/** 告知承诺 and what follows where a commitment is untrue: 责令限期整改, 撤销, no commitment again before trust is restored (信用修复). */
export const COMMITMENT_BASIS: LegalBasis = { law: '国务院办公厅关于全面推行证明事项和涉企经营许可事项告知承诺制的指导意见（国办发〔2020〕42号）' };

/** The time to explain, or to set right, what was found untrue, before anything is revoked; the district's own. */
export const SET_RIGHT_WORKING_DAYS = { least: 5, usual: 10, most: 60 } as const;

/** Within how many working days after that time the lead closes what was found; the district's own. */
export const FINDING_WORKING_DAYS = 15;

/** When a clock turns yellow: so many working days before its end, or this share of it, whichever is more; never from its first day. */
const WARNING = { workingDays: 2, share: 0.2 } as const;

/** How many working days before the end a limit is yellow. */
export function warningDays(limit: number): number {
  return Math.max(0, Math.min(limit - 1, Math.max(WARNING.workingDays, Math.ceil(limit * WARNING.share))));
}

/** The basis of a rule that 行政许可法 sets: for any other affair its own, by which the district holds itself to the same. */
export function basisOf({ nature, limits }: Pick<ServicePlan, 'nature' | 'limits'>, ofLicensing: LegalBasis): LegalBasis {
  return nature === 'licensing' ? ofLicensing : limits.basis;
}

/** For affairs whose own rules do not say that all that is missing is told at once: it holds for every service of the government. */
const SERVICES: LegalBasis = { law: '国务院关于加快推进政务服务标准化规范化便利化的指导意见（国发〔2022〕5号）' };

/** What orders that all that is missing is told at once: 行政许可法 §32 for licences alone, for any other affair its own rules. */
export function gapsBasisOf({ nature, limits }: Pick<ServicePlan, 'nature' | 'limits'>): LegalBasis {
  return nature === 'licensing' ? LIMITS.gaps.basis : (limits.gapsBasis ?? SERVICES);
}

/** Within how many working days of receipt all that is missing is told. */
export function gapsLimitOf({ limits }: Pick<ServicePlan, 'limits'>): number {
  return limits.gapsWorkingDays ?? LIMITS.gaps.workingDays;
}

/** By how many working days the head may extend it, once. */
export function extensionOf({ nature, limits }: Pick<ServicePlan, 'nature' | 'limits'>): number {
  if (limits.extensionWorkingDays !== undefined) return limits.extensionWorkingDays;
  if (nature !== 'licensing') return 0;
  return limits.joint ? LIMITS.joint.extension : LIMITS.single.extension;
}

/** A way to have a decision looked at again, as the decision itself must say it. */
export interface Remedy {
  readonly kind: 'reconsideration' | 'litigation';
  readonly within: BilingualText;
  readonly to: BilingualText;
  readonly basis: LegalBasis;
}

/** What everybody is told with a refusal: 复议 and 诉讼 (行政许可法 §38). */
export const REMEDIES: readonly Remedy[] = [
  {
    kind: 'reconsideration', within: { zh: '自知道本决定之日起60日内', en: 'within 60 days of learning of this decision' },
    to: { zh: '向本级人民政府申请行政复议', en: 'apply to the people’s government for administrative reconsideration' },
    basis: { law: '中华人民共和国行政复议法', article: '第二十条' },
  },
  {
    kind: 'litigation', within: { zh: '自知道或者应当知道作出本决定之日起6个月内', en: 'within 6 months of the day on which one knew or ought to have known of it' },
    to: { zh: '依法向人民法院提起行政诉讼', en: 'bring an administrative action before the people’s court' },
    basis: { law: '中华人民共和国行政诉讼法', article: '第四十六条' },
  },
];
