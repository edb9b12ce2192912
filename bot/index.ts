import path from 'node:path';
import { mergeResolvers } from '@graphql-tools/merge';
import type { Redis } from 'ioredis';
import type { Connection } from 'mongoose';
import type { Resolvers } from '../modules/__generated__/resolvers.js';
import type { Audit } from '../modules/kernel/audit/port.js';
import type { WorkingCalendar } from '../modules/kernel/calendar.js';
import type { Caller } from '../modules/kernel/caller.js';
import type { Clocks } from '../modules/kernel/clock.js';
import type { FieldCipher } from '../modules/kernel/crypto/index.js';
import type { EventBus } from '../modules/kernel/events.js';
import type { Mutations } from '../modules/kernel/idempotency.js';
import type { LexiconSource } from '../modules/kernel/lexicon.js';
import type { DistrictModule, Logger } from '../modules/kernel/module.js';
import type { PersonalData } from '../modules/kernel/personal-data.js';
import type { Authoriser } from '../modules/kernel/policy/port.js';
import { projectRoot } from '../modules/kernel/root.js';
import type { ModulePolicies } from '../modules/kernel/policy/types.js';
import { createBotPersonalData } from './conversations/personal-data.js';
import { createConversationsResolvers } from './conversations/resolvers.js';
import { ConversationsService } from './conversations/service.js';
import { createMemoryConversations, createRedisConversations } from './conversations/store.js';
import { Dialogue } from './dialogue/engine.js';
import { executeAs, type Contract } from './execute.js';
import { createHandoverResolvers } from './handover/resolvers.js';
import { HandoverService, type ResidentInbox, type StaffInbox } from './handover/service.js';
import { createKnowledge } from './knowledge.js';
import { readEvaluation } from './learning/evaluation.js';
import { createLearningResolvers } from './learning/resolvers.js';
import { LearningService } from './learning/service.js';
import { trainerHere, type Trainer } from './learning/trainer.js';
import { LogService } from './log/service.js';
import { botPolicies } from './policy.js';

/** What the assistant stands on. */
export interface BotDeps {
  readonly connection: Connection;
  readonly redis: Redis | null;
  readonly clocks: Clocks;
  readonly events: EventBus;
  readonly logger: Logger;
  readonly cipher: FieldCipher;
  readonly authoriser: Authoriser;
  readonly audit: Audit;
  readonly mutations: Mutations;
  /** The contract in this process. */
  readonly contract: Contract;
  /** Folder of the repository's data: names and questions that no module hands over yet. */
  readonly dataFolder: string;
  /** Folder of the evaluation that a new training must pass (bot/evaluation/README.md); absent: the project's. */
  readonly evaluationFolder?: string;
  /** How trainings are carried out; absent: in a thread of its own where this runs as the built server. */
  readonly trainer?: Trainer;
  /** The modules' names, live. */
  readonly lexicons: readonly LexiconSource[];
  /** The caller acting by a delegation of theirs; throws FORBIDDEN where it does not hold. */
  readonly actingAs: (caller: Caller, delegationId: string) => Promise<Caller>;
  /** Working days and holidays. */
  readonly calendar: WorkingCalendar;
  /** When somebody answers on working days, `HH:MM`. */
  readonly serviceHours: { readonly from: string; readonly until: string };
  readonly inbox: StaffInbox;
  readonly residents: ResidentInbox;
  /** What residents see of whoever serves them. */
  readonly nameOf: (caller: Caller) => Promise<string>;
}

/** The assistant as the gateway sees it. */
export interface Bot extends DistrictModule<Resolvers> {
  readonly policies: ModulePolicies;
  readonly personalData: readonly PersonalData[];
  readonly conversations: ConversationsService;
}

/** Creates the assistant. Nothing runs before `start`, after which it is trained while messages wait and nothing else does. */
export function createBot(deps: BotDeps): Bot {
  const { connection, redis, clocks, cipher, authoriser, audit, contract, events, logger } = deps;
  const knowledge = createKnowledge({ dataFolder: deps.dataFolder, lexicons: deps.lexicons, holidays: deps.calendar.holidays, clock: clocks.service });
  const dialogue = new Dialogue({ engine: knowledge.engine, skills: knowledge.skills, lookUp: knowledge.lookUp });
  const evaluation = readEvaluation(deps.evaluationFolder ?? path.join(projectRoot(), 'bot/evaluation/data'));
  const learning = new LearningService({ ...deps, clock: clocks.system, engine: knowledge.engine, trainer: deps.trainer ?? trainerHere(), task: () => ({ ...knowledge.task(), evaluation }) });
  const log = new LogService({ connection, authoriser, audit, clock: clocks.system, logger, versions: () => ({ training: learning.version, lexicon: knowledge.lexiconVersion() }) });
  const parts: { conversations?: ConversationsService } = {};
  // A hand-over writes into conversations, and conversations ask for hand-overs: one of the two has to come later.
  const handovers = new HandoverService({
    ...deps,
    redact: (text) => knowledge.engine.redact(text),
    hours: { ...deps.serviceHours, worksOn: (day) => deps.calendar.worksOn(day) },
    conversations: () => {
      if (!parts.conversations) throw new Error('conversations are not there yet');
      return parts.conversations;
    },
  });
  const conversations = (parts.conversations = new ConversationsService({
    dialogue, handovers, log, ready: () => learning.ready(), authoriser, audit, clocks, events, engine: knowledge.engine, actingAs: deps.actingAs,
    store: redis ? createRedisConversations(redis, cipher) : createMemoryConversations(clocks.system), executeAs: (caller) => executeAs(contract, caller),
  }));
  return {
    resolvers: mergeResolvers([createConversationsResolvers(conversations), createHandoverResolvers(handovers), createLearningResolvers(learning, log)]),
    routes: [],
    policies: botPolicies,
    personalData: [createBotPersonalData(handovers)],
    conversations,
    async start() {
      await handovers.prepare();
      await log.prepare();
      knowledge.start();
      await learning.start();
    },
    async stop() {
      learning.stop();
      knowledge.stop();
      conversations.stop();
      await log.stop();
    },
  };
}

export type { Contract } from './execute.js';
export { botMessages } from './messages.js';
export { botPolicies } from './policy.js';
