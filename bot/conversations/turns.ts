import { randomUUID } from 'node:crypto';
import type { TurnEntity } from '../contract.js';

/** A turn of the assistant that says nothing yet. */
export function blankTurn(at: number): TurnEntity {
  return { id: randomUUID(), at, author: 'ASSISTANT', text: '', cards: [], chips: [], notice: null, asks: null, intent: null, done: false, helpful: null };
}
