// npm run audit:security -- <graphql-cop folder> <graphql-http folder> — outside suites against a gateway of its own.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { pino } from 'pino';
import { z } from 'zod';
import { createApp } from '../gateway/app.js';
import { readConfig } from '../gateway/config.js';
import { connectOrStartMongo } from '../gateway/embedded/mongo.js';
import { projectRoot } from '../modules/kernel/root.js';
import { replayOverSocket } from './audit-sockets.js';

const USAGE = `usage: npm run audit:security -- <graphql-cop folder> <graphql-http folder>
  graphql-cop   a checkout of github.com/dolevf/graphql-cop; its Python packages must be there (PYTHON names another python3)
  graphql-http  the folder of the npm package, such as elsewhere/node_modules/graphql-http`;
/** Warnings that Apollo Server itself gets. */
const APOLLO_WARNINGS = 3;
const findings = z.array(z.object({ title: z.string(), result: z.boolean() }));
const auditResults = z.array(z.object({ id: z.string(), name: z.string(), status: z.enum(['ok', 'notice', 'warn', 'error']), reason: z.string().optional() }));

const [copFolder, httpFolder] = process.argv.slice(2).map((folder) => path.resolve(folder));
let failed = false;
const say = (words: string, good = true): void => {
  failed ||= !good;
  console.log(`${good ? '  ' : '! '}${words}`);
};

async function withGateway(env: Record<string, string>, use: (url: string) => Promise<void>): Promise<void> {
  const root = projectRoot();
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'smart-district-audit-'));
  const config = readConfig({ HOST: '127.0.0.1', PORT: '0', SEED: 'off', SIMULATOR: 'off', LOG_LEVEL: 'silent', RATE_LIMIT_PER_MINUTE: '0', DATA_DIR: dataDir, ...env }, root);
  const mongo = await connectOrStartMongo({ uri: undefined, root, dataDir, progress: () => undefined });
  try {
    const app = await createApp({ config, logger: pino({ level: 'silent' }), mongoUri: mongo.uri });
    try {
      await use(`${await app.listen()}/graphql`);
    } finally {
      await app.stop();
    }
  } finally {
    await mongo.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function runCop(folder: string, url: string): Promise<void> {
  const ran = await promisify(execFile)(process.env.PYTHON ?? 'python3', ['graphql-cop.py', '-f', '-t', url, '-o', 'json'], { cwd: folder, timeout: 300_000, maxBuffer: 1 << 24 }).catch((error: Error) => {
    say(`graphql-cop did not run: ${error.message.split('\n').slice(-2).join(' ')}`, false);
    return null;
  });
  if (!ran) return;
  const parsed = findings.safeParse(JSON.parse(ran.stdout.slice(ran.stdout.indexOf('[')) || 'null'));
  if (!parsed.success) return say('graphql-cop said nothing that can be read', false);
  const found = parsed.data.filter(({ result }) => result).map(({ title }) => title);
  say(`graphql-cop: ${parsed.data.length} checks, ${found.length} findings${found.length > 0 ? `: ${found.join('; ')}` : ''}`, found.length === 0 && parsed.data.length >= 12);
}

async function runHttpAudits(folder: string, url: string): Promise<void> {
  // Resolved as any program beside it would: the package says itself where its module is.
  const entry = createRequire(path.join(folder, 'package.json')).resolve('graphql-http');
  const suite: unknown = await import(pathToFileURL(entry).href);
  const auditServer: unknown = typeof suite === 'object' && suite !== null ? Reflect.get(suite, 'auditServer') : undefined;
  if (typeof auditServer !== 'function') return say('graphql-http has no auditServer: another version?', false);
  const results = auditResults.parse(await Reflect.apply(auditServer, undefined, [{ url }]));
  const of = (status: string): string[] => results.filter((each) => each.status === status).map(({ name }) => name);
  const [errors, warnings] = [of('error'), of('warn')];
  say(`graphql-http: ${results.length} audits, ${errors.length} errors, ${warnings.length} warnings, ${of('notice').length} notices`, errors.length === 0 && warnings.length <= APOLLO_WARNINGS);
  for (const name of [...errors, ...warnings]) console.log(`      ${name}`);
}

const present = (name: string, folder: string | undefined, file: string): folder is string => {
  if (folder !== undefined && existsSync(path.join(folder, file))) return true;
  say(`${name} is missing${folder === undefined ? '' : `: there is no ${path.join(folder, file)}`}; this part was not run`, false);
  return false;
};

if (process.argv.includes('--help')) {
  console.log(USAGE);
  process.exit(0);
}
const cop = present('graphql-cop', copFolder, 'graphql-cop.py') ? copFolder : null;
const http = present('graphql-http', httpFolder, 'package.json') ? httpFolder : null;
for (const policy of ['only', 'off']) {
  console.log(`TRUSTED_DOCUMENTS=${policy}, in production`);
  await withGateway({ NODE_ENV: 'production', TRUSTED_DOCUMENTS: policy }, async (url) => {
    if (cop) await runCop(cop, url);
    const { tried, accepted } = await replayOverSocket(url);
    say(`the same attacks over WebSocket: ${tried} tried, ${accepted.length} accepted${accepted.length > 0 ? `: ${accepted.join(', ')}` : ''}`, accepted.length === 0);
  });
}
console.log('TRUSTED_DOCUMENTS=off, introspection on (with `only` there is no free query that could be audited)');
await withGateway({ NODE_ENV: 'development', TRUSTED_DOCUMENTS: 'off' }, async (url) => {
  if (http) await runHttpAudits(http, url);
});
if (!cop || !http) console.log(USAGE);
process.exit(failed ? 1 : 0);
