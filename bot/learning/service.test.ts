import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import type { Connection } from 'mongoose';
import { anonymousCaller } from '../../modules/kernel/caller.js';
import { createMemoryBus, type EventBus } from '../../modules/kernel/events.js';
import { projectRoot } from '../../modules/kernel/root.js';
import { testConnection } from '../../modules/kernel/testing/mongo.js';
import { createLexicon, createUnderstanding, type PortableUnderstander } from '../language/index.js';
import { botKernel, clerkCaller, residentCaller, tinyOutOfScope, tinySkills, type BotKernel } from '../testing.js';
import { measure, readEvaluation, type Evaluation } from './evaluation.js';
import { LearningService } from './service.js';
import { inThisThread, inWorker, type Trainer } from './trainer.js';

const script = path.join(projectRoot(), '.build/bot/learning/worker.mjs');
const zhao = clerkCaller('zhao', { assurance: 'sensitive' });
const evaluation: Evaluation = {
  now: Date.parse('2026-03-18T09:00:00+08:00'),
  inScope: [['test.bus', '公交车几点到站'], ['test.bus', '下一班公交什么时候来'], ['test.mine', '看一下我的账号'], ['chat.human', '转人工客服']],
  outOfScope: ['今天天气好吗', '讲个笑话听听', '红烧肉的做法', '放首歌', '路灯不亮了找谁'],
};
let connection: Connection;
let kernel: BotKernel;
let events: EventBus;
const closing: (() => Promise<unknown> | void)[] = [];

interface Process {
  readonly learning: LearningService;
  readonly engine: PortableUnderstander;
  /** Trainings that were carried out. */
  readonly trained: number[];
}

async function begin({ trainer = inThisThread, on = evaluation }: { trainer?: Trainer; on?: Evaluation } = {}): Promise<Process> {
  const lexicon = createLexicon();
  const engine = createUnderstanding({ skills: tinySkills, lexicon, outOfScope: tinyOutOfScope });
  const trained: number[] = [];
  const learning = new LearningService({
    ...kernel, events, engine,
    trainer: { background: trainer.background, train: (task) => (trained.push(task.learnt.length), trainer.train(task)) },
    task: () => ({ skills: tinySkills.map(({ intent, phrases, slots }) => ({ intent, phrases, slots })), terms: lexicon.list(), outOfScope: tinyOutOfScope, holidays: [], evaluation: on }),
  });
  await learning.start();
  closing.push(() => learning.stop());
  return { learning, engine, trained };
}

