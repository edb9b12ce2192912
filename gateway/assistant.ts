import path from 'node:path';
import type { ClientSession } from 'mongoose';
import { createBot, type Bot, type BotDeps, type Contract } from '../bot/index.js';
import { readWorkingCalendar } from '../modules/kernel/calendar.js';
import type { Logger } from '../modules/kernel/module.js';
import type { Config } from './config.js';
import type { Kernel } from './kernel.js';
import type { Modules } from './modules.js';
import type { Stores } from './stores.js';

/** What the assistant is built from. */
export interface AssistantDeps {
  readonly config: Config;
  readonly logger: Logger;
  readonly stores: Stores;
  readonly kernel: Kernel;
  readonly modules: Pick<Modules, 'identity' | 'messages' | 'transit' | 'community'>;
  readonly contract: Contract;
  /** How it is trained; undefined: as the server does. */
  readonly trainer: BotDeps['trainer'];
}

/** Builds the assistant on the modules: it knows their names, talks by their contract, and calls their staff. */
export function createAssistant({ config, logger, stores, kernel, modules: { identity, messages, transit, community }, contract, trainer }: AssistantDeps): Bot {
  const { connection, redis, clocks, events } = stores;
  const { cipher, audit, mutations } = kernel;
  const dataFolder = path.join(config.root, 'data');
  return createBot({
    connection, redis, clocks, events, logger, cipher, audit, mutations, contract, dataFolder, ...(trainer ? { trainer } : {}),
    authoriser: identity.authoriser, lexicons: [transit.lexicon, community.lexicon], calendar: readWorkingCalendar(path.join(dataFolder, 'calendar/public-holidays.json')),
    serviceHours: { from: config.SERVICE_HOURS[0], until: config.SERVICE_HOURS[1] },
    actingAs: (caller, delegationId) => identity.actingAs(caller, delegationId), nameOf: (caller) => identity.staff.nameOf(caller),
    residents: {
      answer: (session, { personId, clerk, words, key }) => messages.notifier.notify(session, { personId, template: 'bot.handover-answered', params: { clerk, words }, key, link: '/assistant' }),
    },
    inbox: {
      async tell(session: ClientSession, handoverId: string) {
        for (const personId of await identity.staff.holdersOf('clerk')) {
          await messages.notifier.notify(session, { personId, template: 'bot.handover-left', params: {}, key: `bot.handover:${handoverId}`, link: '/console' });
        }
      },
    },
  });
}
