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
    default:
      return { zh: '写法不对', en };
  }
}

function tooSmall({ origin, minimum, message: en }: Extract<Issue, { code: 'too_small' }>): Omit<DefinitionFault, 'path'> {
  if (origin === 'string') return Number(minimum) <= 1 ? { zh: '还没有填写', en: 'is not filled in' } : { zh: `至少${minimum}个字`, en };
  return { zh: origin === 'array' ? `至少要有${minimum}项` : `不能小于${minimum}`, en };
}

const KINDS: Readonly<Record<string, string>> = { string: '应为文字', number: '应为数字', int: '应为整数', boolean: '应为是或否', array: '应为一列', object: '应为一组内容', record: '应为一组内容' };
