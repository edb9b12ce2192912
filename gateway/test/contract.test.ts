import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  buildSchema, getNamedType, isInputObjectType, isInputType, isIntrospectionType, isObjectType, Kind, parse, typeFromAST, TypeInfo, visit, visitWithTypeInfo, type GraphQLInputType, type GraphQLSchema,
} from 'graphql';
import { projectRoot } from '../../modules/kernel/root.js';
import { comparable, firstAnswer, settled } from './answers.js';
import { Expectations, queryCases } from './query-files.js';
import { stepsOf, type Step } from './scenario.js';
import { TestSocket } from './socket.js';
import { startGateway, type TestGateway } from './testkit.js';

const here = path.join(projectRoot(), 'gateway/test');
const queries = path.join(here, 'queries');
const cases = queryCases(queries);
const queriesOnly = cases.filter(({ operation }) => operation === 'query');
const files = [...new Set(queriesOnly.map(({ file }) => file))];

describe('the contract, each operation by both paths', () => {
  let gateway: TestGateway;
  // A Tuesday, 08:10 in the district; the clock stays within one second for the next fifty.
  beforeAll(async () => {
    gateway = await startGateway({ env: { SEED: 'auto', DISTRICT_CLOCK: '2026-11-24T00:10:00.500Z', DISTRICT_CLOCK_RATE: '0.01', TRUSTED_DOCUMENTS_EXTRA: queries } });
  }, 60_000);
  afterAll(() => gateway?.stop());

  describe.each(files)('%s', (file) => {
    const operations = queriesOnly.filter((each) => each.file === file);
    const expectations = new Expectations(path.join(here, 'expectations'), file);
    it.each(operations.map((each) => [each.name, each] as const))('%s', async (name, { text, hash, variables }) => {
      const free = comparable(await gateway.graphql({ query: text, variables }));
      const trusted = comparable(await gateway.graphql({ documentId: `sha256:${hash}`, variables }));
      expect(JSON.stringify(trusted)).toBe(JSON.stringify(free));
      expect(settled(free)).toEqual(expectations.of(name, settled(free)));
    });
    it('has no expectation without an operation', () => {
      expect(operations.map(({ name }) => name)).toEqual(expect.arrayContaining(expectations.names));
    });
  });

  describe('subscriptions', () => {
    const expectations = new Expectations(path.join(here, 'expectations'), 'subscriptions');
    let socket: TestSocket;
    beforeAll(async () => {
      socket = await TestSocket.open(gateway.url);
    });
    afterAll(() => socket?.close());
    it.each(cases.filter(({ operation }) => operation === 'subscription').map((each) => [each.name, each] as const))('%s', async (name, { text, hash, variables }) => {
      const free = await firstAnswer(socket, { query: text, variables });
      const trusted = await firstAnswer(socket, { query: '', extensions: { persistedQuery: { sha256Hash: hash } }, variables });
      expect(JSON.stringify(trusted)).toBe(JSON.stringify(free));
      expect(settled(free)).toEqual(expectations.of(name, settled(free)));
    });
  });

  describe('documents that are refused', () => {
    const folder = path.join(here, 'queries-refused');
    const expectations = new Expectations(path.join(here, 'expectations'), 'refused');
    it.each(['unknown-field', 'missing-argument', 'wrong-literal', 'bad-instant-literal', 'bad-date-literal', 'no-selection', 'unclosed', 'unknown-mutation', 'unknown-enum',
      'too-deep', 'too-many-aliases', 'too-many-directives', 'too-many-tokens', 'too-costly'])('%s', async (name) => {
      const answer = await gateway.graphql({ query: readFileSync(path.join(folder, `${name}.graphql`), 'utf8') });
      const seen = { status: answer.status, ...comparable(answer) };
      expect(answer.data ?? null).toBeNull();
      expect(seen).toEqual(expectations.of(name, seen));
    });
  });
});

describe('the query files', () => {
  const schema = buildSchema(readFileSync(path.join(projectRoot(), 'schema.graphql'), 'utf8'));

  it('ask for every field with every argument, and give every input field', () => {
    const others = ['queries-live', 'queries-identity'].flatMap((folder) => queryCases(path.join(here, folder)));
    const used = usedBy(schema, [...cases, ...others].map(({ text }) => text), stepsOf(path.join(here, 'queries-identity')));
    expect([...partsOf(schema)].filter((part) => !used.has(part))).toEqual([]);
  });

  it('would miss what no file asks for', () => {
    expect(usedBy(schema, ['{ service { now } }'])).toEqual(new Set(['Query.service', 'ServiceInfo.now']));
  });
});

/** `Type.field` and `Type.field(argument)` of the whole contract, and `Input.field` of what it takes. */
function* partsOf(schema: GraphQLSchema): Iterable<string> {
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type) || !isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      yield `${type.name}.${field.name}`;
      for (const arg of field.args) {
        yield `${type.name}.${field.name}(${arg.name})`;
        yield* inputParts(arg.type);
      }
    }
  }
}

function* inputParts(type: GraphQLInputType): Iterable<string> {
  const named = getNamedType(type);
  if (!isInputObjectType(named)) return;
  for (const field of Object.values(named.getFields())) {
    yield `${named.name}.${field.name}`;
    yield* inputParts(field.type);
  }
}

/** The same names, as far as some documents use them, or the variables of some steps. */
function usedBy(schema: GraphQLSchema, texts: readonly string[], steps: readonly Step[] = []): Set<string> {
  const used = new Set<string>(steps.flatMap(({ query, variables }) => [...givenBy(schema, query.text, variables)]));
  const types = new TypeInfo(schema);
  for (const text of texts) {
    visit(parse(text), visitWithTypeInfo(types, {
      Field({ name }) {
        if (!name.value.startsWith('__')) used.add(`${types.getParentType()?.name}.${name.value}`);
      },
      Argument({ name }) {
        used.add(`${types.getParentType()?.name}.${types.getFieldDef()?.name}(${name.value})`);
      },
      ObjectField({ name }) {
        used.add(`${String(types.getParentInputType()).replace(/!$/, '')}.${name.value}`);
      },
    }));
  }
  return used;
}

/** `Input.field` of what a step's variables give. */
function* givenBy(schema: GraphQLSchema, text: string, variables: Record<string, unknown>): Iterable<string> {
  for (const definition of parse(text).definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    for (const { variable, type } of definition.variableDefinitions ?? []) {
      const input = typeFromAST(schema, type);
      if (isInputType(input)) yield* givenIn(input, variables[variable.name.value]);
    }
  }
}

function* givenIn(type: GraphQLInputType, value: unknown): Iterable<string> {
  if (Array.isArray(value)) {
    for (const each of value) yield* givenIn(type, each);
    return;
  }
  const named = getNamedType(type);
  if (!isInputObjectType(named) || typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    yield `${named.name}.${name}`;
    const field = named.getFields()[name];
    if (field) yield* givenIn(field.type, inner);
  }
}
