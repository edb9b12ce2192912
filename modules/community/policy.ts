import type { ModulePolicies } from '../kernel/policy/types.js';
import { affairsPolicies } from './affairs/policy.js';
import { approvalPolicies } from './approval/policy.js';
import { documentsPolicies } from './documents/policy.js';
import { queuePolicies } from './queue/policy.js';

/** Who may do what in the community module, and which action each field of its contract stands for: one line a feature. */
const features: readonly ModulePolicies[] = [affairsPolicies, approvalPolicies, documentsPolicies, queuePolicies];

export const communityPolicies: ModulePolicies = {
  actions: Object.assign({}, ...features.map(({ actions }) => actions)) as ModulePolicies['actions'], // a join of tables is a table
  fields: Object.assign({}, ...features.map(({ fields }) => fields)) as ModulePolicies['fields'],
};
