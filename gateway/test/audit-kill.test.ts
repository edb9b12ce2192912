import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Connection } from 'mongoose';
import { createAuditIndexes, createAuditSealer, verifyAudit } from '../../modules/kernel/audit/index.js';
import { openFileKeystore, type Keystore } from '../../modules/kernel/crypto/index.js';
import { projectRoot } from '../../modules/kernel/root.js';
import { testConnection } from '../../modules/kernel/testing/mongo.js';

let connection: Connection;
let close: () => Promise<void>;
let folder: string;
let keystore: Keystore;
beforeEach(async () => {
  ({ connection, close } = await testConnection('audit-kill'));
  folder = mkdtempSync(path.join(os.tmpdir(), 'audit-kill-'));
  keystore = openFileKeystore(folder);
  await createAuditIndexes(connection);
});
afterEach(async () => {
  await close();
  rmSync(folder, { recursive: true });
});

/** Two processes at once, each killed at its moment. */
async function killed(...moments: readonly string[]): Promise<void> {
  await Promise.all(moments.map(async (dieAt) => {
    const child = spawn(process.execPath, [path.join(projectRoot(), 'scripts/run.mjs'), 'gateway/test/audit-kill-child.ts', process.env.TEST_MONGODB_URI ?? '', connection.name, folder, dieAt], { cwd: projectRoot(), stdio: 'inherit' });
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
  }));
}
const verify = (now = Date.now()) => verifyAudit(connection, keystore, now);
const seal = (now = Date.now()) => createAuditSealer({ connection, keystore, clock: { now: () => now }, logger: { info: () => undefined, warn: () => undefined, error: () => undefined } }).round();

describe('kill -9 between an entry and its seal', () => {
  it('loses no entry: both dead writers’ tails are named, and the next process seals them', async () => {
    await killed('before the seal', 'after a seal');
    const found = await verify();
    expect([found.ok, found.problems]).toEqual([true, []]);
    const waiting = found.tail.reduce((sum, { count }) => sum + count, 0);
    expect(new Set(found.tail.map(({ writer }) => writer)).size).toBe(found.tail.length);
    expect(found.intact + waiting).toBe(15);
    expect(waiting).toBeGreaterThanOrEqual(3);
    await seal();
    expect(await verify()).toMatchObject({ ok: true, problems: [], tail: [], intact: 15 });
  }, 60_000);

  it('and what is edited or taken out of a dead writer’s record afterwards is named, each', async () => {
    await killed('before the seal');
    await seal();
    const records = connection.collection<{ _id: string; number: number }>('audit_records');
    const [first, second] = await records.find().sort({ number: 1 }).limit(2).toArray();
    if (!first || !second) throw new Error('six records were written');
    await records.updateOne({ _id: first._id }, { $set: { purpose: 'another' } });
    await records.deleteOne({ _id: second._id });
    expect((await verify()).problems.map(({ kind, what }) => `${kind} ${what}`).sort()).toEqual([`edited ${first._id}`, `removed ${second._id}`].sort());
  }, 60_000);
});
