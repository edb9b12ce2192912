import { getOperationAST, getVariableValues, GraphQLError, parse, subscribe, validate, type DocumentNode, type ExecutionResult, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import { compileQuery, isCompiledQuery, type CompiledQuery } from 'graphql-jit';
import { Fault } from '../../modules/kernel/errors.js';
import type { RequestContext } from '../../modules/kernel/module.js';
import type { ErrorFormatter } from './errors.js';
import { allRules, MAX_TOKENS } from './limits.js';
import type { TrustedDocument } from './trusted-documents.js';

type Variables = Record<string, unknown>;

/** Variables that do not fit their document; what is wrong with each, as graphql-js says it. */
export class UnfitVariables extends Error {
  readonly errors: readonly GraphQLError[];

  constructor(errors: readonly GraphQLError[]) {
    super('the variables do not fit the document');
    this.errors = errors.map((error) => new GraphQLError(error.message, { nodes: error.nodes ?? null, extensions: { code: 'BAD_INPUT' } }));
  }
}

/** A registered document, ready to run. */
export interface PreparedDocument {
  readonly trusted: TrustedDocument;
  readonly compiled: CompiledQuery;
}

/**
 * Runs trusted documents, compiled once, and validates the documents that come over a WebSocket.
 * Answers to ad-hoc queries over HTTP are Apollo's.
 */
export class Executor {
  readonly schema: GraphQLSchema;
  readonly #format: ErrorFormatter;
  readonly #introspection: boolean;
  readonly #trusted = new Map<string, TrustedDocument>();
  readonly #prepared = new Map<string, PreparedDocument>();

  /** Throws an Error that names each registered document that does not fit the schema or the limits. */
  constructor(schema: GraphQLSchema, documents: readonly TrustedDocument[], format: ErrorFormatter, introspection: boolean) {
    this.schema = schema;
    this.#format = format;
    this.#introspection = introspection;
    const wrong: string[] = [];
    for (const trusted of documents) {
      const errors = validate(schema, trusted.document, allRules(introspection));
      if (errors.length > 0) wrong.push(`${trusted.operationName}: ${errors.map(({ message }) => message).join('; ')}`);
      this.#trusted.set(trusted.hash, trusted);
    }
    if (wrong.length > 0) throw new Error(`registered documents do not fit the contract:\n${wrong.join('\n')}`);
  }

  /** A registered document by its hash, or undefined. */
  document(hash: string): TrustedDocument | undefined {
    return this.#trusted.get(hash);
  }

  /** A registered document by its hash, ready to run, or undefined. Compiled when first asked for. */
  find(hash: string): PreparedDocument | undefined {
    const known = this.#prepared.get(hash);
    if (known) return known;
    const trusted = this.#trusted.get(hash);
    if (!trusted) return undefined;
    const compiled = compileQuery(this.schema, trusted.document, trusted.operationName, { disablingCapturingStackErrors: true });
    if (!isCompiledQuery(compiled)) throw new Error(`${trusted.operationName} does not compile: ${JSON.stringify(compiled.errors)}`);
    const prepared = { trusted, compiled };
    this.#prepared.set(hash, prepared);
    return prepared;
  }

  /**
   * Runs a query or mutation; the answer as JSON text, at once where no resolver had to wait. Throws UnfitVariables
   * before anything runs.
   */
  run(prepared: PreparedDocument, context: RequestContext, variables: Variables): string | Promise<string> {
    const result = prepared.compiled.query(undefined, context, variables);
    if (result instanceof Promise) return result.then((settled) => this.render(settled, context));
    if (result.errors && result.data === undefined) this.#refuse(prepared, variables);
    return this.render(result, context);
  }

  /** Compiled execution has refused the variables in words of its own; clients get the same words by either path. */
  #refuse({ trusted }: PreparedDocument, variables: Variables): void {
    const errors = this.#unfit(trusted.document, trusted.operationName, variables);
    if (errors) throw new UnfitVariables(errors);
  }

  /** What is wrong with the variables of a document, or undefined. */
  #unfit(document: DocumentNode, operationName: string | undefined, variables: Variables): readonly GraphQLError[] | undefined {
    const operation = getOperationAST(document, operationName);
    return getVariableValues(this.schema, operation?.variableDefinitions ?? [], variables, { maxErrors: 50 }).errors;
  }

  /** An answer as JSON text with its errors in the one shape. */
  render(result: ExecutionResult, context: RequestContext): string {
    return JSON.stringify(result.errors ? { ...result, errors: this.errors(result.errors, context.caller.requestId) } : result);
  }

  /** Errors in the one shape that clients see. */
  errors(errors: readonly unknown[], requestId: string): GraphQLFormattedError[] {
    return errors.map((error) => this.#format(error, requestId));
  }

  /** Parses and validates a document that is not registered; throws GraphQLError (QUERY_INVALID, QUERY_LIMIT). */
  check(text: string): DocumentNode {
    const document = parse(text, { maxTokens: MAX_TOKENS });
    const [error] = validate(this.schema, document, allRules(this.#introspection));
    if (error) throw error;
    return document;
  }

  /** Starts a subscription; an ExecutionResult with errors where it cannot start. */
  async subscribe(document: DocumentNode, context: RequestContext, variables: Variables, operationName: string | undefined): Promise<AsyncIterable<ExecutionResult> | ExecutionResult> {
    const unfit = this.#unfit(document, operationName, variables);
    if (unfit) return { errors: new UnfitVariables(unfit).errors };
    return subscribe({ schema: this.schema, document, contextValue: context, variableValues: variables, ...(operationName ? { operationName } : {}) });
  }
}

/** Throws DOCUMENT_NOT_TRUSTED, naming the hash asked for. */
export function notTrusted(hash: string | undefined): never {
  throw new GraphQLError('', { originalError: new Fault('DOCUMENT_NOT_TRUSTED', hash ? { hash } : {}) });
}
