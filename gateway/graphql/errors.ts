import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { FAULTS, Fault, type FaultCode } from '../../modules/kernel/errors.js';
import type { Logger } from '../../modules/kernel/module.js';

/** Turns whatever was thrown into the one shape that clients see; faults that are reported go to the log with their cause. */
export type ErrorFormatter = (error: unknown, requestId: string) => GraphQLFormattedError;

/** GraphQL's “Did you mean …?”, which tells the contract's names to whoever guesses. */
const SUGGESTION = /\s*Did you mean [^?]*\?/g;

/**
 * Creates the formatter that Apollo, compiled execution and WebSocket share.
 * @param suggestions whether GraphQL may suggest names; only where introspection is on
 */
export function createErrorFormatter(logger: Logger, suggestions = false): ErrorFormatter {
  return (error, requestId) => {
    const outer = error instanceof GraphQLError ? error : new GraphQLError('', { originalError: error instanceof Error ? error : new Error(String(error)) });
    const thrown = unwrap(outer);
    const code = codeOf(thrown, outer);
    const kind = FAULTS[code];
    if (kind.reported) logger.error({ requestId, code, path: outer.path, err: thrown ?? outer }, 'fault');
    // GraphQL's own words on a bad document or variable help whoever writes the query; ours are for residents.
    const message = code === 'QUERY_INVALID' || code === 'QUERY_LIMIT' || (code === 'BAD_INPUT' && !(thrown instanceof Fault)) ? (suggestions ? outer.message : outer.message.replace(SUGGESTION, '')) : kind.zh;
    return {
      message,
      ...(outer.locations ? { locations: outer.locations } : {}),
      ...(outer.path ? { path: outer.path } : {}),
      extensions: { code, messageEn: kind.en, requestId, ...(thrown instanceof Fault ? { details: thrown.details } : {}) },
    };
  };
}

function unwrap(error: GraphQLError): Error | undefined {
  let inner: Error | undefined = error.originalError;
  while (inner instanceof GraphQLError && inner.originalError) inner = inner.originalError;
  return inner;
}

/** Codes that Apollo and GraphQL give to a client's own mistakes, in our catalogue's words. */
const FOREIGN: Readonly<Record<string, FaultCode>> = {
  GRAPHQL_PARSE_FAILED: 'QUERY_INVALID',
  GRAPHQL_VALIDATION_FAILED: 'QUERY_INVALID',
  BAD_USER_INPUT: 'BAD_INPUT',
  BAD_REQUEST: 'QUERY_INVALID',
  OPERATION_RESOLUTION_FAILURE: 'QUERY_INVALID',
  PERSISTED_QUERY_NOT_FOUND: 'DOCUMENT_NOT_TRUSTED',
  PERSISTED_QUERY_NOT_SUPPORTED: 'DOCUMENT_NOT_TRUSTED',
};

function codeOf(thrown: Error | undefined, outer: GraphQLError): FaultCode {
  if (thrown instanceof Fault) return thrown.code;
  // Apollo puts a rule's error under one of its own; what the rule said comes first.
  for (const error of [thrown, outer]) {
    const code = error instanceof GraphQLError ? declaredCode(error) : undefined;
    if (code) return code;
  }
  // Without an original error and outside execution it is the document or its variables that are wrong.
  return thrown === undefined && outer.path === undefined ? 'QUERY_INVALID' : 'INTERNAL';
}

function declaredCode(error: GraphQLError): FaultCode | undefined {
  // Compiled execution makes errors without extensions, which the type does not know.
  const extensions: Readonly<Record<string, unknown>> | undefined = error.extensions;
  const code = extensions?.code;
  if (typeof code !== 'string') return undefined;
  if (Object.hasOwn(FAULTS, code)) return code as FaultCode; // hasOwn has just shown that it is one
  return Object.hasOwn(FOREIGN, code) ? FOREIGN[code] : undefined;
}
