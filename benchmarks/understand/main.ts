/**
 * How fast the assistant understands and answers, beside node-nlp and @nlpjs/lang-zh in the same run and process:
 * `npm run bench:understand -- [--peers FOLDER] [--public FOLDER]`. Peers are looked for in FOLDER/node_modules (`npm i node-nlp
 * @nlpjs/nlp @nlpjs/lang-zh` there); public texts in `../shared/nlu`. Times are of the wall, those of training and of replies also
 * of the processor, which other programs take less from; run it on a quiet machine.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Dialogue } from '../../bot/dialogue/engine.js';
import { freshState } from '../../bot/dialogue/types.js';
import { EVALUATION_NOW, readEvaluation, readLabelled, type Labelled } from '../../bot/evaluation/files.js';
import { measureClassifier } from '../../bot/evaluation/public.js';
import { table } from '../../bot/evaluation/tables.js';
import { executeAs } from '../../bot/execute.js';
import { percentile, scoresOf } from '../../bot/language/measures.js';
import { anonymousCaller } from '../../modules/kernel/caller.js';
import { systemClock } from '../../modules/kernel/clock.js';
import { projectRoot } from '../../modules/kernel/root.js';
import { startOwnContract } from '../../scripts/own-contract.js';
import { sampleKnowledge } from '../../scripts/sample-knowledge.js';

const { values } = parseArgs({ options: { peers: { type: 'string' }, public: { type: 'string' } } });
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
const ms = (value: number): string => `${value.toFixed(3)} ms`;

/** What a peer offers: both are trained on documents and answer with an intent. */
interface Peer {
  addDocument(language: string, text: string, intent: string): void;
  train(): Promise<unknown>;
  process(language: string, text: string): Promise<{ readonly intent?: string }>;
}

/**
 * Times a call for each text three times after one pass for the compiler; milliseconds of all, and of the quickest of each
 * text, which has least of what other programs took.
 */
function timed(texts: readonly string[], call: (text: string) => unknown): { readonly all: number[]; readonly quickest: number[] } {
  texts.forEach(call);
  const passes = [1, 2, 3].map(() => texts.map((text) => {
    const begun = performance.now();
    call(text);
    return performance.now() - begun;
  }));
  return { all: passes.flat(), quickest: texts.map((_, i) => Math.min(...passes.map((times) => times[i] ?? Infinity))) };
}

/** Seconds of the processor since an earlier look, this process's threads together. */
function processorSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

async function district(): Promise<string[][]> {
  const before = process.memoryUsage().rss;
  const knowledge = sampleKnowledge({ now: () => EVALUATION_NOW });
  knowledge.start();
  const cpu = process.cpuUsage();
  const { milliseconds, examples } = knowledge.engine.train();
  const used = processorSince(cpu);
  const { utterances, strangers } = readEvaluation(path.join(projectRoot(), 'bot/evaluation/data'));
  const times = timed([...utterances, ...strangers].map(({ text }) => text), (text) => knowledge.engine.understand(text, { now: EVALUATION_NOW }));
  const rows = [
    ['training', `${(milliseconds / 1000).toFixed(2)} s (${used.toFixed(2)} s of processor), ${examples} examples`, '< 5 s'],
    ['understanding, p50', ms(percentile(times.all, 0.5)), '≤ 0.1 ms'], ['understanding, p99', ms(percentile(times.all, 0.99)), '≤ 1 ms'],
    ['understanding, p99 of each text’s quickest of three', ms(percentile(times.quickest, 0.99)), ''],
    ['memory added', megabytes(process.memoryUsage().rss - before), '≤ 120 MB'],
  ];
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'bench-understand-'));
  const begunAt = Date.now();
  const own = await startOwnContract({ dataDir, clocks: { service: { now: () => EVALUATION_NOW + Date.now() - begunAt }, system: systemClock }, parts: ['identity', 'messages', 'transit'] });
  const dialogue = new Dialogue({ engine: knowledge.engine, skills: knowledge.skills, lookUp: knowledge.lookUp });
  const execute = executeAs(own.contract.run, anonymousCaller('bot', 'bench'));
  const reply = () => dialogue.reply(freshState, {
    id: 'bench', text: '24路还有多久到工程技术学院', now: EVALUATION_NOW, position: null, execute, speaker: { signedIn: false, sensitive: false, actingFor: null },
  });
  try {
    const COUNT = 5_000;
    const { said } = await reply();
    if (said.cards[0]?.__typename !== 'BoardCard') throw new Error(`no board but: ${said.text}`);
    for (let i = 0; i < 500; i += 1) await reply();
    const begun = performance.now();
    const replying = process.cpuUsage();
    for (let i = 0; i < COUNT; i += 1) await reply();
    const seconds = (performance.now() - begun) / 1000;
    rows.push(['whole replies of transit.arrivals, the contract in this process', `${Math.round(COUNT / seconds)} / s (${Math.round(COUNT / processorSince(replying))} a second of processor)`, '≥ 2,000 / s']);
  } finally {
    await own.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
  return rows;
}

