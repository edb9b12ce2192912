import path from 'node:path';
import { mergeResolvers } from '@graphql-tools/merge';
import type { Resolvers } from '../../__generated__/resolvers.js';
import type { LexiconSource } from '../../kernel/lexicon.js';
import type { CommunityDeps, Feature } from '../deps.js';
import { districtDay } from '../rules/day.js';
import { Catalogue } from './catalogue/catalogue.js';
import { createCatalogueResolvers } from './catalogue/resolvers.js';
import { readSampleCatalogue } from './catalogue/sample.js';
import { CatalogueService } from './catalogue/service.js';

/** The affairs feature as `modules/community/index.ts` joins it. */
export interface Affairs extends Feature {
  /** Names of the services, as people say them. */
  readonly lexicon: LexiconSource;
  readonly catalogue: Catalogue;
}

/** Creates the affairs feature: the catalogue, what households have told, forms and applications. Nothing runs before `start`. */
export function createAffairs(deps: CommunityDeps): Affairs {
  const { connection, clocks, events, directory } = deps;
  const sample = readSampleCatalogue(path.join(deps.dataFolder, 'district/affairs'));
  const clock = clocks.system;
  const today = (): string => districtDay(clock.now());
  const catalogue = new Catalogue({ connection, events, today, lifeEvents: sample.lifeEvents });
  const services = new CatalogueService({ ...deps, catalogue, clock, today });
  return {
    resolvers: mergeResolvers<Resolvers, unknown>([createCatalogueResolvers(services, catalogue, directory)]),
    routes: [],
    personalData: [],
    templates: [],
    lexicon: catalogue.lexicon,
    catalogue,
    seed: () => services.seed(sample),
    start: () => catalogue.start(),
    stop: async () => catalogue.stop(),
  };
}
