import type { FieldPolicies, PolicyTable } from '../../../kernel/policy/types.js';

/** Who may do what with guest accounts. */
export const guestActions: PolicyTable = {
  'identity.guest.register': { anyone: true, because: 'a visitor who has just arrived is nobody yet; counted by address and by passport' },
  'identity.guest.own': { signedIn: true, because: 'what a guest said of himself, to himself; the service asks whose it is' },
  'identity.guest.delete': { signedIn: true, because: 'the service asks for a sign-in or a second factor within the last ten minutes' },
};

/** Which action stands behind each field of guest accounts. */
export const guestFields: FieldPolicies = {
  'Mutation.registerGuest': 'public',
  'Mutation.requestGuestPhoneCode': 'identity.guest.own',
  'Mutation.confirmGuestPhone': 'identity.guest.own',
  'Mutation.deleteGuestAccount': 'identity.guest.delete',
  'Me.guest': 'identity.guest.own',
  'Guest.*': 'parent',
  'GuestRegistered.*': 'parent',
};
