import type { Connection } from 'mongoose';
import type { Audit } from '../../../kernel/audit/index.js';
import type { Clocks } from '../../../kernel/clock.js';
import type { FieldCipher } from '../../../kernel/crypto/index.js';
import type { Mutations } from '../../../kernel/idempotency.js';
import type { Logger } from '../../../kernel/module.js';
import type { Authoriser } from '../../../kernel/policy/port.js';
import type { Notifier } from '../../../messages/contract.js';
import type { Feeds } from '../../realtime/feeds.js';

/** What reminders that stand without an open page need beside the feeds. */
export interface StandingPorts {
  readonly connection: Connection;
  readonly authoriser: Authoriser;
  readonly audit: Audit;
  readonly mutations: Mutations;
  readonly cipher: FieldCipher;
  readonly notifier: Notifier;
}

/** What the service stands on; `tickMs`: the machine's milliseconds between two looks. */
export interface StandingDeps extends StandingPorts {
  readonly feeds: Feeds;
  readonly clocks: Clocks;
  readonly logger: Logger;
  readonly tickMs?: number;
}