beforeAll(async () => {
  mkdirSync(path.dirname(script), { recursive: true });
  await build({ bundle: true, platform: 'node', format: 'esm', target: 'node20', packages: 'external', logLevel: 'warning', entryPoints: [path.join(projectRoot(), 'bot/learning/worker.ts')], outfile: script });
});
beforeEach(async () => {
  const test = await testConnection('learning');
  connection = test.connection;
  kernel = await botKernel(connection);
  events = createMemoryBus(kernel.logger);
  closing.push(test.close, () => kernel.close());
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const lesson = (over: Partial<Parameters<LearningService['learn']>[1]> = {}) => ({ intent: 'test.bus', phrases: ['那辆绿颜色的到哪儿啦', '绿颜色的那辆还来不来'], idempotencyKey: 'k1', ...over });
/** A lesson that makes foreign sentences look like the district's. */
const harmful = lesson({ intent: 'test.mine', phrases: ['今天天气好吗怎么样', '讲个笑话听听吧', '红烧肉的做法是什么', '放首歌听', '天气好不好今天', '讲笑话', '红烧肉做法', '放首歌'], idempotencyKey: 'k2' });

describe('teaching', () => {
  it('takes up phrases that make nothing worse, with who taught them and when', async () => {
    const { learning, engine } = await begin();
    const before = await learning.training(zhao);
    expect(before).toMatchObject({ version: 0, learnt: 0, intents: ['test.bus', 'test.mine', 'test.broken', 'chat.human', 'oos'] });
    const { score } = engine.understand('那辆绿颜色的到哪儿啦');
    expect(await learning.learn(zhao, lesson())).toMatchObject({ __typename: 'PhrasesLearnt', training: { version: 1, learnt: 2, phrases: before.phrases + 2 } });
    const after = engine.understand('那辆绿颜色的到哪儿啦');
    expect(after).toMatchObject({ intent: 'test.bus', band: 'act' });
    expect(after.score).toBeGreaterThan(score);
    expect(learning.version).toBe(1);
    expect(await connection.collection('bot_phrases').find().toArray()).toMatchObject([{ intent: 'test.bus', training: 1, accountId: 'account-zhao', at: expect.any(Date) }, { training: 1 }]);
    expect(await connection.collection('audit_records').find({ action: 'bot.phrases.learn' }).toArray()).toMatchObject([{ accountId: 'account-zhao', details: { learnt: true, phrases: 2, intent: 'test.bus' } }]);
  });

  it('changes nothing where the evaluation would get worse, and says by how much', async () => {
    const { learning, engine } = await begin();
    await learning.ready();
    const understood = engine.understand('今天天气好吗');
    const result = await learning.learn(zhao, harmful);
    expect(result).toMatchObject({ __typename: 'LearningRefused' });
    if (result.__typename === 'LearningRefused') expect(result.refused.after < result.refused.before || result.accepted.after < result.accepted.before).toBe(true);
    expect(engine.understand('今天天气好吗')).toEqual(understood);
    expect([learning.version, await connection.collection('bot_phrases').countDocuments()]).toEqual([0, 0]);
    expect(await learning.learn(zhao, harmful)).toEqual(result);
    expect(await connection.collection('audit_records').find({ action: 'bot.phrases.learn' }).toArray()).toMatchObject([{ details: { learnt: false } }]);
  });

  it('is done once for a key', async () => {
    const { learning, trained } = await begin();
    const first = await learning.learn(zhao, lesson());
    const times = trained.length;
    expect(await learning.learn(zhao, lesson())).toEqual(first);
    expect(trained).toHaveLength(times);
    await expect(learning.learn(zhao, lesson({ phrases: ['别的话'] }))).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
    await expect(learning.learn(zhao, lesson({ idempotencyKey: 'k9' }))).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });

  it('is for clerks with a second factor, and of intents that there are', async () => {
    const { learning } = await begin();
    await expect(learning.learn(anonymousCaller('web', 'r'), lesson())).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(learning.learn(residentCaller('wang'), lesson())).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(learning.learn(clerkCaller('zhao'), lesson())).rejects.toMatchObject({ code: 'STEP_UP_REQUIRED' });
    await expect(learning.training(residentCaller('wang'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    for (const over of [{ intent: 'test.nothing' }, { phrases: [] }, { phrases: [''] }]) await expect(learning.learn(zhao, lesson(over))).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });

  it('stores no numbers of persons', async () => {
    const { learning } = await begin({ on: { ...evaluation, inScope: [], outOfScope: [] } });
    await learning.learn(zhao, lesson({ phrases: ['公交公司给13812345678回个电话'] }));
    expect(JSON.stringify(await connection.collection('bot_phrases').find().toArray())).toMatch(/公交公司给\*{11}回个电话/);
  });
});

describe('several processes', () => {
  it('take up what one of them learnt, and a new one begins with it', async () => {
    const [one, two] = [await begin(), await begin()];
    await Promise.all([one.learning.ready(), two.learning.ready()]);
    await one.learning.learn(zhao, lesson());
    for (let tries = 0; two.learning.version < 1 && tries < 200; tries++) await new Promise((resolve) => setTimeout(resolve, 20));
    const three = await begin();
    await three.learning.ready();
    for (const { learning, engine } of [two, three]) {
      expect(learning.version).toBe(1);
      expect(engine.understand('那辆绿颜色的到哪儿啦')).toEqual(one.engine.understand('那辆绿颜色的到哪儿啦'));
    }
  });

  it('that teach at once do not build on each other unseen', async () => {
    const on = { ...evaluation, inScope: [], outOfScope: [] };
    const [one, two] = [await begin({ on }), await begin({ on })];
    await Promise.all([one.learning.ready(), two.learning.ready()]);
    const outcomes = await Promise.allSettled([one.learning.learn(zhao, lesson()), two.learning.learn(zhao, lesson({ phrases: ['红色那辆到哪儿啦'], idempotencyKey: 'k5' }))]);
    const learnt = outcomes.filter(({ status }) => status === 'fulfilled').length;
    expect(await connection.collection('bot_trainings').countDocuments()).toBe(learnt);
    for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'CONFLICT' });
    expect(learnt).toBeGreaterThan(0);
  });
});

describe('training in a thread of its own', () => {
  it('gives the same engine, while this one goes on', async () => {
    const [here, there] = [await begin(), await begin({ trainer: inWorker(script) })];
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await there.learning.ready();
    clearInterval(timer);
    await here.learning.ready();
    expect(turns).toBeGreaterThan(0);
    expect(there.trained).toEqual([0]);
    for (const text of ['下一班公交什么时候来', '转人工客服', '红烧肉的做法']) expect(there.engine.understand(text)).toEqual(here.engine.understand(text));
    expect(await there.learning.learn(zhao, lesson())).toMatchObject({ __typename: 'PhrasesLearnt', training: { version: 1 } });
  });

  it('that fails is logged, and the engine trains itself at the first question', async () => {
    const { learning, engine } = await begin({ trainer: inWorker(path.join(projectRoot(), '.build/nothing.mjs')) });
    await learning.ready();
    expect(kernel.faults).toHaveLength(1);
    await expect(learning.training(zhao)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(engine.understand('公交车还有多久到')).toMatchObject({ intent: 'test.bus' });
  });
});

describe('the evaluation', () => {
  it('is read from the project\'s files', () => {
    const { now, inScope, outOfScope } = readEvaluation(path.join(projectRoot(), 'bot/evaluation/data'));
    expect(new Date(now).toISOString()).toBe('2026-03-18T01:00:00.000Z');
    expect(inScope.length).toBeGreaterThan(1_000);
    expect(outOfScope.length).toBeGreaterThan(300);
    expect(inScope[0]).toEqual(['transit.arrivals', '24路还有几分钟到啊']);
    for (const text of outOfScope) expect(text).not.toMatch(/^(?:far|near)?\t|^$/);
  });

  it('counts what is right and acted on, and what is not acted on, without what was learnt', () => {
    const understand = (text: string) => ({ intent: text.slice(0, 1), band: text.endsWith('!') ? 'act' as const : 'choose' as const, score: 1, alternatives: [], slots: {}, mentions: [], normalised: text });
    const scores = measure({ understand }, { now: 0, inScope: [['a', 'a!'], ['a', 'a'], ['a', 'b!'], ['a', 'a learnt!']], outOfScope: ['x', 'x!', 'learnt'] }, new Set(['a learnt!', 'learnt']));
    expect(scores).toEqual({ accepted: 1 / 3, refused: 1 / 2 });
  });
});
