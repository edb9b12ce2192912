import { describe, expect, it } from '@jest/globals';
import type { ArrivalRowFragment } from '../graphql/__generated__/operations.js';
import { boardLines } from './board-lines.js';

const NOW = Date.parse('2026-11-23T00:00:00Z');
const at = (seconds: number): string => new Date(NOW + seconds * 1000).toISOString();

function row(id: string, route: string, headsign: string, inSeconds: number, over: Partial<ArrivalRowFragment> = {}): ArrivalRowFragment {
  return {
    id, headsign, expectedAt: at(inSeconds), earliest: at(inSeconds), latest: at(inSeconds), scheduledAt: at(inSeconds), etaSeconds: inSeconds,
    stopSequence: 1, source: 'ASSERTED', dataAgeSeconds: 10, status: 'ON_TIME', stopsAway: 1, dropOffOnly: false,
    route: { id: route, shortName: route, color: null, textColor: null },
    trip: { id: `t-${id}`, directionId: 0, wheelchairAccessible: 'UNKNOWN', headwaySeconds: null },
    stop: { id: 's', platformCode: null },
    vehicle: { id: 'v', label: null, occupancy: 'UNKNOWN', wheelchairAccessible: 'UNKNOWN', ageSeconds: 5 },
    ...over,
  };
}
const planned = { source: 'SCHEDULE', dataAgeSeconds: null, stopsAway: null, vehicle: null } as const;

describe('boardLines', () => {
  it('groups by line and direction, the nearest running bus first', () => {
    const lines = boardLines([row('1', 'A', 'north', 600), row('2', 'B', 'east', 60, { status: 'CANCELED' }), row('3', 'B', 'east', 900), row('4', 'A', 'south', 300), row('5', 'A', 'north', 1200)], NOW);
    expect(lines.map((line) => [line.route.id, line.headsign, line.rows.map(({ id }) => id)])).toEqual([['A', 'south', ['4']], ['A', 'north', ['1', '5']], ['B', 'east', ['2', '3']]]);
  });

  it('waits for a departure only where the line reports its buses', () => {
    const live = row('1', 'A', 'north', 600);
    expect(boardLines([live, row('2', 'A', 'south', 900, planned)], NOW).map((line) => line.waiting)).toEqual([false, true]);
    expect(boardLines([row('2', 'A', 'south', 900, planned)], NOW).map((line) => line.waiting)).toEqual([false]);
  });

  it('takes off a bus that has gone, should the service fall silent', () => {
    expect(boardLines([row('1', 'A', 'north', -30), row('2', 'A', 'north', -50)], NOW)[0]?.rows.map(({ id }) => id)).toEqual(['1']);
  });
});
