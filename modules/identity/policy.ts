import type { ModulePolicies } from '../kernel/policy/types.js';
import { accessLogActions, accessLogFields } from './access-log/policy.js';
import { guestActions, guestFields } from './accounts/guests/policy.js';
import { accountActions, accountFields } from './accounts/policy.js';
import { consentActions, consentFields } from './consent/policy.js';
import { delegationActions, delegationFields } from './delegation/policy.js';
import { myDataActions, myDataFields } from './my-data/policy.js';
import { organisationActions, organisationFields } from './organisations/policy.js';
import { peopleActions, peopleFields } from './people/policy.js';
import { sessionActions, sessionFields } from './sessions/policy.js';
import { signInActions, signInFields } from './sign-in/policy.js';
import { sitesActions, sitesFields } from './sites/policy.js';

/** Who may do what in identity, and which action each field of its contract stands for. */
export const identityPolicies: ModulePolicies = {
  actions: {
    ...accessLogActions, ...accountActions, ...consentActions, ...delegationActions, ...guestActions, ...myDataActions, ...organisationActions, ...peopleActions,
    ...sessionActions, ...signInActions, ...sitesActions,
  },
  fields: {
    ...accessLogFields, ...accountFields, ...consentFields, ...delegationFields, ...guestFields, ...myDataFields, ...organisationFields, ...peopleFields,
    ...sessionFields, ...signInFields, ...sitesFields,
  },
};
