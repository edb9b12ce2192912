import mongoose from 'mongoose';
import { createFieldCipher } from './field-cipher.js';
import { openFileKeystore } from './file-keystore.js';
import { reencrypt } from './reencrypt.js';

// Started by reencrypt.test.ts: walks, and dies by its own kill -9 once the third batch is done and not yet written down.
const [uri = '', dbName = '', keys = ''] = process.argv.slice(2);
const connection = await mongoose.createConnection(uri, { dbName }).asPromise();
let batches = 0;
await reencrypt(connection, createFieldCipher(openFileKeystore(keys)), [{ collection: 'victims', fields: [{ path: 'text', context: () => 'victim' }] }], () => {
  if ((batches += 1) === 3) process.kill(process.pid, 'SIGKILL');
});
