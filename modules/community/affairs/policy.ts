import type { ModulePolicies } from '../../kernel/policy/types.js';
import { catalogueActions, catalogueFields } from './catalogue/policy.js';

/** Who may do what with affairs, and which action each field of their contract stands for. */
export const affairsPolicies: ModulePolicies = {
  actions: { ...catalogueActions },
  fields: { ...catalogueFields },
};
