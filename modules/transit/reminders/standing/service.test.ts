import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Connection } from 'mongoose';
import { createAudit, createAuditIndexes } from '../../../kernel/audit/index.js';
import { anonymousCaller, type Caller } from '../../../kernel/caller.js';
import { createFieldCipher, openFileKeystore } from '../../../kernel/crypto/index.js';
import { withTransaction } from '../../../kernel/db.js';
import { createMutationIndexes, createMutations } from '../../../kernel/idempotency.js';
import { createAuthoriser } from '../../../kernel/policy/index.js';
import { testConnection } from '../../../kernel/testing/mongo.js';
import type { Notifier } from '../../../messages/contract.js';
import { createTemplateRegistry } from '../../../messages/templates/registry.js';
import { Feeds } from '../../realtime/feeds.js';
import { clockSeconds } from '../../realtime/testing.js';
import { namedTimetable, runOf, stateWith } from '../../stops/testing.js';
import { dayOfGtfsDate } from '../../timetable/service-days.js';
import type { ReminderArguments } from '../input.js';
import { standingPolicies, standingTemplates } from './policy.js';
import { MOST_REMINDERS, serviceDayEnd } from './rules.js';
import { StandingService } from './service.js';

const day = dayOfGtfsDate('20260115');
const timetable = namedTimetable({
  stops: { A: { name: '醉白池' }, B: { name: '云间体育中心' }, C: { name: '方塔园' } },
  trips: [{ id: 't1', stops: ['A', 'B', 'C'], times: ['08:00', '08:10', '08:20'] }],
  routes: { R: { shortName: '云间24路' } },
});
const at = (text: string): number => timetable.dayStart(day) + clockSeconds(text);
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const callerOf = (personId: string): Caller => ({ ...anonymousCaller('web', 'r'), accountId: `a-${personId}`, personId, assurance: 'ordinary' });
const wang = callerOf('p-wang');
const off: ReminderArguments = { getOff: { tripId: 'district:t1', stopId: 'district:C', stops: 0 } };
const near: ReminderArguments = { leaveHome: { stopId: 'district:B', routeId: 'district:R', minutes: 5 } };

let connection: Connection;
let folder: string;
let time: { now: number };
const closing: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  const test = await testConnection('standing');
  connection = test.connection;
  folder = mkdtempSync(path.join(tmpdir(), 'standing-'));
  time = { now: at('07:30') };
  closing.push(test.close, async () => rmSync(folder, { recursive: true }));
  await createMutationIndexes(connection);
  await createAuditIndexes(connection);
  await connection.createCollection('told');
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** One process: a service over feeds of its own. What is told is a document of its transaction. */
async function start() {
  const feeds = new Feeds();
  feeds.publish(stateWith(timetable, time.now));
  const clock = { now: () => time.now * 1000 };
  const cipher = createFieldCipher(openFileKeystore(folder));
  const audit = createAudit({ connection, clock, logger: quiet });
  const templates = createTemplateRegistry(standingTemplates);
  const notifier: Notifier = {
    async notify(session, { key, personId, params, template, link }) {
      expect(Object.keys(params)).toEqual(templates.get(template).params);
      await connection.collection('told').insertOne({ key, personId, text: params['text'], link }, { session });
    },
  };
  const service = new StandingService({
    feeds, clocks: { service: clock, system: clock }, logger: quiet, tickMs: 60_000, connection, audit, cipher, notifier,
    mutations: createMutations({ connection, clock, cipher }),
    authoriser: createAuthoriser({ tables: [standingPolicies.actions], consents: { agreed: async () => true }, audit }),
  });
  await service.start();
  closing.push(async () => {
    await service.stop();
    await audit.close();
  });
  const snapshot = (nextPosition: number): void => feeds.publish(stateWith(timetable, time.now, [runOf(timetable, 't1', day, { nextPosition })]));
  return { service, snapshot };
}

const told = () => connection.collection('told').find().toArray();
async function until(fits: () => Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 300 && !(await fits()); turn++) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(await fits()).toBe(true);
}

