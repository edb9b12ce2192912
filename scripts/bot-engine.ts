/**
 * Measures the intent engine alone (no lexicon, no slots) on labelled text: `npm run -s bot:engine -- --train A.tsv
 * --test B.tsv`, files with label, tab, text a line. Prints accuracy with its interval, macro-F1, and what a text takes.
 */
import { parseArgs } from 'node:util';
import { readLabelled, type Labelled } from '../bot/evaluation/files.js';
import { measureClassifier } from '../bot/evaluation/public.js';

const { values } = parseArgs({ options: { train: { type: 'string' }, test: { type: 'string' }, seed: { type: 'string', default: '1' } } });
if (values.train === undefined || values.test === undefined) {
  console.error('usage: npm run -s bot:engine -- --train A.tsv --test B.tsv [--seed N]   (label, tab, text a line)');
  process.exit(2);
}

function read(file: string): Labelled[] {
  const texts = readLabelled(file, { label: 0, text: 1 });
  if (texts === null || texts.length === 0) throw new Error(`no labelled texts in ${file}`);
  return texts;
}

const { accuracy, macroF1, examples, classes, features, trainedMs, p50, p99 } = measureClassifier(read(values.train), read(values.test), Number(values.seed));
const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
console.log(`examples    ${examples} of ${classes} classes, ${features} features, trained in ${(trainedMs / 1000).toFixed(2)} s`);
console.log(`accuracy    ${percent(accuracy.share)} of ${accuracy.of} (95 %: ${percent(accuracy.low)} to ${percent(accuracy.high)})`);
console.log(`macro-F1    ${macroF1.toFixed(4)}`);
console.log(`p50         ${p50.toFixed(4)} ms`);
console.log(`p99         ${p99.toFixed(4)} ms`);
