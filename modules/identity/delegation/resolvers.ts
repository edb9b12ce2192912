import type { Resolvers } from '../../__generated__/resolvers.js';
import type { DelegationService } from './service.js';

/** Resolvers of delegations: claims, grants, confirmations, ends, Me.delegationsHeld and Given, ActingFor.delegation. */
export function createDelegationResolvers(service: DelegationService) {
  return {
    Mutation: {
      claimGuardianship: (_root, { input, idempotencyKey }, { caller }) => service.claim(caller, input, idempotencyKey),
      grantDelegation: (_root, { input, idempotencyKey }, { caller }) => service.grant(caller, input, idempotencyKey),
      confirmDelegation: (_root, { id, idempotencyKey }, { caller }) => service.confirm(caller, id, idempotencyKey),
      revokeDelegation: (_root, { id, idempotencyKey }, { caller }) => service.revoke(caller, id, idempotencyKey),
    },
    Me: {
      delegationsHeld: ({ caller }) => service.held(caller),
      delegationsGiven: ({ caller }) => service.given(caller),
    },
    ActingFor: { delegation: ({ delegationId }) => service.acting(delegationId) },
    Delegation: {
      endsBecause: ({ endsBecause }, { language }) => (endsBecause === null ? null : language === 'EN' ? endsBecause.en : endsBecause.zh),
    },
    DelegationResult: { __resolveType: (outcome) => ('reason' in outcome ? 'DelegationRefused' : 'Delegation') },
    DelegationRefused: { message: ({ text }, { language }) => (language === 'EN' ? text.en : text.zh) },
  } satisfies Resolvers;
}
