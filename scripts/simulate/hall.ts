import type { Caller } from '../../modules/kernel/caller.js';
import type { Random } from '../drills/affairs/random.js';
import type { SimulatedDistrict, SimulatedResident } from './district.js';
import type { Timeline } from './timeline.js';

/** A centre as the contract tells it. */
export interface SimulatedCentre {
  readonly id: string;
  readonly hours: readonly { readonly from: string; readonly until: string }[];
  readonly businesses: readonly { readonly id: string; readonly usualMinutes: number }[];
  readonly windows: readonly { readonly number: number; readonly businesses: readonly { readonly id: string }[] }[];
}

/** What was seen in the halls. */
export interface HallTally {
  taken: number;
  served: number;
  passed: number;
  refused: number;
  readonly waits: number[];
}

/** A clerk who waits for somebody to come. */
interface IdleWindow {
  readonly centreId: string;
  readonly businesses: ReadonlySet<string>;
  /** Looks whether there is somebody; once. */
  readonly wake: () => Promise<void>;
}

/** What a hall stands on. */
export interface HallDeps {
  readonly district: SimulatedDistrict;
  readonly timeline: Timeline;
  readonly random: Random;
  readonly now: () => number;
  readonly key: () => string;
  readonly tally: HallTally;
  readonly idle: Set<IdleWindow>;
}

interface Desk {
  readonly __typename: string;
  readonly current: { readonly id: string; readonly business: { readonly usualMinutes: number } } | null;
}

const MINUTE = 60_000;
const CURRENT = 'current { id business { usualMinutes } }';
const DESK = `__typename ... on QueueDesk { ${CURRENT} } ... on DeskRefused { desk { ${CURRENT} } }`;

/** How long one of these takes: most near the usual, some far over. */
function serviceMs(random: Random, usualMinutes: number): number {
  const spread = Math.exp((random.next() + random.next() + random.next() - 1.5) * 0.9);
  return Math.round(Math.min(90, Math.max(1, usualMinutes * spread)) * MINUTE);
}

/** A window for a day: it opens, calls one after the other, waits a little for who does not come, and closes after the last. */
export function openWindow(deps: HallDeps, centre: SimulatedCentre, window: number, clerk: Caller, closesAt: number): void {
  const { district, timeline, random, now, key, tally, idle } = deps;
  const ask = async (name: string, types: string, args: string, variables: Record<string, unknown>): Promise<Desk> => {
    const data = await district.ask<Record<string, Desk & { readonly desk?: Desk }>>(clerk, `mutation ($key: String!${types}) { ${name}(${args}idempotencyKey: $key) { ${DESK} } }`, { ...variables, key: key() });
    return data[name] ?? { __typename: 'none', current: null };
  };
  const here = { types: ', $centreId: ID!, $window: Int!', args: 'centreId: $centreId, window: $window, ', variables: { centreId: centre.id, window } };
  const work = (id: string, action: string): Promise<Desk> => ask('workTicket', ', $id: ID!, $action: TicketAction!', 'ticketId: $id, action: $action, ', { id, action });
  const businesses = new Set(centre.windows.find(({ number }) => number === window)?.businesses.map(({ id }) => id));
  const wait = (): void => {
    const waiting: IdleWindow = { centreId: centre.id, businesses, wake: async () => void (idle.delete(waiting) && (await next())) };
    idle.add(waiting);
    timeline.at(closesAt, waiting.wake);
  };
  const next = async (): Promise<void> => {
    const desk = await ask('callNext', here.types, here.args, here.variables);
    const called = desk.__typename === 'QueueDesk' ? desk.current : null;
    if (!called) {
      if (now() < closesAt) wait();
      else await ask('closeWindow', here.types, here.args, here.variables);
      return;
    }
    const { id, business } = called;
    if (random.below(100) < 4) return missed(id, 2);
    timeline.at(now() + MINUTE / 2 + random.below(MINUTE), async () => {
      await work(id, 'BEGIN');
      timeline.at(now() + serviceMs(random, business.usualMinutes), async () => {
        await work(id, 'FINISH');
        tally.served += 1;
        timeline.at(now() + MINUTE, next);
      });
    });
  };
  /** Called again twice, then passed. */
  const missed = async (id: string, calls: number): Promise<void> => {
    timeline.at(now() + 1.5 * MINUTE, async () => {
      if (calls > 0) {
        await work(id, 'RECALL');
        return missed(id, calls - 1);
      }
      await work(id, 'PASS');
      tally.passed += 1;
      timeline.at(now() + MINUTE / 2, next);
    });
  };
  timeline.at(now() + random.below(5) * MINUTE, async () => {
    await ask('openWindow', here.types, here.args, here.variables);
    await next();
  });
}

/** Somebody takes a number by phone; one in sixteen claims a ground to be called first, and elders have one by their date of birth. */
export async function takeNumber({ district, timeline, random, now, key, tally, idle }: HallDeps, centre: SimulatedCentre, { caller }: SimulatedResident): Promise<void> {
  const businessId = random.one(centre.businesses).id;
  const input = { centreId: centre.id, businessId, ...(random.below(16) === 0 ? { priorityGround: random.one(['DISABLED', 'PREGNANT', 'SOLDIER']) } : {}) };
  const { takeTicket } = await district.ask<{ takeTicket: { __typename: string; wait?: { minutes: number } | null } }>(caller, 'mutation ($input: TakeTicketInput!, $key: String!) { takeTicket(input: $input, idempotencyKey: $key) { __typename ... on QueueTicket { wait { minutes } } } }', { input, key: key() });
  if (takeTicket.__typename !== 'QueueTicket') {
    tally.refused += 1;
    return;
  }
  tally.taken += 1;
  if (takeTicket.wait) tally.waits.push(takeTicket.wait.minutes);
  // A minute on, so that a clerk who looked in this very minute and saw nobody waits by then.
  timeline.at(now() + MINUTE, async () => {
    const window = [...idle].find(({ centreId, businesses }) => centreId === centre.id && businesses.has(businessId));
    await window?.wake();
  });
}
