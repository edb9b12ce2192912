import type { Resolvers } from '../../__generated__/resolvers.js';
import type { Door } from '../../kernel/module.js';
import type { ModulePolicies } from '../../kernel/policy/types.js';
import type { CommunityDeps, Feature } from '../deps.js';
import { DocumentsService } from './service.js';

/** The documents feature as `modules/community/index.ts` joins it. */
export interface Documents extends Feature {
  readonly service: DocumentsService;
}

/** Creates the documents feature. */
export function createDocuments(deps: CommunityDeps): Documents {
  const service = new DocumentsService(deps);
  const door: Door = {
    method: 'GET', path: '/documents/:code/paper.pdf', maxBodyBytes: 0,
    async handle({ caller, params }) {
      const { bytes, name } = await service.paper(caller, params.code ?? '');
      return { contentType: 'application/pdf', headers: { 'content-disposition': `inline; filename="${name}"`, 'cache-control': 'private, no-store' }, body: bytes };
    },
  };
  return {
    service, routes: [door], personalData: [], templates: [],
    resolvers: { Query: { verifyDocument: (_root, { code }) => service.verify(code) } } satisfies Resolvers,
    start: () => service.createIndexes(),
    stop: async () => undefined,
  };
}

/** Who may do what with issued documents. */
export const documentsPolicies: ModulePolicies = {
  actions: {
    'community.documents.read': { self: true, delegated: 'affairs.apply', posts: ['clerk', 'approver'], assurance: 'ordinary', deny: ['system-admin', 'security-admin', 'audit-admin'], because: 'the applicant’s paper; the counter prints it for them, and each look is recorded' },
  },
  fields: { 'Query.verifyDocument': 'public', 'DocumentCheck.*': 'public' },
};

export type { DocumentsService } from './service.js';
export type { DocumentInput, DocumentKind } from './types.js';
