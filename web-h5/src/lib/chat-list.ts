import type { ChatTurnFragment, PositionInput } from '../graphql/__generated__/operations.js';

/** A message of one's own on its way: the key stays the same however often it is sent, so that it is answered once. */
export interface Outgoing {
  readonly key: string;
  readonly text: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly state: 'sending' | 'sent' | 'failed';
  readonly position: PositionInput | null;
}

/** What stands in a conversation: a turn that the service told, or a message of one's own that it has not told yet. */
export type ChatItem = { readonly turn: ChatTurnFragment; readonly mine?: never } | { readonly mine: Outgoing; readonly turn?: never };

/** So long a silence before the time stands between two messages. */
const PAUSE_MS = 5 * 60_000;

/** Names an item in its list. */
export function itemKey(item: ChatItem): string {
  return item.turn ? item.turn.id : item.mine.key;
}

/** When it was said, in epoch milliseconds. */
export function itemAt(item: ChatItem): number {
  return item.turn ? Date.parse(item.turn.at) : item.mine.at;
}

/** Whether the time is to stand above an item, for it is the first or a pause came before it. */
export function opensAfterPause(items: readonly ChatItem[], index: number): boolean {
  const item = items[index];
  const before = items[index - 1];
  return item !== undefined && (before === undefined || itemAt(item) - itemAt(before) > PAUSE_MS);
}

/** Where the message stands that a turn of the resident is: the same words, else (numbers come back masked) the first one under way. */
function ownPlace(items: readonly ChatItem[], turn: ChatTurnFragment): number {
  if (turn.author !== 'RESIDENT') return -1;
  const same = items.findIndex(({ mine }) => mine?.text === turn.text);
  return same >= 0 ? same : items.findIndex(({ mine }) => mine !== undefined && mine.state !== 'failed');
}

/** The list with a turn that came: renewed in place, put where one's own message stood, or at the end. */
export function withTurn(items: readonly ChatItem[], turn: ChatTurnFragment): readonly ChatItem[] {
  const known = items.findIndex((item) => item.turn?.id === turn.id);
  const place = known >= 0 ? known : ownPlace(items, turn);
  return place < 0 ? [...items, { turn }] : items.map((item, index) => (index === place ? { turn } : item));
}

/** The list after all turns were asked for: what the service says, then what it cannot know yet. */
export function withTurns(items: readonly ChatItem[], turns: readonly ChatTurnFragment[]): readonly ChatItem[] {
  const told = new Set(turns.map(({ id }) => id));
  const last = turns.at(-1);
  const newest = last ? Date.parse(last.at) : -Infinity;
  let rest = items.filter((item) => !item.turn || (!told.has(item.turn.id) && Date.parse(item.turn.at) > newest));
  const before = new Set(items.flatMap(({ turn }) => (turn ? [turn.id] : [])));
  for (const turn of turns) {
    const place = before.has(turn.id) ? -1 : ownPlace(rest, turn);
    if (place >= 0) rest = rest.filter((_item, index) => index !== place);
  }
  return [...turns.map((turn) => ({ turn })), ...rest];
}

/** The list with the state of one's own message changed. */
export function withState(items: readonly ChatItem[], key: string, state: Outgoing['state']): readonly ChatItem[] {
  return items.map((item) => (item.mine?.key === key ? { mine: { ...item.mine, state } } : item));
}

/** Where a tap on a link leads: a path of these pages, an https address, or nowhere. */
export function linkTo(link: string | null | undefined): { readonly to: string } | { readonly href: string } | null {
  if (!link) return null;
  if (/^\/(?![/\\])/.test(link)) return { to: link };
  return link.startsWith('https://') ? { href: link } : null;
}
