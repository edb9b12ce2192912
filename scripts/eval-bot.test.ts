import path from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { EVALUATION_NOW, readEvaluation } from '../bot/evaluation/files.js';
import { oddMessages } from '../bot/evaluation/fuzz.js';
import { measureDistrict } from '../bot/evaluation/measure.js';
import { Dialogue } from '../bot/dialogue/engine.js';
import { freshState } from '../bot/dialogue/types.js';
import type { Knowledge } from '../bot/knowledge.js';
import { Refusal } from '../bot/skills/types.js';
import { projectRoot } from '../modules/kernel/root.js';
import { sampleKnowledge } from './sample-knowledge.js';

let knowledge: Knowledge;
beforeAll(() => {
  knowledge = sampleKnowledge({ now: () => EVALUATION_NOW });
  knowledge.start();
  knowledge.engine.train();
}, 120_000);

describe('the assistant with its real phrases', () => {
  it('does not fall below what it has reached, by a little less than the targets', () => {
    const { accepted, far, near, typoCost, slotValues } = measureDistrict(knowledge.engine, readEvaluation(path.join(projectRoot(), 'bot/evaluation/data')));
    expect(accepted.share).toBeGreaterThan(0.9);
    expect(far.share).toBeGreaterThan(0.9);
    expect(near.share).toBeGreaterThan(0.85);
    expect(typoCost).toBeLessThan(5);
    expect(slotValues.f1).toBeGreaterThan(0.93);
  });

  it('answers a thousand odd messages, whatever they are, and keeps what it remembers small', async () => {
    const dialogue = new Dialogue({ engine: knowledge.engine, skills: knowledge.skills, lookUp: knowledge.lookUp });
    let state = freshState;
    let index = 0;
    for (const text of oddMessages(1_000)) {
      index += 1;
      const reply = await dialogue.reply(state, {
        id: `m${index}`, text, now: EVALUATION_NOW, position: null, speaker: { signedIn: index % 2 === 0, sensitive: false, actingFor: null },
        execute: async () => Promise.reject(new Refusal(index % 3 === 0 ? 'UNAUTHENTICATED' : 'UNAVAILABLE', '暂时查不到')),
      });
      expect(reply.said.text).not.toBe('');
      // What was kept of a message is masked; figures within a longer number are nobody's.
      expect(JSON.stringify([reply.state.form?.slots, reply.heard.text])).not.toMatch(/(?<!\d)(?:310117199001011234|17900000001)(?!\d)/);
      state = index % 9 === 0 ? freshState : reply.state;
    }
    expect(JSON.stringify(state).length).toBeLessThan(64_000);
  }, 120_000);
});
