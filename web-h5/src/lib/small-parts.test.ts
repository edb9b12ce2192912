import { describe, expect, it } from '@jest/globals';
import { badgeColors, contrast } from './badge-colors.js';
import { readFavourites, toggled, type Favourite } from './favourites.js';
import { decodePolyline } from './polyline.js';
import { placeFromText, placeInput, placeToText, samePlace } from './plan-place.js';
import { memoryStore, readJson, writeJson } from './storage.js';
import { clockTime, daysBetween, fromLocalField, toLocalField } from './times.js';

describe('times of the district', () => {
  const instant = Date.parse('2026-11-23T16:30:00Z');
  it('are those of its zone whatever the phone’s', () => {
    expect(clockTime(instant)).toBe('00:30');
    expect(toLocalField(instant)).toBe('2026-11-24T00:30');
    expect(fromLocalField('2026-11-24T00:30')).toBe('2026-11-23T16:30:00.000Z');
    expect(fromLocalField('')).toBeNull();
    expect(daysBetween(instant - 3_600_000, instant)).toBe(1);
  });
});

describe('a line’s badge', () => {
  it('keeps the feed’s colours where they can be read, and mends those that cannot', () => {
    expect(badgeColors('1F6FB2', 'FFFFFF')).toEqual({ background: '#1F6FB2', color: '#FFFFFF' });
    expect(badgeColors('FFE000', 'FFFFFF')).toEqual({ background: '#FFE000', color: '#000000' });
    expect(badgeColors('not a colour', null).color).toBe('#ffffff');
  });

  it('measures contrast as WCAG does', () => {
    expect(contrast('000000', 'ffffff')).toBeCloseTo(21);
    expect(contrast('777777', 'ffffff')).toBeCloseTo(4.48, 2);
  });
});

describe('encoded polylines', () => {
  it('reads the algorithm’s own example, and what a cut text still holds', () => {
    expect(decodePolyline('_p~iF~ps|U_ulLnnqC_mqNvxq`@')).toEqual([[38.5, -120.2], [40.7, -120.95], [43.252, -126.453]]);
    expect(decodePolyline('_p~iF~ps|U_ul')).toEqual([[38.5, -120.2]]);
  });
});

describe('favourites', () => {
  const stop: Favourite = { kind: 'stop', id: 'district:1', name: '方塔园' };
  it('are put first, and taken out by kind and id', () => {
    const line: Favourite = { kind: 'route', id: 'district:1', name: '云间1路' };
    expect(toggled([stop], line)).toEqual([line, stop]);
    expect(toggled([line, stop], { ...stop, name: 'other' })).toEqual([line]);
  });

  it('are read with sense from damaged storage', () => {
    const store = memoryStore();
    expect(readFavourites(store)).toEqual([]);
    writeJson(store, 'district.favourites', [stop, { kind: 'ship' }, null, 7]);
    expect(readFavourites(store)).toEqual([stop]);
    store.setItem('district.favourites', '{');
    expect(readFavourites(store)).toEqual([]);
    expect(readJson(store, 'district.favourites')).toBeNull();
  });
});

describe('ends of a journey', () => {
  const stop = { kind: 'stop', id: 'district:1', name: '方塔~园' } as const;
  it('go through the address and back, a position without its numbers', () => {
    expect(placeFromText(placeToText(stop))).toEqual(stop);
    expect(placeToText({ kind: 'here' })).toBe('here');
    expect(placeFromText('stop~')).toBeNull();
    expect(placeFromText(['here'])).toBeNull();
  });

  it('name the datum of a position', () => {
    expect(placeInput({ kind: 'here' }, { lat: 31, lon: 121, datum: 'GCJ02' })).toEqual({ position: { lat: 31, lon: 121, datum: 'GCJ02' } });
    expect(placeInput({ kind: 'here' }, null)).toBeNull();
    expect(placeInput(stop, null)).toEqual({ stopId: 'district:1' });
  });

  it('are told apart', () => {
    expect(samePlace(stop, { ...stop, name: 'x' })).toBe(true);
    expect(samePlace(stop, { kind: 'here' })).toBe(false);
    expect(samePlace(null, null)).toBe(false);
  });
});
