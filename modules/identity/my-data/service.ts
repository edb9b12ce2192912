import type { Audit } from '../../kernel/audit/port.js';
import type { Caller } from '../../kernel/caller.js';
import type { Clocks } from '../../kernel/clock.js';
import { districtDate } from '../../kernel/district-time.js';
import { Fault } from '../../kernel/errors.js';
import type { EventBus } from '../../kernel/events.js';
import type { Erasure, PersonalData } from '../../kernel/personal-data.js';
import type { Mutations } from '../../kernel/idempotency.js';
import type { Authoriser } from '../../kernel/policy/port.js';
import type { DelegationGraph } from '../delegation/graph.js';
import type { OrganisationDirectory } from '../organisations/directory.js';
import { heldOn } from '../organisations/rules.js';
import type { AccountsPort } from '../people/ports.js';
import { RIGHTS_CHANGED, type RightsChanged } from '../sessions/types.js';
import type { CorrectionsService } from './corrections.js';
import { PERSON_ERASED, type DataExportEntity, type PersonErased } from './types.js';

/** What one's own data stands on. */
export interface MyDataDeps {
  readonly corrections: CorrectionsService;
  readonly graph: Pick<DelegationGraph, 'list'>;
  readonly organisations: OrganisationDirectory;
  readonly accounts: AccountsPort;
  /** Of every module, in the order in which they are asked; asked for when needed, as modules are made one after another. */
  readonly personalData: () => readonly PersonalData[];
  readonly audit: Audit;
  readonly authoriser: Authoriser;
  readonly mutations: Mutations;
  readonly events: EventBus;
  readonly clocks: Clocks;
}

/** Export and deletion of all that is held about somebody; corrections are `corrections.ts`'s. */
export class MyDataService {
  readonly #deps: MyDataDeps;

  constructor(deps: MyDataDeps) {
    this.#deps = deps;
  }

  /**
   * All that every module holds about the caller, as one JSON file. Recorded before it is handed over, a repetition under the same
   * key too: the file itself is never kept. Fails as a whole where a module does not answer.
   */
  async export(caller: Caller, key: string): Promise<DataExportEntity> {
    const { authoriser, audit, mutations, clocks } = this.#deps;
    const id = caller.personId ?? '';
    await authoriser.check(caller, 'identity.my-data.export', subjectOf(id));
    const modules: Record<string, unknown> = {};
    for (const port of this.#deps.personalData()) {
      const sections = await port.collect(id);
      if (sections.length > 0) modules[port.name] = sections;
    }
    modules['identity.corrections'] = await this.#deps.corrections.exported(id);
    const event = { action: 'identity.my-data.export', subject: subjectOf(id), purpose: 'self', details: { modules: Object.keys(modules).length } };
    let recorded = false;
    const { at } = await mutations.run(caller, { action: event.action, key, input: { personId: id } }, async (session) => {
      await audit.write(session, caller, event);
      recorded = true;
      return { at: clocks.system.now() };
    });
    if (!recorded) await audit.read(caller, event);
    return { fileName: `my-data-${districtDate(at)}.json`, json: JSON.stringify({ exportedAt: new Date(at).toISOString(), modules }, null, 2) };
  }

  /**
   * Deletes the caller's account and what may be deleted, of every module, in one transaction; tells what is kept, why and until
   * when. Sessions, caches and files hear of it afterwards. Throws FORBIDDEN and kin, CONFLICT (POST_HELD: the security administrator ends the post first).
   */
  async erase(caller: Caller, key: string): Promise<Erasure> {
    const { authoriser, mutations, accounts, organisations, audit, events, clocks, graph } = this.#deps;
    const { accountId } = caller;
    const id = caller.personId ?? '';
    await authoriser.check(caller, 'identity.my-data.erase', subjectOf(id));
    if (!accountId) throw new Fault('UNAUTHENTICATED');
    const today = districtDate(clocks.system.now());
    if ((await organisations.postsOf(id)).some((post) => heldOn(post, today) || post.from > today)) throw new Fault('CONFLICT', { reason: 'POST_HELD' });
    const report = await mutations.run<Erasure>(caller, { action: 'identity.my-data.erase', key, input: { personId: id } }, async (session) => {
      const parts: Erasure[] = [];
      for (const port of this.#deps.personalData()) parts.push(await port.erase(session, id, today));
      await this.#deps.corrections.erase(session, id);
      await accounts.remove(session, accountId);
      await audit.write(session, caller, { action: 'identity.my-data.erase', subject: subjectOf(id), purpose: 'self', details: { kept: parts.flatMap((part) => part.kept).length } });
      return { deleted: [...parts.flatMap((part) => part.deleted), { zh: '账号、登录方式和会话', en: 'Account, ways of signing in, sessions' }], kept: parts.flatMap((part) => part.kept) };
    });
    accounts.changed(accountId, true);
    // Who acts for them at this moment does so no more: those sessions load their rights anew.
    for (const personId of new Set((await graph.list({ principalId: id })).map(({ actorId }) => actorId))) events.publish(RIGHTS_CHANGED, { personId } satisfies RightsChanged);
    events.publish(PERSON_ERASED, { personId: id, accountId } satisfies PersonErased);
    return report;
  }

}

const subjectOf = (id: string) => ({ type: 'person', id, personIds: [id] });
