import type { Resolvers } from '../../__generated__/resolvers.js';
import { inLanguage } from '../../kernel/languages.js';
import type { InboxStateEntity } from '../contract.js';
import type { InboxService } from './service.js';

/** Resolvers of the inbox: its queries, mutations and subscription, and Message. */
export function createInboxResolvers(service: InboxService) {
  return {
    Query: {
      inbox: (_root, args, { caller }) => service.list(caller, args),
      inboxState: (_root, _args, { caller }) => service.state(caller),
    },
    Mutation: {
      markMessageRead: (_root, { id }, { caller }) => service.markRead(caller, id),
      markAllMessagesRead: (_root, { upTo }, { caller }) => service.markAllRead(caller, upTo),
      deleteMessage: async (_root, { id }, { caller }) => {
        await service.remove(caller, id);
        return true;
      },
    },
    Subscription: {
      inboxChanged: {
        subscribe: (_root, _args, { caller }) => service.watch(caller),
        resolve: (state: InboxStateEntity) => state,
      },
    },
    Message: {
      title: ({ title }, { language }) => inLanguage(title, language),
      body: ({ body }, { language }) => inLanguage(body, language),
    },
  } satisfies Resolvers;
}
