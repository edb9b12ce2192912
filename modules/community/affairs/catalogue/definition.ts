import { z } from 'zod';
import { Condition, filled, LegalBasis, ServicePlan, textLike, type PlanFault } from '../../approval/plan.js';
import type { FieldSchema, FormDefinition } from '../forms/rules/types.js';
import { formDefinitionFaults } from './form-faults.js';

const Text = filled.max(2000);
/** The same words in Chinese and English. */
const Words = z.strictObject({ zh: Text, en: Text });
/** What people say for it. */
const Spoken = filled.max(60);
const Id = textLike(/^[a-z][a-z0-9-]{1,59}$/, { en: 'begins with a small letter and holds small letters, digits and hyphens, 2 to 60 of them', zh: '编码用小写字母开头，只用小写字母、数字和连字符，2到60个字符' });
const Name = textLike(/^[A-Za-z][\w-]{0,59}$/, { en: 'begins with a letter and holds letters, digits, underscores and hyphens', zh: '字段名用字母开头，只用字母、数字、下划线和连字符' });
const Phone = textLike(/^[\d+][\d +()（）、转-]{1,59}$/, { en: 'is a telephone number, such as 12345 or 021-57720000', zh: '应为电话号码，例如12345或021-57720000' });
/** One class of characters and how many: an editor's pattern runs on what residents write, and this one is linear. */
const Pattern = textLike(/^\^(?:\\d|\[[\w-]{1,40}\])\{\d{1,3}(?:,\d{1,3})?\}\$$/, { en: 'is one class of characters and how many, such as ^\\d{15}$', zh: '只能写一类字符和个数，例如 ^\\d{15}$' });

const FieldHint = z.strictObject({
  en: Text,
  widget: z.enum(['text', 'textarea', 'number', 'money', 'date', 'choice', 'choices', 'yes-no', 'address', 'phone', 'identifier', 'people']).optional(),
  fill: z.string().optional(),
  pick: z.strictObject({ from: z.literal('family.members'), take: z.enum(['name', 'identifier']) }).optional(),
  show: Condition.optional(),
  help: Words.optional(),
  options: z.record(z.string(), Words).optional(),
});

const Schema: z.ZodType<FieldSchema> = z.lazy(() => z.strictObject({
  type: z.enum(['string', 'number', 'integer', 'boolean', 'array', 'object']),
  title: Text.optional(),
  enum: z.array(z.union([z.string(), z.number()])).min(1).optional(),
  const: z.union([z.string(), z.number(), z.boolean()]).optional(),
  minLength: z.int().min(0).optional(), maxLength: z.int().min(1).optional(),
  pattern: Pattern.optional(),
  format: z.enum(['date', 'mobile', 'resident-id', 'credit-code']).optional(),
  minimum: z.number().optional(), maximum: z.number().optional(),
  minItems: z.int().min(0).optional(), maxItems: z.int().min(1).max(30).optional(),
  items: Schema.optional(),
  properties: z.record(Name, Schema).optional(),
  required: z.array(Name).optional(),
  additionalProperties: z.literal(false).optional(),
  ui: FieldHint.optional(),
}) as z.ZodType<FieldSchema>); // zod writes `| undefined` to what the type calls absent; parsed JSON holds no undefined

const Form: z.ZodType<FormDefinition> = z.strictObject({
  schema: Schema.refine((schema) => schema.type === 'object' && schema.properties !== undefined, 'a form is an object with properties') as unknown as z.ZodType<FormDefinition['schema']>, // refined one step before
  steps: z.array(z.strictObject({ id: Id, title: Words, fields: z.array(Name).min(1) })).min(1),
});

/**
 * A paper (CPSV-AP: Evidence). `fetched`: the department named in `from` holds it and nobody is asked; `given`: the applicant
 * adds it, or offers again what was given before and is still valid (`validMonths`).
 */
const Input = z.strictObject({
  id: Id,
  name: Words,
  /** Kind of evidence, the same word in every service: what is given once is known by it. */
  evidence: Id,
  how: z.enum(['fetched', 'given']),
  from: z.string().optional(),
  required: z.boolean().default(true),
  when: Condition.optional(),
  accept: z.array(z.enum(['image', 'pdf'])).default(['image', 'pdf']),
  most: z.int().min(1).max(9).default(1),
  /** How long a given paper can be used again; 0: for one application alone. */
  validMonths: z.int().min(0).max(240).default(0),
  note: Words.optional(),
});

const Channel = z.strictObject({ kind: z.enum(['online', 'counter', 'kiosk', 'phone']), note: Words.optional() });
const Output = z.strictObject({ id: Id, name: Words, kind: z.enum(['licence', 'certificate', 'payment', 'record', 'advice']), validity: Words.optional() });