describe('a standing reminder', () => {
  it('is kept, listed, and told once at the snapshot that makes it due', async () => {
    const { service, snapshot } = await start();
    expect(await service.subscribe(wang, off, 'k1')).toMatchObject({ __typename: 'StandingReminder', kind: 'GET_OFF', stop: { id: 'district:C' }, route: null, expiresAt: (at('24:00') + 4 * 3600) * 1000 });
    snapshot(1);
    expect((await service.list(wang)).length).toBe(1);
    time.now = at('08:11');
    snapshot(2);
    await until(async () => (await told()).length === 1);
    expect(await told()).toMatchObject([{ personId: 'p-wang', text: { zh: '下一站 方塔园，请准备下车', en: expect.stringContaining('方塔园') }, link: '/transit/stops/district%3AC' }]);
    expect(await service.list(wang)).toEqual([]);
    expect(await connection.collection('audit_records').countDocuments({ action: 'transit.reminder.tell', personIds: 'p-wang' })).toBe(1);
  });

  it('is told at once where it is due already', async () => {
    const { service } = await start();
    time.now = at('08:06');
    await service.subscribe(wang, near, 'k1');
    await until(async () => (await told()).length === 1);
  });

  it('is told by one process, however many look', async () => {
    const processes = [await start(), await start(), await start()];
    for (let index = 0; index < 10; index++) await processes[0]!.service.subscribe(callerOf(`p${index}`), off, 'k');
    time.now = at('08:11');
    for (const { snapshot } of processes) snapshot(2);
    await until(async () => (await connection.collection('transit_standing_reminders').countDocuments()) === 0);
    await until(async () => (await told()).length === 10);
    expect(new Set((await told()).map(({ key }) => String(key))).size).toBe(10);
    expect(await connection.collection('audit_records').countDocuments({ action: 'transit.reminder.tell' })).toBe(10);
  });

  it('is one under one key, and another input under it is refused', async () => {
    const { service } = await start();
    const first = await service.subscribe(wang, off, 'k1');
    expect(await service.subscribe(wang, off, 'k1')).toEqual(first);
    await expect(service.subscribe(wang, near, 'k1')).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
    expect((await service.list(wang)).length).toBe(1);
  });

  it('is one of twenty at most, also when many are set at once', async () => {
    const { service } = await start();
    const results = await Promise.all(Array.from({ length: MOST_REMINDERS + 4 }, (_, index) => service.subscribe(wang, near, `k${index}`)));
    expect(results.filter(({ __typename }) => __typename === 'TooManyReminders')).toEqual(Array.from({ length: 4 }, () => ({ __typename: 'TooManyReminders', most: 20 })));
    expect((await service.list(wang)).length).toBe(MOST_REMINDERS);
    expect((await service.subscribe(callerOf('p-li'), near, 'k')).__typename).toBe('StandingReminder');
  });

  it('ends with the service day', async () => {
    const { service, snapshot } = await start();
    await service.subscribe(wang, off, 'k1');
    // The road says nothing of the trip, and the day is over.
    time.now = at('24:00') + 4 * 3600;
    snapshot(0);
    await until(async () => (await connection.collection('transit_standing_reminders').countDocuments()) === 0);
    expect(await told()).toEqual([]);
    expect([at('03:00'), at('04:00'), at('12:00')].map((now) => serviceDayEnd(timetable, now))).toEqual([at('04:00'), at('24:00') + 4 * 3600, at('24:00') + 4 * 3600]);
  });

  it('is one’s own: others neither see nor cancel it, and nobody keeps one without an account', async () => {
    const { service } = await start();
    const kept = await service.subscribe(wang, off, 'k1');
    const id = kept.__typename === 'StandingReminder' ? kept.id : '';
    expect(await service.list(callerOf('p-li'))).toEqual([]);
    await expect(service.cancel(callerOf('p-li'), id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(service.subscribe(anonymousCaller('web', 'r'), off, 'k')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await service.cancel(wang, id);
    expect(await service.list(wang)).toEqual([]);
  });

  it('is refused where it makes no sense, and stands with no stop in the clear', async () => {
    const { service } = await start();
    await expect(service.subscribe(wang, {}, 'k')).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(service.subscribe(wang, { lastBus: { stopId: 'district:none', routeId: 'district:R' } }, 'k')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await service.subscribe(wang, off, 'k1');
    const [stored] = await connection.collection('transit_standing_reminders').find().toArray();
    expect(Object.keys(stored ?? {}).sort()).toEqual(['_id', 'expiresAt', 'feedId', 'personId', 'sealed', 'setAt', 'storedAt']);
    // What is sealed is letters by chance, and may spell anything; nothing else stands beside it.
    expect(stored?.['sealed']).toMatch(/^v1\.k1\.[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(JSON.stringify({ ...stored, sealed: null })).not.toContain('t1');
  });

  it('is given out and deleted with what is held about somebody', async () => {
    const { service } = await start();
    await service.subscribe(wang, near, 'k1');
    const data = service.personalData();
    expect((await data.collect('p-wang'))[0]?.records).toMatchObject([{ kind: 'LEAVE_HOME', stop: '云间体育中心', route: '云间24路' }]);
    await withTransaction(connection, (session) => data.erase(session, 'p-wang', '2026-01-15'));
    expect((await data.collect('p-wang'))[0]?.records).toEqual([]);
    expect(await connection.collection('transit_standing_turns').countDocuments()).toBe(0);
  });
});
