import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { communityWorld, type CommunityWorld } from '../affairs/testing.js';
import { createQueue } from './index.js';
import type { CentreBusinessEntity } from './types.js';

let world: CommunityWorld;
beforeAll(async () => {
  world = await communityWorld('queue-offered');
});
afterAll(() => world.close());

describe('what one can come for to a centre', () => {
  it('is what the catalogue offers today; what has ended is named apart, so that nobody who changes the centre loses it', () => {
    let offered = ['dog-registration', 'food-licence'];
    const { resolvers } = createQueue(world, { services: () => offered.map((id) => ({ id, name: { zh: id, en: id } })) });
    const { serviceIds, serviceIdsNotOffered } = resolvers.CentreBusiness as unknown as Record<'serviceIds' | 'serviceIdsNotOffered', (business: CentreBusinessEntity) => readonly string[]>; // as index.ts builds them
    const business: CentreBusinessEntity = { centreId: 'c', id: 'permits', letter: 'A', nameZh: '证件', nameEn: 'Permits', usualMinutes: 10, serviceIds: ['dog-registration', 'food-licence'] };
    expect([serviceIds(business), serviceIdsNotOffered(business)]).toEqual([['dog-registration', 'food-licence'], []]);
    offered = ['food-licence'];
    expect([serviceIds(business), serviceIdsNotOffered(business)]).toEqual([['food-licence'], ['dog-registration']]);
  });
});
