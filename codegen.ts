import type { CodegenConfig } from '@graphql-codegen/cli';

const transit = '../transit/contract.js#';
const messages = '../messages/contract.js#';
const bot = '../../bot/contract.js#';

/** Resolver types for the server and typed documents for the pages; both are generated and never edited. */
const config: CodegenConfig = {
  schema: 'schema.graphql',
  emitLegacyCommonJSImports: false,
  generates: {
    'modules/__generated__/resolvers.ts': {
      plugins: ['typescript', 'typescript-resolvers'],
      config: {
        useTypeImports: true,
        enumsAsTypes: true,
        contextType: '../kernel/module.js#RequestContext',
        scalars: { DateTime: { input: 'number', output: 'number' }, Date: { input: 'string', output: 'string' }, ID: { input: 'string', output: 'string' } },
        mappers: {
          Stop: `${transit}StopEntity`,
          Route: `${transit}RouteEntity`,
          RoutePattern: `${transit}PatternEntity`,
          Trip: `${transit}TripEntity`,
          Vehicle: `${transit}VehicleEntity`,
          ServiceAlert: `${transit}AlertEntity`,
          Arrival: `${transit}ArrivalEntity`,
          DirectionTimetable: `${transit}DirectionTimetableEntity`,
          LastBus: `${transit}LastBusEntity`,
          TransitReminder: `${transit}TransitReminderEntity`,
          StandingReminder: `${transit}StandingReminderEntity`,
          TooManyReminders: `${transit}TooManyRemindersEntity`,
          Message: `${messages}MessageEntity`,
          MessageDelivery: `${messages}DeliveryEntity`,
          InboxState: `${messages}InboxStateEntity`,
          MessagePreferences: `${messages}MessagePreferencesEntity`,
          KindPreference: `${messages}KindPreferenceEntity`,
          Me: '../identity/sessions/types.js#MeEntity',
          Session: '../identity/sessions/types.js#SessionEntity',
          ActingFor: '../kernel/caller.js#ActingFor as ActingForEntity',
          Account: '../identity/accounts/types.js#AccountEntity',
          SignedIn: '../identity/sign-in/types.js#SignedIn as SignedInEntity',
          SecondFactorNeeded: '../identity/sign-in/types.js#SecondFactorNeeded as SecondFactorNeededEntity',
          SignInRefused: '../identity/sign-in/types.js#SignInRefused as SignInRefusedEntity',
          SteppedUp: '../identity/sign-in/types.js#SteppedUp as SteppedUpEntity',
          PasswordWeak: '../identity/sign-in/types.js#PasswordWeak as PasswordWeakEntity',
          Person: '../identity/people/types.js#PersonEntity',
          PartyRef: '../identity/people/types.js#PartyRefEntity',
          ProofResult: '../identity/people/types.js#ProofOutcome',
          Proofed: '../identity/people/types.js#ProofedEntity',
          ProofRefused: '../identity/people/types.js#ProofRefusedEntity',
          Organisation: '../identity/organisations/types.js#OrganisationEntity',
          Post: '../identity/organisations/types.js#PostEntity',
          Site: '../identity/sites/types.js#SiteEntity',
          ManagedSite: '../identity/sites/types.js#SiteEntity',
          SiteRegistration: '../identity/sites/types.js#SiteRegistrationEntity',
          Delegation: '../identity/delegation/types.js#DelegationEntity',
          DelegationRefused: '../identity/delegation/types.js#DelegationRefusedEntity',
          ConsentNotice: '../identity/consent/types.js#ConsentNotice as ConsentNoticeEntity',
          Consent: '../identity/consent/types.js#ConsentEntity',
          EmergencyAccess: '../identity/consent/types.js#EmergencyAccessEntity',
          AccessEntry: '../identity/access-log/types.js#AccessEntryEntity',
          AccessDispute: '../identity/access-log/types.js#AccessDisputeEntity',
          DeletionReport: '../identity/my-data/types.js#DeletionReportEntity',
          KeptData: '../kernel/personal-data.js#KeptRecord',
          Conversation: '../../bot/conversations/service.js#ConversationEntity',
          ConversationUpdate: '../../bot/conversations/service.js#ConversationChange',
          Handover: '../../bot/handover/service.js#HandoverEntity',
          PhraseCluster: '../../bot/log/service.js#PhraseClusterEntity',
          // The assistant's entities are named as their types are.
          ...Object.fromEntries(['Turn', 'Card', 'BoardCard', 'BoardRow', 'ListCard', 'ListItem', 'MapCard', 'MapPlace', 'FormCard', 'FormField', 'EmergencyCard', 'EmergencyNumber', 'Chip'].map((name) => [name, `${bot}${name}Entity`])),
        },
      },
    },
    'bot/__generated__/operations.ts': {
      documents: 'bot/skills/**/*.graphql',
      plugins: ['typescript-operations', 'typed-document-node'],
      config: { useTypeImports: true, enumsAsTypes: true, documentMode: 'documentNode', scalars: { DateTime: 'string', Date: 'string', ID: 'string' } },
    },
    'web-h5/src/graphql/__generated__/operations.ts': {
      documents: 'web-h5/src/graphql/*.graphql',
      plugins: ['typescript-operations', 'typed-document-node'],
      config: { useTypeImports: true, enumsAsTypes: true, documentMode: 'documentNode', scalars: { DateTime: 'string', Date: 'string', ID: 'string' } },
    },
  },
};
export default config;
