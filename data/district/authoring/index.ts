import { createDistrict } from './district.js';
import { createFeed } from './feed.js';
import { createMap } from './map.js';

/** Every generated file of `data/district/`: path below that folder → content. */
export function generate(): Map<string, string> {
  const district = createDistrict();
  return new Map([
    ...[...createFeed(district)].map(([name, content]) => [`gtfs/${name}`, content] as const),
    ...[...createMap(district)].map(([name, content]) => [`map/${name}`, content] as const),
  ]);
}
