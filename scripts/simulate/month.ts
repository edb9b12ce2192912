/**
 * npm run simulate:month [-- --applications 10000 --numbers 30000 --days 30 --seed 1 --data .data-month] — a month of the sample
 * district's service centres: residents apply by phone and at counters, take numbers and wait, offices work through what comes,
 * all through the contract and at the pace of a district. What it leaves in the data folder is what `npm start` then shows.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { quantile, table } from '../../benchmarks/lib/statistics.js';
import { readWorkingCalendar } from '../../modules/kernel/calendar.js';
import type { Caller } from '../../modules/kernel/caller.js';
import { districtDate, districtInstant } from '../../modules/kernel/district-time.js';
import { projectRoot } from '../../modules/kernel/root.js';
import { Random } from '../drills/affairs/random.js';
import { applyAtCounter, applyOnline, refusals, supplement, wanted } from './applying.js';
import { SimulatedDistrict, type SetClock } from './district.js';
import { openWindow, takeNumber, type HallDeps, type SimulatedCentre } from './hall.js';
import { Timeline } from './timeline.js';
import { sit } from './work.js';

const { values } = parseArgs({ options: { applications: { type: 'string', default: '10000' }, numbers: { type: 'string', default: '30000' }, days: { type: 'string', default: '30' }, seed: { type: 'string', default: '1' }, data: { type: 'string', default: '.data-month' } } });
const [applications, numbers, days, seed] = [values.applications, values.numbers, values.days, values.seed].map(Number) as [number, number, number, number];
const dataDir = path.resolve(projectRoot(), values.data);
if (existsSync(dataDir)) throw new Error(`${dataDir} is there already: a month is simulated into a folder of its own`);

const MINUTE = 60_000;
const DAY = 86_400_000;
/** How people come over a day, by the hour from 9 to 17: mornings more than afternoons, hardly anybody at noon. */
const HOURS = [9, 9, 9, 9, 10, 10, 10, 11, 13, 13, 14, 14, 15, 15, 16];
/** By the day of the week, Sunday first: Mondays most. */
const WEEKDAYS = [0.4, 1.5, 1.15, 1, 0.95, 0.9, 0.4];
const OFFICES = ['dept-rsj', 'dept-scjgj', 'dept-gafj', 'dept-ybj', 'dept-mzj', 'dept-wjw', 'dept-lhsrj', 'dept-cgj', 'dept-fgj'];
const CENTRE_IDS = ['centre-yueyang', 'centre-yongfeng', 'centre-fangsong', 'centre-guangfulin', 'centre-sheshan', 'centre-sijing', 'centre-university'];
const MOST_WINDOWS = 8;
/** How many cases an office gets through in a sitting, four of them a working day; a fifth more than comes in on average. */
const SITTINGS = [9.5, 11, 14, 16];

const random = new Random(seed);
const begins = districtInstant(districtDate(Date.now() - days * DAY));
const ends = begins + days * DAY;
const clock: SetClock = { at: begins };
let keys = 0;
const key = (): string => `simulated-${seed}-${(keys += 1)}`;
const windowClerk = (centreId: string, window: number): string => `simulated-${centreId}-w${window}`;

const started = performance.now();
const say = (words: string): void => console.log(`${((performance.now() - started) / 1000).toFixed(0).padStart(5)} s  ${words}`);
say(`founding the district with ${Math.ceil(applications * 0.8)} residents (seed ${seed})`);
const district = await SimulatedDistrict.found(dataDir, clock, random, {
  residents: Math.ceil(applications * 0.8),
  clerks: [
    ...CENTRE_IDS.flatMap((centreId) => Array.from({ length: MOST_WINDOWS }, (_, n) => ({ id: windowClerk(centreId, n + 1), role: 'CLERK' as const, organisationId: centreId }))),
    ...[...OFFICES, ...CENTRE_IDS].map((organisationId) => ({ id: `simulated-${organisationId}`, role: 'APPROVER' as const, organisationId })),
  ],
});
try {
  await month();
} finally {
  await district.stop();
}

