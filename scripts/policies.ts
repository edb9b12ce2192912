import { readFileSync } from 'node:fs';
import path from 'node:path';
import { buildSchema, type GraphQLSchema } from 'graphql';
import { botPolicies } from '../bot/policy.js';
import { basePolicies } from '../gateway/graphql/policy.js';
import { communityPolicies } from '../modules/community/policy.js';
import { identityPolicies } from '../modules/identity/policy.js';
import { mergeTables, roleFieldMatrix, type FieldPolicies, type ModulePolicies, type PolicyTable } from '../modules/kernel/policy/index.js';
import { messagesPolicies } from '../modules/messages/policy.js';
import { transitPolicies } from '../modules/transit/policy.js';

/** The contract with all that is said about who may what in it. */
export interface ContractPolicies {
  readonly schema: GraphQLSchema;
  readonly fields: FieldPolicies;
  readonly actions: PolicyTable;
  /** Fields of which two parts of the product say different things: to be empty. */
  readonly contradictions: readonly string[];
}

/** Every part of the product that has a policy. */
const PARTS: readonly ModulePolicies[] = [basePolicies, transitPolicies, messagesPolicies, identityPolicies, communityPolicies, botPolicies];

/** Reads the committed contract and merges the policies. Throws where two tables name one action. */
export function contractPolicies(root: string): ContractPolicies {
  const fields = new Map<string, string>();
  const contradictions: string[] = [];
  for (const [field, action] of PARTS.flatMap((part) => Object.entries(part.fields))) {
    const other = fields.get(field);
    if (other !== undefined && other !== action) contradictions.push(`${field}: ${other} and ${action}`);
    fields.set(field, action);
  }
  return {
    schema: buildSchema(readFileSync(path.join(root, 'schema.graphql'), 'utf8')),
    fields: Object.fromEntries(fields),
    actions: mergeTables(PARTS.map(({ actions }) => actions)),
    contradictions,
  };
}

const BEGIN = '<!-- matrix: written by `npm run security:matrix` -->';
const END = '<!-- end of matrix -->';

/** docs/SECURITY.md with the matrix as the policies have it now, and why each rule is as it is. Throws where its place is not marked. */
export function withMatrix(document: string, { schema, fields, actions }: ContractPolicies): string {
  const reasons = Object.entries(actions).flatMap(([action, { because }]) => (because ? [`- \`${action}\`: ${because}`] : []));
  return between(document, BEGIN, END, `${roleFieldMatrix(schema, fields, actions)}\n\nWhy:\n${reasons.join('\n')}`);
}

/** A document with a text between two of its lines. Throws where they are not there. */
export function between(document: string, begin: string, end: string, text: string): string {
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/SECURITY.md has no place between ${begin} and ${end}`);
  return `${document.slice(0, from)}${begin}\n${text}\n${document.slice(to)}`;
}
