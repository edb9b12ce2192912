import { check } from 'k6';
import { Rate } from 'k6/metrics';

/** Share of answers with GraphQL errors, or that were no GraphQL answer at all. */
const failed = new Rate('graphql_errors');

/** What an answer of each operation must hold, beside being without errors. */
const WHOLE = {
  LoadArrivals: ({ stop }) => stop !== null && stop.arrivals.every(({ expectedAt, earliest, latest }) => earliest <= expectedAt && expectedAt <= latest),
  LoadNearby: ({ stops }) => stops.edges.length > 0 && stops.edges.every(({ distanceMeters }) => distanceMeters <= 800),
  LoadVehicles: ({ vehicles }) => Array.isArray(vehicles),
  LoadSearch: ({ stops, routes }) => stops.edges.length + routes.edges.length > 0,
};

function read(response) {
  try {
    return response.json();
  } catch {
    return null;
  }
}

/** Checks an answer and counts it. */
export function look(name, response) {
  const answer = response.status === 200 ? read(response) : null;
  const good = answer !== null && !answer.errors && Boolean(answer.data);
  failed.add(!good);
  check(answer, { [`${name} is answered`]: () => good, [`${name} is whole`]: () => good && WHOLE[name](answer.data) });
}
