import { mergeResolvers } from '@graphql-tools/merge';
import type { Connection } from 'mongoose';
import type { Resolvers } from '../__generated__/resolvers.js';
import type { Audit } from '../kernel/audit/port.js';
import type { Clocks } from '../kernel/clock.js';
import type { FieldCipher } from '../kernel/crypto/index.js';
import type { EventBus } from '../kernel/events.js';
import type { DistrictModule, Door, Logger } from '../kernel/module.js';
import type { MongoOutbox } from '../kernel/outbox.js';
import type { PersonalData } from '../kernel/personal-data.js';
import type { Authoriser } from '../kernel/policy/port.js';
import type { ConsentPort, ModulePolicies } from '../kernel/policy/types.js';
import { deliveryModel } from './channels/model.js';
import type { AddressBook, MessageTemplate, Notifier, SmsChannel, WechatChannel } from './contract.js';
import { messageModel } from './inbox/model.js';
import { createInboxResolvers } from './inbox/resolvers.js';
import { InboxService } from './inbox/service.js';
import { createMessagesPersonalData } from './personal-data.js';
import { messagesPolicies } from './policy.js';
import { preferencesModel } from './preferences/model.js';
import { createPreferencesResolvers } from './preferences/resolvers.js';
import { PreferencesService } from './preferences/service.js';
import { createNotifier } from './sending/notifier.js';
import { SendingService } from './sending/service.js';
import { createTemplateRegistry } from './templates/registry.js';

/** What messages stand on. */
export interface MessagesDeps {
  readonly connection: Connection;
  readonly clocks: Clocks;
  readonly logger: Logger;
  readonly events: EventBus;
  readonly cipher: FieldCipher;
  readonly authoriser: Authoriser;
  readonly audit: Audit;
  readonly outbox: MongoOutbox;
  /** Those of all modules. */
  readonly templates: readonly MessageTemplate[];
  readonly addresses: AddressBook;
  /** Asked before WeChat gets a message (purpose `messages.wechat`). */
  readonly consents: ConsentPort;
  /** Null: this channel is not there. */
  readonly sms: SmsChannel | null;
  readonly wechat: WechatChannel | null;
  /** Where channels' providers report. */
  readonly doors?: readonly Door[];
  /** Overrides the pause between attempts; for tests. */
  readonly pauseMs?: (attempt: number) => number;
}

/** Messages as the gateway sees them. */
export interface Messages extends DistrictModule<Resolvers> {
  /** For the other modules. Works before `start`: what is put waits in the outbox. */
  readonly notifier: Notifier;
  readonly policies: ModulePolicies;
  readonly personalData: PersonalData;
}

/** Creates the messages module. Nothing runs before `start`. Throws Error naming every fault of every template. */
export function createMessages(deps: MessagesDeps): Messages {
  const { connection, cipher, outbox, clocks } = deps;
  const clock = clocks.system;
  const templates = createTemplateRegistry(deps.templates);
  const inbox = new InboxService({ ...deps, clock });
  const preferences = new PreferencesService(deps);
  const sending = new SendingService({ ...deps, clock, preferences, changed: (personId) => inbox.changed(personId) });
  return {
    resolvers: mergeResolvers([createInboxResolvers(inbox), createPreferencesResolvers(preferences)]),
    routes: deps.doors ?? [],
    notifier: createNotifier({ connection, cipher, outbox, clock, templates }),
    policies: messagesPolicies,
    personalData: createMessagesPersonalData(inbox, preferences),
    async start() {
      await outbox.prepare();
      for (const model of [messageModel(connection), deliveryModel(connection), preferencesModel(connection)]) {
        await model.createCollection();
        await model.createIndexes();
      }
      sending.start();
    },
    async stop() {
      inbox.stop();
      await sending.stop();
    },
  };
}

export { createConsoleSms, createConsoleWechat } from './channels/console.js';
export { createHttpSms, type HttpSms } from './channels/http-sms.js';
export { messagesPolicies } from './policy.js';
