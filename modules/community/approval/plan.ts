import { z } from 'zod';
import type { Condition as ConditionType } from '../rules/condition.js';

export { holds, type FormValues } from '../rules/condition.js';

/** The same words in Chinese and English. */
const Words = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });

/** A law with the article that says it: `{ law: '中华人民共和国行政许可法', article: '第四十二条' }`. */
export const LegalBasis = z.strictObject({
  law: z.string().min(2).max(120),
  article: z.string().min(1).max(60).optional(),
});
export type LegalBasis = z.infer<typeof LegalBasis>;

/** A path into the form's values, parts joined by dots: `premises.area`. */
const Field = z.string().regex(/^[A-Za-z][\w-]*(\.[A-Za-z][\w-]*)*$/);
const Scalar = z.union([z.string(), z.number(), z.boolean()]);

/** When a step is needed, by what the form says. */
export type Condition = ConditionType;

/** A {@link Condition} as data. */
export const Condition: z.ZodType<ConditionType> = z.lazy(() =>
  z.union([
    z.strictObject({ field: Field, is: Scalar }),
    z.strictObject({ field: Field, oneOf: z.array(Scalar).min(1) }),
    z.strictObject({ field: Field, atLeast: z.number() }),
    z.strictObject({ field: Field, below: z.number() }),
    z.strictObject({ field: Field, given: z.boolean() }),
    z.strictObject({ all: z.array(Condition).min(1) }),
    z.strictObject({ any: z.array(Condition).min(1) }),
    z.strictObject({ not: Condition }),
  ]),
);

/** What 行政许可法 §45 leaves out of the time limit, and nothing else: 听证, 招标, 拍卖, 检验, 检测, 检疫, 鉴定, 专家评审. */
export const SPECIAL_PROCEDURES = ['hearing', 'tender', 'auction', 'inspection', 'testing', 'quarantine', 'appraisal', 'expert-review'] as const;
export type SpecialProcedure = (typeof SPECIAL_PROCEDURES)[number];

/**
 * One step of the approval. `organisations`: ids, or `centre` for the service centre where it was handed in. `all`: each of
 * them gives an opinion; `any`: the first that does. A `site-visit` is one joint visit of all its organisations before their
 * opinions; `publicity` (公示) runs for its time and ends; `expert` asks for an expert review (专家评审) before the opinions.
 */
export const ApprovalStep = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
  title: Words,
  kind: z.enum(['review', 'site-visit', 'publicity', 'expert']),
  organisations: z.array(z.string().min(1)).min(1),
  mode: z.enum(['all', 'any']),
  /** Steps that are done, or not needed, before this one opens. */
  after: z.array(z.string()).default([]),
  when: Condition.optional(),
  /** Its own limit. */
  workingDays: z.int().min(1).max(200),
  /** For 公示: what orders it, for how long, and whether its days count within the case's limit. */
  publicity: z.strictObject({ basis: LegalBasis, workingDays: z.int().min(1).max(60), counts: z.boolean() }).optional(),
});
export type ApprovalStep = z.infer<typeof ApprovalStep>;

/** Limits of the whole, in working days. What is not named is as the law has it; see `limits.ts`. */
const PlanLimits = z.strictObject({
  /** 法定时限. */
  legalWorkingDays: z.int().min(1).max(400),
  /** 承诺时限, at most the legal one. */
  promisedWorkingDays: z.int().min(1).max(400),
  /** 统一办理、联合办理、集中办理 (行政许可法 §42 second paragraph): 45 (+15) instead of 20 (+10). */
  joint: z.boolean().default(false),
  /** By how much the head may extend it, once; 0: not at all. Absent: by the law for 行政许可 (10, joint 15), not at all for others. */
  extensionWorkingDays: z.int().min(0).max(60).optional(),
  /** To tell all that is missing, for affairs that are no 行政许可 and have another limit than 5. */
  gapsWorkingDays: z.int().min(1).max(10).optional(),
  /** What orders that all gaps are told at once, where the rules of an affair that is no 行政许可 say it themselves. */
  gapsBasis: LegalBasis.optional(),
  /** To hand over the result, where it is another than 10. */
  deliveryWorkingDays: z.int().min(1).max(30).optional(),
  /** What sets the legal limit. */
  basis: LegalBasis,
});

