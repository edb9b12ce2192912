export { readLexiconData } from './data.js';
export { redact } from './slots/redact.js';
export { createLexicon, createUnderstanding, type EngineModel, type PortableUnderstander, type UnderstandingOptions } from './understanding.js';
export type * from './types.js';
