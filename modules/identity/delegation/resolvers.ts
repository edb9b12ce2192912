import type { Resolvers } from '../../__generated__/resolvers.js';
import { inLanguage } from '../../kernel/languages.js';
import type { ConfirmingService } from './confirming.js';
import type { DelegationService } from './service.js';

/** Resolvers of delegations: claims, grants, confirmations, ends, Me.delegationsHeld, Given and ToConfirm, ActingFor.delegation. */
export function createDelegationResolvers(service: DelegationService, confirming: ConfirmingService) {
  return {
    Query: {
      guardianshipClaims: (_root, args, { caller }) => confirming.list(caller, args),
    },
    Mutation: {
      claimGuardianship: (_root, { input, idempotencyKey }, { caller }) => service.claim(caller, input, idempotencyKey),
      grantDelegation: (_root, { input, idempotencyKey }, { caller }) => service.grant(caller, input, idempotencyKey),
      confirmDelegation: (_root, { id, idempotencyKey }, { caller }) => confirming.confirm(caller, id, idempotencyKey),
      refuseDelegation: (_root, { id, reason, idempotencyKey }, { caller }) => confirming.refuse(caller, id, reason, idempotencyKey),
      revokeDelegation: (_root, { id, idempotencyKey }, { caller }) => service.revoke(caller, id, idempotencyKey),
    },
    Me: {
      delegationsHeld: ({ caller }) => service.held(caller),
      delegationsGiven: ({ caller }) => service.given(caller),
      delegationsToConfirm: ({ caller }) => confirming.toConfirm(caller),
    },
    ActingFor: { delegation: ({ delegationId }) => service.acting(delegationId) },
    Delegation: {
      endsBecause: ({ endsBecause }, { language }) => (endsBecause === null ? null : inLanguage(endsBecause, language)),
      refusal: (delegation) => confirming.refusalOf(delegation),
    },
    DelegationResult: { __resolveType: (outcome) => ('reason' in outcome ? 'DelegationRefused' : 'Delegation') },
    DelegationRefused: { message: ({ text }, { language }) => inLanguage(text, language) },
  } satisfies Resolvers;
}
