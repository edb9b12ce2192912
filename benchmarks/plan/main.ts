// npm run bench:plan — journeys between the same random stops, by this gateway and by OpenTripPlanner, over HTTP.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse, print } from 'graphql';
import { projectRoot } from '../../modules/kernel/root.js';
import { JOURNEY_PARAMETERS, LONGEST_STRAIGHT_METERS } from '../../modules/transit/journeys/parameters.js';
import { benchFeeds, boardableStops, timetableOf, type BenchFeed } from '../lib/feeds.js';
import { buildGateway, importFeed, startGateway } from '../lib/gateway.js';
import { dataOf, post } from '../lib/graphql.js';
import { peakMegabytes, printMachine } from '../lib/machine.js';
import { findOtp, startOtp, type OtpInstallation } from '../lib/otp.js';
import { fixed, quantile, seededRandom, table } from '../lib/statistics.js';
import { OTP_BUILD, OTP_WALK_SPEED, otpBody, type OtpAnswer } from './otp-query.js';

const PAIRS = 150;
const SEED = 2012;
/** Untimed and timed passes over all pairs: the first are for the compilers of both. */
const WARM_PASSES = 4;
const TIMED_PASSES = 3;

interface OurAnswer {
  readonly plan: readonly { readonly departAt: string; readonly arriveAt: string; readonly rides: number }[];
}

/** One pass of a planner over the pairs. */
interface Pass {
  readonly ms: number[];
  /** Epoch milliseconds of the earliest arrival by pair, Infinity for none. */
  readonly arrivals: number[];
  readonly journeys: number;
}

type Ask = (from: string, to: string) => Promise<{ ms: number; arrivals: number[] }>;

