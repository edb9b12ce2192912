import type { Caller } from '../../../kernel/caller.js';
import { Fault } from '../../../kernel/errors.js';
import type { Directory } from '../../contract.js';

const CENTRE = /^centre-/;

/**
 * The service centre that an application belongs to: the clerk's own at the counter, else that of the first street known, else
 * the first of the district. Organisations of service centres are named `centre-<street>`.
 * @param streets of the premises, of the home; what is no street's id is passed over
 * @throws Fault UNAVAILABLE where the district has no centre
 */
export async function centreOf({ post }: Pick<Caller, 'post'>, streets: readonly unknown[], directory: Directory): Promise<string> {
  if (post && CENTRE.test(post.organisationId)) return post.organisationId;
  for (const street of streets) {
    const centre = typeof street === 'string' ? await directory.find(`centre-${street}`) : null;
    if (centre) return centre.id;
  }
  const first = (await directory.list()).find(({ id }) => CENTRE.test(id));
  if (!first) throw new Fault('UNAVAILABLE', { what: 'service centre' });
  return first.id;
}
