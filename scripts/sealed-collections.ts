import { handoversSealed } from '../bot/handover/model.js';
import { ssoSealed } from '../gateway/sso/model.js';
import { accessLogSealed } from '../modules/identity/access-log/index.js';
import { guestsSealed } from '../modules/identity/accounts/guests/model.js';
import { emergencySealed } from '../modules/identity/consent/emergency/model.js';
import { delegationSealed } from '../modules/identity/delegation/model.js';
import { correctionSealed } from '../modules/identity/my-data/model.js';
import { proposalsSealed } from '../modules/identity/organisations/administrators/model.js';
import { peopleSealed } from '../modules/identity/people/model.js';
import { registerSealed } from '../modules/identity/people/register/model.js';
import { sitesSealed } from '../modules/identity/sites/model.js';
import type { SealedCollection } from '../modules/kernel/crypto/index.js';
import { sealedMessages } from '../modules/messages/inbox/model.js';

const accountsSealed: SealedCollection = {
  collection: 'accounts',
  tokens: ['phoneToken', 'nameToken', 'wechatToken'],
  fields: [
    { path: 'nameSealed', context: ({ _id }) => `account.name:${String(_id)}` },
    { path: 'phoneSealed', context: ({ _id }) => `account.phone:${String(_id)}` },
    { path: 'reasonSealed', context: ({ _id }) => `account.reason:${String(_id)}` },
    { path: 'wechatSealed', context: ({ _id }) => `account.wechat:${String(_id)}` },
  ],
};

const credentialsSealed: SealedCollection = {
  collection: 'credentials',
  fields: ['authenticator.sealed', 'pending.sealed'].map((path) => ({ path, context: ({ _id }) => `credential.authenticator:${String(_id)}` })),
};

/** Every collection with sealed values that last; `npm run keys:rotate` moves them to new keys and names what is missing here. */
export const SEALED_COLLECTIONS: readonly SealedCollection[] = [
  accountsSealed, guestsSealed, credentialsSealed, peopleSealed, registerSealed, emergencySealed, correctionSealed, delegationSealed, proposalsSealed, sitesSealed, ...accessLogSealed, ssoSealed, sealedMessages, handoversSealed,
];
