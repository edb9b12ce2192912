import type { Caller } from '../kernel/caller.js';
import { Fault } from '../kernel/errors.js';

const ACCOUNT = 'account:';

/** In whose name somebody has something here: the person's, or the account's (`account:<id>`) where nobody is proved. Throws UNAUTHENTICATED. */
export function holderOf({ accountId }: Pick<Caller, 'accountId'>, personId: string | null): string {
  if (accountId === null) throw new Fault('UNAUTHENTICATED');
  return personId ?? `${ACCOUNT}${accountId}`;
}

/** The person whose name it is; null where it is an account's, or nobody's. */
export function personOf(holder: string | null): string | null {
  return holder === null || holder.startsWith(ACCOUNT) ? null : holder;
}

/** The same for what names people in a list: audit records, policies. */
export function personIdsOf(...holders: readonly (string | null)[]): string[] {
  return [...new Set(holders.flatMap((holder) => personOf(holder) ?? []))];
}
