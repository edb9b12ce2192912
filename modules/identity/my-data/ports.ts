import type { PersonalData, PersonalDataSection } from '../../kernel/personal-data.js';
import type { DelegationGraph } from '../delegation/graph.js';
import type { ConsentStore } from '../consent/store.js';
import type { OrganisationDirectory } from '../organisations/directory.js';
import type { PeopleDirectory } from '../people/directory.js';
import type { EmergencyService } from '../consent/emergency/service.js';
import type { Clock } from '../../kernel/clock.js';
import { kept } from './retention.js';

/** What identity's own features answer from. */
export interface IdentityData {
  readonly directory: PeopleDirectory;
  readonly organisations: OrganisationDirectory;
  readonly graph: DelegationGraph;
  readonly consents: ConsentStore;
  readonly emergencies: EmergencyService;
  readonly clock: Clock;
}

const instant = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/** “What do you hold about this person” of people, posts, delegations, consents and emergency access. */
export function identityPersonalData(deps: IdentityData): readonly PersonalData[] {
  return [peopleData(deps), postData(deps), delegationData(deps), consentData(deps), emergencyData(deps)];
}

function section(zh: string, en: string, records: PersonalDataSection['records']): PersonalDataSection[] {
  return records.length > 0 ? [{ title: { zh, en }, records }] : [];
}

function peopleData({ directory }: IdentityData): PersonalData {
  return {
    name: 'identity.people',
    async collect(personId) {
      const person = await directory.find(personId);
      if (!person) return [];
      const [identifier, phone] = await Promise.all([directory.open(personId, 'IDENTIFIER'), directory.open(personId, 'PHONE')]);
      const { name, identifierKind, birthDate, sex, proof } = person;
      return section('身份', 'Identity', [{ name, identifierKind, identifier, birthDate, sex, phone, provedBy: proof?.method ?? null, provedAt: instant(proof?.at ?? null) }]);
    },
    async erase(session, personId, today) {
      await directory.erase(session, personId);
      return { deleted: [{ zh: '姓名、证件号码、出生日期、手机号', en: 'Name, identity number, birth date, phone' }], kept: [kept('audit', today)] };
    },
  };
}

function postData({ organisations }: IdentityData): PersonalData {
  return {
    name: 'identity.organisations',
    async collect(personId) {
      const posts = await organisations.postsOf(personId);
      const names = await organisations.findMany(posts.map(({ organisationId }) => organisationId));
      return section('岗位', 'Posts', posts.map(({ role, title, from, until, organisationId }) => ({ organisation: names.get(organisationId)?.nameZh ?? organisationId, role, title, from, until })));
    },
    // A post is the organisation's record; whoever still holds one may not leave, and past ones name only an id by then.
    erase: async () => ({ deleted: [], kept: [] }),
  };
}

function delegationData({ graph }: IdentityData): PersonalData {
  return {
    name: 'identity.delegation',
    async collect(personId) {
      const edges = [...(await graph.list({ actorId: personId })), ...(await graph.list({ principalId: personId }))];
      const records = (await graph.describe(edges)).map(({ kind, actor, principal, scopes, state, basis, from, until }) => ({ kind, actor: actor.displayName, principal: principal.displayName, scopes, state, basis, from: instant(from), until: instant(until) }));
      return section('代办授权', 'Delegations', records);
    },
    async erase(session, personId, today) {
      const ended = await graph.revokeAll(session, personId);
      return { deleted: [], kept: ended > 0 ? [kept('delegation', today)] : [] };
    },
  };
}

function consentData({ consents, clock }: IdentityData): PersonalData {
  return {
    name: 'identity.consent',
    collect: async (personId) => section('同意记录', 'Consents', (await consents.history(personId)).map(({ purpose, version, given, at, by }) => ({ purpose, version, given, at: instant(at), byGuardian: by !== null }))),
    async erase(session, personId, today) {
      await consents.withdrawAll(session, personId, clock.now());
      return { deleted: [], kept: (await consents.history(personId)).length > 0 ? [kept('consent', today)] : [] };
    },
  };
}

function emergencyData({ emergencies }: IdentityData): PersonalData {
  return {
    name: 'identity.emergency',
    collect: async (personId) => section('紧急查看', 'Emergency accesses', (await emergencies.about(personId)).map(({ by, reason, at, endsAt, justified }) => ({ by: by.displayName, reason, at: instant(at), until: instant(endsAt), justified }))),
    erase: async (_session, personId, today) => ({ deleted: [], kept: (await emergencies.about(personId)).length > 0 ? [kept('emergency', today)] : [] }),
  };
}
