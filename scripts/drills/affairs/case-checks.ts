import type { Connection } from 'mongoose';
import { applicationModels } from '../../../modules/community/affairs/applications/model.js';
import { clocksOf } from '../../../modules/community/approval/clock.js';
import { caseCollections } from '../../../modules/community/approval/cases/model.js';
import { noticesOf } from '../../../modules/community/approval/cases/notices.js';
import { lineOf, tasksOf } from '../../../modules/community/approval/cases/projection.js';
import { CaseStore } from '../../../modules/community/approval/cases/store.js';
import { replay } from '../../../modules/community/approval/machine/apply.js';
import type { CaseEvent, CaseState } from '../../../modules/community/approval/machine/types.js';
import { ratingCollection } from '../../../modules/community/approval/ratings/model.js';
import { documentModel } from '../../../modules/community/documents/model.js';
import type { WorkingCalendar } from '../../../modules/kernel/calendar.js';
import { createFieldCipher, sm3, type Keystore } from '../../../modules/kernel/crypto/index.js';
import { districtDate } from '../../../modules/kernel/district-time.js';
import { builtInScanner, gridPieces, SealedFiles } from '../../../modules/kernel/files/index.js';
import { messageIdOf, messageModel } from '../../../modules/messages/inbox/model.js';
import type { CaseLedger } from './case-actors.js';
import type { Check } from './queue-checks.js';

/** What the checks of cases look with. */
export interface CaseCheckDeps {
  readonly connection: Connection;
  readonly keystore: Keystore;
  readonly calendar: WorkingCalendar;
  /** From when until when the drill worked, epoch ms. */
  readonly began: number;
  readonly ended: number;
}

interface Case {
  readonly number: string;
  readonly log: readonly CaseEvent[];
  readonly state: CaseState;
}

/** Every promise of applications and cases against what is stored. */
export async function checkCases(deps: CaseCheckDeps, ledger: CaseLedger): Promise<Check[]> {
  const store = new CaseStore({ collections: caseCollections(deps.connection), cipher: createFieldCipher(deps.keystore), calendar: deps.calendar });
  const numbers = (await caseCollections(deps.connection).cases.find({}, { projection: { _id: 1 } }).toArray()).map(({ _id }) => _id);
  const cases: Case[] = [];
  const broken: string[] = [];
  for (const number of numbers) {
    const log = await store.log(number);
    try {
      const state = replay(log);
      cases.push({ number, log, state });
      if (JSON.stringify(await store.find(number)) !== JSON.stringify(state)) broken.push(`${number}: the log tells another case than is stored`);
    } catch (error) {
      broken.push(`${number}: ${String(error)}`);
    }
  }
  return [
    await checkApplications(deps, ledger, numbers), await checkFiles(deps, ledger),
    { promise: 'each case’s log, replayed, is the case that is stored', looked: numbers.length, broken },
    checkActions(cases, ledger), await checkPapers(deps, cases), await checkClocks(deps, cases), await checkNotices(deps, cases), await checkRatings(deps, ledger),
  ];
}

async function checkApplications({ connection }: CaseCheckDeps, { applications: told }: CaseLedger, cases: readonly string[]): Promise<Check> {
  const stored = new Map((await applicationModels(connection).applications.find().lean()).map((application) => [application._id, application]));
  const broken: string[] = [];
  for (const [number, { personId, receiptCode }] of told) {
    const found = stored.get(number);
    if (found?.personId !== personId || found.receiptCode !== receiptCode) broken.push(`${number} was told and is not there`);
  }
  for (const number of stored.keys()) if (!told.has(number)) broken.push(`${number} is there and nobody was told`);
  if (new Set([...stored.keys(), ...cases]).size !== stored.size || cases.length !== stored.size) broken.push(`${stored.size} applications, ${cases.length} cases`);
  return { promise: 'no application lost or doubled, each with one case', looked: stored.size, broken };
}

/** Every file of an application is kept, its applicant's, and opens as it was hashed when it was signed for. */
async function checkFiles({ connection, keystore }: CaseCheckDeps, { applications }: CaseLedger): Promise<Check> {
  const store = new SealedFiles({ connection, cipher: createFieldCipher(keystore), clock: { now: Date.now }, scanner: builtInScanner, pieces: gridPieces(connection) });
  const records = connection.collection<{ _id: string; ownerId: string; expiresAt: Date | null }>('file_records');
  const broken: string[] = [];
  let looked = 0;
  for (const [number, { personId, fileIds }] of applications) {
    for (const id of fileIds) {
      looked += 1;
      const [record, file] = [await records.findOne({ _id: id }), await store.find(id)];
      if (record?.ownerId !== personId || record.expiresAt !== null || !file) broken.push(`${number}: the file ${id} is not kept for its applicant`);
      else if (sm3(await store.read(id)) !== file.hash) broken.push(`${number}: the file ${id} is not what was taken in`);
    }
  }
  return { promise: 'every file of an application kept, its applicant’s, and as it was taken in', looked, broken };
}

/** What somebody was told they did stands in the log as often, and nothing else does, but for what the system does itself. */
function checkActions(cases: readonly Case[], { done }: CaseLedger): Check {
  const stored = new Map<string, number>();
  for (const { number, log } of cases) {
    for (const { type, by } of log) {
      // Papers that were sent in after they were asked for are accepted with them.
      if (by.kind === 'system' || (type === 'accepted' && by.kind === 'applicant')) continue;
      stored.set(`${number} ${type}`, (stored.get(`${number} ${type}`) ?? 0) + 1);
    }
  }
  const broken = [...new Set([...stored.keys(), ...done.keys()])].flatMap((key) => (stored.get(key) === done.get(key) ? [] : [`${key}: told ${done.get(key) ?? 0} times, stands ${stored.get(key) ?? 0} times`]));
  return { promise: 'each action on a case was done once, and no other', looked: [...stored.values()].reduce((sum, each) => sum + each, 0), broken };
}

