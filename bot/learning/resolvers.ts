import type { Resolvers } from '../../modules/__generated__/resolvers.js';
import type { LogService } from '../log/service.js';
import type { LearningService } from './service.js';

/** Resolvers of learning: what was not understood, what is in use, and teaching. */
export function createLearningResolvers(service: LearningService, log: LogService) {
  return {
    Query: {
      unclearPhrases: async (_root, { first }, { caller }) => (await log.unclear(caller, first)).map((cluster) => ({ ...cluster })),
      assistantTraining: async (_root, _args, { caller }) => {
        const training = await service.training(caller);
        return { ...training, intents: [...training.intents] };
      },
    },
    Mutation: {
      learnPhrases: async (_root, lesson, { caller }) => {
        const result = await service.learn(caller, lesson);
        return result.__typename === 'PhrasesLearnt' ? { ...result, training: { ...result.training, intents: [...result.training.intents] } } : result;
      },
    },
    PhraseCluster: {
      examples: ({ examples }) => [...examples],
      nearest: ({ nearest }) => [...nearest],
    },
  } satisfies Resolvers;
}
