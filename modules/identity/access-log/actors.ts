import type { AuditRecord } from '../../kernel/audit/types.js';
import type { BilingualText } from '../../kernel/identifiers.js';
import type { OrganisationDirectory } from '../organisations/directory.js';
import type { PostEntity } from '../organisations/types.js';
import type { SitesService } from '../sites/service.js';
import type { PeopleDirectory } from '../people/directory.js';
import { maskedName } from './rules.js';
import type { ActorNames } from './types.js';

/**
 * Names of those who did something: staff by organisation, name and title (they act for the public); who acted for this
 * person by name; oneself as oneself; a department site by its name; anybody else masked.
 */
export function createActorNames(people: Pick<PeopleDirectory, 'refs'>, organisations: Pick<OrganisationDirectory, 'findPost' | 'findMany'>, sites: Pick<SitesService, 'ofClients'>): ActorNames {
  return {
    async describe(records, personId) {
      const names = await people.refs(records.flatMap((record) => record.personId ?? []));
      const posts = new Map<string, PostEntity>();
      for (const id of new Set(records.flatMap((record) => record.postId ?? []))) {
        const post = await organisations.findPost(id);
        if (post) posts.set(id, post);
      }
      const employers = await organisations.findMany([...posts.values()].map(({ organisationId }) => organisationId));
      const bySite = await sites.ofClients(records.flatMap(({ site }) => site ?? []));
      const nameOf = (record: AuditRecord): BilingualText => {
        if (record.channel === 'system') return { zh: '系统自动处理', en: 'The system' };
        if (record.site !== null) {
          const site = bySite.get(record.site);
          return { zh: `${site?.nameZh ?? '部门网站'}（经本人授权）`, en: `${site?.nameEn ?? 'A department site'} (with the person’s consent)` };
        }
        const name = record.personId === null ? undefined : names.get(record.personId)?.displayName;
        if (record.postId !== null) {
          const post = posts.get(record.postId);
          const employer = post && employers.get(post.organisationId);
          return {
            zh: `${employer?.nameZh ?? '工作人员'} ${name ?? ''}${post ? `（${post.title}）` : ''}`.trim(),
            en: `${employer?.nameEn ?? 'Staff'} ${name ?? ''}${post ? ` (${post.title})` : ''}`.trim(),
          };
        }
        if (record.personId === personId) return { zh: '本人', en: 'Yourself' };
        if (name === undefined) return { zh: '一位用户', en: 'A user' };
        if (record.actingFor === personId) return { zh: `${name}（代为办理）`, en: `${name} (acting for you)` };
        return { zh: maskedName(name), en: maskedName(name) };
      };
      return new Map(records.map((record) => [record.id, nameOf(record)]));
    },
    async recipients(records) {
      const named = await sites.ofClients(records.flatMap(({ disclosedTo }) => disclosedTo ?? []));
      return new Map([...named].map(([clientId, { nameZh, nameEn }]) => [clientId, { zh: nameZh, en: nameEn }]));
    },
  };
}
