import { mergeResolvers } from '@graphql-tools/merge';
import type { Resolvers } from '../__generated__/resolvers.js';
import type { LexiconSource } from '../kernel/lexicon.js';
import type { DistrictModule } from '../kernel/module.js';
import type { PersonalData } from '../kernel/personal-data.js';
import { createAffairs, type Affairs } from './affairs/index.js';
import { createApproval } from './approval/index.js';
import type { CommunityDeps, Feature } from './deps.js';
import { createDocuments } from './documents/index.js';
import { createQueue } from './queue/index.js';
import type { MachineService } from './queue/machines.js';

/** The community module as the gateway sees it. */
export interface Community extends DistrictModule<Resolvers> {
  readonly personalData: readonly PersonalData[];
  /** Names of the district's affairs. */
  readonly lexicon: LexiconSource;
  /** Whose token a device comes with. */
  readonly machines: Pick<MachineService, 'resolve'>;
  /** Loads the sample district's affairs, centres and windows; safe to run again. */
  seed(): Promise<void>;
}

/** Creates the community module: affairs, their approval, queues and appointments. Nothing runs before `start`. */
export function createCommunity(deps: CommunityDeps): Community {
  const documents = createDocuments(deps);
  const queue = createQueue(deps, { services: () => affairs.catalogue.list({}).map(({ definition: { id, name } }) => ({ id, name })) });
  const approval = createApproval({ ...deps, moreTodos: () => [affairs.todos, ...(deps.moreTodos?.() ?? [])] }, {
    documents: documents.service, visits: queue.visits,
    files: { frozen: (...args) => affairs.attachments.frozen(...args), keep: (...args) => affairs.attachments.keep(...args) },
    services: (id, version) => (version === undefined ? affairs.catalogue.lastOffered(id) : affairs.catalogue.version(id, version))?.definition ?? null,
  });
  const affairs: Affairs = createAffairs(deps, { documents: documents.service, cases: approval.cases, centres: queue.centres });
  // In the order in which they start: what later ones stand on is there first.
  const features: readonly Feature[] = [documents, approval, affairs, queue];
  return {
    resolvers: mergeResolvers<Resolvers, unknown>(features.map(({ resolvers }) => resolvers)),
    routes: features.flatMap(({ routes }) => routes),
    personalData: features.flatMap(({ personalData }) => personalData),
    lexicon: affairs.lexicon,
    machines: queue.machines,
    async seed() {
      for (const feature of features) await feature.seed?.();
    },
    async start() {
      for (const feature of features) await feature.start();
    },
    async stop() {
      for (const feature of features.toReversed()) await feature.stop();
    },
  };
}

export type { CommunityDeps } from './deps.js';
export type { Directory, OrganisationRef, People, PersonFacts } from './contract.js';
export { isMachineToken } from './queue/machines.js';
export { communityPolicies } from './policy.js';
export { communityTemplates } from './templates.js';
