import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Connection } from 'mongoose';
import { projectRoot } from '../../kernel/root.js';
import { testConnection } from '../../kernel/testing/mongo.js';
import { messageIdOf } from '../inbox/model.js';
import { messagesProcess, type MessagesProcess } from '../testing.js';
import { ledgerSms } from './kill-ledger.js';

let connection: Connection;
let close: () => Promise<void>;
let keys: string;
let survivor: MessagesProcess | null = null;

beforeEach(async () => {
  ({ connection, close } = await testConnection('kill'));
  keys = mkdtempSync(path.join(tmpdir(), 'messages-kill-'));
  // The collections stand before the child begins, as they do once a district has run.
  const first = await messagesProcess(connection, { keys });
  await first.stop();
});
afterEach(async () => {
  await survivor?.stop();
  survivor = null;
  await close();
  rmSync(keys, { recursive: true });
});

async function killedAt(dieAt: string): Promise<void> {
  const child = spawn(
    process.execPath,
    [path.join(projectRoot(), 'scripts/run.mjs'), 'modules/messages/sending/kill-child.ts', process.env.TEST_MONGODB_URI ?? '', connection.name, keys, dieAt],
    { cwd: projectRoot(), stdio: 'inherit' },
  );
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
}

async function until(fits: () => Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 500 && !(await fits()); turn++) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await fits()).toBe(true);
}

const key = `${messageIdOf('p-wang', 'a')}:SMS`;
const handedOver = async (): Promise<string[]> => (await connection.collection('ledger').find().toArray()).map((entry) => String(entry['key']));
const waiting = () => connection.collection('outbox').countDocuments({ state: 'WAITING' });
const survive = async (): Promise<void> => void (survivor = await messagesProcess(connection, { keys, sms: ledgerSms(connection, () => undefined), leaseMs: 500 }));

describe('kill -9', () => {
  it('in the transaction: no message, and nothing is handed over', async () => {
    await killedAt('in the transaction');
    const killed = await connection.collection('killed').findOne();
    await connection.db?.admin().command({ killSessions: [killed?.['session']] });
    await survive();
    await survivor?.notify({ key: 'control', template: 'test.new-device', params: { device: '手机' } });
    await until(async () => (await handedOver()).length > 0 && (await waiting()) === 0);
    expect(await handedOver()).toEqual([`${messageIdOf('p-wang', 'control')}:SMS`]);
    expect(await connection.collection('messages').countDocuments()).toBe(1);
  });

  it.each([
    ['committed', 0, 1],
    ['dispatching', 0, 1],
    ['handed over', 1, 2],
    ['written down', 1, 1],
  ])('%s: handed over by whoever lives, under the same key, and shown once', async (dieAt, before, after) => {
    await killedAt(dieAt);
    expect(await connection.collection('messages').countDocuments()).toBe(1);
    expect((await handedOver()).length).toBe(before);
    await survive();
    await until(async () => (await waiting()) === 0);
    expect(await handedOver()).toEqual(Array.from({ length: after }, () => key));
    expect(await connection.collection('message_deliveries').find({}, { projection: { _id: 1, state: 1 } }).toArray()).toEqual([{ _id: key, state: 'ACCEPTED' }]);
    expect(await connection.collection('messages').countDocuments()).toBe(1);
    // The module that sent it, not knowing that it had, sends it again: still one.
    await survivor?.notify({ key: 'a', template: 'test.new-device', params: { device: '手机' } });
    await until(async () => (await waiting()) === 0);
    expect([await connection.collection('messages').countDocuments(), (await handedOver()).length]).toEqual([1, after]);
  });
});
