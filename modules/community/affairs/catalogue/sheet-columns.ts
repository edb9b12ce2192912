import type { ServiceDefinition } from './definition.js';

/** A part of a service that a department keeps in a sheet. */
export interface SheetColumn {
  readonly title: string;
  /** In characters. */
  readonly width: number;
  /** Where its faults are told; see `DefinitionFault.path`. */
  readonly paths: readonly string[];
  readonly text: (service: ServiceDefinition) => string | number;
  /** The service with what a cell says. */
  readonly write: (service: ServiceDefinition, cell: string) => ServiceDefinition;
  /** What is wrong with a cell that is not empty, in words; null: nothing. */
  readonly check?: (cell: string) => string | null;
  /** An empty cell is no 0: it is refused. Of texts the definition says itself which may be empty. */
  readonly number?: true;
}

type Worded = 'name' | 'summary' | 'whoFor';
const LANGUAGES = { zh: '', en: '英文' } as const;

const worded = (part: Worded, title: string, width: number): SheetColumn[] => (['zh', 'en'] as const).map((language) => ({
  title: `${LANGUAGES[language]}${title}`, width, paths: [`${part}.${language}`],
  text: (service) => service[part][language], write: (service, cell) => ({ ...service, [part]: { ...service[part], [language]: cell } }),
}));

const days = (part: 'legalWorkingDays' | 'promisedWorkingDays', title: string): SheetColumn => ({
  title, width: 12, number: true, paths: [`limits.${part}`, `approval.limits.${part}`, ...(part === 'promisedWorkingDays' ? ['approval.commitment.promisedWorkingDays'] : [])],
  text: ({ limits }) => limits[part],
  // The limits that are shown are those of the approval.
  write: (service, cell) => ({ ...service, limits: { ...service.limits, [part]: Number(cell) }, ...(service.approval ? { approval: { ...service.approval, limits: { ...service.approval.limits, [part]: Number(cell) } } } : {}) }),
  check: (cell) => (/^\d{1,3}$/.test(cell) ? null : '应为工作日数，例如5'),
});

const list = (part: 'aliases' | 'keywords', title: string): SheetColumn => ({
  title, width: 40, paths: [part], text: (service) => service[part].join('、'),
  write: (service, cell) => ({ ...service, [part]: [...new Set(cell.split(/[、，,；;\n]/).map((word) => word.trim()).filter((word) => word !== ''))] }),
});

/** The columns that an export fills and an import reads, in their order. Papers, steps, forms and approvals stay with the page. */
export const SHEET_COLUMNS: readonly SheetColumn[] = [
  ...worded('name', '名称', 24), ...worded('summary', '简介', 50), ...worded('whoFor', '服务对象', 30),
  days('legalWorkingDays', '法定工作日'), days('promisedWorkingDays', '承诺工作日'),
  {
    title: '收费（元）', width: 10, number: true, paths: ['fee.amountFen'], text: ({ fee }) => fee.amountFen / 100, write: (service, cell) => ({ ...service, fee: { ...service.fee, amountFen: Math.round(Number(cell) * 100) } }),
    check: (cell) => (/^\d{1,7}(\.\d{1,2})?$/.test(cell) ? null : '应为金额，例如10或10.50'),
  },
  ...(['zh', 'en'] as const).map((language): SheetColumn => ({ title: `${LANGUAGES[language]}收费说明`, width: 30, paths: [`fee.note.${language}`], text: ({ fee }) => fee.note[language], write: (service, cell) => ({ ...service, fee: { ...service.fee, note: { ...service.fee.note, [language]: cell } } }) })),
  { title: '咨询电话', width: 16, paths: ['contact.phone'], text: ({ contact }) => contact.phone, write: (service, cell) => ({ ...service, contact: { ...service.contact, phone: cell } }) },
  ...(['zh', 'en'] as const).map((language): SheetColumn => ({ title: `${LANGUAGES[language]}办理地点`, width: 30, paths: [`contact.where.${language}`], text: ({ contact }) => contact.where[language], write: (service, cell) => ({ ...service, contact: { ...service.contact, where: { ...service.contact.where, [language]: cell } } }) })),
  list('aliases', '别名'), list('keywords', '搜索词'),
];
