import { once } from 'node:events';
import { WebSocket } from 'ws';

const ANSWER_MS = 5000;

/** What graphql-cop's checks send, as messages over a socket: each as it is, and as a subscription where it can be one. */
const ATTACKS: Readonly<Record<string, string>> = {
  'a query': 'query cop { __typename }',
  'a mutation': 'mutation cop { __typename }',
  introspection: 'query cop { __schema { types { name fields { name } } } }',
  'introspection in a subscription': 'subscription cop { clock __schema { types { name } } }',
  'circular introspection': `query cop { __schema { types { ${'fields { type { '.repeat(4)}name${' } }'.repeat(4)} } } }`,
  'aliases of __typename': `query cop { ${Array.from({ length: 101 }, (_, n) => `alias${n}: __typename`).join(' ')} }`,
  'aliases in a subscription': `subscription cop { arrivals(stopId: "a") { ${Array.from({ length: 101 }, (_, n) => `alias${n}: __typename`).join(' ')} } }`,
  'one field again and again': `query cop { ${'__typename '.repeat(500)} }`,
  'one field again and again in a subscription': `subscription cop { arrivals(stopId: "a") { ${'__typename '.repeat(500)} } }`,
  directives: `query cop { __typename ${'@aa'.repeat(10)} }`,
  'directives in a subscription': `subscription cop { clock ${'@aa'.repeat(10)} }`,
  suggestions: 'query cop { __schema { directive } }',
  'suggestions in a subscription': 'subscription cop { cloc }',
  'an unknown word': 'qwerty cop { abc }',
};

/** Replays the attacks over `graphql-transport-ws`; an attack is accepted where data comes back or the refusal tells too much. */
export async function replayOverSocket(url: string): Promise<{ readonly tried: number; readonly accepted: readonly string[] }> {
  const accepted: string[] = [];
  for (const [name, query] of Object.entries(ATTACKS)) {
    if (tellsTooMuch(await answerTo(url, { id: '1', type: 'subscribe', payload: { query, operationName: 'cop' } }))) accepted.push(name);
  }
  const batch = Array.from({ length: 10 }, (_, n) => ({ id: String(n), type: 'subscribe', payload: { query: 'query cop { __typename }' } }));
  if (tellsTooMuch(await answerTo(url, batch))) accepted.push('a batch');
  return { tried: Object.keys(ATTACKS).length + 1, accepted };
}

// Ten errors for ten directives are the sign that each was worked at.
const tellsTooMuch = (text: string): boolean => /"type":"next"|Did you mean|"exception"|"tracing"|"stacktrace"/.test(text) || (text.match(/Unknown directive/g) ?? []).length >= 10;

/** The first message after the acknowledgement, or the close code. Rejects where nothing comes. */
async function answerTo(url: string, message: object): Promise<string> {
  const socket = new WebSocket(url.replace(/^http/, 'ws'), 'graphql-transport-ws');
  const signal = AbortSignal.timeout(ANSWER_MS);
  try {
    await once(socket, 'open', { signal });
    socket.send('{"type":"connection_init"}');
    await once(socket, 'message', { signal });
    const answer = Promise.race([once(socket, 'message', { signal }).then(([data]) => String(data)), once(socket, 'close', { signal }).then(([code]) => `closed ${code}`)]);
    socket.send(JSON.stringify(message));
    return await answer;
  } finally {
    socket.terminate();
  }
}
