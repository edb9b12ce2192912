import type { Resolvers } from '../../__generated__/resolvers.js';
import { inLanguage } from '../../kernel/languages.js';
import type { EmergencyService } from './emergency/service.js';
import type { ConsentService } from './service.js';

/** Resolvers of consents and emergency access. */
export function createConsentResolvers(service: ConsentService, emergencies: EmergencyService) {
  return {
    Query: {
      consentNotices: () => service.notices(),
      emergencyAccesses: (_root, args, { caller }) => emergencies.list(caller, args),
    },
    Mutation: {
      giveConsent: (_root, { purpose, version, idempotencyKey }, { caller }) => service.give(caller, purpose, version, idempotencyKey),
      withdrawConsent: (_root, { purpose, idempotencyKey }, { caller }) => service.withdraw(caller, purpose, idempotencyKey),
      breakGlass: (_root, { personId, reason, idempotencyKey }, { caller }) => emergencies.open(caller, personId, reason, idempotencyKey),
      reviewEmergencyAccess: (_root, { id, justified, note, idempotencyKey }, { caller }) => emergencies.review(caller, id, justified, note, idempotencyKey),
    },
    Me: { consents: ({ caller }) => service.list(caller) },
    ConsentNotice: {
      title: ({ title }, { language }) => inLanguage(title, language),
      text: ({ text }, { language }) => inLanguage(text, language),
    },
  } satisfies Resolvers;
}
