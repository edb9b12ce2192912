import { anonymousCaller, type Caller } from '../../kernel/caller.js';
import { createMemoryBus } from '../../kernel/events.js';
import { communityWorld, type CommunityWorld } from '../affairs/testing.js';
import type { PersonFacts } from '../contract.js';
import type { ServiceName } from './centre-sheets.js';
import { createQueue, type Queue } from './index.js';
import { queueCollections, type CentreDocument } from './model.js';

/** A world with queues in two processes' worth of parts over one database: what one does the other is not told of. */
export interface QueueWorld extends CommunityWorld {
  readonly queue: Queue;
  readonly other: Queue;
  /** Goes to a time of the district, `2026-11-24T09:00`. */
  at(time: string): void;
}

/** The centre of the tests: one window for passports of ten seats a time, three for insurance, one of which does housing too. */
export const CENTRE = 'centre-test';
const centre: CentreDocument = {
  _id: CENTRE, nameZh: '样例中心', nameEn: 'Sample Centre', address: '样例路1号', hours: [{ from: '09:00', until: '11:30' }, { from: '13:00', until: '17:00' }], everyDay: false,
  businesses: [
    { id: 'permits', letter: 'A', nameZh: '证件', nameEn: 'Permits', usualMinutes: 10, serviceIds: ['dog-registration'] },
    { id: 'insurance', letter: 'B', nameZh: '社保', nameEn: 'Insurance', usualMinutes: 10, serviceIds: [] },
    { id: 'housing', letter: 'C', nameZh: '住房', nameEn: 'Housing', usualMinutes: 15, serviceIds: [] },
  ],
  windows: [{ number: 1, businesses: ['permits'] }, { number: 2, businesses: ['insurance'] }, { number: 3, businesses: ['insurance'] }, { number: 4, businesses: ['insurance', 'housing'] }],
  slotMinutes: 30, seatsPerWindow: 10, bookableDays: 14,
};

/** The catalogue of the tests. */
const services = (): readonly ServiceName[] => [{ id: 'dog-registration', name: { zh: '养犬登记', en: 'Dog registration' } }, { id: 'food-licence', name: { zh: '食品经营许可', en: 'Food licence' } }];

/** Founds the world on Tuesday, 2026-11-24 09:00 in the district, its centre seeded. */
export async function queueWorld(name: string, more: readonly PersonFacts[] = []): Promise<QueueWorld> {
  const world = await communityWorld(name, more);
  const at = (time: string): void => void (world.time.now = Date.parse(`${time}:00+08:00`));
  at('2026-11-24T09:00');
  await queueCollections(world.connection).centres.insertOne(centre);
  const queue = createQueue(world, { services });
  const other = createQueue({ ...world, events: createMemoryBus(world.logger) }, { services });
  await queue.start();
  await other.start();
  return {
    ...world, queue, other, at,
    async close() {
      await queue.stop();
      await other.stop();
      await world.close();
    },
  };
}

/** Somebody proved. */
export function resident(id: string, own: Partial<Caller> = {}): Caller {
  return { ...anonymousCaller('web', 'test'), accountId: `account-${id}`, personId: id, proofed: true, sessionId: `session-${id}`, assurance: 'ordinary', ...own };
}

/** A clerk of the centre. */
export function clerk(name: string, organisationId: string = CENTRE): Caller {
  return resident(`clerk-${name}`, { post: { id: `post-${name}`, role: 'clerk', organisationId } });
}

/** The centre's manager on duty (值班长), who answers for its hours and windows. */
export function manager(organisationId: string = CENTRE): Caller {
  return resident('manager', { post: { id: 'post-manager', role: 'approver', organisationId } });
}

/** An instant of the district. */
export const instant = (time: string): number => Date.parse(`${time}:00+08:00`);

let keys = 0;
/** A key that no other mutation has. */
export const freshKey = (): string => `key-${(keys += 1)}`;
