import type { Resolvers } from '../../__generated__/resolvers.js';
import { inLanguage } from '../../kernel/languages.js';
import type { CorrectionsService } from './corrections.js';
import type { MyDataService } from './service.js';

/** Resolvers of one's own data: export, correction, deletion. */
export function createMyDataResolvers(service: MyDataService, corrections: CorrectionsService) {
  return {
    Query: { corrections: (_root, args, { caller }) => corrections.list(caller, args) },
    Me: { corrections: ({ caller }) => corrections.own(caller) },
    Mutation: {
      exportMyData: (_root, { idempotencyKey }, { caller }) => service.export(caller, idempotencyKey),
      requestCorrection: (_root, { input, idempotencyKey }, { caller }) => corrections.request(caller, input, idempotencyKey),
      decideCorrection: (_root, { id, apply, note, idempotencyKey }, { caller }) => corrections.decide(caller, id, { apply, note }, idempotencyKey),
      deleteMyAccount: (_root, { idempotencyKey }, { caller }) => service.erase(caller, idempotencyKey),
    },
    DeletionReport: { deleted: ({ deleted }, { language }) => deleted.map((text) => inLanguage(text, language)) },
    KeptData: {
      what: ({ what }, { language }) => inLanguage(what, language),
      because: ({ because }, { language }) => inLanguage(because, language),
    },
  } satisfies Resolvers;
}
