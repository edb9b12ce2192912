import type { ModulePolicies } from '../../kernel/policy/types.js';
import { caseActions, caseFields } from './cases/policy.js';
import { publicityActions, publicityFields } from './publicity/policy.js';
import { ratingActions, ratingFields } from './ratings/policy.js';
import { supervisionActions, supervisionFields } from './supervision/policy.js';
import { todoActions, todoFields } from './todos/policy.js';
import { unresolvedActions, unresolvedFields } from './unresolved/policy.js';

/** Who may do what with cases and what goes with them, and which action each field of their contract stands for. */
export const approvalPolicies: ModulePolicies = {
  actions: { ...caseActions, ...supervisionActions, ...publicityActions, ...ratingActions, ...unresolvedActions, ...todoActions },
  fields: { ...caseFields, ...supervisionFields, ...publicityFields, ...ratingFields, ...unresolvedFields, ...todoFields },
};