async function peerRow(name: string, peer: Peer, train: readonly Labelled[], test: readonly Labelled[]): Promise<string[]> {
  const before = process.memoryUsage().rss;
  for (const { label, text } of train) peer.addDocument('zh', text, label);
  const begun = performance.now();
  await peer.train();
  const trained = performance.now() - begun;
  const said: string[] = [];
  const times: number[] = [];
  for (let pass = 0; pass < 2; pass += 1) {
    for (const { text } of test) {
      const start = performance.now();
      const { intent = '' } = await peer.process('zh', text);
      if (pass === 0) said.push(intent);
      else times.push(performance.now() - start);
    }
  }
  const { accuracy, macroF1 } = scoresOf(test.map(({ label }) => label), said);
  return [name, `${(100 * accuracy).toFixed(1)} %`, macroF1.toFixed(3), `${(trained / 1000).toFixed(1)} s`, ms(percentile(times, 0.5)), ms(percentile(times, 0.99)), megabytes(process.memoryUsage().rss - before)];
}

async function beside(train: readonly Labelled[], test: readonly Labelled[], peers: string | undefined): Promise<string[][]> {
  const before = process.memoryUsage().rss;
  const own = measureClassifier(train, test, 1);
  const rows = [['this engine’s classifier', `${(100 * own.accuracy.share).toFixed(1)} %`, own.macroF1.toFixed(3), `${(own.trainedMs / 1000).toFixed(1)} s`, ms(own.p50), ms(own.p99), megabytes(process.memoryUsage().rss - before)]];
  if (!peers || !existsSync(path.join(peers, 'node_modules'))) return [...rows, ['peers', 'skipped: no --peers folder']];
  // Not the project's own packages: they are taken from the folder told.
  const peer = createRequire(path.join(path.resolve(peers), 'package.json'));
  // The peers have no types that could be imported from outside the project; both keep to Peer's shape.
  const { NlpManager } = peer('node-nlp') as { NlpManager: new (options: object) => Peer };
  rows.push(await peerRow('node-nlp', new NlpManager({ languages: ['zh'], autoSave: false, nlu: { log: false }, forceNER: false }), train, test));
  const { Nlp } = peer('@nlpjs/nlp') as { Nlp: new (options: object) => Peer & { container: { use(plugin: unknown): void }; addLanguage(language: string): void } };
  const { LangZh } = peer('@nlpjs/lang-zh') as { LangZh: unknown };
  const nlp = new Nlp({ languages: ['zh'], autoSave: false, nlu: { log: false, useNoneFeature: false } });
  nlp.container.use(LangZh);
  nlp.addLanguage('zh');
  rows.push(await peerRow('@nlpjs/nlp with lang-zh', nlp, train, test));
  return rows;
}

console.log(`${table(['the district’s engine', 'measured', 'target'], await district())}\n`);
const folder = path.resolve(values.public ?? path.join(projectRoot(), '../shared/nlu'));
const [train, dev] = ['smp2017-train.tsv', 'smp2017-dev.tsv'].map((file) => readLabelled(path.join(folder, file), { label: 0, text: 1 }));
if (train && dev) console.log(table(['SMP2017, train → dev', 'accuracy', 'macro-F1', 'trained', 'p50', 'p99', 'memory'], await beside(train, dev, values.peers ?? process.env.BENCH_PEERS)));
else console.log(`SMP2017 is missing: ${folder} does not hold it.`);
