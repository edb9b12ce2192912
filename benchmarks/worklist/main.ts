// npm run bench:worklist — the worklist with 200,000 open cases beside the one with 2,000, in one run; its indexes by explain.
import { startRunServices } from '../../gateway/test/run-services.js';
import { approvalWorld, clerkOf, head, supervisor, type ApprovalWorld } from '../../modules/community/approval/testing.js';
import { caseCollections } from '../../modules/community/approval/cases/model.js';
import { pageQuery } from '../../modules/community/approval/cases/pages.js';
import { litBy } from '../../modules/community/approval/cases/reading.js';
import { printMachine } from '../lib/machine.js';
import { fixed, quantile, table } from '../lib/statistics.js';
import { fill } from './fill.js';

const FEW = 2000;
const MANY = Number(process.env.BENCH_CASES ?? 200_000);
const AIM = 3;
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 300);
const WARM_UP = 30;
const police = head('dept-gafj');
const centre = clerkOf('centre-yueyang');

/** What somebody at work asks, again and again. */
const ASKED: readonly { readonly name: string; readonly ask: (world: ApprovalWorld) => Promise<unknown> }[] = [
  { name: 'a department’s worklist, first page', ask: ({ approval }) => approval.reading.worklist(police, {}, {}) },
  { name: 'its second page', ask: async ({ approval }) => approval.reading.worklist(police, {}, { after: (await secondPage(approval)) }) },
  { name: 'what is red', ask: ({ approval }) => approval.reading.worklist(police, { light: 'RED' }, {}) },
  { name: 'what is yellow', ask: ({ approval }) => approval.reading.worklist(police, { light: 'YELLOW' }, {}) },
  { name: 'one service', ask: ({ approval }) => approval.reading.worklist(police, { serviceId: 'dog-registration' }, {}) },
  { name: 'what a centre has to accept', ask: ({ approval }) => approval.reading.worklist(centre, { kind: 'ACCEPT' }, {}) },
  { name: '待办', ask: ({ approval }) => approval.todos.list(centre, 50) },
  { name: 'supervision, first page', ask: ({ approval }) => approval.reading.supervised(supervisor, {}, { first: 20 }) },
];

const cursors = new WeakMap<object, Promise<string | null>>();
function secondPage(approval: ApprovalWorld['approval']): Promise<string | null> {
  const kept = cursors.get(approval) ?? approval.reading.worklist(police, {}, {}).then(({ pageInfo }) => pageInfo.endCursor);
  cursors.set(approval, kept);
  return kept;
}

const stopServices = await startRunServices();
let good = false;
try {
  good = await main();
} finally {
  await stopServices();
}
process.exit(good ? 0 : 1);

async function main(): Promise<boolean> {
  printMachine('bench:worklist');
  const [few, many] = [await filled('few', FEW), await filled('many', MANY)];
  console.log(`p95 in ms of ${ROUNDS} each, one beside the other in turn; the service’s own time, decryption and the record of the reading included. The aim: at most ${AIM} times.\n`);
  const rows: (string | number)[][] = [];
  let sound = true;
  for (const { name, ask } of ASKED) {
    const [short, long]: [number[], number[]] = [[], []];
    for (let round = -WARM_UP; round < ROUNDS; round += 1) {
      for (const [world, times] of [[few, short], [many, long]] as const) {
        const begun = performance.now();
        await ask(world);
        if (round >= 0) times.push(performance.now() - begun);
      }
    }
    const [p95few, p95many] = [quantile(short, 0.95), quantile(long, 0.95)];
    sound &&= p95many <= AIM * p95few;
    rows.push([name, fixed(quantile(short, 0.5), 2), fixed(p95few, 2), fixed(quantile(long, 0.5), 2), fixed(p95many, 2), `${fixed(p95many / p95few, 2)} ×`]);
  }
  console.log(table(['asked', `p50 at ${FEW}`, `p95 at ${FEW}`, `p50 at ${MANY}`, `p95 at ${MANY}`, 'p95, times'], rows));
  const explained = await explain(many);
  await few.close();
  await many.close();
  console.log(`\n${sound ? 'Within' : 'NOT within'} the aim; ${explained ? 'every query follows an index, and none sorts' : 'NOT every query follows an index'}.`);
  return sound && explained;
}

