import type { ModulePolicies } from '../../kernel/policy/types.js';
import { caseActions, caseFields } from './cases/policy.js';

/** Who may do what with cases and what goes with them, and which action each field of their contract stands for. */
export const approvalPolicies: ModulePolicies = { actions: { ...caseActions }, fields: { ...caseFields } };
