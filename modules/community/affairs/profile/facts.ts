import type { Words } from '../forms/rules/types.js';

/** What is known once about a person or household, and how long it is taken as it was said. */
export interface FactKind {
  readonly title: Words;
  /** The titles under which forms ask for it: asked under one of these without `fill`, it is asked again. */
  readonly asked: readonly string[];
  /** Months after which the page asks whether it still holds; it is offered all the same. Null: it does not change. */
  readonly freshMonths: number | null;
}

const fact = (zh: string, en: string, freshMonths: number | null, ...more: readonly string[]): FactKind => ({ title: { zh, en }, asked: [zh, ...more], freshMonths });

/** The vocabulary of “enter once”: `fill` of a form's field names one of these. */
export const FACTS: Readonly<Record<string, FactKind>> = {
  'person.name': fact('姓名', 'Name', null, '申请人姓名', '本人姓名'),
  'person.identifier': fact('身份证号', 'Identity number', null, '身份证号码', '证件号码', '申请人身份证号'),
  'person.birthDate': fact('出生日期', 'Date of birth', null, '生日'),
  'person.sex': fact('性别', 'Sex', null),
  'person.education': fact('文化程度', 'Education', 60, '学历'),
  'contact.phone': fact('手机号码', 'Mobile phone', 12, '手机号', '联系电话', '电话'),
  'contact.other.name': fact('紧急联系人', 'Emergency contact', 12, '联系人'),
  'contact.other.phone': fact('紧急联系人电话', 'Emergency contact’s phone', 12, '联系人电话'),
  'home.street': fact('居住街道', 'Street or town of residence', 12, '所在街道'),
  'home.address': fact('居住地址', 'Address of residence', 12, '家庭住址', '现住址', '联系地址'),
  'home.tenure': fact('住房情况', 'Housing', 12),
  'household.kind': fact('户籍类型', 'Household registration', null, '户口类型'),
  'household.address': fact('户籍地址', 'Registered address', null, '户口地址', '户籍所在地'),
  'household.monthlyIncome': fact('家庭月收入（元）', 'Household income a month', 6, '家庭月收入'),
  'family.marital': fact('婚姻状况', 'Marital status', 12),
  'family.spouse.name': fact('配偶姓名', 'Spouse’s name', 12),
  'family.spouse.identifier': fact('配偶身份证号', 'Spouse’s identity number', 12),
  'family.members': fact('共同生活的家庭成员', 'Family members living together', 12, '家庭成员'),
  'work.status': fact('就业状况', 'Work', 6),
  'work.employer': fact('工作单位', 'Employer', 6, '最后工作单位'),
  'bank.name': fact('开户银行', 'Bank', 24),
  'bank.account': fact('银行卡号', 'Bank account', 24, '银行账号'),
  'delivery.way': fact('结果领取方式', 'How to receive results', 24, '领取方式'),
  'delivery.address': fact('邮寄地址', 'Postal address', 12),
  'business.name': fact('商户名称', 'Name of the business', 24, '店铺名称', '字号名称'),
  'business.creditCode': fact('统一社会信用代码', 'Unified social credit code', null),
  'business.street': fact('经营场所所在街道', 'Street or town of the premises', 24),
  'business.address': fact('经营场所地址', 'Address of the premises', 24, '店铺地址'),
  'business.area': fact('经营面积（平方米）', 'Area of the premises', 24, '经营面积'),
};

/** Where a fact comes from: the population register, the person's own word, a department's file, or an application handed in. */
export type FactSource = 'REGISTER' | 'SELF' | 'DEPARTMENT' | 'APPLICATION';

/** A fact as it is known now. */
export interface KnownFact {
  readonly value: unknown;
  readonly source: FactSource;
  /** Which department or application; null for the register and one's own word. */
  readonly from: string | null;
  /** Epoch milliseconds: when it was said. */
  readonly at: number;
  /** When the person last said that it still holds. */
  readonly confirmedAt: number;
}

/** What is known of somebody, by the words of {@link FACTS}. */
export type KnownFacts = Readonly<Record<string, KnownFact>>;

const MONTH_MS = 30.44 * 86_400_000;

/** Whether a fact is so old that the person is asked whether it still holds. */
export function isStale(key: string, { source, confirmedAt }: KnownFact, now: number): boolean {
  const months = FACTS[key]?.freshMonths ?? null;
  // A department keeps its file itself.
  return source !== 'DEPARTMENT' && source !== 'REGISTER' && months !== null && now - confirmedAt > months * MONTH_MS;
}
