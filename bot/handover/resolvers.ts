import type { Resolvers } from '../../modules/__generated__/resolvers.js';
import type { HandoverService } from './service.js';
import { watchQueue } from './watch.js';

/** Resolvers of hand-overs: the clerk's queue and what is done with it. */
export function createHandoverResolvers(service: HandoverService) {
  return {
    Query: {
      handovers: (_root, args, { caller }) => service.list(caller, args),
    },
    Mutation: {
      takeHandover: (_root, { id }, { caller }) => service.take(caller, id),
      answerHandover: (_root, { id, text, idempotencyKey }, { caller }) => service.answer(caller, id, text, idempotencyKey),
      endHandover: (_root, { id }, { caller }) => service.end(caller, id),
    },
    Subscription: {
      handoverQueue: {
        subscribe: (_root, _args, { caller }) => watchQueue(caller, service),
        resolve: (queue: Awaited<ReturnType<HandoverService['queue']>>) => queue,
      },
    },
    Handover: {
      waitingBefore: ({ id }) => service.waitingBefore(id),
      turns: async (handover, _args, { caller }) => [...(await service.turns(caller, handover))],
    },
  } satisfies Resolvers;
}
