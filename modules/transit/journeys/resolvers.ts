import type { Resolvers } from '../../__generated__/resolvers.js';
import type { JourneysService } from './service.js';

/** Resolvers of `Query.plan` and what it answers with. Plain fields resolve by property. */
export function createJourneysResolvers(service: JourneysService) {
  return {
    Query: {
      plan: (_root, args, { caller }) => service.plan(caller, args),
    },
    JourneyLeg: {
      __resolveType: (leg) => ('boarding' in leg ? 'RideLeg' : 'WalkLeg'),
    },
  } satisfies Resolvers;
}
