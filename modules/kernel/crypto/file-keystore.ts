import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, linkSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { writeTemporary } from './secret-file.js';
import { createSm2KeyPair, signSm2 } from './sm2.js';
import type { KeyPurpose, Keystore, SecretKey, SigningKey } from './types.js';

/** Purposes with secret keys, and their lengths in bytes: SM4 takes 16, HMAC-SM3 is fed a full block's half. */
const SECRET_BYTES = { field: 16, 'field-mac': 32, 'blind-index': 32, token: 32 } as const;
type SecretPurpose = keyof typeof SECRET_BYTES;
type SignPurpose = Exclude<KeyPurpose, SecretPurpose>;
const SECRETS = Object.keys(SECRET_BYTES) as SecretPurpose[]; // keys of the constant above
const SIGNERS = ['audit-sign', 'seal-sign'] as const satisfies readonly SignPurpose[];

const hex = (bytes: number) => z.string().regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`));
const createdAt = z.string();
const secretEntry = (purpose: SecretPurpose) => z.array(z.object({ version: z.number().int().min(1), key: hex(SECRET_BYTES[purpose]), createdAt, activeFrom: z.string().optional() })).min(1);
const signEntry = z.array(z.object({ version: z.number().int().min(1), privateKey: hex(32), publicKey: hex(65), createdAt })).min(1);
const fileSchema = z.object({
  format: z.literal(1),
  secrets: z.object({ field: secretEntry('field'), 'field-mac': secretEntry('field-mac'), 'blind-index': secretEntry('blind-index'), token: secretEntry('token') }),
  signing: z.object({ 'audit-sign': signEntry, 'seal-sign': signEntry }),
});
type KeyFile = z.output<typeof fileSchema>;

/** Which keys to renew: what is encrypted (both keys of it), look-up tokens, short-lived tokens, or one of the signers. */
export type RotationPart = 'field' | Exclude<KeyPurpose, 'field' | 'field-mac'>;

/** A keystore whose keys can be renewed on this machine. */
export interface FileKeystore extends Keystore {
  /** Adds a version to each part and makes it current, that of blind indexes {@link ANNOUNCED_MS} later; older ones stay to open and verify. Returns the new versions. */
  rotate(parts: readonly RotationPart[]): Readonly<Record<string, number>>;
}

/**
 * A new key of blind indexes is in the file so long before it is used: by then every process looks up both forms, and what one
 * writes under it no other misses.
 */
export const ANNOUNCED_MS = 10_000;

/** How long a running process may go on sealing under a key that another process has just replaced. */
const LOOK_AGAIN_MS = 5000;

/**
 * Keys in `<folder>/keys.json` (mode 0600), founded on the first start. Several processes may share it: whoever is first
 * founds it, and a rotation is seen by the others within five seconds, or at once where they meet a version new to them.
 * Nothing of it is ever logged; its errors name versions and purposes only.
 * @throws Error where the file is readable by others, or is none
 */
export function openFileKeystore(folder: string, now: () => number = Date.now): FileKeystore {
  const file = path.join(folder, 'keys.json');
  if (!existsSync(file)) found(file, now());
  let keys = load(file);
  let stamp = stampOf(file);
  let lookedAt = now();
  const reload = (): void => {
    keys = load(file);
    stamp = stampOf(file);
  };
  const fresh = (): KeyFile => {
    if (now() - lookedAt >= LOOK_AGAIN_MS) {
      lookedAt = now();
      if (stampOf(file) !== stamp) reload();
    }
    return keys;
  };
  const secret = (purpose: SecretPurpose, version?: number): SecretKey | undefined => {
    const entry = pick(fresh().secrets[purpose].filter(({ activeFrom }) => version !== undefined || activeFrom === undefined || Date.parse(activeFrom) <= now()), version);
    return entry && { version: entry.version, bytes: Buffer.from(entry.key, 'hex') };
  };
  const signer = (purpose: SignPurpose, version?: number) => pick(fresh().signing[purpose], version);
  const orReload = <T>(find: () => T | undefined, what: string): T => {
    const known = find();
    if (known !== undefined) return known;
    reload();
    const found = find();
    if (found === undefined) throw new Error(`the keystore has no key ${what}`);
    return found;
  };
  return {
    current: (purpose) => orReload(() => secret(purpose), purpose),
    version: (purpose, version) => orReload(() => secret(purpose, version), `${purpose} ${version}`),
    tokenVersions: () => fresh().secrets['blind-index'].map(({ version }) => version),
    signer(purpose): SigningKey {
      const pair = orReload(() => signer(purpose), purpose);
      return { version: pair.version, publicKey: pair.publicKey, sign: async (message) => signSm2(message, pair) };
    },
    publicKey: (purpose, version) => orReload(() => signer(purpose, version), `${purpose} ${version}`).publicKey,
    rotate(parts) {
      const versions = withLock(`${file}.lock`, () => addVersions(file, parts, now()));
      reload();
      return versions;
    },
  };
}

function pick<T extends { version: number }>(entries: readonly T[], version?: number): T | undefined {
  return version === undefined ? entries.at(-1) : entries.find((entry) => entry.version === version);
}

function load(file: string): KeyFile {
  if ((statSync(file).mode & 0o077) !== 0) throw new Error(`${file} can be read by others: set its mode to 0600`);
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new Error(`${file} is not readable as JSON; put the backup back`); // the parser's message quotes the file
  }
  const parsed = fileSchema.safeParse(content);
  if (!parsed.success) throw new Error(`${file} is no keystore: ${parsed.error.issues.map((issue) => issue.path.join('.')).join(', ')}`);
  return parsed.data;
}

function stampOf(file: string): string {
  const { mtimeMs, size, ino } = statSync(file);
  return `${mtimeMs}:${size}:${ino}`;
}

/** Writes the first keys; where another process was quicker, its keys stand. */
function found(file: string, now: number): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const createdAt = new Date(now).toISOString();
  const secrets = Object.fromEntries(SECRETS.map((purpose) => [purpose, [newSecret(purpose, 1, createdAt)]]));
  const signing = Object.fromEntries(SIGNERS.map((purpose) => [purpose, [{ version: 1, ...createSm2KeyPair(), createdAt }]]));
  const temporary = writeTemporary(file, { format: 1, secrets, signing });
  try {
    linkSync(temporary, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

function newSecret(purpose: SecretPurpose, version: number, createdAt: string) {
  return { version, key: randomBytes(SECRET_BYTES[purpose]).toString('hex'), createdAt };
}

function addVersions(file: string, parts: readonly RotationPart[], now: number): Record<string, number> {
  const keys = load(file);
  const createdAt = new Date(now).toISOString();
  const versions: Record<string, number> = {};
  const next = (entries: readonly { version: number }[]) => (entries.at(-1)?.version ?? 0) + 1;
  // What is encrypted is authenticated under the same version, so the two go together.
  for (const purpose of parts.flatMap((part): KeyPurpose[] => (part === 'field' ? ['field', 'field-mac'] : [part]))) {
    if (purpose === 'audit-sign' || purpose === 'seal-sign') {
      const version = (versions[purpose] = next(keys.signing[purpose]));
      keys.signing[purpose].push({ version, ...createSm2KeyPair(), createdAt });
    } else {
      const version = (versions[purpose] = next(keys.secrets[purpose]));
      keys.secrets[purpose].push({ ...newSecret(purpose, version, createdAt), ...(purpose === 'blind-index' ? { activeFrom: new Date(now + ANNOUNCED_MS).toISOString() } : {}) });
    }
  }
  renameSync(writeTemporary(file, keys), file);
  return versions;
}

function withLock<T>(lock: string, run: () => T): T {
  try {
    closeSync(openSync(lock, 'wx', 0o600));
  } catch (cause) {
    throw new Error(`another rotation is under way (remove ${lock} where one was broken off)`, { cause });
  }
  try {
    return run();
  } finally {
    rmSync(lock, { force: true });
  }
}
