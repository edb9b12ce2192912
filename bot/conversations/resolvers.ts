import type { Resolvers } from '../../modules/__generated__/resolvers.js';
import type { ConversationsService } from './service.js';
import type { ConversationChange } from './types.js';

/** Resolvers of conversations: Query.conversation, its mutations and subscription, and their types. */
export function createConversationsResolvers(service: ConversationsService) {
  return {
    Query: {
      conversation: (_root, { id }, { caller }) => service.find(caller, id),
    },
    Mutation: {
      startConversation: (_root, _args, { caller }) => service.start(caller),
      sendMessage: (_root, { conversationId, text, position, actAs, idempotencyKey }, { caller }) => service.send(caller, { conversationId, text, position, actAs, idempotencyKey }),
      resumeConversation: (_root, { conversationId, idempotencyKey }, { caller }) => service.resume(caller, conversationId, idempotencyKey),
      rateTurn: (_root, { conversationId, turnId, helpful }, { caller }) => service.rate(caller, conversationId, turnId, helpful),
    },
    Subscription: {
      conversation: {
        subscribe: (_root, { id }, { caller }) => service.watch(caller, id),
        resolve: (change: ConversationChange) => change,
      },
    },
    Conversation: {
      turns: ({ turns }, { last }) => turns.slice(-Math.min(Math.max(last, 1), 100)),
      handover: ({ handover }) => handover?.state ?? null,
      waitingBefore: ({ handover }) => handover?.waitingBefore ?? null,
    },
    ConversationUpdate: {
      handover: ({ handover }) => handover?.state ?? null,
      waitingBefore: ({ handover }) => handover?.waitingBefore ?? null,
    },
  } satisfies Resolvers;
}
