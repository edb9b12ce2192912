import type { Caller } from '../../../kernel/caller.js';
import { Fault } from '../../../kernel/errors.js';
import type { Authoriser } from '../../../kernel/policy/port.js';
import { normaliseName } from '../../../kernel/text/index.js';
import type { People } from '../../contract.js';
import { notDropped, toVersion, type Catalogue } from './catalogue.js';
import { EDIT, REVIEW, subjectOf } from './service.js';
import { isEnding, type EntryFilter, type EntryState, type ServiceEntry, type ServiceVersion, type ToldVersion } from './types.js';

/** What the editors' reading stands on. */
export interface CatalogueDeskDeps {
  readonly catalogue: Catalogue;
  readonly people: People;
  readonly authoriser: Authoriser;
}

const READ = 'community.services.read-open';

/** The catalogue as those see it who write and review it. */
export class CatalogueDesk {
  readonly #deps: CatalogueDeskDeps;

  constructor(deps: CatalogueDeskDeps) {
    this.#deps = deps;
  }

  /** Versions that are being written or reviewed, the oldest change first. Throws FORBIDDEN and kin. */
  async open(caller: Caller): Promise<ToldVersion[]> {
    await this.#mayRead(caller);
    return this.told((await this.#deps.catalogue.versions.find({ open: true }).sort({ editedAt: 1 }).limit(200).lean()).map(toVersion));
  }

  /** The services of the district or of one's own organisation, what waits for somebody first, then by name. Throws FORBIDDEN and kin. */
  async entries(caller: Caller, { mine, state, search }: EntryFilter): Promise<ServiceEntry[]> {
    await this.#mayRead(caller);
    const { catalogue } = this.#deps;
    const open = (await catalogue.versions.find({ open: true }).lean()).map(toVersion);
    const ids = [...new Set([...catalogue.ids(), ...open.map(({ definition }) => definition.id)])];
    const words = normaliseName((search ?? '').slice(0, 60));
    const found = ids.flatMap((id) => this.#placed(catalogue.history(id), open.find(({ definition }) => definition.id === id) ?? null) ?? [])
      .filter(({ newest: { definition } }) => (!mine || definition.competentAuthority === caller.post?.organisationId)
        && (words === '' || [definition.id, definition.name.zh, definition.name.en, ...definition.aliases].some((name) => normaliseName(name).includes(words))))
      .filter((entry) => !state || statesOf(entry).includes(state));
    const told = await this.#entries(caller, found);
    return told.sort((a, b) => Number(b.open !== null) - Number(a.open !== null) || a.newest.definition.name.zh.localeCompare(b.newest.definition.name.zh, 'zh-CN'));
  }

  /** One service, as the store has it now; null where no version of it is there. Throws FORBIDDEN and kin. */
  async entry(caller: Caller, serviceId: string): Promise<ServiceEntry | null> {
    await this.#mayRead(caller);
    const versions = (await this.#deps.catalogue.versions.find({ serviceId, state: notDropped }).sort({ version: -1 }).lean()).map(toVersion);
    const placed = this.#placed(versions.filter(({ state }) => state === 'PUBLISHED'), versions.find(({ state }) => state !== 'PUBLISHED') ?? null);
    return placed ? ((await this.#entries(caller, [placed]))[0] ?? null) : null;
  }

  /** Every version of a service, dropped ones too, the newest first. Throws FORBIDDEN and kin. */
  async versions(caller: Caller, serviceId: string): Promise<ToldVersion[]> {
    await this.#mayRead(caller);
    return this.told((await this.#deps.catalogue.versions.find({ serviceId }).sort({ version: -1 }).lean()).map(toVersion));
  }

  /** Versions with the names of those who had a hand in them. */
  async told(versions: readonly ServiceVersion[]): Promise<ToldVersion[]> {
    const ids = [...new Set(versions.flatMap(({ editedBy, reviewedBy }) => [editedBy, reviewedBy]).filter((id) => id !== null))];
    const names = ids.length > 0 ? await this.#deps.people.namesOf(ids) : new Map<string, string>();
    const nameOf = (id: string | null): string | null => (id === null ? null : (names.get(id) ?? null));
    return versions.map((version) => ({ ...version, editor: nameOf(version.editedBy), reviewer: nameOf(version.reviewedBy) }));
  }

  #placed(published: readonly ServiceVersion[], open: ServiceVersion | null): Placed | null {
    const [latest] = published;
    const newest = open ?? latest;
    if (!newest) return null;
    const { catalogue } = this.#deps;
    const { id } = newest.definition;
    const [inForce, ended, coming] = [catalogue.find(id), catalogue.ending(id), catalogue.coming(id)];
    const of = (version: number): ServiceVersion | null => published.find((one) => one.version === version) ?? null;
    return { newest, inForce: inForce && of(inForce.version), ended: ended && of(ended.version), coming: coming.flatMap(({ version }) => of(version) ?? []), open };
  }

  async #entries(caller: Caller, placed: readonly Placed[]): Promise<ServiceEntry[]> {
    const { authoriser } = this.#deps;
    const told = await this.told(placed.flatMap(({ newest, inForce, ended, coming, open }) => [newest, ...(inForce ? [inForce] : []), ...(ended ? [ended] : []), ...coming, ...(open ? [open] : [])]));
    const named = new Map(told.map((version) => [`${version.definition.id}:${version.version}`, version]));
    const of = ({ definition, version }: ServiceVersion): ToldVersion => {
      const found = named.get(`${definition.id}:${version}`);
      if (!found) throw new Fault('INTERNAL');
      return found;
    };
    // What one may is what one may after proving the second factor, which is asked for when it is done.
    const proved: Caller = { ...caller, assurance: 'sensitive' };
    return Promise.all(placed.map(async ({ newest, inForce, ended, coming, open }) => {
      const subject = subjectOf(newest.definition);
      const [mayEdit, reviews] = await Promise.all([authoriser.allows(caller, EDIT, subject), authoriser.allows(proved, REVIEW, subject)]);
      return {
        id: newest.definition.id, newest: of(newest), inForce: inForce && of(inForce), ended: ended && of(ended), coming: coming.map(of), open: open && of(open),
        mayEdit, mayReview: reviews && open?.state === 'REVIEW' && open.editedBy !== caller.personId, mayCallOff: reviews && coming.some(isEnding),
      };
    }));
  }

  async #mayRead(caller: Caller): Promise<void> {
    await this.#deps.authoriser.check(caller, READ, { type: 'service', id: 'open' });
  }
}

/** Which of a service's versions stand where. */
interface Placed {
  readonly newest: ServiceVersion;
  readonly inForce: ServiceVersion | null;
  readonly ended: ServiceVersion | null;
  readonly coming: readonly ServiceVersion[];
  readonly open: ServiceVersion | null;
}

function statesOf({ inForce, ended, coming, open }: Placed): EntryState[] {
  return [
    ...(inForce ? ['IN_FORCE' as const] : []), ...(ended ? ['ENDED' as const] : []), ...(coming.length > 0 ? ['COMING' as const] : []), ...(open?.state === 'REVIEW' ? ['REVIEW' as const] : []),
    ...(open?.state === 'DRAFT' ? ['DRAFT' as const, ...(open.note === null ? [] : ['RETURNED' as const])] : []),
  ];
}
