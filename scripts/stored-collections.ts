import { handoversStored } from '../bot/handover/model.js';
import { learningStored } from '../bot/learning/model.js';
import { turnsStored } from '../bot/log/model.js';
import { ssoStored } from '../gateway/sso/model.js';
import { wechatStored } from '../gateway/wechat/access-token.js';
import { applicationsStored } from '../modules/community/affairs/applications/model.js';
import { servicesStored } from '../modules/community/affairs/catalogue/model.js';
import { profilesStored } from '../modules/community/affairs/profile/model.js';
import { documentsStored } from '../modules/community/documents/model.js';
import { queueStored } from '../modules/community/queue/model.js';
import { casesStored } from '../modules/community/approval/cases/model.js';
import { publicityStored } from '../modules/community/approval/publicity/model.js';
import { ratingsStored } from '../modules/community/approval/ratings/model.js';
import { unresolvedStored } from '../modules/community/approval/unresolved/service.js';
import { disputesStored } from '../modules/identity/access-log/model.js';
import { guestsStored } from '../modules/identity/accounts/guests/model.js';
import { accountsStored } from '../modules/identity/accounts/model.js';
import { emergencyStored } from '../modules/identity/consent/emergency/model.js';
import { consentsStored } from '../modules/identity/consent/model.js';
import { delegationStored } from '../modules/identity/delegation/model.js';
import { correctionStored } from '../modules/identity/my-data/model.js';
import { proposalsStored } from '../modules/identity/organisations/administrators/model.js';
import { organisationsStored } from '../modules/identity/organisations/model.js';
import { peopleStored } from '../modules/identity/people/model.js';
import { registerStored } from '../modules/identity/people/register/model.js';
import { sampleStored } from '../modules/identity/sample/seed.js';
import { sessionsStored } from '../modules/identity/sessions/model.js';
import { signInStored } from '../modules/identity/sign-in/model.js';
import { sitesStored } from '../modules/identity/sites/model.js';
import { auditStored } from '../modules/kernel/audit/model.js';
import { movesToNewKeys, walksStored, type SealedCollection, type StoredCollection } from '../modules/kernel/crypto/index.js';
import { filesStored } from '../modules/kernel/files/index.js';
import { mutationsStored } from '../modules/kernel/idempotency.js';
import { leasesStored } from '../modules/kernel/lease.js';
import { outboxStored } from '../modules/kernel/outbox.js';
import { deliveriesStored } from '../modules/messages/channels/model.js';
import { messagesStored } from '../modules/messages/inbox/model.js';
import { preferencesStored } from '../modules/messages/preferences/model.js';
import { remindersStored } from '../modules/transit/reminders/standing/model.js';
import { timetablesStored } from '../modules/transit/timetable/model.js';

/** Every collection that the product stores, with the level of every path. `gateway/test/secrecy.test.ts` names what is missing. */
export const STORED_COLLECTIONS: readonly StoredCollection[] = [
  ...peopleStored, registerStored, accountsStored, guestsStored, ...organisationsStored, proposalsStored, delegationStored, ...consentsStored, emergencyStored, correctionStored, disputesStored,
  ...signInStored, sessionsStored, ...sitesStored, sampleStored, ...ssoStored, wechatStored,
  messagesStored, deliveriesStored, preferencesStored, ...remindersStored, ...timetablesStored,
  servicesStored, profilesStored, ...applicationsStored, documentsStored, ...filesStored, ...queueStored, ...casesStored, ratingsStored, ...publicityStored, unresolvedStored,
  handoversStored, turnsStored, ...learningStored,
  ...auditStored, outboxStored, mutationsStored, leasesStored, walksStored,
];

/** Every collection with sealed values that last; `npm run keys:rotate` moves them to new keys and names what is missing here. */
export const SEALED_COLLECTIONS: readonly SealedCollection[] = STORED_COLLECTIONS.flatMap((stored) => movesToNewKeys(stored) ?? []);
