import type { Mention, SlotValue, Understander } from '../language/types.js';
import { readAs } from '../language/slots/assign.js';
import type { Choice, Skill, SkillSlot, Slots } from '../skills/types.js';
import { covers } from './state.js';
import type { Form, Topic } from './types.js';
import { isNeither, ordinalIn } from './words.js';

/** The longest text taken as the value of a slot that takes any. */
const LONGEST_FREE = 40;

/** A slot by its name. */
export function slotOf(skill: Skill, name: string): SkillSlot | undefined {
  return skill.slots.find((slot) => slot.name === name);
}

/** The first slot that a form still needs; undefined where it has all. */
export function missingSlot(skill: Skill, slots: Slots): SkillSlot | undefined {
  return skill.slots.find(({ name, required }) => required && !slots[name]);
}

/**
 * What a topic lends to a form that leaves things out: slots of the same name, and those of another name that its values
 * fit (它几点末班: the route of the last answer).
 */
export function inherit(skill: Skill, slots: Slots, topic: Topic | null, names: readonly string[]): Slots {
  if (!topic) return slots;
  const given: Record<string, SlotValue> = { ...slots };
  for (const name of names) {
    if (given[name]) continue;
    const slot = slotOf(skill, name);
    const value = topic.slots[name] ?? Object.values(topic.slots).find(({ kind }) => slot?.kinds.includes(kind));
    if (value && slot?.kinds.includes(value.kind)) given[name] = value;
  }
  return given;
}

/** Whether the words around a name say that it is the other end of the journey: 从方塔园 is no answer to “where to?”. */
const playsAnother = (slot: SkillSlot, role: Mention['role']): boolean => (slot.role === 'from' && role === 'to') || (slot.role === 'to' && role === 'from');

/** What an answer to “which …?” gives for the slot: its value, and whether the message is hardly anything else. */
export function fillFor(engine: Understander, slot: SkillSlot, text: string, mentions: readonly Mention[]): { readonly value: SlotValue; readonly whole: boolean } | null {
  const fitting = mentions.filter(({ role }) => !playsAnother(slot, role));
  if (fitting.length === 0 && mentions.length > 0) return null;
  // A text that names a stop and a park fills the slot as what the slot takes first.
  for (const kind of slot.kinds) {
    for (const mention of fitting) {
      const value = readAs(mention, kind);
      if (value) return { value, whole: covers(text, [mention]) };
    }
  }
  const free = text.replace(/^(?:是|就是|我?在|到|去|从|在)/u, '').replace(/[吧啊呀哦了的。,，!！ ]{1,8}$/u, '');
  if (!slot.free || free.length < 2 || free.length > LONGEST_FREE) return null;
  const start = Math.max(0, text.indexOf(free));
  return { value: { kind: 'free', value: engine.redact(free), text: engine.redact(free), start, end: start + free.length, how: 'pattern' }, whole: false };
}

/** Which of the options a text picks: by number, by name, by what tells it apart; `none` where it says neither. */
export function pick(options: readonly Choice[], text: string): Choice | 'none' | null {
  if (isNeither(text)) return 'none';
  const index = ordinalIn(text, options.length);
  if (index >= 0) return options[index] ?? null;
  const exact = options.filter(({ label, detail, value }) => [label, detail, value.value, value.id].includes(text) || (detail !== undefined && text === `${label}(${detail})`));
  if (exact.length === 1) return exact[0] ?? null;
  const near = options.filter(({ label, detail }) => (detail !== undefined && text.length >= 2 && detail.includes(text)) || (text.length >= 2 && (label.includes(text) || text.includes(label))));
  return near.length === 1 ? (near[0] ?? null) : null;
}

/** A form with a slot filled (or taken back, without a value), waiting for nothing. */
export function withSlot(form: Form, name: string, value: SlotValue | null): Form {
  const { [name]: _before, ...rest } = form.slots;
  return { ...form, slots: value ? { ...rest, [name]: value } : rest, asking: null, options: null, waits: null };
}
