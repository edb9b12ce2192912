import type { Connection } from 'mongoose';
import type { Resolvers } from '../__generated__/resolvers.js';
import type { BatchAudit } from '../kernel/audit/port.js';
import type { WorkingCalendar } from '../kernel/calendar.js';
import type { Caller } from '../kernel/caller.js';
import type { Clocks } from '../kernel/clock.js';
import type { FieldCipher, Keystore } from '../kernel/crypto/types.js';
import type { EventBus } from '../kernel/events.js';
import type { PieceStore, VirusScanner } from '../kernel/files/index.js';
import type { MutationBatches, Mutations } from '../kernel/idempotency.js';
import type { DistrictModule, Logger } from '../kernel/module.js';
import type { PersonalData } from '../kernel/personal-data.js';
import type { Authoriser } from '../kernel/policy/port.js';
import type { TodoSource } from '../kernel/todos.js';
import type { MessageTemplate, Notifier } from '../messages/contract.js';
import type { Directory, People, PersonalSignatures } from './contract.js';

/** What the community module stands on; each feature takes of it what it needs. */
export interface CommunityDeps {
  readonly connection: Connection;
  readonly clocks: Clocks;
  readonly events: EventBus;
  readonly logger: Logger;
  readonly keystore: Keystore;
  readonly cipher: FieldCipher;
  readonly audit: BatchAudit;
  readonly authoriser: Authoriser;
  readonly mutations: Mutations & MutationBatches;
  readonly notifier: Notifier;
  readonly calendar: WorkingCalendar;
  readonly directory: Directory;
  readonly people: People;
  /** People's own certificates; null where the district trusts no authority. */
  readonly signatures: PersonalSignatures | null;
  /** Looks through what people hand in. */
  readonly scanner: VirusScanner;
  /** Where the sealed pieces of files lie. */
  readonly pieces: PieceStore;
  /** The district's name, as papers show it. */
  readonly district: string;
  /** The district's code (GB/T 2260), with which numbers of applications begin; six digits. */
  readonly areaCode: string;
  /** Where residents reach the pages, for QR codes; without a slash at the end. Null before it is known. */
  readonly publicUrl: () => string | null;
  /** Ends the session of who calls, whose browser goes on as a device; absent: nobody's. */
  readonly endSession?: (caller: Caller) => Promise<unknown>;
  /** What waits for members of staff in other modules; absent: nothing. */
  readonly moreTodos?: () => readonly TodoSource[];
  /** Folder of the repository's data. */
  readonly dataFolder: string;
}

/** A feature of the module, as `index.ts` joins it with the others. */
export interface Feature extends DistrictModule<Resolvers> {
  readonly personalData: readonly PersonalData[];
  readonly templates: readonly MessageTemplate[];
  /** Loads the sample district's part; safe to run again. */
  seed?(): Promise<void>;
}
