// npm run bench:booking — seats sold to the last through HTTP and GraphQL: in groups, beside a native-driver transaction each.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import mongoose, { type Connection } from 'mongoose';
import { startRunServices } from '../../gateway/test/run-services.js';
import { projectRoot } from '../../modules/kernel/root.js';
import { printMachine } from '../lib/machine.js';
import { start, stop, until } from '../lib/processes.js';
import { fixed, quantile, table } from '../lib/statistics.js';
import { sendAll, type ClientAnswer } from './clients.js';
import { startBookingGateway, type BookingGateway } from './gateway.js';

type Way = 'grouped' | 'native' | 'recorded' | 'crowd' | 'gateway';
const NAMES: Readonly<Record<Way, string>> = { grouped: 'in groups, with answer and audit kept', native: 'a native transaction each, lean', recorded: 'a native transaction each, with answer and audit kept', crowd: 'everybody signed in themselves: a native transaction each, with answer and audit kept', gateway: 'everybody signed in themselves: bookAppointment of the running gateway' };

/** Seats in all, by way: enough for some seconds each. Transactions that fight for one slot end only when all have had their turn, so they get few. */
interface Scenario {
  readonly name: string;
  readonly slots: number;
  readonly seats: Readonly<Record<Way, number>>;
  /** How many times a native transaction each that keeps what every mutation keeps is the aim. */
  readonly aim: number;
}
/** How much of each sale: a busy machine gets through less in the same time. */
const SHARE = Number(process.env.BENCH_SHARE ?? 1);
/** Seats at the gateway: as many residents, and some, have to be founded. */
const CROWD_SEATS = 500 * Math.max(1, Math.round(8 * SHARE));
const SCENARIOS: readonly Scenario[] = [
  { name: '500 slots', slots: 500, seats: { grouped: 8000, native: 2500, recorded: 1500, crowd: 1500, gateway: CROWD_SEATS }, aim: 4 },
  { name: 'one hot slot', slots: 1, seats: { grouped: 8000, native: 100, recorded: 40, crowd: 40, gateway: CROWD_SEATS }, aim: 20 },
];
const CONNECTIONS = [64, 256];
/** Each way in turn so many times, the median told: what else the machine does falls on all of them. */
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 2);
/** Who asks is so many more than there are seats. */
const TOO_MANY = 1.05;

interface Found {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly sold: number;
  readonly refused: number;
  /** What is wrong with it; empty where nothing is. */
  readonly wrong: readonly string[];
}

const folder = mkdtempSync(path.join(tmpdir(), 'bench-booking-'));
const stopServices = await startRunServices();
let sound = true;
try {
  sound = await main();
} finally {
  await stopServices();
  rmSync(folder, { recursive: true, force: true });
}
process.exit(sound ? 0 : 1);

async function main(): Promise<boolean> {
  printMachine('bench:booking');
  console.log(`Signed in, by registered documents, down to the last seat and ${fixed((TOO_MANY - 1) * 100, 0)} % beyond; requests/s until the last seat is sold. Server, MongoDB and clients share the cores.\n`);
  const people = Math.ceil(CROWD_SEATS * TOO_MANY);
  const served = start(process.execPath, ['scripts/run.mjs', 'benchmarks/booking/server.ts'], { cwd: projectRoot(), env: { ...process.env, NODE_ENV: 'production', BENCH_KEYS: folder, BENCH_CROWD: String(people) } });
  let ready = '';
  await until('the server', 60_000, async () => (ready = /READY (\{.*\})/.exec(served.output())?.[1] ?? '') !== '', served);
  const { port, token, database } = JSON.parse(ready) as { port: number; token: string; database: string }; // as the server prints it
  const connection = await mongoose.createConnection(process.env.TEST_MONGODB_URI ?? '', { dbName: database }).asPromise();
  const crowd = JSON.parse(readFileSync(path.join(folder, 'crowd.json'), 'utf8')) as string[]; // as the server writes it
  const gateway = await startBookingGateway(process.env.TEST_MONGODB_URI ?? '', path.join(folder, 'gateway'), CROWD_SEATS, people);
  const rows: (string | number)[][] = [];
  const notes: string[] = [];
  let [run, gatewayRun] = [0, 0];
  const measure = (way: Way, scenario: Scenario, connections: number, seats = Math.max(20, Math.round(scenario.seats[way] * SHARE))): Promise<Found> => {
    run += 1;
    if (way === 'gateway') return sellAtGateway(gateway, scenario.slots, connections, (gatewayRun += 1));
    return sell({ connection, port, tokenOf: (n) => (way === 'crowd' ? (crowd[n] ?? '') : token), way, slots: scenario.slots, seats, connections, run });
  };
  for (const way of Object.keys(NAMES) as Way[]) for (const scenario of SCENARIOS) await measure(way, scenario, 16, way === 'grouped' ? 1500 : scenario.slots > 1 ? 500 : 30); // keys of a literal; warm-up
  let good = true;
  for (const scenario of SCENARIOS) {
    for (const connections of CONNECTIONS) {
      const rounds: Record<Way, Found[]> = { native: [], recorded: [], grouped: [], crowd: [], gateway: [] };
      for (let round = 0; round < ROUNDS; round++) {
        for (const way of Object.keys(rounds) as Way[]) { // keys of a literal
          const found = await measure(way, scenario, connections);
          rounds[way].push(found);
          console.log(`${scenario.name}, ${connections} connections, ${NAMES[way]}: ${fixed(found.perSecond, 0)} requests/s`);
        }
      }
      const rate = (way: Way): number => quantile(rounds[way].map(({ perSecond }) => perSecond), 0.5);
      for (const way of Object.keys(rounds) as Way[]) { // keys of a literal
        const median = (of: (found: Found) => number): number => quantile(rounds[way].map(of), 0.5);
        const sum = (of: (found: Found) => number): number => rounds[way].reduce((all, each) => all + of(each), 0);
        const wrong = rounds[way].flatMap((each) => each.wrong);
        rows.push([scenario.name, connections, NAMES[way], fixed(rate(way), 0), fixed(median(({ p50 }) => p50), 1), fixed(median(({ p99 }) => p99), 1), sum(({ sold }) => sold), sum(({ refused }) => refused), wrong.length === 0 ? 'none' : wrong.join('; ')]);
        good &&= wrong.length === 0;
      }
      const times = (one: Way, other: Way): string => fixed(rate(one) / rate(other), 1);
      notes.push(`${scenario.name}, ${connections} connections: ${times('grouped', 'recorded')} times a native transaction each that keeps the same (at least ${scenario.aim} is the aim), ${times('grouped', 'native')} times a lean one; the running gateway ${times('gateway', 'crowd')} times a native transaction each of as many sessions.`);
    }
  }
  console.log('');
  console.log(table(['', 'connections', '', 'requests/s', 'p50 ms', 'p99 ms', 'sold', 'refused', 'oversold or told wrongly'], rows));
  console.log(`\n${notes.join('\n')}`);
  await gateway.stop();
  await connection.close();
  await stop(served.child);
  return good;
}

