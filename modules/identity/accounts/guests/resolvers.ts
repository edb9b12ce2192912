import type { Resolvers } from '../../../__generated__/resolvers.js';
import { CODE } from '../../sign-in/codes.js';
import { attemptOf } from '../../sign-in/resolvers.js';
import { registeredText } from './rules.js';
import type { GuestsService } from './service.js';

/** Resolvers of guest accounts: registerGuest, its phone, its deletion, Me.guest. */
export function createGuestsResolvers(guests: GuestsService) {
  return {
    Mutation: {
      registerGuest: (_root, { input, idempotencyKey }, context) => guests.register(attemptOf(context), input, idempotencyKey),
      requestGuestPhoneCode: async (_root, _args, { caller, client }) => {
        await guests.requestPhoneCode(caller, client.address);
        return { retryAfterSeconds: CODE.againSeconds };
      },
      confirmGuestPhone: (_root, { code }, { caller }) => guests.confirmPhone(caller, code),
      deleteGuestAccount: async (_root, { idempotencyKey }, { caller, client }) => {
        const done = await guests.remove(caller, idempotencyKey);
        client.closeSession();
        return done;
      },
    },
    Me: {
      guest: ({ caller }) => guests.own(caller),
    },
    GuestRegistered: {
      message: ({ login, recovery }, { language }) => registeredText(login, recovery, language),
    },
  } satisfies Resolvers;
}
