import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { projectRoot } from '../modules/kernel/root.js';

/** A gateway that a command runs for itself, with the sample district. */
export interface OwnGateway {
  readonly url: string;
  /** Signs a sample resident in by phone and code, as a program does; the session's token. */
  signIn(phone: string): Promise<string>;
  stop(): Promise<void>;
}

/** What `POST /graphql` answers. */
export interface GraphQLAnswer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly extensions?: Readonly<Record<string, unknown>> }[];
}

/** Asks a gateway; throws where it gives no GraphQL answer. */
export async function ask(url: string, query: string, variables: Readonly<Record<string, unknown>>, token?: string): Promise<GraphQLAnswer> {
  const headers = { 'content-type': 'application/json', 'x-channel': 'api', connection: 'close', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
  const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
  return (await response.json()) as GraphQLAnswer; // GraphQL over HTTP answers nothing else
}

/**
 * Starts the gateway as `npm start` does, on a free port and with new data that go when it stops, and resolves when it serves.
 * @param now the district's time at the start (epoch milliseconds)
 */
export async function startOwnGateway(now: number): Promise<OwnGateway> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'smart-district-own-'));
  const { MONGODB_URI: _other, REDIS_URL: _redis, ...env } = process.env;
  const child = spawn(process.execPath, [path.join(projectRoot(), 'scripts/start.mjs')], {
    cwd: projectRoot(), stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...env, NODE_ENV: 'development', PORT: '0', DATA_DIR: folder, DISTRICT_CLOCK: new Date(now).toISOString(), SEED: 'auto', SIMULATOR: 'on', TRUSTED_DOCUMENTS: 'prefer', RATE_LIMIT_PER_MINUTE: '0', RATE_LIMIT_ACCOUNT_PER_MINUTE: '0', MAX_LAG_MS: '0', LOG_LEVEL: 'warn' },
  });
  let said = '';
  const hear = (chunk: Buffer): void => void (said += chunk.toString());
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const found = async (pattern: RegExp, milliseconds: number): Promise<string> => {
    for (const until = Date.now() + milliseconds; Date.now() < until && child.exitCode === null; await new Promise((resolve) => setTimeout(resolve, 50))) {
      const match = pattern.exec(said)?.[1];
      if (match !== undefined) return match;
    }
    child.kill('SIGTERM');
    throw new Error(`the gateway did not get ready:\n${said}`);
  };
  const url = await found(/open\s+(http:\S+)/, 300_000);
  return {
    url,
    async signIn(phone) {
      said = '';
      await ask(url, 'mutation ($phone: String!) { requestSignInCode(phone: $phone) { __typename } }', { phone });
      const code = await found(/^SMS to \d+: \D*?(\d{6})\D/m, 10_000);
      const { data, errors } = await ask(url, 'mutation ($phone: String!, $code: String!) { signInWithCode(phone: $phone, code: $code) { ... on SignedIn { token } } }', { phone, code });
      const token = (data as { signInWithCode?: { token?: string | null } } | undefined)?.signInWithCode?.token; // as the document asks
      if (!token) throw new Error(`signing in did not work: ${JSON.stringify(errors ?? data)}`);
      return token;
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
