/**
 * Plays conversations with a signed-in resident of the sample district: one JSON array of the resident's turns a line from
 * standard input, for each turn one JSON line `{"intent","slots","asks","done","handover","reply"}`, and an empty line after each
 * conversation. `--now 2026-03-18T09:00+08:00` sets the district's time (that instant unless told), `--phone` the resident.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { print } from 'graphql';
import { Dialogue } from '../bot/dialogue/engine.js';
import { freshState } from '../bot/dialogue/types.js';
import { executeAs } from '../bot/execute.js';
import type { SlotValue } from '../bot/language/types.js';
import { anonymousCaller } from '../modules/kernel/caller.js';
import { ask, startOwnGateway } from './own-gateway.js';
import { sampleKnowledge } from './sample-knowledge.js';

const { values } = parseArgs({ options: { now: { type: 'string', default: '2026-03-18T09:00+08:00' }, phone: { type: 'string', default: '17900000001' } } });
const begun = Date.now();
const start = Date.parse(values.now);
const clock = { now: () => start + Date.now() - begun };
const knowledge = sampleKnowledge(clock);
knowledge.start();
const dialogue = new Dialogue({ engine: knowledge.engine, skills: knowledge.skills, lookUp: knowledge.lookUp });
const gateway = await startOwnGateway(start);
try {
  const token = await gateway.signIn(values.phone);
  const execute = executeAs(async (_caller, document, variables) => ask(gateway.url, print(document), variables, token), anonymousCaller('bot', 'bot-dialogue'));
  const shown = ([name, { value }]: [string, SlotValue]): [string, string | number] => [name, name === 'count' ? Number(value) : value];
  for (const line of readFileSync(0, 'utf8').split('\n').filter((each) => each.trim() !== '')) {
    const turns: unknown = JSON.parse(line);
    if (!Array.isArray(turns) || !turns.every((turn): turn is string => typeof turn === 'string')) throw new Error(`a line is a JSON array of texts, not ${line}`);
    let state = freshState;
    for (const text of turns) {
      const reply = await dialogue.reply(state, { id: randomUUID(), text, now: clock.now(), position: null, execute, speaker: { signedIn: true, sensitive: false, actingFor: null } });
      state = reply.state;
      const { intent, slots, asks, done, handover, offersPerson, text: said } = reply.said;
      console.log(JSON.stringify({ intent, slots: Object.fromEntries(Object.entries(slots).map(shown)), asks, done, handover: handover !== null || offersPerson === true, reply: said }));
    }
    console.log('');
  }
} finally {
  await gateway.stop();
}
