import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

/** The instant that the dated lines are relative to: a Wednesday. */
export const EVALUATION_NOW = Date.parse('2026-03-18T09:00:00+08:00');

const Slots = z.record(z.string(), z.strictObject({ text: z.string().min(1), value: z.union([z.string().min(1), z.number()]) }));

/** What an utterance should be understood as. */
export interface Expected {
  readonly text: string;
  readonly intent: string;
  /** Name → as written, and canonical; `count` is a number. */
  readonly slots: Readonly<Record<string, { readonly text: string; readonly value: string | number }>>;
}

/** An utterance of an in-scope intent and its line, which the lines with a typo refer to. */
export interface Line extends Expected {
  readonly line: number;
}

/** What nobody in the district answers: nothing like it (far), or like it at first sight (near). */
export interface Stranger {
  readonly kind: 'far' | 'near';
  readonly text: string;
}

const expectation = z.strictObject({
  intent: z.union([z.string(), z.array(z.string())]).optional(),
  slots: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  asks: z.union([z.string().nullable(), z.array(z.string().nullable())]).optional(),
  done: z.boolean().optional(),
  handover: z.boolean().optional(),
  says: z.array(z.string()).optional(),
});
const script = z.strictObject({ id: z.string(), turns: z.array(z.strictObject({ user: z.string(), expect: expectation })) });

/** What is checked of an answer: {@link README.md} says how. */
export type Expectation = z.infer<typeof expectation>;
/** A conversation and what its answers should be. */
export type Script = z.infer<typeof script>;

/** A labelled text of a public corpus. */
export interface Labelled {
  readonly label: string;
  readonly text: string;
}

function rows(file: string): { line: number; cells: string[] }[] {
  return readFileSync(file, 'utf8').trimEnd().split(/\r?\n/u).map((row, index) => ({ line: index + 1, cells: row.split('\t') })).filter(({ cells }) => cells[0] !== undefined && !cells[0].startsWith('#'));
}

/** The district's data as read from `bot/evaluation/data`. */
export interface EvaluationData {
  readonly utterances: readonly Line[];
  /** Each with the line of the utterance that it misspells. */
  readonly typos: readonly Line[];
  readonly strangers: readonly Stranger[];
  readonly scripts: readonly Script[];
}

/** The sets there are: each was written apart from the phrases and from the other. The second has no lines with typos. */
export const EVALUATION_SETS = ['first', 'second'] as const;

/**
 * Reads one set of the district's evaluation files.
 * @param folder `bot/evaluation/data`
 * @throws where a file is missing or is not of its format
 */
export function readEvaluation(folder: string, set: (typeof EVALUATION_SETS)[number] = 'first'): EvaluationData {
  const at = (name: string): string => path.join(folder, set === 'first' ? name : `${set}-${name}`);
  const slotsOf = (cell: string | undefined): Expected['slots'] => Slots.parse(JSON.parse(cell ?? '{}'));
  return {
    utterances: rows(at('intents.tsv')).map(({ line, cells: [intent = '', text = '', slots] }) => ({ line, intent, text, slots: slotsOf(slots) })),
    typos: (set === 'first' ? rows(at('typos.tsv')) : []).map(({ cells: [line, intent = '', text = '', slots] }) => ({ line: Number(line), intent, text, slots: slotsOf(slots) })),
    strangers: rows(at('out-of-scope.tsv')).map(({ cells: [kind, text = ''] }) => ({ kind: z.enum(['far', 'near']).parse(kind), text })),
    scripts: readFileSync(at('dialogues.jsonl'), 'utf8').trimEnd().split('\n').map((each) => script.parse(JSON.parse(each))),
  };
}

/** Reads a public corpus, tab-separated; null where it is not there. */
export function readLabelled(file: string, columns: { readonly label: number; readonly text: number }): Labelled[] | null {
  if (!existsSync(file)) return null;
  return readFileSync(file, 'utf8').split(/\r?\n/u).flatMap((row) => {
    const cells = row.split('\t');
    const [label = '', text = ''] = [cells[columns.label], cells[columns.text]];
    return label === '' || text === '' ? [] : [{ label, text }];
  });
}
