import type { ModulePolicies } from '../../modules/kernel/policy/index.js';

/** Who may what of the gateway's own part of the contract: it says what answers here, and names nobody. */
export const basePolicies: ModulePolicies = {
  actions: {},
  fields: {
    'Query.service': 'public',
    'Subscription.clock': 'public',
    'ServiceInfo.*': 'public',
    'PageInfo.*': 'public',
    'Position.*': 'public',
  },
};
