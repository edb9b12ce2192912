import type { Resolvers } from '../../__generated__/resolvers.js';
import { inLanguage } from '../../kernel/languages.js';
import type { AccessLogService } from './service.js';

/** Resolvers of the access log: Me.accessLog, Me.disputes, disputes and their answers, the audit administrator's search. */
export function createAccessLogResolvers(service: AccessLogService) {
  return {
    Query: {
      auditRecords: (_root, { filter, first, after }, { caller }) => service.auditRecords(caller, filter, { first, after }),
      accessDisputes: (_root, { state, first, after }, { caller }) => service.listDisputes(caller, state, { first, after }),
    },
    Mutation: {
      disputeAccess: (_root, { entryId, reason, idempotencyKey }, { caller }) => service.dispute(caller, entryId, reason, idempotencyKey),
      resolveDispute: (_root, { id, finding, upheld, idempotencyKey }, { caller }) => service.resolve(caller, id, finding, upheld, idempotencyKey),
    },
    Me: {
      accessLog: ({ caller }, { first, after }) => service.list(caller, { first, after }),
      disputes: ({ caller }) => service.ownDisputes(caller),
    },
    AccessEntry: {
      who: ({ who }, { language }) => inLanguage(who, language),
      what: ({ what }, { language }) => inLanguage(what, language),
      purpose: ({ purpose }, { language }) => inLanguage(purpose, language),
    },
  } satisfies Resolvers;
}
