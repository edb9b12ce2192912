/**
 * Measures the intent engine alone (no lexicon, no slots) on labelled text: `npm run -s bot:engine -- --train A.tsv
 * --test B.tsv`, files with label, tab, text a line. Prints accuracy with its interval, macro-F1, and what a text takes.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { IntentModel } from '../bot/language/classify/model.js';
import { percentile, scoresOf } from '../bot/language/measures.js';
import { normaliseUtterance } from '../bot/language/normalise.js';
import { Segmenter } from '../bot/language/segment.js';

interface Line {
  readonly label: string;
  readonly text: string;
}

function read(file: string): Line[] {
  return readFileSync(file, 'utf8').split(/\r?\n/u).flatMap((line) => {
    const tab = line.indexOf('\t');
    return tab > 0 ? [{ label: line.slice(0, tab), text: line.slice(tab + 1) }] : [];
  });
}

/** A corpus in writing ends its sentences in a way that says something of them; what residents type and say does not. */
function textOf(written: string): string {
  const { text, ending } = normaliseUtterance(written);
  return text + ending;
}

const { values } = parseArgs({ options: { train: { type: 'string' }, test: { type: 'string' }, seed: { type: 'string', default: '1' } } });
if (values.train === undefined || values.test === undefined) {
  console.error('usage: npm run -s bot:engine -- --train A.tsv --test B.tsv [--seed N]   (label, tab, text a line)');
  process.exit(2);
}
const segmenter = new Segmenter();
const begun = performance.now();
const train = read(values.train).map(({ label, text }) => ({ label, text: textOf(text) }));
const model = new IntentModel(train, (text) => segmenter.tag(text), Number(values.seed));
const trained = performance.now() - begun;
const test = read(values.test);
const say = (text: string): string => model.labels[model.classify(textOf(text))] ?? '';
const said = test.map(({ text }) => say(text));
// A second and third pass, timed: the first one is the compiler's.
const times = [1, 2].flatMap(() => test.map(({ text }) => {
  const start = performance.now();
  say(text);
  return performance.now() - start;
}));
const { accuracy, macroF1, interval } = scoresOf(test.map(({ label }) => label), said);
const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
console.log(`examples    ${train.length} of ${model.labels.length} classes, ${model.size} features, trained in ${(trained / 1000).toFixed(2)} s`);
console.log(`accuracy    ${percent(accuracy)} of ${test.length} (95 %: ${percent(interval[0])} to ${percent(interval[1])})`);
console.log(`macro-F1    ${macroF1.toFixed(4)}`);
console.log(`p50         ${percentile(times, 0.5).toFixed(4)} ms`);
console.log(`p99         ${percentile(times, 0.99).toFixed(4)} ms`);
