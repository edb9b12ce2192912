import { mergeResolvers } from '@graphql-tools/merge';
import type { Connection } from 'mongoose';
import type { Resolvers } from '../__generated__/resolvers.js';
import { createAuditReader, type Audit } from '../kernel/audit/index.js';
import type { Caller, Role } from '../kernel/caller.js';
import type { Clocks } from '../kernel/clock.js';
import type { FieldCipher, Keystore } from '../kernel/crypto/index.js';
import { Fault } from '../kernel/errors.js';
import type { EventBus } from '../kernel/events.js';
import type { Mutations } from '../kernel/idempotency.js';
import type { DistrictModule } from '../kernel/module.js';
import type { PersonalData } from '../kernel/personal-data.js';
import type { Authoriser } from '../kernel/policy/port.js';
import type { ConsentPort, ModulePolicies, PolicyTable } from '../kernel/policy/types.js';
import type { AddressBook, MessageTemplate, Notifier } from '../messages/contract.js';
import {
  accessLogMessages, accessLogPersonalData, AccessLogService, createAccessLogResolvers, createActorNames, createDisputeIndexes, identityPhrases, purposePhrases,
} from './access-log/index.js';
import { createGuestsResolvers } from './accounts/guests/resolvers.js';
import { accountsPersonalData } from './accounts/personal-data.js';
import { createAccountsResolvers } from './accounts/resolvers.js';
import { AccountsService } from './accounts/service.js';
import { withEmergencies } from './consent/emergency/authoriser.js';
import { emergencyModel } from './consent/emergency/model.js';
import { EmergencyService } from './consent/emergency/service.js';
import { consentMessages } from './consent/messages.js';
import { createConsentResolvers } from './consent/resolvers.js';
import { ConsentService } from './consent/service.js';
import { ConsentStore } from './consent/store.js';
import { ConfirmingService } from './delegation/confirming.js';
import { DelegationGraph } from './delegation/graph.js';
import { delegationMessages } from './delegation/messages.js';
import { createDelegationResolvers } from './delegation/resolvers.js';
import { DelegationService } from './delegation/service.js';
import { CorrectionsService } from './my-data/corrections.js';
import { myDataMessages } from './my-data/messages.js';
import { identityPersonalData } from './my-data/ports.js';
import { createMyDataResolvers } from './my-data/resolvers.js';
import { MyDataService } from './my-data/service.js';
import { administratorMessages } from './organisations/administrators/messages.js';
import { AdministratorsFounding, type FoundedAdministrator, type FoundingInput } from './organisations/administrators/founding.js';
import { AdministratorsService } from './organisations/administrators/service.js';
import { OrganisationDirectory } from './organisations/directory.js';
import { createOrganisationsResolvers } from './organisations/resolvers.js';
import { OrganisationsService } from './organisations/service.js';
import { PeopleDirectory } from './people/directory.js';
import { createPeoplePort } from './people/port.js';
import { SampleRegister } from './people/register/service.js';
import { createPeopleResolvers } from './people/resolvers.js';
import { PeopleService } from './people/service.js';
import { identityPolicies } from './policy.js';
import type { SamplePeople } from './sample/data.js';
import { seedPeople, type SeedReport } from './sample/seed.js';

export { readSamplePeople, type SamplePeople } from './sample/data.js';
import { createSessionsResolvers } from './sessions/resolvers.js';
import { SessionsService } from './sessions/service.js';
import { ACCOUNT_CHANGED, RIGHTS_CHANGED, SESSION_CHANGED } from './sessions/types.js';
import { createSignIn } from './sign-in/index.js';
import { signInMessages } from './sign-in/messages.js';
import { createSignInResolvers } from './sign-in/resolvers.js';
import type { CertificateAuthority, SmsSender, WechatSignIn } from './sign-in/types.js';
import { createWechatCallers } from './sign-in/wechat-caller.js';
import { SiteConsents } from './sites/consents.js';
import { siteModel } from './sites/model.js';
import { createSitesResolvers } from './sites/resolvers.js';
import { SitesService } from './sites/service.js';

/** What identity stands on. */
export interface IdentityDeps {
  readonly connection: Connection;
  readonly clocks: Clocks;
  readonly events: EventBus;
  readonly keystore: Keystore;
  readonly cipher: FieldCipher;
  readonly audit: Audit;
  /** By the tables alone; identity adds what a broken glass opens. */
  readonly authoriser: Authoriser;
  /** Of all modules. */
  readonly tables: readonly PolicyTable[];
  readonly mutations: Mutations;
  readonly notifier: Notifier;
  readonly sms: SmsSender;
  /** Null: no sign-in by WeChat, by certificate. */
  readonly wechat: WechatSignIn | null;
  readonly authority: CertificateAuthority | null;
  /** The district's name, as messages and authenticator apps show it. */
  readonly district: string;
  /** Development: department sites on this machine, over plain http. */
  readonly allowLoopback: boolean;
  /** Client ids of sites that may send documents of their own (`graphql.adhoc`): the operator's word, not their administrators'. */
  readonly adhocSites: readonly string[];
  /** Of all modules, identity's own included; asked for when somebody exports or deletes. */
  readonly personalData: () => readonly PersonalData[];
}

