import type { Mention, SlotValue } from '../language/types.js';
import type { SkillTurn } from './types.js';

/** What a fake contract answers to an operation: its data, by the variables. */
export type FakeAnswers = ReadonlyMap<unknown, (variables: never) => unknown>;

/** A value of a slot as people say it. */
export function saidAs(kind: SlotValue['kind'], value: string, id?: string): SlotValue {
  return { kind, value, text: value, start: 0, end: value.length, how: 'name', ...(id === undefined ? {} : { id }) };
}

/** A turn of a skill before a fake contract; what it is not told to answer, it refuses. `calls` takes what was executed. */
export function fakeTurn(answers: FakeAnswers, turn: Partial<Omit<SkillTurn, 'execute'>>, calls: { readonly document: unknown; readonly variables: unknown }[] = []): SkillTurn {
  const mentions: readonly Mention[] = [];
  return {
    text: '', slots: {}, mentions, now: Date.parse('2026-03-18T09:00:00+08:00'), position: null, speaker: { signedIn: true, sensitive: false, actingFor: null }, confirmed: false,
    key: (step) => `key-${step}`,
    ...turn,
    execute: async (document, variables) => {
      calls.push({ document, variables });
      const answer = answers.get(document);
      if (!answer) throw new Error('nothing was to be asked of the contract');
      // The test that put the answer there says by its type what the operation returns.
      return answer(variables as never) as never;
    },
  };
}