const base = z.strictObject({
  id: Id,
  name: Words,
  summary: Words,
  /** 行政许可, 行政确认, 行政给付, 备案, 公共服务 … in the words of the catalogue of government services. */
  kind: z.enum(['licensing', 'confirmation', 'payment', 'registration', 'filing', 'public-service', 'reward', 'guide']),
  /** CPSV-AP hasCompetentAuthority: an organisation's id. */
  competentAuthority: z.string(),
  audience: z.enum(['person', 'business']),
  whoFor: Words,
  conditions: z.array(Words).min(1),
  inputs: z.array(Input),
  steps: z.array(Words).min(2),
  channels: z.array(Channel).min(1),
  fee: z.strictObject({ amountFen: z.int().min(0), note: Words }),
  /** In working days; 0: at once. Where there is an approval its limits are these. */
  limits: z.strictObject({ legalWorkingDays: z.int().min(0), promisedWorkingDays: z.int().min(0), basis: LegalBasis, note: Words.optional() }),
  outputs: z.array(Output).min(1),
  legalBasis: z.array(LegalBasis).min(1),
  lifeEvents: z.array(Id).min(1),
  /** Other names, as people say them; handed to the assistant and searched. */
  aliases: z.array(Spoken).min(1).max(200),
  /** Everyday words that lead here and are no name of it. */
  keywords: z.array(Spoken).max(200),
  /** Where people ask. */
  contact: z.strictObject({ phone: Phone, where: Words }),
  form: Form.optional(),
  approval: ServicePlan.optional(),
});

/** A service of the catalogue, in the terms of CPSV-AP 3: what a version of it says, whole. */
export type ServiceDefinition = z.infer<typeof base>;
export type ServiceInput = ServiceDefinition['inputs'][number];
export type ServiceChannel = ServiceDefinition['channels'][number];
export type ServiceOutput = ServiceDefinition['outputs'][number];
export type ServiceLimits = ServiceDefinition['limits'];

/** Reads a definition. Throws ZodError, with every fault of it; `faults.ts` puts them into words. */
export const ServiceDefinition = base.superRefine((service, context) => {
  for (const { path, en, zh } of definitionFaults(service)) context.addIssue({ code: 'custom', message: en, path: [...path], params: { zh } });
});

/** What is wrong with a definition that has the right shape. Empty: it can be applied for. */
function definitionFaults(service: ServiceDefinition): PlanFault[] {
  const { form, approval, inputs, limits } = service;
  const faults: PlanFault[] = [];
  const ids = inputs.map(({ id }) => id);
  inputs.forEach(({ id, how, from }, index) => {
    if (ids.indexOf(id) !== index) faults.push({ path: ['inputs', index, 'id'], en: 'two papers have the same id', zh: '与另一份材料的编码相同' });
    if ((how === 'fetched') !== (from !== undefined)) faults.push({ path: ['inputs', index, 'from'], en: `${id}: what is fetched names the department that holds it, and nothing else does`, zh: '由部门核对的材料要写明是哪个部门，申请人自己交的不写' });
  });
  if (form !== undefined && approval === undefined) faults.push({ path: ['approval'], en: 'a form needs an approval', zh: '有申请表就要有审批流程' });
  if (form === undefined && approval !== undefined) faults.push({ path: ['form'], en: 'an approval needs a form', zh: '有审批流程就要有申请表' });
  if (approval && (approval.limits.legalWorkingDays !== limits.legalWorkingDays || approval.limits.promisedWorkingDays !== limits.promisedWorkingDays)) faults.push({ path: ['approval', 'limits'], en: 'the limits that are shown are not those of the approval', zh: '审批流程里的时限与公开的时限不一致' });
  if (limits.promisedWorkingDays > limits.legalWorkingDays) faults.push({ path: ['limits', 'promisedWorkingDays'], en: 'more is promised than the law allows', zh: '承诺时限不能比法定时限长' });
  for (const part of ['commitment', 'tolerant'] as const) {
    for (const input of approval?.[part]?.inputs ?? []) if (!ids.includes(input)) faults.push({ path: ['approval', part, 'inputs'], en: `the approval names the paper ${input}, which is not asked for`, zh: `审批流程提到材料“${input}”，但材料清单里没有` });
  }
  return form ? [...faults, ...formDefinitionFaults(form, inputs, approval?.steps ?? [])] : faults;
}

/** A life event (CPSV-AP: Event) that groups services. */
export const LifeEvent = z.strictObject({ id: Id, name: Words, summary: Words, words: z.array(z.string().min(1)) });
export type LifeEvent = z.infer<typeof LifeEvent>;
