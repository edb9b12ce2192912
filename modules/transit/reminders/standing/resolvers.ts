import type { Resolvers } from '../../../__generated__/resolvers.js';
import type { StandingService } from './service.js';

/** Resolvers of reminders that stand without an open page. */
export function createStandingResolvers(service: StandingService) {
  return {
    Query: {
      transitReminders: (_root, _args, { caller }) => service.list(caller),
    },
    Mutation: {
      subscribeTransitReminder: (_root, { reminder, idempotencyKey }, { caller }) => service.subscribe(caller, reminder, idempotencyKey),
      cancelTransitReminder: async (_root, { id }, { caller }) => {
        await service.cancel(caller, id);
        return true;
      },
    },
  } satisfies Resolvers;
}
