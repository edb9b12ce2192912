/**
 * What a run must keep: no GraphQL errors to speak of, every answer whole, and 99 in 100 answers within a time.
 * @param {number} p99 milliseconds
 */
export function thresholds(p99) {
  return {
    graphql_errors: ['rate<0.001'],
    checks: ['rate>0.999'],
    http_req_failed: ['rate<0.001'],
    http_req_duration: [`p(99)<${p99}`],
  };
}
