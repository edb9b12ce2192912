import type { Resolvers } from '../../__generated__/resolvers.js';
import type { Assurance, Caller } from '../../kernel/caller.js';
import { Fault } from '../../kernel/errors.js';
import type { EventBus } from '../../kernel/events.js';
import { nameByPhone } from '../accounts/rules.js';
import type { AccountsService } from '../accounts/service.js';
import type { SessionsService } from './service.js';
import { watchSession } from './stream.js';
import type { MeEntity } from './types.js';

const ASSURANCE = { none: 'NONE', ordinary: 'ORDINARY', sensitive: 'SENSITIVE' } as const satisfies Record<Assurance, string>;

/** Who a caller is to themselves; null for somebody browsing and for systems. */
export function meOf(caller: Caller): MeEntity | null {
  return caller.accountId !== null && caller.sessionId !== null ? { caller } : null;
}

/** Resolvers of sessions: Query.me, what `Me` says of account and session, signOut, endSession, actAs, actInPost, Subscription.sessionChanged. */
export function createSessionsResolvers(service: SessionsService, accounts: AccountsService, events: EventBus) {
  return {
    Query: {
      me: (_root, _args, { caller }) => meOf(caller),
    },
    Mutation: {
      signOut: async (_root, _args, { caller, client }) => {
        const ended = await service.signOut(caller);
        client.closeSession();
        return ended;
      },
      endSession: async (_root, { id }, { caller, client }) => {
        const ended = await service.end(caller, id ?? null);
        if (ended > 0 && id === caller.sessionId) client.closeSession();
        return ended;
      },
      actAs: async (_root, { delegationId }, { caller, client }) => become(client, await service.actAs(caller, delegationId ?? null)),
      actInPost: async (_root, { postId }, { caller, client }) => become(client, await service.actInPost(caller, postId)),
    },
    Subscription: {
      sessionChanged: {
        subscribe: (_root, _args, { caller }) => watchSession(caller, events),
        resolve: (caller: Caller) => meOf(caller),
      },
    },
    Me: {
      account: async ({ caller }) => {
        const account = await accounts.find(caller.accountId ?? '');
        if (!account) throw new Fault('UNAUTHENTICATED');
        // A phone's new holder is not told whose account it was.
        return account.proofed && !caller.proofed ? { ...account, proofed: false, displayName: nameByPhone(accounts.phoneOf(account) ?? '') } : account;
      },
      actingFor: ({ caller }) => caller.actingFor,
      postId: ({ caller }) => caller.post?.id ?? null,
      assurance: ({ caller }) => ASSURANCE[caller.assurance],
      sensitiveUntil: ({ caller }) => service.sensitiveUntil(caller),
      sessions: ({ caller }) => service.list(caller),
    },
    ActingFor: {
      displayName: ({ displayName }) => displayName,
      notice: ({ displayName }, { language }) => (language === 'EN' ? `Acting for ${displayName}` : language === 'ZH_HANT' ? `正在為 ${displayName} 辦理` : `正在为 ${displayName} 办理`),
    },
  } satisfies Resolvers;
}

function become(client: { become(caller: Caller): void }, caller: Caller): MeEntity {
  client.become(caller);
  return { caller };
}
