export { coversScope, createAuthoriser, mergeTables, type AuthoriserDeps } from './authoriser.js';
export { contractFields, missingPolicies, policyOf, roleFieldMatrix, strayPolicies } from './matrix.js';
export type { Authoriser } from './port.js';
export type { ActionLimits, ConsentPort, FieldPolicies, Limit, ModulePolicies, PolicyTable, Rule, Subject } from './types.js';