async function filled(name: string, cases: number): Promise<ApprovalWorld> {
  const world = await approvalWorld(`worklist-${name}`);
  // The clocks would ring for thousands of cases that have just been made.
  await world.approval.clocks.stop();
  const begun = performance.now();
  await fill(caseCollections(world.connection), world.cipher, world.calendar, world.time.now, cases);
  console.log(`${cases} open cases written in ${fixed((performance.now() - begun) / 1000, 0)} s`);
  return world;
}

interface Stage {
  readonly stage: string;
  readonly indexName?: string;
  readonly inputStage?: Stage;
}

/** Prints by which index each query goes and how much of it is read. @returns whether none reads a whole collection or sorts */
async function explain({ connection, time }: ApprovalWorld): Promise<boolean> {
  const { tasks, cases } = caseCollections(connection);
  const own = { organisationId: 'dept-gafj' };
  const page = { by: 'redAt', order: 1 } as const;
  const queries = [
    { name: 'worklist', collection: tasks, query: pageQuery({ filter: own, ...page }, null) },
    { name: 'worklist, red', collection: tasks, query: pageQuery({ filter: own, lit: litBy('RED', time.now), ...page }, null) },
    { name: 'worklist, yellow', collection: tasks, query: pageQuery({ filter: own, lit: litBy('YELLOW', time.now), ...page }, null) },
    { name: 'worklist, one’s own', collection: tasks, query: pageQuery({ filter: { ...own, assignee: 'person-dept-gafj-clerk' }, ...page }, null) },
    { name: 'worklist, one service', collection: tasks, query: pageQuery({ filter: { ...own, serviceId: 'dog-registration' }, ...page }, null) },
    { name: 'worklist, one kind', collection: tasks, query: pageQuery({ filter: { organisationId: 'centre-yueyang', kind: 'ACCEPT' }, ...page }, null) },
    { name: 'supervision of one organisation', collection: cases, query: pageQuery({ filter: { waitsFor: 'dept-gafj' }, ...page }, null) },
    { name: 'supervision', collection: cases, query: pageQuery({ filter: { redAt: { $lt: new Date('9999-12-31') } }, ...page }, null) },
    { name: 'what rings next', collection: cases, query: { filter: { alarmAt: { $lte: new Date(time.now) } }, sort: { alarmAt: 1 as const } } },
  ];
  const rows: (string | number)[][] = [];
  let sound = true;
  for (const { name, collection, query } of queries) {
    // The driver types what is explained as it types documents; a plan has stages.
    const plan = (await (collection as typeof tasks).find(query.filter as never).sort(query.sort as never).limit(31).explain('executionStats')) as unknown as { readonly queryPlanner: { readonly winningPlan: Stage & { readonly queryPlan?: Stage } }; readonly executionStats: { readonly totalKeysExamined: number; readonly totalDocsExamined: number } };
    const stages = stagesOf(plan.queryPlanner.winningPlan.queryPlan ?? plan.queryPlanner.winningPlan);
    sound &&= !stages.some(({ stage }) => stage === 'COLLSCAN' || stage === 'SORT');
    const { totalKeysExamined, totalDocsExamined } = plan.executionStats;
    rows.push([name, stages.find(({ indexName }) => indexName !== undefined)?.indexName ?? 'none', stages.map(({ stage }) => stage).join(' < '), totalKeysExamined, totalDocsExamined]);
  }
  console.log(`\n${table(['query, 31 at most', 'index', 'stages', 'keys read', 'documents read'], rows)}`);
  return sound;
}

function stagesOf(stage: Stage): Stage[] {
  return [stage, ...(stage.inputStage ? stagesOf(stage.inputStage) : [])];
}
