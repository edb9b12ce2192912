import type { Resolvers } from '../../../__generated__/resolvers.js';
import { inLanguage } from '../../../kernel/languages.js';
import type { Objections } from './objections.js';
import type { PublicityService } from './service.js';
import type { ObjectionRefusal } from './types.js';

const REFUSED: Readonly<Record<ObjectionRefusal, { readonly zh: string; readonly en: string }>> = {
  OVER: { zh: '公示期已过，不再接收异议', en: 'The notice is over and objections are taken no longer' },
  ALREADY: { zh: '您已经对这条公示提出过异议', en: 'You have objected to this notice already' },
};

/** Resolvers of 公示. */
export function createPublicityResolvers(publicity: PublicityService, objections: Objections) {
  return {
    Query: {
      publicNotices: (_root, args) => publicity.list(args),
      caseObjections: (_root, { number }, { caller }) => objections.ofCase(caller, number),
    },
    Mutation: {
      objectToNotice: (_root, { id, reasons, idempotencyKey }, { caller }) => publicity.object(caller, id, reasons, idempotencyKey),
      lookIntoObjection: (_root, { id, findings, idempotencyKey }, { caller }) => objections.lookInto(caller, id, findings, idempotencyKey),
    },
    ObjectionResult: { __resolveType: ({ is }) => is },
    ObjectionRefused: { message: ({ reason }, { language }) => inLanguage(REFUSED[reason], language) },
  } satisfies Resolvers;
}
