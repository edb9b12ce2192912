import type { ChatTurnFragment } from '../graphql/__generated__/operations.js';

/** An answer as it is read aloud: its words, and of its cards what the words leave out. Boards are in the words already. */
export function spokenTurn({ text, cards }: Pick<ChatTurnFragment, 'text' | 'cards'>): string {
  const more = cards.flatMap((card) => {
    if (card.__typename === 'ListCard') return [`${card.title}。`, ...card.items.map(({ title, detail }) => `${title}${detail ? `，${detail}` : ''}。`)];
    if (card.__typename === 'FormCard') return card.fields.map(({ label, value }) => (value ? `${label}：${value}。` : ''));
    return card.__typename === 'EmergencyCard' ? card.numbers.map(({ name, number }) => `${name}，${[...number].join(' ')}。`) : [];
  });
  return [text, ...more].join('\n');
}
