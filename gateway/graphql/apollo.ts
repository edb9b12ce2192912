import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled, ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import type { GraphQLSchema } from 'graphql';
import type { RequestContext } from '../../modules/kernel/module.js';
import type { ErrorFormatter } from './errors.js';
import { extraRules, MAX_TOKENS } from './limits.js';

/** What Apollo stands on. */
export interface ApolloDeps {
  readonly schema: GraphQLSchema;
  readonly format: ErrorFormatter;
  readonly introspection: boolean;
}

/** Creates and starts Apollo Server, which answers every document that is not registered. */
export async function startApollo({ schema, format, introspection }: ApolloDeps): Promise<ApolloServer<RequestContext>> {
  const server = new ApolloServer<RequestContext>({
    schema,
    introspection,
    // Hashes are answered before Apollo; its own automatic ones would let anybody register a document.
    persistedQueries: false,
    parseOptions: { maxTokens: MAX_TOKENS, noLocation: false },
    validationRules: extraRules(introspection),
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    // Cache control instruments every field of every query and nothing here uses it.
    plugins: [ApolloServerPluginCacheControlDisabled(), ApolloServerPluginLandingPageDisabled(), oneErrorShape(format)],
  });
  await server.start();
  return server;
}

/** Gives errors the one shape, with the request's id, which Apollo's own `formatError` does not know. */
function oneErrorShape(format: ErrorFormatter): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: async () => ({
      willSendResponse: async ({ response, errors, contextValue }) => {
        if (response.body.kind !== 'single' || !errors) return;
        response.body.singleResult.errors = errors.map((error) => format(error, contextValue.caller.requestId));
      },
    }),
  };
}
