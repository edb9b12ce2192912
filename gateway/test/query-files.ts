import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Kind, parse, print } from 'graphql';
import { collectDocuments } from '../graphql/trusted-documents.js';

/** One operation of a folder of query files, with the variables that a comment of its file gives it. */
export interface QueryCase {
  /** The file's name without its ending. */
  readonly file: string;
  readonly name: string;
  readonly operation: 'query' | 'mutation' | 'subscription';
  /** The operation's text, as printed for its hash. */
  readonly text: string;
  /** Hash under which the gateway knows it as a trusted document. */
  readonly hash: string;
  readonly variables: Record<string, unknown> | undefined;
}

/**
 * The operations of a folder. Variables stand in the file as a line `# OperationName: {…}`. Throws where two operations
 * of the folder share a name, or such a line names none.
 */
export function queryCases(folder: string): QueryCase[] {
  const byText = new Map(collectDocuments([folder]).map((trusted) => [trusted.text, trusted]));
  const names = new Set<string>();
  return readdirSync(folder).filter((file) => file.endsWith('.graphql')).sort().flatMap((file) => {
    const content = readFileSync(path.join(folder, file), 'utf8');
    const variables = variablesIn(content);
    const cases = parse(content).definitions.flatMap((definition): QueryCase[] => {
      if (definition.kind !== Kind.OPERATION_DEFINITION) return [];
      const trusted = byText.get(print(definition));
      if (!trusted) throw new Error(`${file}: fragments are not for these files`);
      const { operationName: name, operation, text, hash } = trusted;
      if (names.has(name)) throw new Error(`${file}: there are two operations ${name}`);
      names.add(name);
      return [{ file: path.basename(file, '.graphql'), name, operation, text, hash, variables: variables.get(name) }];
    });
    for (const name of variables.keys()) if (!cases.some((each) => each.name === name)) throw new Error(`${file}: variables for ${name}, which is not there`);
    return cases;
  });
}

function variablesIn(content: string): Map<string, Record<string, unknown>> {
  const lines = content.matchAll(/^# (\w+): (\{.*\})$/gm);
  return new Map(Array.from(lines, ([, name = '', json = '']) => [name, JSON.parse(json) as Record<string, unknown>])); // written beside the query by its author
}

/**
 * What each operation of one file is expected to answer, kept beside the queries as JSON. With UPDATE_EXPECTATIONS=1 what
 * is seen is written down instead, for a person to check before it is committed.
 */
export class Expectations {
  readonly #path: string;
  readonly #known: Record<string, unknown>;
  readonly updating = process.env.UPDATE_EXPECTATIONS === '1';

  constructor(folder: string, file: string) {
    this.#path = path.join(folder, `${file}.json`);
    this.#known = !this.updating && existsSync(this.#path) ? (JSON.parse(readFileSync(this.#path, 'utf8')) as Record<string, unknown>) : {}; // written by `note` below
  }

  /** The expectation of an operation; undefined where none was ever written. While updating: what is seen, written down. */
  of(name: string, seen: unknown): unknown {
    if (this.updating) {
      this.#known[name] = seen;
      mkdirSync(path.dirname(this.#path), { recursive: true });
      writeFileSync(this.#path, `${JSON.stringify(this.#known, null, 1)}\n`);
    }
    return this.#known[name];
  }

  /** Names that have an expectation. */
  get names(): string[] {
    return Object.keys(this.#known);
  }
}
