// npm run administrators:found [< administrators.json]
import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { readConfig, type Config } from '../gateway/config.js';
import { createKernel } from '../gateway/kernel.js';
import { createConsentPort, createIdentity, identityPolicies, type FoundedAdministrator, type FoundingInput } from '../modules/identity/index.js';
import { createClocks } from '../modules/kernel/clock.js';
import { Fault } from '../modules/kernel/errors.js';
import { createMemoryBus } from '../modules/kernel/events.js';
import { createAuthoriser } from '../modules/kernel/policy/index.js';
import { projectRoot } from '../modules/kernel/root.js';
import { withDatabase } from './with-database.js';

const ROLES = [['SYSTEM_ADMIN', '系统管理员'], ['SECURITY_ADMIN', '安全管理员'], ['AUDIT_ADMIN', '审计管理员']] as const;
const optional = z.string().trim().optional().transform((value) => value || undefined);
const shape = z.strictObject({
  organisation: z.strictObject({ nameZh: z.string(), nameEn: z.string(), creditCode: optional }),
  administrators: z.array(z.strictObject({ role: z.enum(ROLES.map(([role]) => role)), name: z.string(), login: z.string(), identifier: z.string(), phone: optional })),
});

const REASONS: Readonly<Record<string, string>> = {
  ROLE_IS_HELD: 'somebody holds this role already; further administrators are proposed in the console, and another one confirms them',
  HAS_ACCOUNT: 'this person has an account already, and one person has one',
};

process.exitCode = await main().catch((error: unknown) => {
  console.error(`nobody was founded: ${reasonOf(error)}`);
  return 1;
});

/** Founds the first three administrators from what is asked at the terminal, or from JSON on the standard input: ID numbers never stand in arguments, which every process of the machine may read. */
async function main(): Promise<number> {
  const input = process.stdin.isTTY ? await asked() : read(await text(process.stdin));
  const config = readConfig(process.env, projectRoot());
  for (const line of describe(await withDatabase(config, (connection) => found(config, connection, input)))) console.log(line);
  return 0;
}

async function found(config: Config, connection: Connection, input: FoundingInput): Promise<FoundedAdministrator[]> {
  const log = (details: object, message: string): void => console.error(message, details);
  const logger = { info: () => undefined, warn: log, error: log };
  const clocks = createClocks(undefined, 1);
  const events = createMemoryBus(logger);
  const kernel = createKernel({ connection, clocks, events, logger, keysFolder: config.dataDir });
  const { keystore, cipher, audit, mutations } = kernel;
  const tables = [identityPolicies.actions];
  const nothingIsSent = async (): Promise<never> => {
    throw new Error('founding sends nothing');
  };
  const identity = createIdentity({
    connection, clocks, events, keystore, cipher, audit, mutations, tables, authoriser: createAuthoriser({ tables, consents: createConsentPort(connection), audit }),
    notifier: { notify: nothingIsSent }, sms: { send: nothingIsSent }, wechat: null, authority: null, district: '', allowLoopback: false, adhocSites: [], personalData: () => [],
  });
  try {
    // What is unique is so by indexes, which a database without any start does not have yet.
    await kernel.start();
    await identity.start();
    return await identity.foundAdministrators(input);
  } finally {
    await identity.stop();
    await kernel.stop();
    await events.close();
  }
}

async function asked(): Promise<FoundingInput> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const ask = async (question: string): Promise<string> => (await terminal.question(`${question}: `)).trim();
    console.error('The first three administrators are three persons. Have their ID cards before you: by naming them you say that you saw these.');
    const organisation = { nameZh: await ask('Organisation, in Chinese'), nameEn: await ask('Organisation, in English'), creditCode: await ask('Its 统一社会信用代码 (may be empty)') };
    const administrators = [];
    for (const [role, title] of ROLES) {
      console.error(`${title} (${role})`);
      administrators.push({ role, name: await ask('  Name'), login: await ask('  Login name'), identifier: await ask('  ID number'), phone: await ask('  Mobile phone (may be empty: then an authenticator app is the second factor)') });
    }
    return shape.parse({ organisation, administrators });
  } finally {
    terminal.close();
  }
}

function read(json: string): FoundingInput {
  const parsed = shape.safeParse(jsonOf(json));
  if (!parsed.success) throw new Error(`the standard input expects JSON as docs/OPERATIONS.md shows it: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

function jsonOf(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

function describe(founded: readonly FoundedAdministrator[]): string[] {
  return [
    ...founded.map(({ role, name, login, password }) => `${role}\t${name}\t${login}\t${password}`),
    'Each password is shown this once. Give it to its owner alone, who signs in with it at /sign-in, changes it and sets up an',
    'authenticator app under 我的 > 登录与安全, and signs in again: before that it opens no post.',
  ];
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Fault)) return error instanceof Error ? error.message : String(error);
  const { reason, ...where } = error.details;
  const words = typeof reason === 'string' ? (REASONS[reason] ?? reason) : error.message;
  return [words, ...Object.entries(where).map(([name, value]) => `${name} ${String(value)}`)].join('; ');
}
