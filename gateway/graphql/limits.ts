import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import { maxDirectivesRule } from '@escape.tech/graphql-armor-max-directives';
import { GraphQLError, NoSchemaIntrospectionCustomRule, specifiedRules, type ValidationContext, type ValidationRule } from 'graphql';
import { maxCostRule } from './cost.js';
import { maxRepetitionRule } from './repetition.js';

/** Largest request body and WebSocket message, in bytes. */
export const MAX_REQUEST_BYTES = 100_000;

/** Most tokens of one document; the parser stops there. */
export const MAX_TOKENS = 2_000;

/** Most that a document may cost (see `maxCostRule`); the pages' dearest costs about a fifth of it. */
const MAX_COST = 5_000;

/** The library throws out of the validation unless told otherwise, which ends as a fault of ours; so its rules report. */
const reported = {
  propagateOnRejection: false,
  onReject: [
    (context: ValidationContext | null, error: GraphQLError) =>
      context?.reportError(new GraphQLError(error.message.replace(/^Syntax Error: /, ''), { nodes: error.nodes ?? null, extensions: { code: 'QUERY_LIMIT' } })),
  ],
};

// Allow-lists stay empty: with the default ones aliases of __typename would pass uncounted.
const limitRules: ValidationRule[] = [
  // What an explorer asks of the schema nests deeper; graphql-js has a rule of its own against nesting lists there.
  maxDepthRule({ n: 12, ignoreIntrospection: true, ...reported }),
  maxAliasesRule({ n: 20, allowList: [], ...reported }),
  maxDirectivesRule({ n: 5, ...reported }),
  maxCostRule(MAX_COST),
  maxRepetitionRule(10),
];

/** Rules beside the specification's own, for Apollo, which adds the latter itself. */
export function extraRules(introspection: boolean): ValidationRule[] {
  return introspection ? limitRules : [...limitRules, NoSchemaIntrospectionCustomRule];
}

/** All rules, for documents that do not go through Apollo: trusted documents and WebSocket subscriptions. */
export function allRules(introspection: boolean): ValidationRule[] {
  return [...specifiedRules, ...extraRules(introspection)];
}
