import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { projectRoot } from '../../kernel/root.js';
import { readSampleCentres } from './centres.js';
import { queueCollections } from './model.js';
import { CENTRE, freshKey, instant, queueWorld, resident, type QueueWorld } from './testing.js';

const sample = readSampleCentres(path.join(projectRoot(), 'data'));
let world: QueueWorld;
beforeEach(async () => {
  world = await queueWorld('centres');
});
afterEach(() => world.close());

describe('the sample’s centres', () => {
  it('serve each street once, and one takes the rest', () => {
    const streets = sample.flatMap((centre) => centre.streets);
    expect(new Set(streets).size).toBe(streets.length);
    expect(streets.sort()).toEqual(['fangsong', 'guangfulin', 'sheshan', 'sijing', 'university', 'yongfeng', 'yueyang']);
    expect(sample.filter(({ fallback }) => fallback).map(({ id }) => id)).toEqual(['centre-yueyang']);
  });
});

describe('centres that were stored before', () => {
  it('go on working without what came later', async () => {
    expect(await world.queue.centres.find(CENTRE)).toMatchObject({ version: 0, closures: [], formerBusinesses: [], streets: ['test'], fallback: false });
    expect(await world.queue.appointments.book(resident('p'), { centreId: CENTRE, businessId: 'permits', startsAt: instant('2026-11-25T09:00') }, freshKey())).toMatchObject({ __typename: 'Appointment' });
  });

  it('are told their streets by the next seeding, and keep all that the district has changed', async () => {
    const { centres } = queueCollections(world.connection);
    const [first, second] = sample;
    if (!first || !second) throw new Error('the sample has several centres');
    const { id, streets: _streets, fallback: _fallback, version: _version, closures: _closures, formerBusinesses: _former, ...rest } = first;
    await centres.insertOne({ _id: id, ...rest, seatsPerWindow: 9 });
    const { id: secondId, ...other } = second;
    await centres.insertOne({ _id: secondId, ...other, streets: ['moved'], version: 4 });
    for (const _twice of [1, 2]) await world.queue.seed?.();
    expect(await world.queue.centres.find(id)).toMatchObject({ seatsPerWindow: 9, streets: first.streets, fallback: first.fallback, version: 0 });
    expect(await world.queue.centres.find(secondId)).toMatchObject({ streets: ['moved'], version: 4 });
    expect((await world.queue.centres.list()).map((centre) => centre.id).sort()).toEqual([...sample.map((centre) => centre.id), CENTRE].sort());
  });
});
