import type { ModulePolicies } from '../../kernel/policy/types.js';
import { applicationActions, applicationFields } from './applications/policy.js';
import { catalogueActions, catalogueFields } from './catalogue/policy.js';
import { profileActions, profileFields } from './profile/policy.js';

/** Who may do what with affairs, and which action each field of their contract stands for. */
export const affairsPolicies: ModulePolicies = {
  actions: { ...catalogueActions, ...profileActions, ...applicationActions },
  fields: { ...catalogueFields, ...profileFields, ...applicationFields },
};
