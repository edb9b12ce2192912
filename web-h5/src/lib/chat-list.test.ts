import { describe, expect, it } from '@jest/globals';
import type { ChatTurnFragment } from '../graphql/__generated__/operations.js';
import { itemKey, linkTo, opensAfterPause, withState, withTurn, withTurns, type ChatItem, type Outgoing } from './chat-list.js';

const AT = Date.parse('2026-11-23T00:00:00Z');
const turn = (id: string, author: ChatTurnFragment['author'], text: string, minutes = 0): ChatTurnFragment => ({
  id, author, text, at: new Date(AT + minutes * 60_000).toISOString(), notice: null, asks: null, intent: null, done: true, helpful: null, cards: [], chips: [],
});
const mine = (key: string, text: string, state: Outgoing['state'] = 'sending'): ChatItem => ({ mine: { key, text, state, at: AT + 60_000, position: null } });
const keys = (items: readonly ChatItem[]): string[] => items.map(itemKey);

describe('a conversation on the page', () => {
  it('puts the service’s word for one’s own message in its place, also when numbers were masked', () => {
    const items = [{ turn: turn('a', 'ASSISTANT', '您好') }, mine('k1', '24路'), mine('k2', '我的手机 13800005678')];
    expect(keys(withTurn(items, turn('b', 'RESIDENT', '24路')))).toEqual(['a', 'b', 'k2']);
    expect(keys(withTurn(items.slice(0, 1).concat(items.slice(2)), turn('b', 'RESIDENT', '我的手机 138****5678')))).toEqual(['a', 'b']);
  });

  it('does not take another message for one that failed', () => {
    expect(keys(withTurn([mine('k1', '24路', 'failed')], turn('b', 'RESIDENT', '25路')))).toEqual(['k1', 'b']);
  });

  it('hears a turn once and renews it in place', () => {
    const items = withTurn(withTurn([], turn('a', 'ASSISTANT', '好')), turn('b', 'ASSISTANT', '再见'));
    const rated = withTurn(items, { ...turn('a', 'ASSISTANT', '好'), helpful: true });
    expect(keys(rated)).toEqual(['a', 'b']);
    expect(rated[0]?.turn?.helpful).toBe(true);
  });

  it('after a break shows what the service says, then what it has not got, and loses nothing newer', () => {
    const items = [{ turn: turn('a', 'RESIDENT', '24路') }, mine('k1', '25路', 'sent'), mine('k2', '26路', 'failed'), { turn: turn('z', 'ASSISTANT', '刚到', 9) }];
    expect(keys(withTurns(items, [turn('a', 'RESIDENT', '24路'), turn('b', 'RESIDENT', '25路', 2)]))).toEqual(['a', 'b', 'k2', 'z']);
  });

  it('keeps the same words said twice', () => {
    const items = [{ turn: turn('a', 'RESIDENT', '好') }, mine('k1', '好')];
    expect(keys(withTurns(items, [turn('a', 'RESIDENT', '好')]))).toEqual(['a', 'k1']);
  });

  it('says the time first and after a pause', () => {
    const items = [{ turn: turn('a', 'ASSISTANT', '一') }, { turn: turn('b', 'ASSISTANT', '二', 4) }, { turn: turn('c', 'ASSISTANT', '三', 10) }];
    expect(items.map((_item, index) => opensAfterPause(items, index))).toEqual([true, false, true]);
  });

  it('changes the state of one message alone', () => {
    expect(withState([mine('k1', '一'), mine('k2', '二')], 'k2', 'failed').map((item) => item.mine?.state)).toEqual(['sending', 'failed']);
  });

  it('follows paths of these pages and https addresses only', () => {
    expect(['/transit', 'https://example.cn/', '//elsewhere.invalid/', '/\\elsewhere.invalid', 'javascript:alert(1)', 'http://example.cn/', null].map(linkTo))
      .toEqual([{ to: '/transit' }, { href: 'https://example.cn/' }, null, null, null, null, null]);
  });
});
