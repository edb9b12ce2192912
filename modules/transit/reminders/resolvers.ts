import type { Resolvers } from '../../__generated__/resolvers.js';
import type { TransitReminderEntity } from '../contract.js';
import type { RemindersService } from './service.js';

/** Resolvers of reminders: Subscription.transitReminder and TransitReminder. */
export function createRemindersResolvers(service: RemindersService) {
  return {
    Subscription: {
      transitReminder: {
        subscribe: (_root, { reminder }, { caller }) => service.watch(caller, reminder),
        resolve: (message: TransitReminderEntity) => message,
      },
    },
    TransitReminder: {
      message: ({ texts }, { language }) => texts[language ?? 'ZH_HANS'],
    },
  } satisfies Resolvers;
}
