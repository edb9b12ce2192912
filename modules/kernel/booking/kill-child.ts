// A process that books without end until it is killed, for kill.test.ts: uri, database, folder of keys, slot, seats. Each answer is printed once it is given.
import mongoose from 'mongoose';
import { createBookings } from './index.js';
import { bookingDeps, intentOf } from './testing.js';

const [, , uri = '', dbName = '', keys = '', slotId = '', capacity = '0'] = process.argv;
const connection = await mongoose.createConnection(uri, { dbName }).asPromise();
const bookings = createBookings(bookingDeps(connection, keys));
const slot = { id: slotId, capacity: Number(capacity), closesAt: Date.now() + 1e8, keepUntil: Date.now() + 1e9 };
let next = 0;
await Promise.all(Array.from({ length: 40 }, async () => {
  for (;;) {
    const holder = `${slotId}-${(next += 1)}`;
    const answer = await bookings.make({ kind: 'book', slot, holder }, intentOf(holder, holder));
    process.stdout.write(`${JSON.stringify({ holder, answer })}\n`);
  }
}));
