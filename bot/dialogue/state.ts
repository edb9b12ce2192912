import type { Mention, SlotValue } from '../language/types.js';
import type { Skill, Slots } from '../skills/types.js';
import type { DialogueState, Form, Said, Topic } from './types.js';

const MOST_ASIDE = 3;
const MOST_PAST = 5;

/** A form begun by a message. */
export function begin(skill: Skill, text: string, slots: Slots, id: string): Form {
  return { id, intent: skill.intent, text, slots, asking: null, options: null, waits: null };
}

/** The last answer as a form again. */
export function formOf({ intent, text, slots }: Topic, id: string): Form {
  return { id, intent, text, slots, asking: null, options: null, waits: null };
}

/** The state with the form under way put aside for another question. */
export function aside(state: DialogueState): DialogueState {
  if (!state.form) return { ...state, between: null };
  return { ...state, between: null, form: null, aside: [...state.aside, state.form].slice(-MOST_ASIDE) };
}

/** The topic's slots but those that a change makes senseless: a new stop is not bound to the old one's direction. */
export function without(slots: Slots, changed: Slots): Slots {
  const fresh = new Set(Object.keys(changed));
  return Object.fromEntries(Object.entries(slots).filter(([name]) => !fresh.has(name) && !(name === 'direction' && (fresh.has('stop') || fresh.has('route')))));
}

/** How much of a text mentions cover, 0 to 1. */
function coverage(text: string, mentions: readonly Pick<Mention, 'start' | 'end'>[]): number {
  const said = text.replace(/[^\p{L}\p{N}]/gu, '').length;
  return said === 0 ? 0 : Math.min(1, mentions.reduce((sum, { start, end }) => sum + end - start, 0) / said);
}

/** Whether mentions make up most of a text. */
export const covers = (text: string, mentions: readonly Pick<Mention, 'start' | 'end'>[]): boolean => coverage(text, mentions) >= 0.6;

/** transit of transit.arrivals. */
export const family = (intent: string): string => intent.slice(0, intent.indexOf('.'));

/** The state after a turn, with what an undo goes back to. */
export function remember(before: DialogueState, after: DialogueState, said: Said): DialogueState {
  if (said.way === 'undo' || said.way === 'danger' || said.way === 'blank') return after;
  const moment = { form: before.form, aside: before.aside, topic: before.topic };
  return { ...after, past: [...after.past, moment].slice(-MOST_PAST) };
}

/** The slots that a skill cannot do without. */
export function needsOf(skill: Skill): string[] {
  return skill.slots.filter(({ required }) => required).map(({ name }) => name);
}

/** The topic's slots that a skill has too, for a question that names nothing: 坐一趟多少钱, of the line that was asked about. */
export function shared(skill: Skill, { slots }: Topic): Slots {
  return Object.fromEntries(Object.entries(slots).filter(([name]) => name !== 'direction' && skill.slots.some((slot) => slot.name === name)));
}

const SUBJECTS = ['route', 'attraction', 'school', 'hospital', 'centre', 'affair', 'stop'];

/** What a topic is about above all. */
export function subjectOf({ slots }: Topic): SlotValue | undefined {
  return SUBJECTS.map((name) => slots[name]).find((slot) => slot !== undefined);
}

/** Whether a text holds nothing but names and the words around them: 那19路呢, 反方向呢, 往佘山方向. */
export function pointsOnly(text: string, mentions: readonly Mention[]): boolean {
  const names = mentions.filter(({ kind }) => kind !== 'free'); // any words may stand where a place is told
  return names.length > 0 && covers(text.replace(/^(?:那么?|还有|如果是|要是|换成?|开?往|朝)|(?:呢|的话|方向|的){1,4}$/gu, ''), names);
}

const NAMED = new Set<Mention['kind']>(['route', 'route-number', 'stop', 'attraction', 'school', 'clinic', 'centre', 'affair']);

/** Whether a mention is something that has a name and that one asks about; a date is not. */
export const isName = ({ kind, how }: Mention): boolean => NAMED.has(kind) && (how === 'name' || how === 'pattern');
