// npm run drill:affairs [-- <seconds> <seed>] — two gateways, residents and clerks at once, kill -9 of a gateway and of mongod in the middle: is anything lost, doubled or oversold?
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { table } from '../../benchmarks/lib/statistics.js';
import { verifyAudit } from '../../modules/kernel/audit/index.js';
import { readWorkingCalendar } from '../../modules/kernel/calendar.js';
import { districtDate, districtInstant } from '../../modules/kernel/district-time.js';
import { projectRoot } from '../../modules/kernel/root.js';
import { actApplicant, actOfficer, type CaseWork } from './affairs/case-actors.js';
import { checkCases } from './affairs/case-checks.js';
import { DrillClient } from './affairs/client.js';
import { DrillDistrict } from './affairs/district.js';
import { actClerk, actResident, type QueueWork } from './affairs/queue-actors.js';
import { checkQueues, type Check } from './affairs/queue-checks.js';
import { Random } from './affairs/random.js';

const [seconds = 100, seed = Date.now() % 2_147_483_647] = process.argv.slice(2).map(Number);
const CENTRES = ['centre-yueyang', 'centre-sijing'];
const SEATS_PER_WINDOW = 1;
/** Members of the sample's staff who are clerks of the centres for the drill: centre, window, and whether they wait for who does not come. */
const CLERKS = [
  ['sample-staff-clerk-yueyang', 'centre-yueyang', 1, false], ['sample-staff-clerk-mzj', 'centre-yueyang', 3, false], ['sample-staff-dispatcher-cgj', 'centre-yueyang', 5, true],
  ['sample-staff-clerk-sijing', 'centre-sijing', 4, false], ['sample-staff-clerk-university', 'centre-sijing', 5, true],
] as const;

/** Who accepts, gives opinions, decides and hands over. */
const OFFICERS = [
  ...['yueyang', 'yongfeng', 'fangsong', 'guangfulin', 'sheshan', 'sijing', 'university'].map((name) => [`sample-staff-clerk-${name}`, 'clerk', `centre-${name}`] as const),
  ...['rsj', 'wjw', 'gafj', 'mzj', 'ybj'].map((name) => [`sample-staff-approver-${name}`, 'approver', `dept-${name}`] as const),
  // Two hands in one office: who looks at a case second finds it changed.
  ['sample-staff-approver-scjgj', 'approver', 'dept-rsj'] as const,
];

const begun = performance.now();
const random = new Random(seed);
const since = (): string => `${((performance.now() - begun) / 1000).toFixed(0).padStart(4)} s`;
const say = (words: string): void => console.log(`${since()}  ${words}`);
say(`seed ${seed}, ${seconds} s of work`);
const district = await DrillDistrict.start();
let sound = false;
try {
  sound = await drill();
} finally {
  await district.stop();
}
process.exit(sound ? 0 : 1);

async function drill(): Promise<boolean> {
  for (const centreId of CENTRES) await district.openAllDay(centreId, SEATS_PER_WINDOW);
  const residents = await district.residents();
  // What each process remembers of the centres is older than that for some seconds.
  await pause(6000);
  const client = new DrillClient([district.url(0), district.url(1)], random.fork());
  let over = false;
  const work: QueueWork = { client, ledger: { bookings: new Map(), tickets: new Map(), calls: [], finished: new Set() }, centres: CENTRES, starts: startsOf(), ended: () => over, strange: [] };
  const began = Date.now();
  const caseWork: CaseWork = { client, ledger: { applications: new Map(), done: new Map(), rated: new Set() }, ended: work.ended, strange: work.strange };
  const officers = await Promise.all(OFFICERS.map(([personId, role, organisationId]) => district.staff(personId, role, organisationId)));
  const clerks = await Promise.all(CLERKS.map(async ([personId, centreId, window, patient]) => ({ actor: await district.staff(personId, 'clerk', centreId), at: { centreId, window, patient } })));
  say(`${residents.length} residents, ${clerks.length} clerks at windows and ${officers.length} members of staff begin`);
  const actors = [...residents.map((actor) => actResident(work, actor, random.fork())), ...clerks.map(({ actor, at }) => actClerk(work, actor, at, random.fork())), ...residents.map((actor) => actApplicant(caseWork, actor, random.fork())), ...officers.map((actor) => actOfficer(caseWork, actor, random.fork()))];
  const working = Promise.all(actors);
  await disturb(seconds * 1000);
  over = true;
  await working;
  say('the last has its answer');
  await district.quiesce();
  const calendar = readWorkingCalendar(path.join(projectRoot(), 'data/calendar/public-holidays.json'));
  const checks = [...(await checkCases({ connection: district.connection, keystore: district.keystore, calendar, began, ended: Date.now() }, caseWork.ledger)), ...(await checkQueues(district.connection, work.ledger)), await checkAnswers(client, work.strange), await checkAudit()];
  return report(client, checks);
}

/** A gateway, MongoDB, and the other gateway, each killed in the middle of the work. */
async function disturb(ms: number): Promise<void> {
  const ends = performance.now() + ms;
  const disturbances: [string, () => Promise<void>][] = [['gateway 1', () => district.killGateway(0)], ['mongod', () => district.killMongo()], ['gateway 2', () => district.killGateway(1)]];
  for (const [name, kill] of disturbances) {
    await pause(ms / 5 + random.below(ms / 20));
    say(`kill -9 of ${name}`);
    await kill();
    say(`${name} is up again`);
  }
  await pause(Math.max(0, ends - performance.now()));
}

/** Few times of the next days, so that all want the same. */
function startsOf(): string[] {
  const tomorrow = districtInstant(districtDate(Date.now() + 86_400_000));
  return [0, 1, 2].flatMap((day) => [19, 20].map((half) => new Date(tomorrow + day * 86_400_000 + half * 1_800_000).toISOString()));
}

async function checkAnswers({ tally }: DrillClient, strange: readonly string[]): Promise<Check> {
  return { promise: 'every mutation answered in the end, doubles with one answer, no fault without a reason', looked: tally.sent, broken: [...tally.unanswered.map((each) => `unanswered: ${each}`), ...tally.differing, ...strange] };
}

async function checkAudit(): Promise<Check> {
  const { problems, intact } = await verifyAudit(district.connection, district.keystore, Date.now());
  return { promise: 'the audit’s chain is whole', looked: intact, broken: problems.map(({ kind, what, detail }) => `${kind} ${what}: ${detail}`) };
}

function report({ tally }: DrillClient, checks: readonly Check[]): boolean {
  const outcomes = [...tally.outcomes].sort(([a], [b]) => (a < b ? -1 : 1));
  console.log(`\n${tally.sent} mutations, ${tally.doubled} of them sent twice at once, ${tally.retried} tries sent again\n`);
  console.log(table(['answered', 'times'], outcomes.map(([name, times]) => [name, times])));
  console.log(`\n${table(['', 'looked at', 'broken'], checks.map(({ promise, looked, broken }) => [promise, looked, broken.length]))}`);
  for (const { broken } of checks) for (const each of broken.slice(0, 5)) console.log(`! ${each}`);
  console.log(`\nseed ${seed}, ${since().trim()}`);
  return checks.every(({ broken }) => broken.length === 0);
}
