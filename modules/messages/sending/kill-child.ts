// A process that is killed at its worst moments, for kill.test.ts: uri, database, folder of keys, and when to die.
import { kill } from 'node:process';
import mongoose from 'mongoose';
import { withTransaction } from '../../kernel/db.js';
import { createMemoryBus, type EventBus } from '../../kernel/events.js';
import { messagesProcess } from '../testing.js';
import { ledgerSms } from './kill-ledger.js';

const [, , uri = '', dbName = '', keys = '', dieAt = ''] = process.argv;
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const die = (): void => void kill(process.pid, 'SIGKILL');

const memory = createMemoryBus(quiet);
const events: EventBus = {
  ...memory,
  publish(topic, payload) {
    // Told of by the worker that has just claimed the message and has left no entry for a channel yet.
    if (dieAt === 'dispatching' && topic === 'messages.inbox') die();
    memory.publish(topic, payload);
  },
};

const connection = await mongoose.createConnection(uri, { dbName }).asPromise();
const sms = ledgerSms(connection, () => {
  if (dieAt === 'handed over') die();
});
const own = await messagesProcess(connection, { keys, events, sms, leaseMs: 500, work: dieAt !== 'committed' && dieAt !== 'in the transaction' });
await withTransaction(connection, async (session) => {
  await own.messages.notifier.notify(session, { personId: 'p-wang', template: 'test.new-device', params: { device: '手机' }, key: 'a' });
  if (dieAt !== 'in the transaction') return;
  // The server keeps a dead client's transaction open for a minute; the test, which cannot wait, ends it by this.
  await connection.collection('killed').insertOne({ session: session.id });
  die();
  await new Promise(() => undefined);
});
if (dieAt === 'committed') die();
if (dieAt === 'written down') {
  // The delivery is ACCEPTED; the outbox entry may or may not be done.
  while ((await connection.collection('message_deliveries').countDocuments({ state: 'ACCEPTED' })) === 0) await new Promise(setImmediate);
  die();
}
setInterval(() => undefined, 1000);
