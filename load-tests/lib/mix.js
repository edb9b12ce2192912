import { ask, one } from './client.js';

const district = JSON.parse(open('../data/district.json'));

/** One request of the mix of a working day: 40 % arrivals, 25 % nearby, 15 % vehicles, 20 % search. */
export function mix() {
  const chance = Math.random();
  if (chance < 0.4) ask('LoadArrivals', { id: one(district.stops) });
  else if (chance < 0.65) ask('LoadNearby', { near: one(district.positions) });
  else if (chance < 0.8) ask('LoadVehicles', { routeId: one(district.routes) });
  else ask('LoadSearch', { text: one(district.searches) });
}
