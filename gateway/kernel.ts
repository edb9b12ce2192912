import type { Connection } from 'mongoose';
import { createAudit, createAuditIndexes, createAuditSealer, type AuditWriter } from '../modules/kernel/audit/index.js';
import type { Clocks } from '../modules/kernel/clock.js';
import { createFieldCipher, openFileKeystore, type FieldCipher, type Keystore } from '../modules/kernel/crypto/index.js';
import type { EventBus } from '../modules/kernel/events.js';
import { createMutationIndexes, createMutations, type MutationBatches, type Mutations } from '../modules/kernel/idempotency.js';
import type { Logger } from '../modules/kernel/module.js';
import { MongoOutbox } from '../modules/kernel/outbox.js';

/** What every module stands on. */
export interface Kernel {
  readonly keystore: Keystore;
  readonly cipher: FieldCipher;
  readonly audit: AuditWriter;
  readonly mutations: Mutations & MutationBatches;
  readonly outbox: MongoOutbox;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** What the kernel itself stands on. */
export interface KernelDeps {
  readonly connection: Connection;
  readonly clocks: Clocks;
  readonly events: EventBus;
  readonly logger: Logger;
  /** Folder of the key file. */
  readonly keysFolder: string;
}

/** Builds the kernel's parts on open stores. Keys are made on the first start; whoever loses them loses what they sealed. */
export function createKernel({ connection, clocks, events, logger, keysFolder }: KernelDeps): Kernel {
  const clock = clocks.system;
  const keystore = openFileKeystore(keysFolder);
  const cipher = createFieldCipher(keystore);
  const audit = createAudit({ connection, clock, logger });
  const sealer = createAuditSealer({ connection, keystore, clock, logger });
  return {
    keystore, cipher, audit,
    mutations: createMutations({ connection, clock, cipher }),
    outbox: new MongoOutbox({ connection, clock, events, logger }),
    async start() {
      await createAuditIndexes(connection);
      await createMutationIndexes(connection);
      sealer.start();
    },
    async stop() {
      await sealer.stop();
      await audit.close();
    },
  };
}
