/**
 * Measures the assistant and prints tables: the classifier on public corpora (where they lie in `../shared/nlu` or the folder
 * that `--public` tells), the engine on the district's own utterances, and scripted conversations against a gateway with the
 * sample district, each set of them apart (`--set first|second` measures one). `--only public|district|dialogues` measures one part, `--mistakes` lists each mistake, `--json` prints
 * one object instead. It measures: its exit code says nothing of the figures.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { print } from 'graphql';
import { playScripts, stageOf } from '../bot/evaluation/dialogues.js';
import { EVALUATION_NOW, EVALUATION_SETS, readEvaluation, readLabelled } from '../bot/evaluation/files.js';
import { measureDistrict, shareOf } from '../bot/evaluation/measure.js';
import { measureClassifier, tenthAside } from '../bot/evaluation/public.js';
import { dialogueTables, districtTables, publicTable, table } from '../bot/evaluation/tables.js';
import { executeAs } from '../bot/execute.js';
import { anonymousCaller } from '../modules/kernel/caller.js';
import { projectRoot } from '../modules/kernel/root.js';
import { ask, startOwnGateway } from './own-gateway.js';
import { sampleKnowledge } from './sample-knowledge.js';

const SEED = 1;
const { values } = parseArgs({ options: { only: { type: 'string' }, set: { type: 'string' }, public: { type: 'string' }, json: { type: 'boolean', default: false }, mistakes: { type: 'boolean', default: false }, phone: { type: 'string', default: '17900000001' } } });
const folder = path.resolve(values.public ?? path.join(projectRoot(), '../shared/nlu'));
const wants = (part: string): boolean => values.only === undefined || values.only === part;
const results: Record<string, unknown> = {};
const show = (...tables: readonly string[]): void => void (values.json || console.log(`${tables.join('\n\n')}\n`));

if (wants('public')) {
  const [train, dev] = ['smp2017-train.tsv', 'smp2017-dev.tsv'].map((file) => readLabelled(path.join(folder, file), { label: 0, text: 1 }));
  const intents = readLabelled(path.join(folder, 'smp2020-train.tsv'), { label: 1, text: 2 });
  const parts = intents && tenthAside(intents, SEED);
  const rows = [
    { name: 'SMP2017, train → dev', target: '≥ 91 %, F1 ≥ 0.92', scores: train && dev ? measureClassifier(train, dev, SEED) : null },
    { name: 'SMP2020, intents, seeded 90/10', target: '≥ 94 %', scores: parts && measureClassifier(parts.train, parts.test, SEED) },
  ];
  results.public = rows;
  show(publicTable(rows));
}

if (wants('district') || wants('dialogues')) {
  const sets = EVALUATION_SETS.filter((name) => values.set === undefined || values.set === name).map((name) => ({ name, data: readEvaluation(path.join(projectRoot(), 'bot/evaluation/data'), name) }));
  const begun = Date.now();
  const now = (): number => EVALUATION_NOW + Date.now() - begun;
  const knowledge = sampleKnowledge({ now });
  knowledge.start();
  if (wants('district')) {
    const measured = sets.map(({ name, data }) => ({ name, scores: measureDistrict(knowledge.engine, data) }));
    results.district = Object.fromEntries(measured.map(({ name, scores }) => [name, scores]));
    for (const { name, scores } of measured) show(`# ${name} set`, ...districtTables(scores), ...(values.mistakes ? [table(['text', 'expected', 'understood as'], scores.mistakes.map(({ text, expected, said }) => [text, expected, said]))] : []));
  }
  if (wants('dialogues')) {
    const gateway = await startOwnGateway(EVALUATION_NOW);
    try {
      const token = await gateway.signIn(values.phone);
      const execute = executeAs(async (_caller, document, variables) => ask(gateway.url, print(document), variables, token), anonymousCaller('bot', 'eval-bot'));
      const deps = { engine: knowledge.engine, skills: knowledge.skills, lookUp: knowledge.lookUp };
      const dialogues: Record<string, unknown> = {};
      for (const { name, data } of sets) {
        const played = await playScripts(deps, stageOf(execute, now), data.scripts);
        const done = shareOf(played.filter(({ differences }) => differences.length === 0).length, played.length);
        dialogues[name] = { done, played };
        show(`# ${name} set`, ...dialogueTables(played, done));
      }
      results.dialogues = dialogues;
    } finally {
      await gateway.stop();
    }
  }
}
if (values.json) console.log(JSON.stringify(results, null, 2));
