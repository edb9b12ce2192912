import type { ActingFor } from '../../modules/kernel/caller.js';
import { maskName } from '../../modules/kernel/identifiers.js';
import type { SignOnAccount } from './ports.js';

/** Claims as a site gets them (OpenID Connect Core §5.1, with two of our own). */
export interface SiteClaims {
  readonly sub: string;
  readonly [claim: string]: string | boolean | null | { readonly kind: string; readonly name: string; readonly scopes: readonly string[] };
}

/**
 * What a site is told of somebody, by the scopes that were granted to it: a name is masked unless its owner agreed to
 * `real_name`. Ids of people never leave: a principal is named, and told apart by the delegation's scopes only.
 */
export function claimsFor(account: SignOnAccount, actingFor: ActingFor | null, scopes: ReadonlySet<string>): SiteClaims {
  const whole = scopes.has('real_name');
  const personal = scopes.has('profile') || whole;
  return {
    sub: account.accountId,
    ...(personal ? { name: whole ? account.name : maskName(account.name), name_masked: !whole } : {}),
    ...(whole ? { identity_proofed: account.proofed } : {}),
    ...(scopes.has('phone') && account.phone !== null ? { phone_number: international(account.phone), phone_number_verified: true } : {}),
    ...(scopes.has('delegation') ? { acting_for: actingFor ? { kind: actingFor.kind, name: whole || actingFor.kind === 'organisation' ? actingFor.displayName : maskName(actingFor.displayName), scopes: actingFor.scopes } : null } : {}),
  };
}

/** E.164, as the claim wants it. Mainland numbers are kept without their country. */
function international(phone: string): string {
  return phone.startsWith('+') ? phone : `+86${phone}`;
}