/** Identity as the gateway sees it. */
export interface Identity extends DistrictModule<Resolvers> {
  readonly policies: ModulePolicies;
  readonly personalData: readonly PersonalData[];
  readonly templates: readonly MessageTemplate[];
  /** The authoriser for all modules: the tables, and emergencies. */
  readonly authoriser: Authoriser;
  readonly addresses: AddressBook;
  /** Who a WeChat user (openid) is in the Official Account's chat: the account bound to them, with ordinary assurance and no session; else somebody browsing. */
  readonly wechatCaller: (openId: string, requestId: string) => Promise<Caller>;
  readonly sessions: SessionsService;
  readonly accounts: AccountsService;
  readonly people: PeopleDirectory;
  readonly organisations: OrganisationDirectory;
  readonly sites: SitesService;
  readonly siteConsents: SiteConsents;
  /** A caller acting by a delegation of theirs, for one request. Throws FORBIDDEN where it does not hold. */
  actingAs(caller: Caller, delegationId: string): Promise<Caller>;
  /** Whether one person may act for another in something today; grants nothing, for those who are to be told. */
  actsFor(actorId: string, principalId: string, scope: string): Promise<boolean>;
  /** Members of staff: who holds posts of a role today, and what residents see of one who serves them. */
  readonly staff: { holdersOf(role: Role): Promise<string[]>; nameOf(caller: Caller): Promise<string> };
  /** Topics of what changes for open sockets. */
  readonly topics: { readonly session: string; readonly account: string; readonly rights: string };
  /** Founds the first three administrators of a district of one's own; their initial passwords are in the answer alone. Throws BAD_INPUT, CONFLICT. */
  foundAdministrators(input: FoundingInput): Promise<FoundedAdministrator[]>;
  /** Loads the sample district's invented people; staff get the given password. Runs once however often it is called. */
  seed(staffPassword: string, people?: SamplePeople): Promise<SeedReport>;
}

/** Consents as the authoriser asks them, before the module stands. */
export function createConsentPort(connection: Connection): ConsentPort {
  return new ConsentStore(connection);
}

