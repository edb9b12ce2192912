import type { z } from 'zod';

/** What is wrong with a definition: at which place, in words for editors. */
export interface DefinitionFault {
  /** Parts joined by dots, list entries by their index: `inputs.0.name.zh`. */
  readonly path: string;
  readonly zh: string;
  readonly en: string;
}

type Issue = z.core.$ZodIssue;

/** The faults that a reading of a definition found, each at its place, once. */
export function faultsOf({ issues }: z.ZodError): DefinitionFault[] {
  const faults = issues.map((issue) => ({ path: issue.path.map(String).join('.'), ...wordsOf(issue) }));
  return faults.filter(({ path, en }, index) => faults.findIndex((other) => other.path === path && other.en === en) === index);
}

function wordsOf(issue: Issue): Omit<DefinitionFault, 'path'> {
  const { message: en } = issue;
  switch (issue.code) {
    case 'custom':
      return { zh: typeof issue.params?.zh === 'string' ? issue.params.zh : en, en };
    case 'too_small':
      return tooSmall(issue);
    case 'too_big':
      return { zh: issue.origin === 'array' ? `最多${issue.maximum}项` : issue.origin === 'string' ? `最多${issue.maximum}个字` : `不能大于${issue.maximum}`, en };
    case 'invalid_type':
      // What is not there at all is what an editor has not filled in.
      return issue.input === undefined && /undefined/.test(en) ? { zh: '还没有填写', en: 'is not filled in' } : { zh: KINDS[issue.expected] ?? '填写的类型不对', en };
    case 'invalid_value':
      return { zh: `应为${issue.values.map(String).join('、')}之一`, en };
    case 'unrecognized_keys':
      return { zh: `没有这样的内容：${issue.keys.join('、')}`, en };
    case 'invalid_format':
      return FORMATS[String(issue.format === 'regex' ? issue.pattern : '')] ?? { zh: '格式不对', en };
    default:
      return { zh: '写法不对', en };
  }
}

function tooSmall({ origin, minimum, message: en }: Extract<Issue, { code: 'too_small' }>): Omit<DefinitionFault, 'path'> {
  if (origin === 'string') return Number(minimum) <= 1 ? { zh: '还没有填写', en: 'is not filled in' } : { zh: `至少${minimum}个字`, en };
  return { zh: origin === 'array' ? `至少要有${minimum}项` : `不能小于${minimum}`, en };
}

const KINDS: Readonly<Record<string, string>> = { string: '应为文字', number: '应为数字', int: '应为整数', boolean: '应为是或否', array: '应为一列', object: '应为一组内容', record: '应为一组内容' };

/** What a regular expression of the definition asks for. */
const FORMATS: Readonly<Record<string, Omit<DefinitionFault, 'path'>>> = {
  '/\\S/': { zh: '还没有填写', en: 'is not filled in' },
  '/^[\\d+][\\d +()（）、转-]{1,59}$/': { zh: '应为电话号码，例如12345或021-57720000', en: 'is a telephone number, such as 12345 or 021-57720000' },
  '/^[a-z][a-z0-9-]{1,59}$/': { zh: '编码用小写字母开头，只用小写字母、数字和连字符，2到60个字符', en: 'begins with a small letter and holds small letters, digits and hyphens, 2 to 60 of them' },
  '/^[a-z][a-z0-9-]{0,39}$/': { zh: '编码用小写字母开头，只用小写字母、数字和连字符，最多40个字符', en: 'begins with a small letter and holds small letters, digits and hyphens, at most 40 of them' },
  '/^[A-Za-z][\\w-]{0,59}$/': { zh: '字段名用字母开头，只用字母、数字、下划线和连字符', en: 'begins with a letter and holds letters, digits, underscores and hyphens' },
  '/^\\^(?:\\\\d|\\[[\\w-]{1,40}\\])\\{\\d{1,3}(?:,\\d{1,3})?\\}\\$$/': { zh: '只能写一类字符和个数，例如 ^\\d{15}$', en: 'is one class of characters and how many, such as ^\\d{15}$' },
};
