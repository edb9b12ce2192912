import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EVENTS_MISSED } from '../../../kernel/events.js';
import { projectRoot } from '../../../kernel/root.js';
import { communityWorld, type CommunityWorld } from '../testing.js';
import { Catalogue } from './catalogue.js';
import type { ServiceDefinition } from './definition.js';
import { readSampleCatalogue } from './sample.js';
import { CatalogueService } from './service.js';

const sample = readSampleCatalogue(path.join(projectRoot(), 'data/district/affairs'));
let world: CommunityWorld;
let catalogue: Catalogue;
let other: Catalogue;

beforeAll(async () => {
  world = await communityWorld('catalogue-memory');
  const deps = { ...world, today: () => '2026-11-23', lifeEvents: sample.lifeEvents };
  [catalogue, other] = [new Catalogue(deps), new Catalogue(deps)];
  await catalogue.start();
  await other.start();
  await new CatalogueService({ ...world, catalogue, clock: world.clocks.system, today: deps.today }).seed(sample);
});
afterAll(async () => {
  catalogue.stop();
  other.stop();
  await world.close();
});

describe('the published services in memory', () => {
  /** The next reading, whosever it is, goes wrong or is as slow as one likes. */
  const nextReading = (instead: (read: () => Promise<unknown>) => Promise<unknown>): void => {
    const { versions } = catalogue;
    const find = versions.find.bind(versions);
    const chained = (...args: Parameters<typeof find>) => {
      versions.find = find;
      return { sort: (order: { serviceId: 1; version: -1 }) => ({ lean: () => instead(() => find(...args).sort(order).lean().exec()) }) };
    };
    versions.find = chained as unknown as typeof versions.find; // as far as a reading chains it
  };
  const until = async (done: () => boolean): Promise<void> => {
    for (let n = 0; n < 500 && !done(); n++) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(done()).toBe(true);
  };
  const rename = async (zh: string): Promise<void> => {
    const doc = await catalogue.versions.findOne({ serviceId: 'dog-registration', state: 'PUBLISHED' }).lean();
    const definition = JSON.parse(doc?.definition ?? '') as ServiceDefinition; // as it is stored
    await catalogue.versions.updateOne({ _id: doc?._id ?? '' }, { $set: { definition: JSON.stringify({ ...definition, name: { ...definition.name, zh } }) } });
  };
  const namesNow = () => [catalogue, other].map((each) => each.find('dog-registration')?.definition.name.zh);

  it('are read again where the reading failed when another process had changed them', async () => {
    await rename('犬只登记');
    nextReading(() => Promise.reject(new Error('the database is away')));
    world.events.publish('community.catalogue', {});
    await until(() => namesNow().every((name) => name === '犬只登记'));
  });

  it('are never replaced by what was read before', async () => {
    let open = (): void => undefined;
    const opened = new Promise<void>((resolve) => (open = resolve));
    nextReading(async (read) => {
      const before = await read();
      await opened;
      return before;
    });
    const first = other.changed();
    await rename('养犬登记');
    const second = other.changed();
    // Time enough for the second, if it did not wait for the first.
    await Promise.race([second, new Promise((resolve) => setTimeout(resolve, 200))]);
    open();
    await Promise.all([first, second]);
    expect(namesNow()[1]).toBe('养犬登记');
    await until(() => namesNow()[0] === '养犬登记');
  });

  it('are read anew where another process’s change may have been missed', async () => {
    await rename('犬类登记');
    world.events.publish(EVENTS_MISSED, null);
    await until(() => namesNow().every((name) => name === '犬类登记'));
  });

  it('tell who follows their names of a version that holds from tomorrow when tomorrow has come, once', async () => {
    let today = '2026-11-23';
    const tomorrows = new Catalogue({ ...world, today: () => today, lifeEvents: sample.lifeEvents });
    await tomorrows.start();
    const v1 = await tomorrows.versions.findOne({ _id: 'dog-registration:1' }).lean();
    if (!v1) throw new Error('the sample registers dogs');
    const definition = JSON.parse(v1.definition) as ServiceDefinition; // as it is stored
    await tomorrows.versions.updateOne({ _id: v1._id }, { $set: { until: today } });
    await tomorrows.versions.create({ ...v1, _id: 'dog-registration:2', version: 2, from: '2026-11-24', until: null, definition: JSON.stringify({ ...definition, name: { ...definition.name, zh: '犬只备案' } }) });
    await tomorrows.changed();
    const heard: (string | undefined)[] = [];
    tomorrows.lexicon.onChange(() => heard.push(tomorrows.lexicon.terms().find(({ id }) => id === 'dog-registration')?.name));
    tomorrows.newDay();
    expect(heard).toEqual([]);
    today = '2026-11-24';
    tomorrows.newDay();
    tomorrows.newDay();
    expect(heard).toEqual(['犬只备案']);
    tomorrows.stop();
  });
});
