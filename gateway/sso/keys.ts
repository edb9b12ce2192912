import { generateKeyPairSync, randomBytes, type JsonWebKey } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { writeTemporary } from '../../modules/kernel/crypto/secret-file.js';

/** How sites may have their tokens signed. */
export const SIGNING_ALGORITHMS = ['ES256', 'RS256'] as const;
type Algorithm = (typeof SIGNING_ALGORITHMS)[number];

const signingKey = z.object({
  kid: z.string().min(8), alg: z.enum(SIGNING_ALGORITHMS), jwk: z.record(z.string(), z.string()),
  /** Epoch milliseconds. */
  createdAt: z.number(), retiredAt: z.number().nullable(),
});
const fileSchema = z.object({
  format: z.literal(1),
  /** Newest first. */
  signing: z.array(signingKey).min(2),
  /** Sign the provider's cookies; newest first. */
  cookies: z.array(z.string().min(32)).min(1),
  /** Makes the subjects that differ from site to site. Never changes: sites know people by them. */
  pairwise: z.string().min(32),
});
type SsoKeyFile = z.output<typeof fileSchema>;

/** The keys as the provider takes them. */
export interface SsoKeys {
  /** Private JWKs, the signing one of each algorithm first, then retired ones that living tokens may still name. */
  readonly jwks: readonly JsonWebKey[];
  readonly cookies: readonly string[];
  readonly pairwise: string;
}

/** The keys of single sign-on in a file (mode 0600), shared by the processes of a machine. */
export interface SsoKeystore {
  /** The keys as the file has them now. */
  read(): SsoKeys;
  /** Changes whenever the file does: a cheap look that says when to read again. */
  stamp(): string;
  /** New signing keys and a new cookie key; the old ones stay until nothing signed by them can be alive. Returns the new key ids. */
  rotate(): string[];
}

/** How long a retired key stays: longer than any session whose ID token may come back as a hint at sign-out. */
export const RETIRED_KEY_MS = 13 * 3600 * 1000;
const MOST_COOKIE_KEYS = 3;

/**
 * Opens `<folder>/sso-keys.json`, founding it on the first start; of several processes the first founds it.
 * @param now epoch milliseconds of the system clock
 * @throws Error where the file is readable by others, or is none
 */
export function openSsoKeystore(folder: string, now: () => number = Date.now): SsoKeystore {
  const file = path.join(folder, 'sso-keys.json');
  if (!existsSync(file)) found(file, now());
  load(file);
  return {
    read() {
      const { signing, cookies, pairwise } = load(file);
      return { jwks: signing.filter(({ retiredAt }) => alive(retiredAt, now())).map(({ jwk, kid, alg }) => ({ ...jwk, kid, alg, use: 'sig' })), cookies, pairwise };
    },
    stamp() {
      const { mtimeMs, size, ino } = statSync(file);
      return `${mtimeMs}:${size}:${ino}`;
    },
    rotate() {
      const at = now();
      const keys = load(file);
      const fresh = SIGNING_ALGORITHMS.map((alg) => newKey(alg, at));
      const old = keys.signing.map((key) => ({ ...key, retiredAt: key.retiredAt ?? at })).filter(({ retiredAt }) => alive(retiredAt, at));
      const next: SsoKeyFile = { ...keys, signing: [...fresh, ...old], cookies: [newSecret(), ...keys.cookies].slice(0, MOST_COOKIE_KEYS) };
      renameSync(writeTemporary(file, next), file);
      return fresh.map(({ kid }) => kid);
    },
  };
}

function alive(retiredAt: number | null, now: number): boolean {
  return retiredAt === null || now - retiredAt < RETIRED_KEY_MS;
}

function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

function newKey(alg: Algorithm, now: number): z.output<typeof signingKey> {
  const { privateKey } = alg === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('rsa', { modulusLength: 3072 });
  const jwk = z.record(z.string(), z.string()).parse(privateKey.export({ format: 'jwk' }));
  return { kid: `${alg.toLowerCase()}-${randomBytes(8).toString('hex')}`, alg, jwk, createdAt: now, retiredAt: null };
}

function load(file: string): SsoKeyFile {
  if ((statSync(file).mode & 0o077) !== 0) throw new Error(`${file} can be read by others: set its mode to 0600`);
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new Error(`${file} is not readable as JSON; put the backup back`); // the parser's message quotes the file
  }
  const parsed = fileSchema.safeParse(content);
  if (!parsed.success) throw new Error(`${file} holds no keys of single sign-on: ${parsed.error.issues.map((issue) => issue.path.join('.')).join(', ')}`);
  return parsed.data;
}

/** Writes the first keys; where another process was quicker, its keys stand. */
function found(file: string, now: number): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const first: SsoKeyFile = { format: 1, signing: SIGNING_ALGORITHMS.map((alg) => newKey(alg, now)), cookies: [newSecret()], pairwise: newSecret() };
  const temporary = writeTemporary(file, first);
  try {
    linkSync(temporary, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}