/** Creates the identity module. Nothing runs before `start`. */
export function createIdentity(deps: IdentityDeps): Identity {
  const { connection, clocks, events, cipher, audit, mutations, notifier, keystore } = deps;
  const clock = clocks.system;
  const directory = new PeopleDirectory({ connection, cipher, clock });
  const organisations = new OrganisationDirectory(connection, clock);
  const graph = new DelegationGraph(connection, clock, directory, organisations);
  const consents = new ConsentStore(connection);
  const register = new SampleRegister(connection, cipher);
  const people = createPeoplePort(directory, organisations, clock);

  // Who looks after emergencies is judged by the tables alone; everything else also by what a broken glass opens.
  const emergencies = new EmergencyService({ connection, cipher, directory, organisations, audit, authoriser: deps.authoriser, mutations, notifier, clocks });
  const authoriser = withEmergencies(deps.authoriser, emergencies, deps.tables);
  const accounts = new AccountsService({ connection, cipher, audit, authoriser, events, clock, people, mutations });
  const sessions = new SessionsService({ connection, keystore, audit, authoriser, events, clock, accounts, posts: organisations, delegations: graph });
  const signIn = createSignIn({
    connection, cipher, audit, authoriser, clock, mutations, accounts, sessions, people, posts: organisations, sms: deps.sms, wechat: deps.wechat, authority: deps.authority, district: deps.district, notifier,
  });
  const reader = createAuditReader(connection);
  const peopleService = new PeopleService({ directory, accounts, cipher, proofing: register, audit, authoriser, mutations, clocks });
  const organisationsService = new OrganisationsService({ organisations, directory, accounts, audit, authoriser, mutations, clocks, events });
  const administrators = new AdministratorsService({ connection, organisations, directory, accounts, cipher, audit, authoriser, mutations, notifier, events, clocks });
  const founding = new AdministratorsFounding({ connection, organisations, directory, accounts, audit, authoriser, clock, givePassword: (session, account, password) => signIn.factors.givePassword(session, account, password, { initial: true }) });
  accounts.onEnd((session, accountId) => administrators.keepLast(session, accountId));
  const delegation = new DelegationService({ graph, directory, household: register, audit, authoriser, mutations, notifier, events, clocks });
  const confirming = new ConfirmingService({ graph, directory, household: register, cipher, audit, authoriser, mutations, notifier, events, clocks });
  const consent = new ConsentService({ store: consents, directory, audit, authoriser, mutations, events, clocks });
  const corrections = new CorrectionsService({ connection, cipher, directory, accounts, audit, authoriser, mutations, notifier, clocks });
  const myData = new MyDataService({ corrections, graph, organisations, accounts, personalData: deps.personalData, audit, authoriser, mutations, events, clocks });
  const sites = new SitesService({
    connection, cipher, audit, authoriser, mutations, clock, departments: { exists: async (id) => (await organisations.find(id)) !== null }, allowLoopback: deps.allowLoopback, adhocSites: deps.adhocSites,
  });
  const accessLog = new AccessLogService({
    connection, reader, audit, authoriser, mutations, notifier, cipher, clock, actors: createActorNames(directory, organisations, sites), phrases: { actions: identityPhrases, purposes: purposePhrases },
  });
  const siteConsents = new SiteConsents({ connection, audit, authoriser, mutations, clock, events, sites });
  accounts.onDelete((session, accountId) => siteConsents.erase(session, accountId));
  return {
    resolvers: mergeResolvers([
      createAccountsResolvers(accounts), createGuestsResolvers(signIn.guests), createSessionsResolvers(sessions, accounts, events), createSignInResolvers(signIn), createPeopleResolvers(peopleService, clocks),
      createOrganisationsResolvers(organisationsService, administrators), createDelegationResolvers(delegation, confirming), createConsentResolvers(consent, emergencies),
      createMyDataResolvers(myData, corrections), createAccessLogResolvers(accessLog), createSitesResolvers(sites, siteConsents, organisationsService),
    ]),
    routes: [],
    policies: identityPolicies,
    personalData: [...identityPersonalData({ directory, organisations, graph, consents, emergencies, clock }), accountsPersonalData(accounts, signIn.factors, sessions), accessLogPersonalData({ connection, reader, cipher }), siteConsents.personalData(async (personId) => (await accounts.findByPerson(personId))?.id ?? null)],
    templates: [...consentMessages, ...delegationMessages, ...administratorMessages, ...myDataMessages, ...accessLogMessages, ...signInMessages],
    authoriser, sessions, accounts, sites, siteConsents, people: directory, organisations,
    addresses: addressBook(directory, accounts),
    wechatCaller: createWechatCallers(accounts),
    async actingAs(caller, delegationId) {
      const actingFor = await graph.activeEdge(delegationId, caller);
      if (!actingFor) throw new Fault('FORBIDDEN');
      return { ...caller, actingFor };
    },
    actsFor: (actorId, principalId, scope) => graph.covers(actorId, principalId, scope),
    staff: staffOf(directory, organisations),
    topics: { session: SESSION_CHANGED, account: ACCOUNT_CHANGED, rights: RIGHTS_CHANGED },
    foundAdministrators: (input) => founding.found(input),
    seed: (staffPassword, people) =>
      seedPeople({
        connection, clock, directory, register, organisations, graph, accounts, ...(people ? { people } : {}),
        onAccount: async (session, account, { login }) => void (login && (await signIn.factors.givePassword(session, account, staffPassword))),
      }),
    async start() {
      for (const part of [directory, organisations, graph, consents]) await part.createIndexes();
      for (const model of [emergencyModel(connection), siteModel(connection)]) {
        await model.createCollection();
        await model.createIndexes();
      }
      await siteConsents.prepare();
      await administrators.createIndexes();
      await corrections.createIndexes();
      await createDisputeIndexes(connection);
      await accounts.prepare();
      await sessions.prepare();
      await signIn.prepare();
    },
    stop: async () => sessions.stop(),
  };
}

function staffOf(directory: PeopleDirectory, organisations: OrganisationDirectory): Identity['staff'] {
  return {
    holdersOf: (role) => organisations.holdersOf(role),
    async nameOf({ personId, post }) {
      const [person, organisation] = await Promise.all([personId === null ? null : directory.find(personId), post ? organisations.find(post.organisationId) : null]);
      return `${organisation?.nameZh ?? ''} ${person ? `${person.name.slice(0, 1)}老师` : '工作人员'}`.trim();
    },
  };
}

function addressBook(directory: PeopleDirectory, accounts: AccountsService): AddressBook {
  return {
    async phoneOf(personId) {
      const account = await accounts.findByPerson(personId);
      return (account && accounts.phoneOf(account)) ?? directory.phoneOf(personId);
    },
    async wechatOf(personId) {
      const account = await accounts.findByPerson(personId);
      return account && accounts.wechatOf(account);
    },
  };
}

export { identityPolicies } from './policy.js';
export { ALL_SCOPES, CONTRACT_SCOPES, describeScope, PERSONAL_SCOPES } from './sites/scopes.js';
export { SiteConsents } from './sites/consents.js';
export type { FoundedAdministrator, FoundingInput } from './organisations/administrators/founding.js';
export { createConsoleSms } from './sign-in/sms.js';
export { createPersonalSignatures } from './sign-in/certificates/signatures.js';
export { createCertificateAuthority } from './sign-in/certificates/authority.js';
export type { CertificateAuthority, SmsSender, WechatSignIn } from './sign-in/types.js';
