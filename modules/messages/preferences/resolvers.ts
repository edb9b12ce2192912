import type { Resolvers } from '../../__generated__/resolvers.js';
import type { PreferencesService } from './service.js';

/** Resolvers of preferences: Query.messagePreferences and Mutation.setMessagePreferences. */
export function createPreferencesResolvers(service: PreferencesService) {
  return {
    Query: {
      messagePreferences: (_root, _args, { caller }) => service.get(caller),
    },
    Mutation: {
      setMessagePreferences: (_root, { input }, { caller }) => service.change(caller, input),
    },
  } satisfies Resolvers;
}
