import type { RouteFare } from '../../timetable/timetable.js';
import type { Draft } from './draft.js';
import type { Findings } from './findings.js';
import type { OpenFeed } from './open-feed.js';
import { readTable } from './table.js';

interface Price {
  readonly amount: number;
  readonly currency: string;
}

/** One record of fare_rules.txt. */
interface FareRule {
  readonly fareId: string;
  readonly routeId: string;
  /** origin_id, destination_id and contains_id that are not blank. */
  readonly zones: readonly string[];
}

/** What a ride on each route costs, from fare_attributes and fare_rules, or where those are absent from fare_products and fare_leg_rules. */
export async function readFares(feed: OpenFeed, draft: Draft, findings: Findings): Promise<void> {
  if (feed.names.has('fare_attributes.txt')) await readClassicFares(feed, draft, findings);
  else if (feed.names.has('fare_products.txt')) await readFareProducts(feed, draft, findings);
}

async function readClassicFares(feed: OpenFeed, draft: Draft, findings: Findings): Promise<void> {
  const prices = new Map<string, Price>();
  const attributes = { file: 'fare_attributes.txt', required: ['fare_id', 'price', 'currency_type'], optional: [] } as const;
  await readTable(feed, attributes, findings, (table) => {
    const amount = table.row.decimal(table.column('price'));
    if (amount >= 0) prices.set(table.text('fare_id'), { amount, currency: table.text('currency_type') });
    else table.warn('price_invalid', 'price', 'is not a price; the fare is left out');
  });
  const rules: FareRule[] = [];
  const ruled = new Set<string>();
  const spec = { file: 'fare_rules.txt', required: ['fare_id'], optional: ['route_id', 'origin_id', 'destination_id', 'contains_id'] } as const;
  await readTable(feed, spec, findings, (table) => {
    const rule = {
      fareId: table.text('fare_id'), routeId: table.text('route_id'),
      zones: (['origin_id', 'destination_id', 'contains_id'] as const).map((field) => table.text(field)).filter((zone) => zone !== ''),
    };
    ruled.add(rule.fareId);
    if (!prices.has(rule.fareId)) table.warn('fare_unknown', 'fare_id', 'does not stand in fare_attributes.txt');
    else if (rule.routeId !== '' && !draft.routeIndex.has(rule.routeId)) table.warn('fare_unknown', 'route_id', 'does not stand in routes.txt');
    else rules.push(rule);
  });
  const everywhere = [...prices].filter(([id]) => !ruled.has(id)).map(([, price]) => price);
  const zones = rules.some((rule) => rule.zones.length > 0) ? zonesByRoute(draft) : [];
  draft.routes.forEach((route, index) => {
    const applies = (rule: FareRule) => rule.zones.every((zone) => zones[index]?.has(zone));
    const own = rules.filter((rule) => rule.routeId === route.id && applies(rule));
    const byZone = rules.filter((rule) => rule.routeId === '' && applies(rule));
    const found = [own, byZone].find((list) => list.length > 0)?.flatMap(({ fareId }) => prices.get(fareId) ?? []);
    route.fare = rangeOf(found ?? everywhere);
  });
}

function zonesByRoute(draft: Draft): Set<string>[] {
  const zones = draft.routes.map(() => new Set<string>());
  const { times } = draft;
  for (let row = 0; row < times.trip.length; row++) {
    const zone = draft.stops[times.stop.at(row)]?.zoneId;
    if (zone) zones[draft.trips[times.trip.at(row)]?.route ?? -1]?.add(zone);
  }
  return zones;
}

/** GTFS-Fares v2 in its simplest form: products by network, a rider's class and medium left aside. */
async function readFareProducts(feed: OpenFeed, draft: Draft, findings: Findings): Promise<void> {
  const products = new Map<string, Price[]>();
  const productSpec = { file: 'fare_products.txt', required: ['fare_product_id', 'amount', 'currency'], optional: [] } as const;
  await readTable(feed, productSpec, findings, (table) => {
    const amount = table.row.decimal(table.column('amount'));
    const id = table.text('fare_product_id');
    if (amount >= 0) products.set(id, [...(products.get(id) ?? []), { amount, currency: table.text('currency') }]);
    else table.warn('price_invalid', 'amount', 'is not a price; the product is left out');
  });
  const networks = new Map(draft.routes.map((route) => [route.id, route.networkId]));
  const networkSpec = { file: 'route_networks.txt', required: ['network_id', 'route_id'], optional: [] } as const;
  await readTable(feed, networkSpec, findings, (table) => networks.set(table.text('route_id'), table.text('network_id')));
  const byNetwork = new Map<string, Price[]>();
  const legSpec = { file: 'fare_leg_rules.txt', required: ['fare_product_id'], optional: ['network_id'] } as const;
  await readTable(feed, legSpec, findings, (table) => {
    const network = table.text('network_id');
    const prices = products.get(table.text('fare_product_id'));
    if (prices) byNetwork.set(network, [...(byNetwork.get(network) ?? []), ...prices]);
    else table.warn('fare_unknown', 'fare_product_id', 'does not stand in fare_products.txt');
  });
  // A rule without a network holds where no rule names the route's own.
  for (const route of draft.routes) route.fare = rangeOf(byNetwork.get(networks.get(route.id) ?? '') ?? byNetwork.get('') ?? []);
}

function rangeOf(prices: readonly Price[]): RouteFare | null {
  const currency = prices[0]?.currency;
  if (currency === undefined) return null;
  const amounts = prices.filter((price) => price.currency === currency).map(({ amount }) => amount);
  return { currency, min: Math.min(...amounts), max: Math.max(...amounts) };
}
