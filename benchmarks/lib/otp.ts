import type { ChildProcess } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import type { BenchFeed } from './feeds.js';
import { freePort, run, start, stop, until } from './processes.js';

/** OpenTripPlanner as it is installed here; it is never part of the project. */
export interface OtpInstallation {
  readonly java: string;
  readonly jar: string;
}

/** A running OpenTripPlanner. */
export interface RunningOtp {
  /** Its GraphQL address. */
  readonly url: string;
  readonly child: ChildProcess;
  readonly buildMs: number;
  /** From the start of the process to the first answer. */
  readonly readyMs: number;
  stop(): Promise<void>;
}

const JAVA_AT_LEAST = 25;
const VERSION = '2.8.1';

/** Finds OTP by OTP_JAR (else in ~/.m2) and a Java by OTP_JAVA (else in /usr/lib/jvm); null, and said why, where one is missing. */
export function findOtp(): OtpInstallation | null {
  const jar = process.env.OTP_JAR ?? path.join(homedir(), `.m2/repository/org/opentripplanner/otp-shaded/${VERSION}/otp-shaded-${VERSION}.jar`);
  const java = process.env.OTP_JAVA ?? javaIn('/usr/lib/jvm');
  const missing = [
    existsSync(jar) ? '' : `its jar (${jar}; \`mvn dependency:get -Dartifact=org.opentripplanner:otp-shaded:${VERSION} -Dtransitive=false\`, or OTP_JAR)`,
    java && existsSync(java) ? '' : `a Java ${JAVA_AT_LEAST} runtime (looked in /usr/lib/jvm; or OTP_JAVA)`,
  ].filter(Boolean);
  if (missing.length === 0 && java) return { jar, java };
  console.log(`OpenTripPlanner ${VERSION} is left out: missing ${missing.join(' and ')}.\n`);
  return null;
}

function javaIn(folder: string): string | undefined {
  if (!existsSync(folder)) return undefined;
  const versions = readdirSync(folder).map((name) => ({ java: path.join(folder, name, 'bin/java'), version: Number(/(\d+)/.exec(name)?.[1] ?? 0) }));
  return versions.filter(({ java, version }) => version >= JAVA_AT_LEAST && existsSync(java)).sort((a, b) => a.version - b.version)[0]?.java;
}

/** How OTP is set up for a run. */
export interface OtpOptions {
  readonly feed: BenchFeed;
  /** A folder outside the project. */
  readonly folder: string;
  /** Merged into build-config.json and router-config.json. */
  readonly build?: object;
  readonly router?: object;
}

/** Builds a graph of one feed and serves it on a free port of the loopback. */
export async function startOtp({ java, jar }: OtpInstallation, { feed, folder, build, router }: OtpOptions): Promise<RunningOtp> {
  mkdirSync(folder, { recursive: true });
  copyFileSync(feed.source, path.join(folder, 'gtfs.zip'));
  writeFileSync(path.join(folder, 'build-config.json'), JSON.stringify({
    transitServiceStart: feed.serviceStart, transitServiceEnd: feed.serviceEnd, transitFeeds: [{ type: 'gtfs', feedId: feed.id, source: 'gtfs.zip' }], ...build,
  }));
  writeFileSync(path.join(folder, 'router-config.json'), JSON.stringify(router ?? {}));
  const begun = performance.now();
  await run(java, ['-Xmx3G', '-jar', jar, '--build', '--save', folder], { limitMs: 600_000 });
  const buildMs = performance.now() - begun;
  const port = await freePort();
  const started = performance.now();
  const served = start(java, ['-Xmx3G', '-jar', jar, '--load', '--serve', '--port', String(port), '--bindAddress', '127.0.0.1', folder]);
  const url = `http://127.0.0.1:${port}/otp/gtfs/v1`;
  await until('OpenTripPlanner', 120_000, async () => (await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"query":"{feeds{feedId}}"}' })).ok, served);
  return { url, child: served.child, buildMs, readyMs: performance.now() - started, stop: () => stop(served.child) };
}