async function month(): Promise<void> {
  const calendar = readWorkingCalendar(path.join(projectRoot(), 'data/calendar/public-holidays.json'));
  const { serviceCentres: centres } = await district.ask<{ serviceCentres: readonly SimulatedCentre[] }>(district.residents[0]!.caller, '{ serviceCentres { id hours { from until } businesses { id usualMinutes } windows { number businesses { id } } } }'); // there are residents
  const done = { online: 0, counter: 0, notTaken: 0, acts: 0, supplemented: 0, rated: 0, strange: [] as string[] };
  const timeline = new Timeline((at) => void (clock.at = Math.max(clock.at, at)), (error) => void done.strange.push(String(error)));
  const hall: HallDeps = { district, timeline, random, now: () => clock.at, key, tally: { taken: 0, served: 0, passed: 0, refused: 0, waits: [] }, idle: new Set() };
  const dayList = Array.from({ length: days }, (_, n) => districtDate(begins + n * DAY + DAY / 2));
  const weights = dayList.map((day) => (WEEKDAYS[new Date(`${day}T00:00:00Z`).getUTCDay()] ?? 1) * (calendar.worksOn(day) ? 1 : 0.35));
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const working = dayList.map((day, n) => (calendar.worksOn(day) ? weights[n] ?? 0 : 0));
  const wholeWorking = working.reduce((sum, weight) => sum + weight, 0);
  const windows = centres.flatMap(({ id: centreId, windows: own }) => own.map(({ number }) => ({ centreId, number })));
  const somebody = () => random.one(district.residents);
  const instant = (day: string, hour: number, minute = random.below(60)): number => districtInstant(day) + hour * 60 * MINUTE + minute * MINUTE + random.below(MINUTE);

  for (const [n, day] of dayList.entries()) {
    const online = Math.round((applications * 0.6 * (weights[n] ?? 0)) / whole);
    // By phone in the evening too.
    for (let i = 0; i < online; i += 1) timeline.at(instant(day, random.below(4) === 0 ? 18 + random.below(5) : 8 + random.below(10)), async () => void ((await applyOnline(district, somebody(), wanted(random), key)) ? (done.online += 1) : (done.notTaken += 1)));
    if (!calendar.worksOn(day)) continue;
    const atCounter = Math.round((applications * 0.4 * (working[n] ?? 0)) / wholeWorking);
    for (let i = 0; i < atCounter; i += 1) {
      const { centreId, number } = random.one(windows);
      const clerk = district.staff(windowClerk(centreId, number), 'clerk', centreId);
      timeline.at(instant(day, random.one(HOURS)), async () => void ((await applyAtCounter(district, clerk, somebody(), wanted(random), key)) ? (done.counter += 1) : (done.notTaken += 1)));
    }
    const coming = Math.round((numbers * (working[n] ?? 0)) / wholeWorking);
    for (let i = 0; i < coming; i += 1) {
      // Large halls are known to more people.
      const centre = random.one(random.below(3) === 0 ? centres : centres.filter(({ windows }) => windows.length > 5));
      timeline.at(instant(day, random.one(HOURS)), () => takeNumber(hall, centre, somebody()));
    }
    for (const centre of centres) for (const { number } of centre.windows) timeline.at(instant(day, 9, 0), async () => openWindow(hall, centre, number, district.staff(windowClerk(centre.id, number), 'clerk', centre.id), instant(day, 17, 0)));
    const most = Math.ceil((applications / wholeWorking) * (working[n] ?? 0) * 0.5) + 5;
    for (const hour of SITTINGS) {
      for (const office of [...OFFICES, ...CENTRE_IDS]) {
        const clerk = district.staff(`simulated-${office}`, 'approver', office);
        timeline.at(instant(day, Math.floor(hour), (hour % 1) * 60), async () => {
          const acts = await sit(district, clerk, most, day, random, key);
          done.acts += acts;
        });
      }
    }
    timeline.at(instant(day, 20, 0), async () => {
      const [mended, rated] = await evening();
      done.supplemented += mended;
      done.rated += rated;
    });
  }
  let told = '';
  await timeline.run(ends, (at) => {
    const day = districtDate(at);
    if (day === told) return;
    told = day;
    say(`${day}: ${done.online + done.counter} applications, ${done.acts} actions of staff, ${hall.tally.taken} numbers`);
  });
  report(done, hall);
}

/** What residents do of an evening: bring what was asked for, rate what is over. */
async function evening(): Promise<[supplemented: number, rated: number]> {
  const cases = district.connection.collection<{ _id: string; applicantId: string; phase: string }>('community_cases');
  const of = new Map(district.residents.map((resident) => [resident.caller.personId ?? '', resident]));
  let [supplemented, rated] = [0, 0];
  for (const { _id, applicantId } of await cases.find({ phase: 'supplementing' }, { projection: { applicantId: 1 } }).toArray()) {
    const resident = of.get(applicantId);
    if (resident && random.below(2) === 0 && (await supplement(district, resident, _id, key))) supplemented += 1;
  }
  for (const { _id, applicantId } of await cases.find({ phase: 'closed' }, { projection: { applicantId: 1 } }).sort({ _id: -1 }).limit(400).toArray()) {
    const caller: Caller | undefined = of.get(applicantId)?.caller;
    if (!caller || random.below(6) > 0) continue;
    const { rateCase } = await district.ask<{ rateCase: { __typename: string } }>(caller, 'mutation ($number: ID!, $grade: RatingGrade!, $key: String!) { rateCase(number: $number, grade: $grade, idempotencyKey: $key) { __typename } }', { number: _id, grade: random.one(['VERY_GOOD', 'VERY_GOOD', 'VERY_GOOD', 'GOOD', 'GOOD', 'FAIR', 'POOR']), key: key() });
    if (rateCase.__typename === 'CaseRated') rated += 1;
  }
  return [supplemented, rated];
}

function report(done: { online: number; counter: number; notTaken: number; acts: number; supplemented: number; rated: number; strange: readonly string[] }, { tally }: HallDeps): void {
  const seconds = (performance.now() - started) / 1000;
  console.log(`\n${table(['a month', ''], [
    ['applications by phone', done.online], ['applications at the counter', done.counter], ['not taken by the form', done.notTaken], ['actions of staff', done.acts], ['brought after 补正', done.supplemented], ['rated', done.rated],
    ['numbers taken', tally.taken], ['served', tally.served], ['passed', tally.passed], ['refused (one open number, hall closed)', tally.refused], ['wait told, p50 / p90', `${quantile(tally.waits, 0.5)} / ${quantile(tally.waits, 0.9)} min`],
    ['took', `${seconds.toFixed(0)} s`],
  ])}`);
  for (const [why, times] of [...refusals].sort((a, b) => b[1] - a[1]).slice(0, 20)) console.log(`${times} × ${why}`);
  const kinds = new Map<string, number>();
  for (const words of done.strange) kinds.set(words.slice(0, 160), (kinds.get(words.slice(0, 160)) ?? 0) + 1);
  for (const [words, times] of kinds) console.log(`! ${times} × ${words}`);
  console.log(`\nlook at it: DATA_DIR=${values.data} npm start`);
  if (done.strange.length > 0) process.exitCode = 1;
}
