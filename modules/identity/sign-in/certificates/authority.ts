import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Clock } from '../../../kernel/clock.js';
import type { Logger } from '../../../kernel/module.js';
import type { Outgoing } from '../../../kernel/outgoing.js';
import type { CertificateAuthority } from '../types.js';
import { readCertificate } from './certificate.js';
import { isListOf, readRevocationLists, type RevocationList } from './revocation-list.js';

/** Where trust comes from. */
export interface AuthorityOptions {
  /** A PEM file of the certificates that chains may end at. */
  readonly certificates: string;
  /** Files or addresses of the revocation lists of every authority below and with them. */
  readonly lists: readonly string[];
  readonly outgoing: Outgoing;
  /** The system clock. */
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Lists are looked at again after ten minutes, and a source that failed after one. */
const FRESH_MS = 600_000;
const AGAIN_MS = 60_000;
const TIMEOUT_MS = 10_000;
const LARGEST = 16 * 1024 * 1024;

/** One place that lists come from, and what it gave last. */
interface Source {
  readonly place: string;
  lists: readonly RevocationList[];
  /** When it is asked again, epoch milliseconds. */
  askAt: number;
}

/**
 * Trust anchors from a file and revocation from lists (RFC 5280 §5): asked for when they are needed and ten minutes old. While a
 * source does not answer, what it gave last serves until its own next update; after that nobody is let in on it.
 * Throws an Error that names the file where it holds no certificates.
 */
export function createCertificateAuthority({ certificates, lists, outgoing, clock, logger }: AuthorityOptions): CertificateAuthority {
  const anchors = readAnchors(certificates);
  const sources: Source[] = lists.map((place) => ({ place, lists: [], askAt: 0 }));
  let asking: Promise<void> | null = null;

  async function ask(source: Source): Promise<void> {
    try {
      source.lists = readRevocationLists(await bytesOf(source.place, outgoing));
      source.askAt = clock.now() + FRESH_MS;
    } catch (err) {
      source.askAt = clock.now() + AGAIN_MS;
      logger.error({ err, place: source.place }, 'revocation list not read');
    }
  }

  /** Many who sign in at once wait for one asking. */
  function refresh(): Promise<void> {
    const due = sources.filter(({ askAt }) => askAt <= clock.now());
    if (due.length === 0) return asking ?? Promise.resolve();
    asking ??= Promise.all(due.map(ask)).then(() => void (asking = null));
    return asking;
  }

  return {
    anchors: () => anchors,
    async isRevoked(certificate, issuer) {
      await refresh();
      const now = clock.now();
      const current = sources.flatMap((source) => source.lists).filter((list) => list.thisUpdate <= now && now < list.nextUpdate && isListOf(list, issuer));
      if (current.length === 0) throw new Error('no revocation list in force of this issuer');
      return current.some(({ revoked }) => revoked.has(certificate.serial));
    },
  };
}

function readAnchors(file: string): readonly Buffer[] {
  const blocks = [...readFileSync(file, 'latin1').matchAll(/-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g)];
  if (blocks.length === 0) throw new Error(`CA_CERTIFICATES: ${file} holds no certificate in PEM`);
  return blocks.map(([, text = ''], at) => {
    const der = Buffer.from(text.replace(/\s/g, ''), 'base64');
    try {
      if (!readCertificate(der).isAuthority) throw new Error('is no authority');
      return der;
    } catch (cause) {
      throw new Error(`CA_CERTIFICATES: certificate ${at + 1} of ${file} is none that chains may end at`, { cause });
    }
  });
}

async function bytesOf(place: string, outgoing: Outgoing): Promise<Buffer> {
  if (!/^https?:/.test(place)) return readFile(place.startsWith('file:') ? fileURLToPath(place) : place);
  const response = await outgoing.get(new URL(place), { signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw new Error(`status ${response.status}`);
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.length;
    if (size > LARGEST) throw new Error(`more than ${LARGEST} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}
