import { describe, expect, it } from '@jest/globals';
import { Fault } from './errors.js';
import { connection, decodeCursor, encodeCursor, pageSize, type Connection } from './pages.js';

const stops = ['方塔园', '醉白池', '佘山地铁站', '辰山植物园', '泗泾地铁站'].map((name, index) => ({ id: `district:${index}`, name }));
const rules = { cursorOf: (stop: { id: string }) => stop.id, maxFirst: 100, defaultFirst: 2 };

function faultOf(act: () => unknown): Fault {
  try {
    act();
  } catch (error) {
    if (error instanceof Fault) return error;
  }
  throw new Error('no fault was thrown');
}

describe('connection', () => {
  it('walks the whole list page by page, each item once', () => {
    const seen: string[] = [];
    let after: string | null = null;
    for (let page = 0; page < 3; page += 1) {
      const { nodes, pageInfo, totalCount }: Connection<(typeof stops)[number]> = connection(stops, { first: 2, after }, rules);
      expect(totalCount).toBe(5);
      expect(pageInfo.hasNextPage).toBe(page < 2);
      expect(pageInfo.hasPreviousPage).toBe(page > 0);
      seen.push(...nodes.map(({ id }) => id));
      after = pageInfo.endCursor;
    }
    expect(seen).toEqual(stops.map(({ id }) => id));
  });

  it('gives edges and nodes alike, with the cursors of the ends', () => {
    const { edges, nodes, pageInfo } = connection(stops, { first: 3 }, rules);
    expect(edges.map(({ node }) => node)).toEqual(nodes);
    expect(pageInfo.startCursor).toBe(edges[0]?.cursor);
    expect(pageInfo.endCursor).toBe(edges[2]?.cursor);
    expect(decodeCursor(pageInfo.endCursor ?? '')).toBe('district:2');
  });

  it('goes on after the same item when others came before it', () => {
    const { pageInfo } = connection(stops, { first: 2 }, rules);
    const longer = [{ id: 'district:9', name: '月湖雕塑公园' }, ...stops];
    expect(connection(longer, { first: 1, after: pageInfo.endCursor }, rules).nodes).toEqual([stops[2]]);
  });

  it('uses the default size, and takes 0', () => {
    expect(connection(stops, {}, rules).nodes).toHaveLength(2);
    expect(connection(stops, { first: null }, { ...rules, defaultFirst: 4 }).nodes).toHaveLength(4);
    const none = connection(stops, { first: 0 }, rules);
    expect(none).toMatchObject({ edges: [], pageInfo: { hasNextPage: true, hasPreviousPage: false, startCursor: null, endCursor: null } });
  });

  it('answers an empty list', () => {
    expect(connection([], { first: 5 }, rules)).toMatchObject({ nodes: [], totalCount: 0, pageInfo: { hasNextPage: false } });
  });

  it.each([-1, 1.5, 101, Number.NaN])('refuses first: %d', (first) => {
    expect(faultOf(() => connection(stops, { first }, rules))).toMatchObject({ code: 'BAD_INPUT', details: { field: 'first' } });
  });

  it('says so when the item of a cursor is gone', () => {
    const fault = faultOf(() => connection(stops, { after: encodeCursor('district:77') }, rules));
    expect(fault).toMatchObject({ code: 'BAD_INPUT', details: { field: 'after' } });
    expect(fault.details['reason']).toMatch(/no longer/);
  });
});

describe('cursors', () => {
  it.each(['district:5', '方塔园|3', '', 'a:b:c'])('carry %j there and back', (key) => {
    expect(decodeCursor(encodeCursor(key))).toBe(key);
  });
  it.each(['', 'rubbish', '!!!', 'MTo=', `${encodeCursor('a')}!`, Buffer.from('2:a').toString('base64url')])('refuse %j', (cursor) => {
    expect(faultOf(() => decodeCursor(cursor))).toMatchObject({ code: 'BAD_INPUT', details: { field: 'after' } });
  });
  it('refuse one that is too long to be ours', () => {
    expect(faultOf(() => decodeCursor(encodeCursor('x'.repeat(5000))))).toMatchObject({ code: 'BAD_INPUT', details: { field: 'after' } });
  });
});

describe('pageSize', () => {
  it('never exceeds the most, not by default either', () => {
    expect(pageSize(undefined, 10, 50)).toBe(10);
    expect(pageSize(10, 10)).toBe(10);
  });
});
