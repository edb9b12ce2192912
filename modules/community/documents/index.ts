import type { Resolvers } from '../../__generated__/resolvers.js';
import type { Door } from '../../kernel/module.js';
import type { CommunityDeps, Feature } from '../deps.js';
import { DocumentsService } from './service.js';

/** The documents feature as `modules/community/index.ts` joins it. */
export interface Documents extends Feature {
  readonly service: DocumentsService;
}

/** Where a document's paper is, as PDF, for whoever may see it. */
export const paperUrl = (code: string): string => `/documents/${code}/paper.pdf`;

/** Creates the documents feature. */
export function createDocuments(deps: CommunityDeps): Documents {
  const service = new DocumentsService(deps);
  const paper: Door = {
    method: 'GET', path: '/documents/:code/paper.pdf', maxBodyBytes: 0,
    async handle({ caller, params }) {
      const { bytes, name } = await service.paper(caller, params.code ?? '');
      return { contentType: 'application/pdf', headers: { 'content-disposition': `inline; filename="${name}"`, 'cache-control': 'private, no-store' }, body: bytes };
    },
  };
  return {
    service, routes: [paper], personalData: [service.personalData()], templates: [],
    resolvers: { Query: { verifyDocument: (_root, { code }) => service.verify(code) }, DocumentCheck: { paperUrl: ({ code }) => paperUrl(code) } } satisfies Resolvers,
    start: () => service.createIndexes(),
    stop: async () => undefined,
  };
}

export type { DocumentsService } from './service.js';
export type { DocumentInput, DocumentKind } from './types.js';
