import type { Caller } from '../../../kernel/caller.js';
import { Fault } from '../../../kernel/errors.js';
import type { ServiceCentres } from './ports.js';

/**
 * The service centre that an application belongs to: the clerk's own at the counter, else the one that serves the first street
 * known, else the one that takes what belongs to no street; where a district has named none, its first by name.
 * @param streets of the premises, of the home; what no centre serves is passed over
 * @throws Fault UNAVAILABLE where the district has no centre
 */
export async function centreOf({ post }: Pick<Caller, 'post'>, streets: readonly unknown[], centres: ServiceCentres): Promise<string> {
  const all = await centres.list();
  if (post && all.some(({ id }) => id === post.organisationId)) return post.organisationId;
  for (const street of streets) {
    const serving = typeof street === 'string' ? all.find((centre) => centre.streets.includes(street)) : undefined;
    if (serving) return serving.id;
  }
  const [first] = all.toSorted((a, b) => Number(b.fallback) - Number(a.fallback) || (a.nameZh < b.nameZh ? -1 : 1));
  if (!first) throw new Fault('UNAVAILABLE', { what: 'service centre' });
  return first.id;
}
