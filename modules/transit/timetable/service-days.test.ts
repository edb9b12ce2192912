import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { zoneOffset } from './service-days.js';

const ZONES = ['Asia/Shanghai', 'America/Toronto', 'Europe/London', 'Australia/Lord_Howe', 'Pacific/Chatham', 'Asia/Kathmandu', 'Asia/Tehran', 'UTC'];

/** What a zone's clock shows, as the platform writes it. */
const shown = (epochSeconds: number, zone: string): string => new Date(epochSeconds * 1000).toLocaleString('sv-SE', { timeZone: zone });

describe('the offset of a zone', () => {
  it('is what the platform\'s own clock shows, at any second of any zone, clock changes among them', () => {
    const instants = fc.integer({ min: Date.UTC(1973, 0) / 1000, max: Date.UTC(2037, 0) / 1000 });
    fc.assert(fc.property(instants, fc.constantFrom(...ZONES), (at, zone) => {
      expect(new Date((at + zoneOffset(at, zone)) * 1000).toISOString().slice(0, 19).replace('T', ' ')).toBe(shown(at, zone));
    }), { numRuns: 500 });
  });

  it.each([
    ['America/Toronto', Date.UTC(2026, 2, 8, 7) / 1000, -18_000, -14_400],
    ['Australia/Lord_Howe', Date.UTC(2026, 3, 4, 15) / 1000, 39_600, 37_800],
    ['Pacific/Chatham', Date.UTC(2026, 3, 4, 14) / 1000, 49_500, 45_900],
  ])('%s changes its clock to the second', (zone, change, before, after) => {
    expect([change - 1, change, change + 0.5].map((at) => zoneOffset(at, zone))).toEqual([before, after, after]);
  });
});
