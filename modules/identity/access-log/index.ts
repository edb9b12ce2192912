export { createActorNames } from './actors.js';
export { accessLogMessages } from './messages.js';
export { createDisputeIndexes } from './model.js';
export { accessLogPersonalData } from './personal-data.js';
export { identityPhrases, mergePhrases, purposePhrases, unphrasedActions, type Phrases } from './phrases.js';
export { accessLogActions, accessLogFields } from './policy.js';
export { createAccessLogResolvers } from './resolvers.js';
export { AccessLogService, type AccessLogDeps } from './service.js';
