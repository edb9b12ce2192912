import { beforeAll, describe, expect, it } from '@jest/globals';
import { createLexicon, createUnderstanding, type PortableUnderstander } from '../language/index.js';
import { tripPlan } from '../skills/transit/trip-plan.js';
import { fillFor, slotOf } from './forms.js';

let engine: PortableUnderstander;
beforeAll(() => {
  const lexicon = createLexicon();
  lexicon.set('test', ['方塔园', '佘山地铁站'].map((name) => ({ kind: 'stop' as const, name })));
  engine = createUnderstanding({ skills: [{ ...tripPlan, phrases: ['从[from]到[to]怎么走'] }], lexicon, outOfScope: ['今天天气怎么样'] });
});

describe('the answer to “where to?” or “from where?”', () => {
  it.each([
    ['to', '方塔园', '方塔园'], ['to', '去方塔园', '方塔园'], ['to', '从方塔园去佘山地铁站', '佘山地铁站'], ['from', '从方塔园去佘山地铁站', '方塔园'], ['from', '我在方塔园', '方塔园'],
    // The other end is no answer: the form takes it for what it is, and asks again.
    ['to', '从方塔园出发', undefined], ['from', '去方塔园', undefined],
  ])('%s: %s → %s', (name, text, expected) => {
    const slot = slotOf(tripPlan, name);
    if (!slot) throw new Error('a slot of the skill');
    expect(fillFor(engine, slot, text, engine.mentions(text, { now: 0 }))?.value.value).toBe(expected);
  });
});
