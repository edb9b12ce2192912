import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { projectRoot } from '../../modules/kernel/root.js';
import { Expectations, queryCases } from './query-files.js';
import { SentCodes } from './sample-people.js';
import { lasting, Scenario, stepsOf, type Way } from './scenario.js';
import { TestSocket } from './socket.js';
import { startGateway, type TestGateway } from './testkit.js';

const here = path.join(projectRoot(), 'gateway/test');
const folder = path.join(here, 'queries-identity');
const steps = stepsOf(folder);
const streams = queryCases(folder).filter(({ operation }) => operation === 'subscription');
const files = [...new Set(steps.map(({ file }) => file))];

/** The assistant learns to understand at its first message, in this thread. */
const STEP_MS = 120_000;

// The whole story twice, each time in a district of its own: every step by both doors, none skipped for having side effects.
describe.each<Way>(['free', 'trusted'])('the signed-in contract, by %s documents', (way) => {
  let gateway: TestGateway;
  let codes: SentCodes;
  let scenario: Scenario;
  beforeAll(async () => {
    codes = new SentCodes();
    gateway = await startGateway({ env: { SEED: 'auto', DISTRICT_CLOCK: '2026-11-24T00:10:00.500Z', DISTRICT_CLOCK_RATE: '0.01', SERVICE_HOURS: '08:00-20:00', TRUSTED_DOCUMENTS_EXTRA: folder } });
    scenario = new Scenario(gateway, codes, way);
  }, 120_000);
  afterAll(async () => {
    codes?.stop();
    await gateway?.stop();
  });

  describe.each(files)('%s', (file) => {
    const expectations = new Expectations(path.join(here, 'expectations/identity'), file);
    const own = steps.filter((step) => step.file === file);
    it.each(own.map((step) => [`${step.name} as ${step.who}`, step] as const))('%s', async (_title, step) => {
      const seen = lasting(await scenario.play(step));
      expect(seen).toEqual(expectations.of(step.name, seen));
    }, STEP_MS);
    it('has no expectation without a step', () => {
      expect(own.map(({ name }) => name)).toEqual(expect.arrayContaining(expectations.names));
    });
  });

  describe('streams', () => {
    const expectations = new Expectations(path.join(here, 'expectations/identity'), 'streams');
    it.each(streams.flatMap((each) => ['clerk', 'nobody'].map((who) => [`${each.name} as ${who}`, each, who] as const)))('%s', async (title, { text, hash, variables: written = {} }, who) => {
      const variables = scenario.variables(written);
      const socket = await TestSocket.connect(gateway.url);
      const token = scenario.tokens.get(who);
      socket.send({ type: 'connection_init', ...(token === undefined ? {} : { payload: { token } }) });
      await socket.frame(({ type }) => type === 'connection_ack');
      const id = socket.subscribe(way === 'free' ? { query: text, variables } : { query: '', extensions: { persistedQuery: { sha256Hash: hash } }, variables });
      // What tells of changes alone says nothing yet: it is there and waits.
      const first = await socket.frame((frame) => frame.id === id, 1500).catch(() => null);
      const seen = first === null ? 'waits' : { type: first.type, seen: lasting(first.type === 'error' ? { errors: first.payload ?? [] } : (first.payload ?? {})) };
      expect(seen).toEqual(expectations.of(title, seen));
      await socket.close();
    });
  });
});
