import type { ModulePolicies } from '../kernel/policy/types.js';

/** Who may do what with messages, and which action stands behind each field. */
export const messagesPolicies: ModulePolicies = {
  actions: {
    'messages.inbox.read': { self: true, delegated: 'messages.read', scope: 'messages.read', because: 'a guardian reads what the school or the clinic writes to the child; nobody at any desk reads anybody’s messages' },
    'messages.inbox.mark': { self: true, delegated: 'messages.read', because: 'who may read may say that it was read' },
    'messages.inbox.delete': { self: true, because: 'whoever acts for somebody must not be able to remove what they were told' },
    'messages.preferences.read': { self: true },
    'messages.preferences.change': { self: true, limit: { times: 60, seconds: 3600 }, because: 'where somebody’s phone rings is theirs alone to say; limited, for no hand changes them so often' },
  },
  fields: {
    'Query.inbox': 'messages.inbox.read',
    'Query.inboxState': 'messages.inbox.read',
    'Query.messagePreferences': 'messages.preferences.read',
    'Mutation.markMessageRead': 'messages.inbox.mark',
    'Mutation.markAllMessagesRead': 'messages.inbox.mark',
    'Mutation.deleteMessage': 'messages.inbox.delete',
    'Mutation.setMessagePreferences': 'messages.preferences.change',
    'Subscription.inboxChanged': 'messages.inbox.read',
    'Message.*': 'parent',
    'MessageConnection.*': 'parent',
    'MessageEdge.*': 'parent',
    'MessageDelivery.*': 'parent',
    'InboxState.*': 'parent',
    'MessagePreferences.*': 'parent',
    'KindPreference.*': 'parent',
    'QuietHours.*': 'parent',
  },
};
