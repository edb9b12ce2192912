import type { SealedCollection } from '../../kernel/crypto/reencrypt.js';

/** What the access log stores sealed, so that it moves to new keys. */
export const accessLogSealed: readonly SealedCollection[] = [{
  collection: 'access_disputes',
  fields: [
    { path: 'reasonSealed', context: ({ _id }) => `dispute.reason:${String(_id)}` },
    { path: 'findingSealed', context: ({ _id }) => `dispute.finding:${String(_id)}` },
  ],
}];
