import { mix } from '../lib/mix.js';
import { thresholds } from '../lib/thresholds.js';

/** Few users for a few hundred requests: whether the mix is answered at all. No promise of speed: any machine may run it. */
export const options = {
  scenarios: { smoke: { executor: 'shared-iterations', vus: 4, iterations: 400, maxDuration: '30s' } },
  thresholds: thresholds(2000),
};

export default mix;
