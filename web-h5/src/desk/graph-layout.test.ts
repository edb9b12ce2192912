import { describe, expect, it } from '@jest/globals';
import { layoutGraph } from './graph-layout.js';

describe('the graph of a case', () => {
  it('puts what goes on at once in one column, and what waits for others after the latest of them', () => {
    const { nodes, edges, columns, rows } = layoutGraph([{ id: 'papers', after: [] }, { id: 'environment', after: [] }, { id: 'visit', after: ['papers'] }, { id: 'public', after: ['visit', 'environment'] }], 'accept', 'decide');
    expect(nodes.map(({ id, column, row }) => `${id} ${column}:${row}`)).toEqual(['accept 0:0', 'papers 1:0', 'environment 1:1', 'visit 2:0', 'public 3:0', 'decide 4:0']);
    expect(edges.map(({ from, to }) => `${from}>${to}`)).toEqual(['accept>papers', 'accept>environment', 'papers>visit', 'visit>public', 'environment>public', 'public>decide']);
    expect([columns, rows]).toEqual([5, 2]);
  });

  it('stands without steps, with names that nobody has, and with a circle that no service may declare', () => {
    expect(layoutGraph([], 'accept', 'decide').edges).toEqual([{ from: 'accept', to: 'decide' }]);
    expect(layoutGraph([{ id: 'a', after: ['gone'] }], 'accept', 'decide').edges).toEqual([{ from: 'accept', to: 'a' }, { from: 'a', to: 'decide' }]);
    expect(layoutGraph([{ id: 'a', after: ['b'] }, { id: 'b', after: ['a'] }], 'accept', 'decide').nodes).toHaveLength(4);
  });
});
