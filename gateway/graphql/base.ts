import type { Clock } from '../../modules/kernel/clock.js';
import type { Language, Resolvers } from '../../modules/__generated__/resolvers.js';

const HEARTBEAT_MS = 10_000;

/** The district that is served, as it calls itself. */
export interface DistrictNames {
  readonly zh: string;
  readonly zhHant: string;
  readonly en: string;
}

/** What the gateway itself answers. */
export interface BaseDeps {
  readonly version: string;
  readonly district: DistrictNames;
  readonly clock: Clock;
  readonly simulated: () => boolean;
}

function nameIn(names: DistrictNames, language: Language | null | undefined): string {
  if (language === 'EN') return names.en;
  return language === 'ZH_HANT' ? names.zhHant : names.zh;
}

/** Resolvers of the gateway's own part of the contract. */
export function createBaseResolvers({ version, district, clock, simulated }: BaseDeps) {
  return {
    Query: {
      service: () => ({ version, district: nameIn(district, 'ZH_HANS'), now: clock.now(), simulated: simulated() }),
    },
    ServiceInfo: {
      district: (_info, { language }) => nameIn(district, language),
    },
    Subscription: {
      clock: {
        subscribe: () => heartbeat(clock),
        resolve: (now: number) => now,
      },
    },
  } satisfies Resolvers;
}

/** The time now, and then every ten seconds until its reader leaves, even in the middle of a wait. */
function heartbeat(clock: Clock): AsyncIterableIterator<number> {
  let first = true;
  let wake: (() => void) | null = null;
  let ended = false;
  return {
    async next() {
      if (!first) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, HEARTBEAT_MS);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      first = false;
      return ended ? { value: undefined, done: true } : { value: clock.now(), done: false };
    },
    async return() {
      ended = true;
      wake?.();
      return { value: undefined, done: true };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
