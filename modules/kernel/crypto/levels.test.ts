import { describe, expect, it } from '@jest/globals';
import { hashed, inClear, levelFaults, movesToNewKeys, sealed, sealedAsWritten, token } from './levels.js';

const context = () => 'note';

describe('what a collection declares', () => {
  it('moves to new keys: lasting seals and tokens, and nothing else', () => {
    const notes = { collection: 'notes', fields: { ...inClear('internal', '_id'), text: sealed('sensitive', context), phone: token('sensitive'), once: sealedAsWritten('sensitive'), code: hashed('sensitive') } };
    expect(movesToNewKeys(notes)).toEqual({ collection: 'notes', fields: [{ path: 'text', context }], tokens: ['phone'] });
    expect(movesToNewKeys({ collection: 'plain', fields: inClear('public', '_id', 'name') })).toBeNull();
  });

  it('is refused where it tells too much in the clear, seals what is nobody’s, or comes twice', () => {
    const good = { collection: 'good', fields: { ...inClear('personal', 'name'), number: sealed('sensitive', context), hash: hashed('health-secret') } };
    expect(levelFaults([good])).toEqual([]);
    const bad = { collection: 'bad', fields: { ...inClear('sensitive', 'number'), ...inClear('health-secret', 'diagnosis'), text: sealed('internal', context), other: sealedAsWritten('public') } };
    expect(levelFaults([good, bad, good])).toEqual([
      'good is declared twice', 'bad.number is sensitive and stands in the clear', 'bad.diagnosis is health-secret and stands in the clear', 'bad.text is sealed and said to be internal', 'bad.other is sealed and said to be public',
    ]);
  });
});
