// A process that writes audit records and is killed between an entry and its seal, for audit-kill.test.ts: uri, database, folder of keys, when to die.
import { kill } from 'node:process';
import mongoose from 'mongoose';
import { createAudit, createAuditSealer } from '../../modules/kernel/audit/index.js';
import { systemCaller } from '../../modules/kernel/caller.js';
import { openFileKeystore } from '../../modules/kernel/crypto/index.js';
import { withTransaction } from '../../modules/kernel/db.js';

const [, , uri = '', dbName = '', keys = '', dieAt = ''] = process.argv;
const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
const clock = { now: () => Date.now() };
const connection = await mongoose.createConnection(uri, { dbName }).asPromise();
const keystore = openFileKeystore(keys);
const audit = createAudit({ connection, clock, logger });
const event = (id: string) => ({ action: 'test.read', subject: { type: 'person', id, personIds: [id] }, purpose: 'care' });

for (let n = 0; n < 5; n += 1) await audit.read(systemCaller('kill'), event(`p${n}`));
await withTransaction(connection, (session) => audit.write(session, systemCaller('kill'), event('written')));
if (dieAt === 'before the seal') kill(process.pid, 'SIGKILL');
const sealer = createAuditSealer({ connection, keystore, clock, logger });
await sealer.round();
// What comes after the seal is the tail that nothing has sealed yet.
for (let n = 0; n < 3; n += 1) await audit.read(systemCaller('kill'), event(`late${n}`));
kill(process.pid, 'SIGKILL');
