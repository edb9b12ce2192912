import { Fault } from '../../kernel/errors.js';
import type { AccountsPort } from '../people/ports.js';
import type { OrganisationDirectory } from './directory.js';
import { roleOfName } from './rules.js';
import type { PostEntity, PostRoleName } from './types.js';

/** A post to give. */
export interface PostRequest {
  readonly accountId: string;
  readonly organisationId: string;
  readonly role: PostRoleName;
  readonly title: string;
  readonly from: string;
  readonly until?: string | null | undefined;
}

/** The post that is asked for, of the person behind the account. Throws BAD_INPUT, NOT_FOUND (no such organisation, or no proved person). */
export async function checkedPost({ accounts, organisations }: { readonly accounts: AccountsPort; readonly organisations: OrganisationDirectory }, request: PostRequest): Promise<Omit<PostEntity, 'id'>> {
  const title = request.title.normalize('NFC').trim();
  if (title.length === 0 || title.length > 40) throw new Fault('BAD_INPUT', { field: 'title', reason: 'expects 1 to 40 characters' });
  const until = request.until ?? null;
  if (until !== null && until < request.from) throw new Fault('BAD_INPUT', { field: 'until', reason: 'is before the first day' });
  const account = await accounts.find(request.accountId);
  if (!account?.personId || !account.proofed) throw new Fault('NOT_FOUND', { accountId: request.accountId, reason: 'no proved person' });
  if (!(await organisations.find(request.organisationId))) throw new Fault('NOT_FOUND', { organisationId: request.organisationId });
  return { personId: account.personId, organisationId: request.organisationId, role: roleOfName(request.role), title, from: request.from, until };
}
