import { describe, expect, it } from '@jest/globals';
import { WANG } from '../testing.js';
import { readCard } from './card.js';

/** A card's text block as readers give it (GA 450). */
function block({ name = '王建国', identifier = WANG.identifier, until = '20390601' } = {}): string {
  const text = [[name, 15], ['1', 1], ['01', 2], ['19850307', 8], ['云间区岳阳街道人民北路88弄12号501室', 35], [identifier, 18], ['云间区公安分局', 15], ['20190601', 8], [until, 8], ['', 18]] as const;
  return Buffer.from(text.map(([part, length]) => part.padEnd(length, ' ')).join(''), 'utf16le').toString('base64');
}

describe('a card', () => {
  it('that a reader read tells name, number and its last day', () => {
    expect(readCard({ reading: block(), identifier: 'typed', name: 'typed' }, '2026-11-23')).toEqual({ name: '王建国', identifier: WANG.identifier, validUntil: '2039-06-01', read: true });
    expect(readCard({ reading: block({ name: '欧阳·阿卜杜拉', until: '长期' }) }, '2026-11-23')).toMatchObject({ name: '欧阳·阿卜杜拉', validUntil: null });
  });

  it('that has ended, is cut off or is no card proves nobody', () => {
    expect(() => readCard({ reading: block({ until: '20261122' }) }, '2026-11-23')).toThrow(expect.objectContaining({ code: 'BAD_INPUT', details: { field: 'card.reading', reason: 'ended' } }));
    expect(readCard({ reading: block({ until: '20261123' }) }, '2026-11-23').read).toBe(true);
    for (const reading of [block().slice(0, 300), Buffer.alloc(256).toString('base64'), block({ identifier: '123' }), 'not base64', `${block()}=`]) {
      expect(() => readCard({ reading }, '2026-11-23')).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }));
    }
  });

  it('that a clerk typed says so', () => {
    expect(readCard({ identifier: ` ${WANG.identifier.toLowerCase()} `, name: ' 王建国 ' }, '2026-11-23')).toEqual({ name: '王建国', identifier: WANG.identifier, validUntil: null, read: false });
    expect(() => readCard({ identifier: WANG.identifier }, '2026-11-23')).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }));
    for (const name of ['王'.repeat(51), '王\u202e建国', '王\0建国', '<b>王</b>', '=王', '😀']) expect(() => readCard({ identifier: WANG.identifier, name }, '2026-11-23')).toThrow(expect.objectContaining({ details: { field: 'card.name', reason: 'no-name' } }));
    for (const name of ['买买提·阿卜杜拉', 'Anna-Maria O’Neill', 'José']) expect(readCard({ identifier: WANG.identifier, name }, '2026-11-23').name).toBe(name);
    expect(() => readCard({ name: '王建国' }, '2026-11-23')).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }));
  });
});
