import type { Resolvers } from '../../__generated__/resolvers.js';
import { inLanguage } from '../../kernel/languages.js';
import type { MyDataService } from './service.js';

/** Resolvers of one's own data: export, correction, deletion. */
export function createMyDataResolvers(service: MyDataService) {
  return {
    Mutation: {
      exportMyData: (_root, { idempotencyKey }, { caller }) => service.export(caller, idempotencyKey),
      requestCorrection: (_root, { input, idempotencyKey }, { caller }) => service.requestCorrection(caller, input, idempotencyKey),
      decideCorrection: (_root, { id, apply, idempotencyKey }, { caller }) => service.decideCorrection(caller, id, apply, idempotencyKey),
      deleteMyAccount: (_root, { idempotencyKey }, { caller }) => service.erase(caller, idempotencyKey),
    },
    DeletionReport: { deleted: ({ deleted }, { language }) => deleted.map((text) => inLanguage(text, language)) },
    KeptData: {
      what: ({ what }, { language }) => inLanguage(what, language),
      because: ({ because }, { language }) => inLanguage(because, language),
    },
  } satisfies Resolvers;
}
