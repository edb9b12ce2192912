import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { buildSchema, parse } from 'graphql';
import type { WebSocket } from 'ws';
import { doctorCaller } from '../../modules/kernel/audit/testing.js';
import { anonymousCaller, type Caller } from '../../modules/kernel/caller.js';
import type { RequestContext } from '../../modules/kernel/module.js';
import { projectRoot } from '../../modules/kernel/root.js';
import { fieldPolicies } from '../modules.js';
import { createErrorFormatter } from './errors.js';
import { Executor } from './executor.js';
import { FanOut } from './fan-out.js';
import { createStandings } from './public-documents.js';

const schema = buildSchema(readFileSync(path.join(projectRoot(), 'schema.graphql'), 'utf8'));
const li = doctorCaller();
const wang = doctorCaller({ accountId: 'account-wang', personId: 'person-wang', sessionId: 'session-2', post: null });
const nobody = anonymousCaller('web', 'request-3');

describe('as whom subscriptions are executed', () => {
  const standing = createStandings(schema, fieldPolicies);

  it.each([
    'subscription Board($stopId: ID!) { arrivals(stopId: $stopId) { ...Row } } fragment Row on Arrival { __typename expectedAt route { shortName agency { name } } }',
    'subscription Clock { clock }',
  ])('nobody in particular where all fields are public: %s', (text) => {
    const document = parse(text);
    for (const caller of [li, wang, nobody]) expect(standing(document, caller)).toEqual({ caller: { ...nobody, requestId: caller.requestId }, rights: '' });
  });

  it.each([
    'subscription Mine { sessionChanged { assurance } }',
    'subscription Mine { sessionChanged { __typename } }',
    'subscription Mine { inboxChanged { unread } }',
    'subscription Mine { inboxChanged { ... on InboxState { newest { id } } } }',
    'subscription Both { clock sessionChanged { ...Mine } } fragment Mine on Me { account { id } }',
  ])('who asks where one is not: %s', (text) => {
    const document = parse(text);
    expect(standing(document, li).caller).toBe(li);
    expect(new Set([li, wang, nobody].map((caller) => standing(document, caller).rights)).size).toBe(3);
  });
});

describe('what subscribers share', () => {
  const client = { address: '', userAgent: undefined, wechatBinding: undefined, cookies: false, openSession() {}, closeSession() {}, become() {}, remember() {}, recall: () => undefined };
  const callers: Caller[] = [];
  const never = async function* (): AsyncGenerator<{ open: string; own: string }> {
    yield { open: 'o', own: 'p' };
    await new Promise(() => undefined);
  };
  const small = makeExecutableSchema({
    typeDefs: 'type Query { a: Int } type Subscription { open: String own: String }',
    resolvers: { Subscription: Object.fromEntries(['open', 'own'].map((name) => [name, { subscribe: (_root: unknown, _args: unknown, { caller }: RequestContext) => {
      callers.push(caller);
      return never();
    } }])) },
  });
  const standing = createStandings(small, { 'Subscription.open': 'public', 'Subscription.own': 'parent' });

  it.each([['open', 1, [null]], ['own', 2, ['account-li', 'account-wang']]] as const)('%s: one execution for all who stand alike', async (name, groups, accounts) => {
    callers.length = 0;
    const fanOut = new FanOut(new Executor(small, [], createErrorFormatter({ info() {}, warn() {}, error() {} }), false), () => undefined);
    const document = parse(`subscription { ${name} }`);
    const sent: string[] = [];
    // Stands for a socket, of which the fan-out sends on alone.
    const socket = { bufferedAmount: 0, send: (data: Buffer) => void sent.push(data.toString()) } as unknown as WebSocket;
    for (const asker of [li, wang]) {
      const { caller, rights } = standing(document, asker);
      await fanOut.subscribe({ socket, operationId: asker.accountId ?? '', document, documentKey: name, operationName: undefined, variables: {}, rights, context: { caller, client } });
    }
    expect(fanOut.groups).toBe(groups);
    expect([...new Set(callers.map(({ accountId }) => accountId))]).toEqual(accounts);
    // Other rights in a session change nothing about what anybody may see.
    await fanOut.rightsChanged(socket, { caller: { ...li, assurance: 'ordinary' }, client }, 'others');
    expect(fanOut.groups).toBe(1);
    expect(sent.every((text) => text.includes(`"${name}":`))).toBe(true);
  });

  it('ends for all who follow it where its source throws, and can be begun anew', async () => {
    let breaks: (error: Error) => void = () => undefined;
    const breaking = makeExecutableSchema({
      typeDefs: 'type Query { a: Int } type Subscription { open: String }',
      resolvers: { Subscription: { open: { subscribe: async function* (): AsyncGenerator<{ open: string }> {
        yield { open: 'o' };
        await new Promise((_resolve, reject) => (breaks = reject));
      } } } },
    });
    let following = 0;
    const fanOut = new FanOut(new Executor(breaking, [], createErrorFormatter({ info() {}, warn() {}, error() {} }), false), (change) => (following += change));
    const sent: string[] = [];
    const socket = { bufferedAmount: 0, send: (data: Buffer) => void sent.push(data.toString()) } as unknown as WebSocket;
    const follow = async (operationId: string) => {
      const stream = await fanOut.subscribe({ socket, operationId, document: parse('subscription { open }'), documentKey: 'open', operationName: undefined, variables: {}, rights: '', context: { caller: nobody, client } });
      if (!(Symbol.asyncIterator in stream)) throw new Error(JSON.stringify(stream));
      return stream;
    };
    const streams = [await follow('first'), await follow('second')];
    breaks(new Error('a right has ended'));
    expect(await Promise.all(streams.map((stream) => stream.next()))).toEqual([{ value: undefined, done: true }, { value: undefined, done: true }]);
    expect([following, fanOut.groups]).toEqual([0, 0]);
    sent.length = 0;
    await follow('third');
    await new Promise(setImmediate);
    expect(sent.join()).toContain('"id":"third"');
  });
});
