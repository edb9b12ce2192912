import { mix } from '../lib/mix.js';
import { thresholds } from '../lib/thresholds.js';

const peak = Number(__ENV.PEAK_RATE || 2000);

/** Requests come at a rate that rises to a peak and stays, whether earlier ones have been answered or not, as people do. */
export const options = {
  scenarios: {
    stress: {
      executor: 'ramping-arrival-rate', startRate: 100, timeUnit: '1s', preAllocatedVUs: 100, maxVUs: 500,
      stages: [{ target: peak, duration: '15s' }, { target: peak, duration: '30s' }, { target: 0, duration: '5s' }],
    },
  },
  thresholds: { ...thresholds(250), dropped_iterations: ['count<100'] },
};

export default mix;