const base = z.strictObject({
  /** 行政许可, or another affair with a basis of its own (行政给付, 行政确认, 备案 …). */
  nature: z.enum(['licensing', 'other']),
  legalBasis: z.array(LegalBasis).min(1),
  limits: PlanLimits,
  /** Who accepts it: an organisation, or `centre`. */
  acceptor: z.string().min(1),
  /** Who closes it: an organisation, or `centre`. */
  lead: z.string().min(1),
  steps: z.array(ApprovalStep).min(1).max(40),
  /** Which procedures outside the limit this affair may need (行政许可法 §45). */
  procedures: z.array(z.enum(SPECIAL_PROCEDURES)).default([]),
  /** 告知承诺: papers that a signed commitment stands for, the shorter limit, and when it is checked afterwards. */
  commitment: z.strictObject({ text: Words, inputs: z.array(z.string()).min(1), promisedWorkingDays: z.int().min(1), checkWithinWorkingDays: z.int().min(1).max(120) }).optional(),
  /** 容缺受理: papers that may be brought later, and within how many working days of acceptance. */
  tolerant: z.strictObject({ inputs: z.array(z.string()).min(1), withinWorkingDays: z.int().min(1).max(60) }).optional(),
});

/** How an affair is approved: the graph and its limits, as data that stands in the catalogue beside the service. */
export const ServicePlan = base.superRefine((plan, context) => {
  for (const message of planFaults(plan)) context.addIssue({ code: 'custom', message });
});
export type ServicePlan = z.infer<typeof base>;
/** A plan as it is written in the catalogue, defaults left out. */
export type ServicePlanInput = z.input<typeof base>;

/** The limits that 行政许可法 §42 lets stand where no other law says so. */
const LICENSING_MOST = { single: 20, joint: 45 } as const;

/** What is wrong with a plan that has the right shape. Empty: it can be carried out. */
export function planFaults(plan: ServicePlan): string[] {
  const { steps, limits, nature } = plan;
  const ids = new Set(steps.map(({ id }) => id));
  const faults: string[] = ids.size === steps.length ? [] : ['two steps have the same id'];
  for (const { id, after, organisations, kind, publicity, workingDays } of steps) {
    for (const other of after) if (!ids.has(other)) faults.push(`${id} comes after ${other}, which is not there`);
    if (new Set(organisations).size !== organisations.length) faults.push(`${id} names an organisation twice`);
    if ((kind === 'publicity') !== (publicity !== undefined)) faults.push(`${id}: 公示 needs its basis, and nothing else has one`);
    // 行政许可法 §45 is a closed list: 公示 is not on it.
    if (nature === 'licensing' && publicity?.counts === false) faults.push(`${id}: 公示 counts within the limit of a 行政许可`);
    if (publicity && workingDays < publicity.workingDays) faults.push(`${id}: its limit is shorter than the publicity itself`);
    if (kind === 'expert' && !plan.procedures.includes('expert-review')) faults.push(`${id}: the plan does not name expert-review among its procedures`);
  }
  if (faults.length === 0 && !ordered(steps)) faults.push('steps wait for each other in a circle');
  if (limits.promisedWorkingDays > limits.legalWorkingDays) faults.push('more is promised than the law allows');
  if (plan.commitment && plan.commitment.promisedWorkingDays > limits.promisedWorkingDays) faults.push('a commitment makes it no slower');
  if (nature === 'licensing' && limits.gapsBasis) faults.push('what is missing in a 行政许可 is told by 行政许可法 §32');
  // Other affairs follow their own basis.
  if (nature !== 'licensing' && [limits.basis, limits.gapsBasis].some((basis) => basis?.law.includes('行政许可法'))) faults.push('行政许可法 sets no limit for what is no 行政许可');
  if (nature === 'licensing' && (limits.extensionWorkingDays ?? 0) > (limits.joint ? 15 : 10)) faults.push('行政许可法 §42 extends by 10 working days, joint work by 15');
  if (nature === 'licensing' && limits.legalWorkingDays > (limits.joint ? LICENSING_MOST.joint : LICENSING_MOST.single) && limits.basis.law.includes('行政许可法')) {
    faults.push('行政许可法 §42 allows 20 working days, 45 for joint work: a longer limit needs another basis');
  }
  return faults;
}

/** Whether every step can come to its turn. */
function ordered(steps: readonly ApprovalStep[]): boolean {
  const done = new Set<string>();
  for (let round = 0; round < steps.length; round += 1) {
    for (const step of steps) if (step.after.every((id) => done.has(id))) done.add(step.id);
  }
  return done.size === steps.length;
}
