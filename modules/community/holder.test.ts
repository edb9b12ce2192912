import { describe, expect, it } from '@jest/globals';
import { holderOf, personIdsOf, personOf } from './holder.js';

describe('in whose name', () => {
  it('somebody has a thing: the person’s where there is one, else the account’s, and nobody’s without either', () => {
    expect([holderOf({ accountId: 'a' }, 'p'), holderOf({ accountId: 'a' }, null)]).toEqual(['p', 'account:a']);
    expect(() => holderOf({ accountId: null }, 'p')).toThrow(expect.objectContaining({ code: 'UNAUTHENTICATED' }));
  });

  it('a thing stands leads to a person, each once, and never to an account', () => {
    expect([personOf('p'), personOf(holderOf({ accountId: 'a' }, null)), personOf(null)]).toEqual(['p', null, null]);
    expect(personIdsOf('p', 'account:a', null, 'p', 'q')).toEqual(['p', 'q']);
  });
});
