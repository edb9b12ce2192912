import { Dialogue } from '../dialogue/engine.js';
import type { DialogueDeps } from '../dialogue/types.js';
import { freshState } from '../dialogue/types.js';
import type { Said } from '../dialogue/types.js';
import type { SkillTurn, Speaker } from '../skills/types.js';
import type { Expectation, Script } from './files.js';

/** Where a conversation went otherwise than expected. */
export interface Difference {
  /** From 1. */
  readonly turn: number;
  readonly user: string;
  /** What was expected and what came. */
  readonly what: string;
}

/** A conversation as played: done where nothing differs. */
export interface PlayedScript {
  readonly id: string;
  readonly differences: readonly Difference[];
}

/** With whose rights and at what time conversations are played. */
export interface Stage {
  readonly execute: SkillTurn['execute'];
  readonly speaker: Speaker;
  /** The district's time, epoch milliseconds. */
  readonly now: () => number;
}

const SIGNED_IN: Speaker = { signedIn: true, sensitive: false, actingFor: null };

/** A stage for the signed-in sample resident. */
export function stageOf(execute: SkillTurn['execute'], now: () => number): Stage {
  return { execute, now, speaker: SIGNED_IN };
}

/** Plays conversations, each from its beginning, and compares every answer with what was expected. */
export async function playScripts(deps: DialogueDeps, stage: Stage, scripts: readonly Script[]): Promise<PlayedScript[]> {
  const dialogue = new Dialogue(deps);
  const played: PlayedScript[] = [];
  for (const { id, turns } of scripts) {
    let state = freshState;
    const differences: Difference[] = [];
    for (const [index, { user, expect }] of turns.entries()) {
      const reply = await dialogue.reply(state, { id: `${id}-${index}`, text: user, now: stage.now(), position: null, execute: stage.execute, speaker: stage.speaker });
      state = reply.state;
      for (const what of differencesOf(expect, reply.said)) differences.push({ turn: index + 1, user, what });
    }
    played.push({ id, differences });
  }
  return played;
}

const isAmong = <T>(expected: T | readonly T[], said: T): boolean => (Array.isArray(expected) ? expected.includes(said) : expected === said);
const written = (value: unknown): string => JSON.stringify(value);

/** What of an answer is not as expected. */
function differencesOf(expect: Expectation, said: Said): string[] {
  const out: string[] = [];
  const differ = (what: string, expected: unknown, came: unknown): void => void out.push(`${what}: ${written(expected)}, not ${written(came)}`);
  if (expect.intent !== undefined && !isAmong(expect.intent, said.intent ?? '')) differ('intent', expect.intent, said.intent);
  for (const [name, value] of Object.entries(expect.slots ?? {})) if (said.slots[name]?.value !== String(value)) differ(name, value, said.slots[name]?.value ?? null);
  if (expect.asks !== undefined && !isAmong(expect.asks, said.asks)) differ('asks', expect.asks, said.asks);
  if (expect.done !== undefined && expect.done !== said.done) differ('done', expect.done, said.done);
  // A person is offered or called.
  const person = said.handover !== null || said.offersPerson === true;
  if (expect.handover !== undefined && expect.handover !== person) differ('handover', expect.handover, person);
  for (const words of expect.says ?? []) if (!said.text.includes(words)) differ('says', words, said.text);
  return out;
}
