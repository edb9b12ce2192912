import type { Resolvers } from '../../__generated__/resolvers.js';
import type { AccountsService } from './service.js';

/** Resolvers of accounts: Query.account(s), createStaffAccount, setAccountDisabled, and what an account says of itself. */
export function createAccountsResolvers(service: AccountsService) {
  return {
    Query: {
      account: (_root, { id }, { caller }) => service.get(caller, id),
      accounts: (_root, { search, first, after }, { caller }) => service.search(caller, { search, first, after }),
    },
    Mutation: {
      createStaffAccount: (_root, { input, idempotencyKey }, { caller }) => service.createStaff(caller, input, idempotencyKey),
      setAccountDisabled: (_root, { id, disabled, reason, idempotencyKey }, { caller }) => service.setDisabled(caller, id, disabled, reason, idempotencyKey),
    },
    Account: {
      phone: (account) => service.maskedPhoneOf(account),
    },
  } satisfies Resolvers;
}