const documentFile = path.join(projectRoot(), 'benchmarks/plan/journeys.graphql');
const folder = mkdtempSync(path.join(tmpdir(), 'bench-plan-'));
try {
  await main();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit();

async function main(): Promise<void> {
  printMachine('bench:plan');
  console.log(
    `${PAIRS} random pairs of stops (seed ${SEED}), 3 journeys each, one request at a time over a kept connection; ${WARM_PASSES} untimed and ${TIMED_PASSES} timed passes.\n` +
    `Both: ${JOURNEY_PARAMETERS.walkSpeed} m/s on foot, detour ${JOURNEY_PARAMETERS.detourFactor} (OpenTripPlanner, without streets, walks straight lines: at ${fixed(OTP_WALK_SPEED, 3)} m/s), ` +
    `longest walk ${JOURNEY_PARAMETERS.longestWalkMeters} m (${fixed(LONGEST_STRAIGHT_METERS, 0)} m straight; there ${OTP_BUILD.maxTransferDuration} at 1.33 m/s between rides), ${JOURNEY_PARAMETERS.transferSlackSeconds} s slack at a change.\n` +
    'Not alike: without streets OpenTripPlanner walks only between rides, ours also to the first stop and from the last; it lets riders stay seated where a bus goes on as the next trip of its block, ours has them change.\n',
  );
  const otp = findOtp();
  const feeds = benchFeeds();
  if (feeds.length > 0) await buildGateway();
  for (const feed of feeds) await measure(feed, otp);
}

async function measure(feed: BenchFeed, otp: OtpInstallation | null): Promise<void> {
  const pairs = randomPairs(boardableStops(await timetableOf(feed)));
  const dataDir = path.join(folder, `${feed.id}-data`);
  await importFeed(dataDir, feed);
  const gateway = await startGateway({ dataDir, feed, documents: documentFile });
  const ours = await passes(pairs, askUs(gateway.url, feed));
  const ourPeak = peakMegabytes(gateway.child.pid);
  await gateway.stop();
  console.log(`## ${feed.name}, setting out ${feed.clock}\n`);
  const rows = [row('Smart District', ours, ourPeak)];
  let theirs: Pass | undefined;
  if (otp) {
    const running = await startOtp(otp, { feed, folder: path.join(folder, `${feed.id}-otp`), build: OTP_BUILD });
    theirs = await passes(pairs, askOtp(running.url, feed));
    rows.push(row('OpenTripPlanner 2.8.1', theirs, peakMegabytes(running.child.pid)));
    await running.stop();
  }
  console.log(`${table(['', 'p50 ms', 'p95 ms', 'max ms', 'pairs with a journey', 'journeys', 'peak MB'], rows)}\n`);
  if (theirs) compare(pairs, ours, theirs);
}

function row(name: string, pass: Pass, peak: number): (string | number)[] {
  return [name, fixed(quantile(pass.ms, 0.5), 2), fixed(quantile(pass.ms, 0.95), 2), fixed(Math.max(...pass.ms), 1), pass.arrivals.filter(Number.isFinite).length, pass.journeys, fixed(peak, 0)];
}

function compare(pairs: readonly (readonly [string, string])[], ours: Pass, theirs: Pass): void {
  const counts = { earlier: 0, same: 0, later: 0, only: 0, missing: 0, neither: 0 };
  const worse: string[] = [];
  pairs.forEach(([from, to], pair) => {
    const [our, their] = [ours.arrivals[pair] ?? Infinity, theirs.arrivals[pair] ?? Infinity];
    const outcome = our === Infinity && their === Infinity ? 'neither' : their === Infinity ? 'only' : our === Infinity ? 'missing' : our < their ? 'earlier' : our === their ? 'same' : 'later';
    counts[outcome]++;
    if (outcome === 'later' || outcome === 'missing') worse.push(`${from} → ${to}: ${time(our)}, OpenTripPlanner ${time(their)}`);
  });
  const good = counts.earlier + counts.same + counts.only + counts.neither;
  console.log(
    `Earliest arrival: equal or better for ${good} of ${pairs.length} pairs (${fixed((100 * good) / pairs.length)} %): earlier ${counts.earlier}, the same ${counts.same}, ` +
    `found by us alone ${counts.only}, by neither ${counts.neither}; later ${counts.later}, found by OpenTripPlanner alone ${counts.missing}.`,
  );
  for (const line of worse.slice(0, 10)) console.log(`- ${line}`);
  const [p50, p95] = [0.5, 0.95].map((share) => quantile(ours.ms, share) / quantile(theirs.ms, share));
  console.log(`\nTime for time: p50 ${fixed((p50 ?? 0) * 100)} %, p95 ${fixed((p95 ?? 0) * 100)} % of OpenTripPlanner's (goal: at most 33.3 %).\n`);
}

function time(ms: number): string {
  return Number.isFinite(ms) ? new Date(ms).toISOString().slice(5, 19) : 'none';
}

function randomPairs(stops: readonly string[]): (readonly [string, string])[] {
  const random = seededRandom(SEED);
  const pick = (): string => stops[Math.floor(random() * stops.length)] ?? '';
  return Array.from({ length: PAIRS }, () => {
    const from = pick();
    let to = pick();
    while (to === from) to = pick();
    return [from, to] as const;
  });
}

async function passes(pairs: readonly (readonly [string, string])[], ask: Ask): Promise<Pass> {
  const ms: number[] = [];
  const arrivals: number[] = [];
  let journeys = 0;
  for (let pass = 0; pass < WARM_PASSES + TIMED_PASSES; pass++) {
    for (const [index, [from, to]] of pairs.entries()) {
      const answer = await ask(from, to);
      if (pass >= WARM_PASSES) ms.push(answer.ms);
      if (pass > 0) continue;
      arrivals[index] = Math.min(...answer.arrivals);
      journeys += answer.arrivals.length;
    }
  }
  return { ms, arrivals, journeys };
}

function askUs(url: string, feed: BenchFeed): Ask {
  const sha256Hash = createHash('sha256').update(print(parse(readFileSync(documentFile, 'utf8')))).digest('hex');
  return async (from, to) => {
    const variables = { from: `${feed.id}:${from}`, to: `${feed.id}:${to}`, at: feed.clock };
    const { text, ms } = await post(`${url}/graphql`, JSON.stringify({ extensions: { persistedQuery: { version: 1, sha256Hash } }, variables }));
    return { ms, arrivals: dataOf<OurAnswer>(text).plan.map(({ arriveAt }) => Date.parse(arriveAt)) };
  };
}

function askOtp(url: string, feed: BenchFeed): Ask {
  return async (from, to) => {
    const { text, ms } = await post(url, otpBody(`${feed.id}:${from}`, `${feed.id}:${to}`, feed.clock));
    return { ms, arrivals: dataOf<OtpAnswer>(text).planConnection.edges.map(({ node }) => Date.parse(node.end)) };
  };
}
