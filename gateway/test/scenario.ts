import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { districtDate } from '../../modules/kernel/district-time.js';
import { comparable } from './answers.js';
import { queryCases, type QueryCase } from './query-files.js';
import { bearer, samplePerson, totpCode, type SentCodes } from './sample-people.js';
import type { GraphQLAnswer, TestGateway } from './testkit.js';

/** One step of a scenario: somebody sends one operation. */
export interface Step {
  readonly file: string;
  readonly name: string;
  /** Whose session; `nobody` has none. */
  readonly who: string;
  readonly query: QueryCase;
  /** As written: texts may hold places such as `${claimed.claimGuardianship.id}`. */
  readonly variables: Record<string, unknown>;
}

const LINE = /^# ([\w-]+) @([\w-]+) (\w+)(?:: (\{.*\}))?$/gm;

/**
 * The steps of a folder, by file and line. A step is a comment `# name @who Operation: {variables}`; it may stand anywhere in a
 * file and name an operation of any file. Throws where two steps of a file share a name or one names no operation.
 */
export function stepsOf(folder: string): Step[] {
  const queries = new Map(queryCases(folder).map((query) => [query.name, query]));
  const files = readdirSync(folder).filter((file) => file.endsWith('.graphql')).sort();
  return files.flatMap((file) => {
    const seen = new Set<string>();
    return Array.from(readFileSync(path.join(folder, file), 'utf8').matchAll(LINE), ([, name = '', who = '', operation = '', json]): Step => {
      const query = queries.get(operation);
      if (!query) throw new Error(`${file}: ${name} names ${operation}, which is not there`);
      if (seen.has(name)) throw new Error(`${file}: there are two steps ${name}`);
      seen.add(name);
      return { file: path.basename(file, '.graphql'), name, who, query, variables: json === undefined ? {} : (JSON.parse(json) as Record<string, unknown>) }; // written by its author
    });
  });
}

/** How an operation is sent: as a free query, or as a trusted document by its hash. */
export type Way = 'free' | 'trusted';

/** Plays the steps against one gateway, remembering what each answered and who is signed in. */
export class Scenario {
  readonly #gateway: TestGateway;
  readonly #codes: SentCodes;
  readonly #way: Way;
  readonly #answers = new Map<string, unknown>();
  /** Session tokens by person. */
  readonly tokens = new Map<string, string>();

  constructor(gateway: TestGateway, codes: SentCodes, way: Way) {
    this.#gateway = gateway;
    this.#codes = codes;
    this.#way = way;
  }

  /** Sends a step. Whoever gets a token by it has that session from then on. */
  async play({ name, who, query, variables: written }: Step): Promise<GraphQLAnswer> {
    const variables = this.variables(written);
    const body = this.#way === 'free' ? { query: query.text, variables } : { documentId: `sha256:${query.hash}`, variables };
    const answer = await this.#gateway.graphql(body, this.headers(who));
    this.#answers.set(name, answer.data);
    const token = JSON.stringify(answer.data ?? null).match(/"token":"([^"]+)"/)?.[1];
    if (token && who !== 'nobody') this.tokens.set(who, token);
    return answer;
  }

  /** The headers of somebody's requests. */
  headers(who: string): Record<string, string> {
    const token = this.tokens.get(who);
    if (token !== undefined) return bearer(token);
    return { 'x-channel': 'api' };
  }

  /** Variables with their places filled. Throws where a place names what was never answered. */
  variables<T>(written: T): T {
    const text = JSON.stringify(written).replace(/\$\{([^}]+)\}/g, (_whole, place: string) => JSON.stringify(this.#place(place)).slice(1, -1));
    return JSON.parse(text) as T; // the same shape, with texts for texts
  }

  #place(place: string): string {
    const [kind = '', value = ''] = place.split(':');
    if (kind === 'code') return this.#codes.to(value);
    if (kind === 'totp') return totpCode(this.#place(value));
    if (kind === 'identifier') return samplePerson(value).identifier;
    if (kind === 'day') return districtDate(Date.now() + Number(value) * 86_400_000);
    if (kind === 'instant') return new Date(Date.now() + Number(value) * 86_400_000).toISOString();
    const found = place.split('.').reduce<unknown>((at, key, index) => (index === 0 ? this.#answers.get(key) : typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined), undefined);
    if (typeof found !== 'string') throw new Error(`\${${place}} names nothing that was answered`);
    return found;
  }
}

const DAY = /^\d{4}-\d\d-\d\d$/;
const SECRET = /^(?:[A-Za-z0-9_-]{32,}|\d+\.[A-Za-z0-9_-]{43}|[A-Z2-7]{32}|[0-9a-f]{24,64})$/;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** How well the assistant understands is measured elsewhere, and changes with each phrase that it is taught. */
const MEASURED = new Set(['phrases', 'accepted', 'refused', 'before', 'after']);

/** An answer without what is another at each run: ids and secrets made, moments, days that are counted from today, ages, waits; nor what a training gave. */
export function lasting(answer: Pick<GraphQLAnswer, 'data' | 'errors'>): unknown {
  return strip(comparable(answer));
}

function strip(value: unknown, key = ''): unknown {
  if (key === 'nearest' && Array.isArray(value) && value.length > 0) return '<nearest>';
  if (Array.isArray(value)) return value.map((inner) => strip(inner, key));
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, strip(inner, name)]));
  if (typeof value === 'number' && (key === 'retryAfterSeconds' || key === 'age')) return `<${key}>`;
  if (typeof value === 'number' && MEASURED.has(key)) return `<${key}>`;
  if (typeof value !== 'string') return value;
  if ((key === 'id' || key === 'receiptCode' || key === 'documentCode' || key === 'noticeCode' || key === 'revocationCode') && /^[\w-]{22}$/.test(value) && !value.startsWith('sample-')) return '<made>';
  if (/^310199\d{14}$/.test(value)) return '<number>';
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return '<moment>';
  if (DAY.test(value) && key !== 'birthDate') return '<day>';
  if (key === 'json') return '<json>';
  if (key === 'fileName') return value.replace(/\d{4}-\d\d-\d\d/, '<day>');
  if (key === 'uri') return value.replace(/secret=[A-Z2-7]+/, 'secret=<secret>');
  if (/cursor/i.test(key)) return '<cursor>';
  if (/^\/documents\/[\w-]{22}\//.test(value)) return value.replace(/[\w-]{22}/, '<made>');
  if ((SECRET.test(value) && !value.startsWith('sample-')) || key === 'clientId') return '<made>';
  return value.replace(/\b310199\d{14}\b/g, '<number>').replace(/guest-[0-9a-z]{10}/g, 'guest-<made>').replace(UUID, '<id>').replace(/(<id>)\.\d+/g, '$1.<number>');
}
