import { isObjectType, type GraphQLSchema } from 'graphql';
import { ROLES } from '../caller.js';
import type { FieldPolicies, Limit, PolicyTable, Rule } from './types.js';

/** All fields of the contract's object types, `Type.field`, without GraphQL's own. */
export function contractFields(schema: GraphQLSchema): string[] {
  return Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter(({ name }) => !name.startsWith('__'))
    .flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`));
}

/** A field's policy: its own entry before its type's. */
export function policyOf(fields: FieldPolicies, field: string): string | undefined {
  // Own entries only: a field may be named like something every object has.
  const own = (key: string): string | undefined => (Object.hasOwn(fields, key) ? fields[key] : undefined);
  return own(field) ?? own(`${field.slice(0, field.indexOf('.'))}.*`);
}

/** Fields of the contract without a policy: to be empty. Operations need an entry of their own, not `Query.*`. */
export function missingPolicies(schema: GraphQLSchema, fields: FieldPolicies): string[] {
  return contractFields(schema).filter((field) => {
    const policy = /^(Query|Mutation|Subscription)\./.test(field) ? fields[field] : policyOf(fields, field);
    return policy === undefined || (policy === 'parent' && /^(Query|Mutation|Subscription)\./.test(field));
  });
}

/** Policies that stand for nothing: fields that are not in the contract, and actions that no table names. To be empty. */
export function strayPolicies(schema: GraphQLSchema, fields: FieldPolicies, table: PolicyTable): string[] {
  const known = contractFields(schema);
  const types = new Set(known.map((field) => field.slice(0, field.indexOf('.'))));
  const names = new Set(known);
  return Object.entries(fields).flatMap(([key, action]) => {
    const stray = key.endsWith('.*') ? !types.has(key.slice(0, -2)) : !names.has(key);
    if (stray) return [`${key}: not in the contract`];
    return action === 'public' || action === 'parent' || Object.hasOwn(table, action) ? [] : [`${key}: no table names ${action}`];
  });
}

/** A column of the matrix: who looks, and what a rule says to them. */
interface Column {
  readonly title: string;
  readonly cell: (rule: Rule) => string;
}

/** `●` may; `○` within the own organisation; `2` a second factor first; `c` where the people agreed; `×` never; empty: may not. */
const mark = (rule: Rule, sign: string, own: boolean): string =>
  sign === '' ? '' : `${sign}${rule.assurance === 'sensitive' ? '2' : ''}${rule.consent && !own ? 'c' : ''}`;
const everybody = (rule: Rule, sign: string): string => (rule.anyone ? '●' : sign);
const signedIn = (rule: Rule, sign: string): string => (rule.signedIn ? everybody(rule, '●') : everybody(rule, sign));

const COLUMNS: readonly Column[] = [
  { title: 'anybody', cell: (rule) => mark(rule, everybody(rule, ''), false) },
  { title: 'another resident', cell: (rule) => mark(rule, signedIn(rule, ''), false) },
  { title: 'oneself', cell: (rule) => mark(rule, signedIn(rule, rule.self ? '●' : ''), rule.self === true) },
  {
    title: 'acting for',
    cell: (rule) => {
      const sign = signedIn(rule, rule.delegated === undefined ? '' : '●');
      return mark(rule, sign, rule.delegated !== undefined) + (rule.delegated === undefined ? '' : ` ${rule.delegated}`);
    },
  },
  ...ROLES.map((role): Column => ({
    title: role,
    cell: (rule) => {
      if (rule.deny?.includes(role)) return '×';
      return mark(rule, signedIn(rule, rule.posts?.includes(role) ? (rule.sameOrganisation ? '○' : '●') : ''), false);
    },
  })),
  { title: 'by a site’s token', cell: (rule) => (rule.anyone ? '●' : (rule.scope ?? '')) },
  { title: 'system', cell: (rule) => everybody(rule, rule.system ? '●' : '') },
];

const UNITS: Readonly<Record<number, string>> = { 60: 'minute', 3600: 'hour', 86_400: 'day' };

/** How often one account may, as the matrix says it (` ≤20/hour`); empty where nothing is limited. */
function often(limit: Limit | undefined): string {
  return limit ? ` ≤${limit.times}/${UNITS[limit.seconds] ?? `${limit.seconds} s`}` : '';
}

/**
 * The role × field matrix as a markdown table, one row for each field that a rule of its own decides; then the fields that
 * follow their parent's rule, and the public ones. From the policy itself, for docs/SECURITY.md.
 */
export function roleFieldMatrix(schema: GraphQLSchema, fields: FieldPolicies, table: PolicyTable): string {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const lines = [row(['field', 'action', ...COLUMNS.map(({ title }) => title)]), row(['---', '---', ...COLUMNS.map(() => ':-:')])];
  const byParent: string[] = [];
  const open: string[] = [];
  for (const field of contractFields(schema)) {
    const action = policyOf(fields, field);
    if (action === 'parent') byParent.push(`\`${field}\``);
    else if (action === 'public') open.push(`\`${field}\``);
    else {
      const rule = action !== undefined && Object.hasOwn(table, action) ? table[action] : undefined;
      lines.push(row([`\`${field}\``, action === undefined ? '**none**' : action + often(rule?.limit) + (rule?.device ? ` · by a ${rule.device}` : ''), ...COLUMNS.map(({ cell }) => (rule ? cell(rule) : ''))]));
    }
  }
  return [
    '`●` may · `○` within the own organisation · `2` after a second factor · `c` where the people concerned agreed · `×` never, whatever else grants · by a site’s token: the scope that lets a department site do what the person may · `≤20/hour` so often by one account · by a number-machine: a device of the organisation may, too · empty: may not', '',
    ...lines, '', `As their parent: ${byParent.join(', ') || 'none'}.`, '', `Public: ${open.join(', ') || 'none'}.`,
  ].join('\n');
}
