import { normalQuantile, normalShare } from './normal.js';

/** So many services the usual length counts for, beside those of the day. */
const PRIOR_WEIGHT = 6;
/** Spread of the logarithm of a service's length before the day tells: half of them lie within 0.65 and 1.5 times the usual. */
const PRIOR_SD = 0.6;
const MOST_SAMPLES = 200;
/** Who is at a window for longer than so large a share of all is taken to be at that point: nothing is known of those few. */
const LONGEST_SHARE = 0.99;
const LONGEST = normalQuantile(LONGEST_SHARE);

/** What a service takes: mean and spread of the logarithm of its minutes, and from how many services they are known. */
export interface ServiceTime {
  readonly mu: number;
  readonly sigma: number;
  readonly known: number;
}

/**
 * What a service takes today. Lengths of services are log-normal (Brown et al., JASA 2005, found it of call centres), so
 * their logarithms are averaged with the usual length as {@link PRIOR_WEIGHT} services that were seen already: in the morning
 * the usual length speaks, by noon the day does.
 * @param minutes services of the day that have ended, the latest last
 */
export function serviceTime(minutes: readonly number[], usualMinutes: number): ServiceTime {
  const logs = minutes.slice(-MOST_SAMPLES).filter((each) => each > 0).map((each) => Math.log(Math.min(180, Math.max(0.5, each))));
  const prior = Math.log(usualMinutes);
  const known = PRIOR_WEIGHT + logs.length;
  const mu = (PRIOR_WEIGHT * prior + logs.reduce((sum, each) => sum + each, 0)) / known;
  const squares = PRIOR_WEIGHT * (PRIOR_SD ** 2 + (prior - mu) ** 2) + logs.reduce((sum, each) => sum + (each - mu) ** 2, 0);
  return { mu, sigma: Math.sqrt(squares / known), known };
}

/** Minutes that a service takes on average. */
export const meanMinutes = ({ mu, sigma }: ServiceTime): number => Math.exp(mu + sigma ** 2 / 2);

/**
 * How many minutes more a service lasts that has lasted so long already: who has been there for long is not done sooner.
 * @param at where among the services that last at least as long, as a standard normal value; 0 for the middle one
 */
export function minutesLeft({ mu, sigma }: ServiceTime, elapsed: number, at: number): number {
  if (elapsed <= 0) return Math.exp(mu + sigma * at);
  const over = Math.min(LONGEST_SHARE, normalShare((Math.log(elapsed) - mu) / sigma));
  const since = Math.min(elapsed, Math.exp(mu + sigma * LONGEST));
  return Math.max(0, Math.exp(mu + sigma * normalQuantile(over + (1 - over) * normalShare(at))) - since);
}