async function checkPapers({ connection }: CaseCheckDeps, cases: readonly Case[]): Promise<Check> {
  const documents = await documentModel(connection).find({}, { number: 1, kind: 1 }).lean();
  const codes = new Set(documents.map(({ _id }) => _id));
  const broken: string[] = [];
  const expected = new Set((await applicationModels(connection).applications.find({}, { receiptCode: 1 }).lean()).map(({ receiptCode }) => receiptCode));
  for (const { _id, papers } of await caseCollections(connection).cases.find().toArray()) {
    const lines = papers.map(({ seq, type }) => `${seq} ${type}`);
    if (new Set(lines).size !== lines.length) broken.push(`${_id}: two papers of one line`);
    for (const { code } of papers) expected.add(code);
  }
  for (const code of expected) if (!codes.has(code)) broken.push(`the paper ${code} was never issued`);
  for (const { _id, number, kind } of documents) if (!expected.has(_id)) broken.push(`${number}: a ${kind} that belongs to no line`);
  for (const { number, state } of cases) if (state.decidedAt !== null && documents.filter((each) => each.number === number && each.kind === 'DECISION').length !== 1) broken.push(`${number}: decided without its decision`);
  return { promise: 'each receipt, notice and decision was issued once, with its line', looked: documents.length, broken };
}

/** The last day, counted day by day as a person with a calendar on the wall does. */
function slowDue(calendar: WorkingCalendar, from: string, workingDays: number): string {
  let [day, left] = [from, workingDays];
  while (left > 0) {
    day = new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
    if (calendar.worksOn(day)) left -= 1;
  }
  return day;
}

async function checkClocks({ connection, calendar, began, ended }: CaseCheckDeps, cases: readonly Case[]): Promise<Check> {
  const { cases: lines, tasks } = caseCollections(connection);
  const broken: string[] = [];
  let looked = 0;
  for (const { number, log, state } of cases) {
    for (const { at } of log) if (at < began || at > ended) broken.push(`${number}: a line of ${new Date(at).toISOString()}, which is no time of this drill`);
    for (const clock of clocksOf(state, calendar, state.at)) {
      looked += 1;
      const due = slowDue(calendar, districtDate(clock.startedAt), clock.limit);
      if (!clock.paused && clock.dueOn !== due) broken.push(`${number} ${clock.id}: due ${clock.dueOn ?? 'never'}, by hand ${due}`);
      if (clock.stoppedAt !== null && clock.stoppedAt < clock.startedAt) broken.push(`${number} ${clock.id} ran backwards`);
    }
    const stored = await lines.findOne({ _id: number }, { projection: { redAt: 1, yellowAt: 1, waitsFor: 1 } });
    const line = lineOf(state, calendar, state.at);
    if (stored?.redAt.getTime() !== line.redAt.getTime() || stored.yellowAt.getTime() !== line.yellowAt.getTime() || stored.waitsFor.join() !== line.waitsFor.join()) broken.push(`${number}: lists know another clock`);
    const shown = (all: readonly { _id: string; redAt: Date }[]): string => all.map(({ _id, redAt }) => `${_id} ${redAt.getTime()}`).sort().join();
    if (shown(await tasks.find({ number }).toArray()) !== shown(tasksOf(state, calendar, state.at))) broken.push(`${number}: the worklist knows other tasks`);
  }
  return { promise: 'every clock right: started by its line, due as counted by hand, as lists have it, nothing backdated', looked, broken };
}

async function checkNotices({ connection, calendar }: CaseCheckDeps, cases: readonly Case[]): Promise<Check> {
  const messages = await messageModel(connection).find({ template: /^community\.case-/ }).lean();
  const stored = new Set(messages.map(({ _id }) => _id));
  const broken: string[] = [];
  const expected = new Set<string>();
  const nobody = { find: async () => null, list: async () => [], ancestorsOf: async () => [], holdersOf: async () => [] };
  for (const { number, log, state } of cases) {
    for (const { personId, key } of await noticesOf(state, log, { zh: '', en: '' }, { directory: nobody, people: { actsFor: async () => true }, calendar, supervisor: '', nameOf: () => ({ zh: '', en: '' }) })) {
      const id = messageIdOf(personId, key);
      expected.add(id);
      if (!stored.has(id)) broken.push(`${number}: nobody was told of ${key}`);
    }
  }
  for (const { _id, template } of messages) if (!expected.has(_id)) broken.push(`a ${template} of no line`);
  return { promise: 'each change of a case told exactly once', looked: expected.size, broken };
}

async function checkRatings({ connection }: CaseCheckDeps, { rated }: CaseLedger): Promise<Check> {
  const stored = (await ratingCollection(connection).find({}, { projection: { _id: 1 } }).toArray()).map(({ _id }) => _id);
  const broken = [...rated].flatMap((number) => (stored.includes(number) ? [] : [`the rating of ${number} was told and is not there`]));
  if (stored.length !== rated.size) broken.push(`${rated.size} ratings told, ${stored.length} there`);
  return { promise: 'each rating that was told is there once', looked: stored.length, broken };
}
