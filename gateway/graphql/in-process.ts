import { validate, type DocumentNode, type GraphQLFormattedError } from 'graphql';
import { compileQuery, isCompiledQuery, type CompiledQuery } from 'graphql-jit';
import type { Caller } from '../../modules/kernel/caller.js';
import { Fault } from '../../modules/kernel/errors.js';
import type { ClientLink } from '../../modules/kernel/module.js';
import type { Executor } from './executor.js';
import { allRules } from './limits.js';

/** What an operation run in this process answers: as a client would get it. */
export interface InProcessResult {
  readonly data?: unknown;
  readonly errors?: readonly GraphQLFormattedError[];
}

/**
 * Runs operations of the contract for parts of this very program (the assistant) through the same resolvers, rights and
 * errors as everybody's. Each document is validated and compiled once. Signing in and out is not among what it can do.
 */
export function createInProcess(executor: () => Executor): (caller: Caller, document: DocumentNode, variables: Record<string, unknown>) => Promise<InProcessResult> {
  const compiled = new WeakMap<DocumentNode, CompiledQuery>();

  const prepare = (document: DocumentNode): CompiledQuery => {
    const known = compiled.get(document);
    if (known) return known;
    const { schema } = executor();
    const [error] = validate(schema, document, allRules(false));
    if (error) throw error;
    const query = compileQuery(schema, document, undefined, { disablingCapturingStackErrors: true });
    if (!isCompiledQuery(query)) throw new Error(`a document does not compile: ${JSON.stringify(query.errors)}`);
    compiled.set(document, query);
    return query;
  };

  return async (caller, document, variables) => {
    const context = { caller, client: linkWithin(caller, (next) => (context.caller = next)) };
    const { data, errors } = await prepare(document).query(undefined, context, variables);
    return errors ? { data, errors: executor().errors(errors, caller.requestId) } : { data };
  };
}

/** There is no other end into which a session could be handed. */
function linkWithin(caller: Caller, become: (caller: Caller) => void): ClientLink {
  const refuse = (): never => {
    throw new Fault('FORBIDDEN', { reason: 'signing in and out goes over the pages' });
  };
  return { address: `in-process:${caller.channel}`, userAgent: undefined, wechatBinding: undefined, cookies: false, openSession: refuse, closeSession: refuse, become, remember: refuse, recall: () => undefined };
}
