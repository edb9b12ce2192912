import { z } from 'zod';
import type { Condition as ConditionType } from '../rules/condition.js';

export { holds, type FormValues } from '../rules/condition.js';

/** A text that a pattern describes; what is said to editors of one that it does not stands beside it. */
export const textLike = (pattern: RegExp, { en, zh }: { readonly en: string; readonly zh: string }) => z.string().refine((text) => pattern.test(text), { error: en, params: { zh } });

/** Something that somebody can see: spaces alone, or letters of no width, are no words. */
export const LEGIBLE = /[^\s\p{C}]/u;

/** A text with words in it. */
export const filled = textLike(LEGIBLE, { en: 'is not filled in', zh: '还没有填写' });

/** The same words in Chinese and English. */
const Words = z.strictObject({ zh: filled, en: filled });

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
  id: textLike(/^[a-z][a-z0-9-]{0,39}$/, { en: 'begins with a small letter and holds small letters, digits and hyphens, at most 40 of them', zh: '编码用小写字母开头，只用小写字母、数字和连字符，最多40个字符' }),
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

/** Posts that work on the cases of their organisation: receive them, give opinions, hand over. */
export const WORKING_ROLES = ['clerk', 'approver'] as const;
/** Posts that decide them. */
export const DECIDING_ROLES = ['approver'] as const;

/** How an affair is approved: the graph and its limits, as data that stands in the catalogue beside the service. */
export const ServicePlan = base.superRefine((plan, context) => {
  for (const { path, en, zh } of planFaults(plan)) context.addIssue({ code: 'custom', message: en, path: [...path], params: { zh } });
});
export type ServicePlan = z.infer<typeof base>;
/** A plan as it is written in the catalogue, defaults left out. */
export type ServicePlanInput = z.input<typeof base>;

/** What is wrong with a plan or a service, where in it, in both languages. */
export interface PlanFault {
  readonly path: readonly (string | number)[];
  readonly en: string;
  readonly zh: string;
}

/** The limits that 行政许可法 §42 lets stand where no other law says so. */
const LICENSING_MOST = { single: 20, joint: 45 } as const;

/** What is wrong with a plan that has the right shape. Empty: it can be carried out. */
export function planFaults(plan: ServicePlan): PlanFault[] {
  const faults = stepFaults(plan);
  if (faults.length === 0 && !ordered(plan.steps)) faults.push({ path: ['steps'], en: 'steps wait for each other in a circle', zh: '各环节互相等待，成了一个圈' });
  if (plan.limits.promisedWorkingDays > plan.limits.legalWorkingDays) faults.push({ path: ['limits', 'promisedWorkingDays'], en: 'more is promised than the law allows', zh: '承诺时限不能比法定时限长' });
  if (plan.commitment && plan.commitment.promisedWorkingDays > plan.limits.promisedWorkingDays) faults.push({ path: ['commitment', 'promisedWorkingDays'], en: 'a commitment makes it no slower', zh: '告知承诺的时限不能比普通的长' });
  return [...faults, ...lawFaults(plan)];
}

function stepFaults({ steps, nature, procedures }: ServicePlan): PlanFault[] {
  const ids = new Set(steps.map(({ id }) => id));
  const faults: PlanFault[] = ids.size === steps.length ? [] : [{ path: ['steps'], en: 'two steps have the same id', zh: '有两个环节的编码相同' }];
  steps.forEach(({ id, after, organisations, kind, publicity, workingDays }, index) => {
    const fault = (part: string, en: string, zh: string): void => void faults.push({ path: ['steps', index, part], en: `${id}${en}`, zh: `环节“${id}”${zh}` });
    for (const other of after) if (!ids.has(other)) fault('after', ` comes after ${other}, which is not there`, `排在“${other}”之后，但没有这个环节`);
    if (new Set(organisations).size !== organisations.length) fault('organisations', ' names an organisation twice', '把一个单位写了两遍');
    if ((kind === 'publicity') !== (publicity !== undefined)) fault('publicity', ': 公示 needs its basis, and nothing else has one', '：公示要写明依据，其他环节不写');
    // 行政许可法 §45 is a closed list: 公示 is not on it.
    if (nature === 'licensing' && publicity?.counts === false) fault('publicity', ': 公示 counts within the limit of a 行政许可', '：行政许可的公示时间计入期限');
    if (publicity && workingDays < publicity.workingDays) fault('workingDays', ': its limit is shorter than the publicity itself', '：时限比公示时间还短');
    if (kind === 'expert' && !procedures.includes('expert-review')) fault('kind', ': the plan does not name expert-review among its procedures', '：特别程序里没有列出专家评审');
  });
  return faults;
}

function lawFaults({ nature, limits }: ServicePlan): PlanFault[] {
  const faults: PlanFault[] = [];
  const licence = nature === 'licensing';
  if (licence && limits.gapsBasis) faults.push({ path: ['limits', 'gapsBasis'], en: 'what is missing in a 行政许可 is told by 行政许可法 §32', zh: '行政许可的一次性告知依据行政许可法第三十二条，不另写' });
  // Other affairs follow their own basis.
  if (!licence && [limits.basis, limits.gapsBasis].some((basis) => basis?.law.includes('行政许可法'))) faults.push({ path: ['limits', 'basis'], en: '行政许可法 sets no limit for what is no 行政许可', zh: '不是行政许可，时限不能以行政许可法为依据' });
  if (licence && (limits.extensionWorkingDays ?? 0) > (limits.joint ? 15 : 10)) faults.push({ path: ['limits', 'extensionWorkingDays'], en: '行政许可法 §42 extends by 10 working days, joint work by 15', zh: '行政许可法第四十二条：最多延长10个工作日，联合办理15个' });
  if (licence && limits.legalWorkingDays > (limits.joint ? LICENSING_MOST.joint : LICENSING_MOST.single) && limits.basis.law.includes('行政许可法')) {
    faults.push({ path: ['limits', 'legalWorkingDays'], en: '行政许可法 §42 allows 20 working days, 45 for joint work: a longer limit needs another basis', zh: '行政许可法第四十二条：20个工作日，联合办理45个；更长的要有别的依据' });
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
