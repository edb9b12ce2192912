import { costLimitRule } from '@escape.tech/graphql-armor-cost-limit';
import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import { maxDirectivesRule } from '@escape.tech/graphql-armor-max-directives';
import { NoSchemaIntrospectionCustomRule, specifiedRules, type ValidationRule } from 'graphql';

/** Largest request body and WebSocket message, in bytes. */
export const MAX_REQUEST_BYTES = 100_000;

/** Most tokens of one document; the parser stops there. */
export const MAX_TOKENS = 2_000;

// Allow-lists stay empty: with the default ones aliases of __typename would pass uncounted.
const limitRules: ValidationRule[] = [
  maxDepthRule({ n: 12, ignoreIntrospection: false }),
  maxAliasesRule({ n: 20, allowList: [] }),
  maxDirectivesRule({ n: 5 }),
  costLimitRule({ maxCost: 20_000, objectCost: 2, scalarCost: 1, depthCostFactor: 1.4, ignoreIntrospection: false }),
];

/** Rules beside the specification's own, for Apollo, which adds the latter itself. */
export function extraRules(introspection: boolean): ValidationRule[] {
  return introspection ? limitRules : [...limitRules, NoSchemaIntrospectionCustomRule];
}

/** All rules, for documents that do not go through Apollo: trusted documents and WebSocket subscriptions. */
export function allRules(introspection: boolean): ValidationRule[] {
  return [...specifiedRules, ...extraRules(introspection)];
}
