import { Client, fetchExchange, getOperationName, makeOperation, mapExchange, subscriptionExchange } from '@urql/core';
import type { LiveConnection } from '../live/connection.js';
import { sendWithStepUp } from '../live/step-up.js';

/** Hashes of the operations that the gateway knows, by operation name; written by the build beside the generated types. */
type DocumentHashes = Readonly<Record<string, string>>;

// A glob, for the file is missing until the build has written it; the full text is sent then.
const generated = import.meta.glob<{ documentHashes: DocumentHashes }>('./__generated__/hashes.ts', { eager: true });
const documentHashes: DocumentHashes = generated['./__generated__/hashes.ts']?.documentHashes ?? {};

/** Marks known operations as trusted documents, so that their hash goes out in place of their text. */
const trustedExchange = mapExchange({
  onOperation(operation) {
    const name = getOperationName(operation.query);
    const sha256Hash = name === undefined ? undefined : documentHashes[name];
    if (sha256Hash === undefined) return operation;
    return makeOperation(operation.kind, { ...operation, extensions: { ...operation.extensions, persistedQuery: { version: 1, sha256Hash } } });
  },
});

/** The pages' client: queries by HTTP, subscriptions over `socket`, both as trusted documents. */
export function createGraphqlClient(url: string, socket: Pick<LiveConnection, 'subscribe'>): Client {
  return new Client({
    url,
    preferGetMethod: false,
    requestPolicy: 'network-only',
    fetch: sendWithStepUp((input, init) => fetch(input, init)),
    exchanges: [
      trustedExchange,
      subscriptionExchange({
        forwardSubscription(request, operation) {
          const operationName = getOperationName(operation.query);
          const trusted = operation.extensions?.persistedQuery !== undefined;
          return {
            subscribe: (sink) => ({
              unsubscribe: socket.subscribe(
                {
                  query: trusted ? '' : (request.query ?? ''),
                  variables: request.variables as Record<string, unknown> | undefined ?? {}, // urql types variables as any object
                  ...(operationName === undefined ? {} : { operationName }),
                  ...(operation.extensions ? { extensions: { ...operation.extensions } } : {}),
                },
                {
                  next: ({ data, errors }) => sink.next({ data: data ?? null, ...(errors ? { errors: [...errors] } : {}) }),
                  error: (error) => sink.error(error),
                  complete: () => sink.complete(),
                },
              ),
            }),
          };
        },
      }),
      fetchExchange,
    ],
  });
}