interface Sale {
  readonly connection: Connection;
  readonly port: number;
  readonly tokenOf: (n: number) => string;
  readonly way: Exclude<Way, 'gateway'>;
  readonly slots: number;
  readonly seats: number;
  readonly connections: number;
  readonly run: number;
}

/** Sells all seats of fresh slots by one way, and looks whether what was told is what is stored. */
async function sell({ connection, port, tokenOf, way, slots, seats, connections, run }: Sale): Promise<Found> {
  const capacity = Math.ceil(seats / slots);
  const slotIds = Array.from({ length: slots }, (_none, n) => `run-${run}-${n}`);
  if (way !== 'grouped') await connection.collection<{ _id: string; capacity: number; taken: number }>('native_slots').insertMany(slotIds.map((_id) => ({ _id, capacity, taken: 0 })));
  const { begun, answers } = await sendAll(port, connections, {
    count: Math.ceil(capacity * slots * TOO_MANY),
    request(n) {
      const holder = `r${run}-${n}`;
      // A stride prime to the slots: neighbours in time are in different slots, and each slot has as many askers.
      const body = JSON.stringify({ documentId: way === 'crowd' ? 'recorded' : way, variables: { slot: slotIds[(n * 7919) % slots], capacity, holder } });
      return { holder, bytes: `POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nAuthorization: Bearer ${tokenOf(n)}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}` };
    },
  });
  const yes = answers.filter(({ text }) => text.startsWith('BOOKED'));
  return { ...measured(begun, answers, yes), wrong: await wrongs(connection, way === 'grouped' ? 'bench_bookings' : 'native_bookings', slotIds, capacity, answers) };
}

/** The same at the gateway itself: a day of its own for each run. */
async function sellAtGateway(gateway: BookingGateway, slots: number, connections: number, run: number): Promise<Found> {
  const { begun, answers } = await sendAll(gateway.port, connections, gateway.requests({ slots, seats: CROWD_SEATS, count: Math.ceil(CROWD_SEATS * TOO_MANY), run }));
  const yes = answers.filter(({ text }) => /^[\w-]{16}$/.test(text));
  return { ...measured(begun, answers, yes), wrong: await gateway.wrongs({ slots, seats: CROWD_SEATS, run }, answers) };
}

/** Until the last seat was sold. */
function measured(begun: number, answers: readonly ClientAnswer[], yes: readonly ClientAnswer[]): Omit<Found, 'wrong'> {
  const lastSold = Math.max(...yes.map(({ at }) => at));
  const until = answers.filter(({ at }) => at <= lastSold);
  const times = until.map(({ ms }) => ms);
  return { perSecond: until.length / ((lastSold - begun) / 1000), p50: quantile(times, 0.5), p99: quantile(times, 0.99), sold: yes.length, refused: answers.filter(({ text }) => text === 'FULL').length };
}

async function wrongs(connection: Connection, collection: string, slotIds: readonly string[], capacity: number, answers: readonly ClientAnswer[]): Promise<string[]> {
  const stored = await connection.collection<{ slotId: string; holder: string; seat: number }>(collection).find({ slotId: { $in: [...slotIds] } }).toArray();
  const seatOf = new Map(stored.map(({ holder, seat }) => [holder, seat]));
  const seats = new Set(stored.map(({ slotId, seat }) => `${slotId}|${seat}`));
  const places = capacity * slotIds.length;
  const other = answers.filter(({ text }) => !text.startsWith('BOOKED') && text !== 'FULL');
  const told = answers.filter(({ text }) => text.startsWith('BOOKED'));
  return [
    ...(stored.length !== places ? [`${stored.length} of ${places} seats stored`] : []),
    ...(seats.size !== stored.length ? [`${stored.length - seats.size} seats twice`] : []),
    ...(told.length !== stored.length ? [`${told.length} told yes, ${stored.length} stored`] : []),
    ...told.filter(({ holder, text }) => text !== `BOOKED ${seatOf.get(holder)}`).slice(0, 1).map(({ holder, text }) => `${holder} was told ${text}`),
    ...(other.length > 0 ? [`${other.length} other answers, such as ${other[0]?.text}`] : []),
  ];
}
