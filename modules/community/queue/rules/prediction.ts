import type { WaitPrediction } from '../types.js';

/** So many services the usual length counts for, beside those of the day. */
const PRIOR_WEIGHT = 6;
/** Spread of the logarithm of a service's length before the day tells: half of them lie within 0.65 and 1.5 times the usual. */
const PRIOR_SD = 0.6;
/** Of a normal distribution: four of five lie within so many standard deviations. */
const EIGHTY_PERCENT = 1.2816;
const MOST_SAMPLES = 200;

/** What a service takes: mean and variance in minutes, and from how many services they are known. */
export interface ServiceTime {
  readonly mean: number;
  readonly variance: number;
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
  const weight = PRIOR_WEIGHT + logs.length;
  const mu = (PRIOR_WEIGHT * prior + logs.reduce((sum, each) => sum + each, 0)) / weight;
  const squares = PRIOR_WEIGHT * (PRIOR_SD ** 2 + (prior - mu) ** 2) + logs.reduce((sum, each) => sum + (each - mu) ** 2, 0);
  const sigma2 = squares / weight;
  const mean = Math.exp(mu + sigma2 / 2);
  return { mean, variance: (Math.exp(sigma2) - 1) * mean ** 2, known: weight };
}

/**
 * How long until somebody is called: `ahead` services are spread over the windows, and those under way end on average half a
 * service from now. The range holds four waits of five: of the sum's own spread, and of how far the mean may be off while few
 * services are known (normal approximation).
 * @param ahead numbers that are called before
 * @param windows windows that serve this business, at least 1
 * @param busy windows among them where somebody is being served
 */
export function predictWait(ahead: number, windows: number, busy: number, { mean, variance, known }: ServiceTime): WaitPrediction {
  const count = Math.max(1, windows);
  // A free window calls at once; else the first of the busy ones to end takes the next.
  const first = busy < count ? 0 : mean / (count + 1);
  const minutes = first + (ahead * mean) / count;
  const spread = EIGHTY_PERCENT * (Math.sqrt(variance * (ahead + ahead ** 2 / known)) / count + first);
  return { minutes: Math.round(minutes), earliest: Math.max(0, Math.floor(minutes - spread)), latest: Math.ceil(minutes + spread) };
}
