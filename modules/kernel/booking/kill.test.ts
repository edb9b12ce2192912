import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Connection } from 'mongoose';
import { auditCollections } from '../audit/model.js';
import { projectRoot } from '../root.js';
import { testConnection } from '../testing/mongo.js';
import { createBookings, type BookingAnswer } from './index.js';
import { bookingCollections } from './model.js';
import { bookingDeps, intentOf, keysFolder, prepareKernel } from './testing.js';

let connection: Connection;
let close: () => Promise<void>;
const keys = keysFolder();
beforeAll(async () => {
  ({ connection, close } = await testConnection('booking-kill'));
  await prepareKernel(connection);
  await createBookings(bookingDeps(connection, keys)).prepare();
});
afterAll(async () => {
  await close();
  rmSync(keys, { recursive: true });
});

/** What a process told before it was killed in the middle of its work. */
async function toldBeforeKill(slotId: string, answers: number): Promise<{ holder: string; answer: BookingAnswer }[]> {
  const child = spawn(
    process.execPath, [path.join(projectRoot(), 'scripts/run.mjs'), 'modules/kernel/booking/kill-child.ts', process.env.TEST_MONGODB_URI ?? '', connection.name, keys, slotId, '100000'],
    { cwd: projectRoot(), stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    if (text.split('\n').length > answers) child.kill('SIGKILL');
  });
  expect(await once(child, 'close')).toEqual([null, 'SIGKILL']);
  // The last line may be cut off: it was not told.
  return text.split('\n').slice(0, -1).map((line) => JSON.parse(line) as { holder: string; answer: BookingAnswer }); // as the child prints them
}

describe('kill -9 of a process that books', () => {
  it.each([60, 455])('loses nothing that was answered and leaves nothing by halves (after %d answers)', async (answers) => {
    const slotId = `killed-${answers}`;
    const told = await toldBeforeKill(slotId, answers);
    expect(told.length).toBeGreaterThanOrEqual(answers);
    const { bookings, slots } = bookingCollections(connection, 'test');
    const stored = await bookings.find({ slotId }).toArray();
    const byHolder = new Map(stored.map((booking) => [booking.holder, booking]));
    for (const { holder, answer } of told) expect(answer).toMatchObject({ outcome: 'BOOKED', booking: { id: byHolder.get(holder)?._id, seat: byHolder.get(holder)?.seat } });
    // Whole or not at all: as many seats as the slot says, as many records and kept answers.
    expect((await slots.findOne({ _id: slotId }))?.taken).toBe(stored.length);
    expect(new Set(stored.map(({ seat }) => seat)).size).toBe(stored.length);
    expect(await auditCollections(connection).records.countDocuments({ 'details.slotId': slotId })).toBe(stored.length);
    // Who was not told asks again: who has a seat gets that one, by the same key.
    const survivor = createBookings(bookingDeps(connection, keys));
    const slot = { id: slotId, capacity: 100_000, closesAt: Date.now() + 1e8, keepUntil: Date.now() + 1e9 };
    for (const { holder, _id } of stored.slice(-5)) {
      expect(await survivor.make({ kind: 'book', slot, holder }, intentOf(holder, holder))).toMatchObject({ outcome: 'BOOKED', booking: { id: _id } });
    }
    expect(await bookings.countDocuments({ slotId })).toBe(stored.length);
    await survivor.close();
  });
});
