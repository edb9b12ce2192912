import type { DateValue, Mention, SlotValue, Understander } from '../language/types.js';
import type { Skill, SkillSlot, Slots } from '../skills/types.js';
import { fillFor, slotOf } from './forms.js';
import type { Form } from './types.js';
import { plainRest } from './words.js';

/** What a message gives the slots of a form. */
export interface Given {
  readonly slots: Slots;
  /** Whether it says nothing but that: it is an answer, whatever it would mean by itself. */
  readonly whole: boolean;
}

/** What a message gives a skill's slots: everything typed that fits one, and everyday words for others. */
export function slotsIn(engine: Understander, { slots }: Skill, text: string, mentions: readonly Mention[]): Slots {
  return { ...wordsIn(slots, text), ...engine.assign(slots, mentions) };
}

/** As {@link slotsIn}, while a form waits: the slot that was asked for takes first. @param mentions those of `text` itself */
export function givenTo(engine: Understander, skill: Skill, asking: string | null, text: string, mentions: readonly Mention[]): Given {
  const asked = asking === null ? undefined : slotOf(skill, asking);
  const fill = asked && fillFor(engine, asked, text, mentions);
  const typed = asked && fill && fill.value.kind !== 'free'
    ? { ...engine.assign(skill.slots.filter(({ name }) => name !== asked.name), mentions.filter(({ start }) => start !== fill.value.start)), [asked.name]: fill.value }
    : engine.assign(skill.slots, mentions);
  const slots = { ...wordsIn(skill.slots, text), ...typed };
  if (Object.keys(slots).length === 0) return { slots, whole: false };
  let rest = text;
  for (const { start, end } of Object.values(typed)) rest = `${rest.slice(0, start)}${' '.repeat(end - start)}${rest.slice(end)}`;
  for (const { words } of skill.slots.flatMap((slot) => slot.words ?? [])) rest = rest.replace(words, ' ');
  return { slots, whole: plainRest(skill.own ? rest.replace(skill.own, ' ') : rest) === '' };
}

function wordsIn(slots: readonly SkillSlot[], text: string): Record<string, SlotValue> {
  const found: Record<string, SlotValue> = {};
  for (const { name, words } of slots) {
    for (const { words: said, value, id } of words ?? []) {
      const start = text.search(said);
      if (start < 0) continue;
      found[name] = { kind: 'free', value, text: value, start, end: start, how: 'pattern', id };
      break;
    }
  }
  return found;
}

/** The slots of a form after more was said: what that makes senseless goes, and half a time is completed by the other half. */
export function put(skill: Skill, before: Slots, said: Slots): Slots {
  const gone = new Set(Object.keys(said).flatMap((name) => slotOf(skill, name)?.resets ?? []));
  const kept = Object.entries(before).filter(([name]) => !gone.has(name));
  return { ...Object.fromEntries(kept), ...Object.fromEntries(Object.entries(said).map(([name, value]) => [name, completed(before[name], value)])) };
}

/** 明天 and then 九点, or 下午 and then 后天: the day of the one and the time of the other. */
export function completed(before: SlotValue | undefined, said: SlotValue): SlotValue {
  if (!before?.date || !said.date) return said;
  if (said.date.dayless) return together(before, before.date, said, said.date);
  return said.date.time || !before.date.time ? said : together(said, said.date, before, before.date);
}

function together(day: SlotValue, { from, to, dayless }: DateValue, { value }: SlotValue, { time }: DateValue): SlotValue {
  // A value is its day or days, and its time behind that: `2026-03-19 morning`, `2026-03-19T09:00`.
  const written = `${from === to ? from : `${from}/${to}`}${value.slice('2026-03-19'.length)}`;
  return { ...day, value: written, date: { from, to, ...(time ? { time } : {}), ...(dayless ? { dayless } : {}) } };
}

/**
 * The slots as a correction changes them: each mention takes the place of the value of its kind, in the slot of its role
 * where it has one, else the one asked for last, else the first that takes its kind.
 */
export function corrected(engine: Understander, skill: Skill, form: Form, text: string, mentions: readonly Mention[]): Slots | null {
  const assigned = slotsIn(engine, skill, text, mentions);
  const changed: Record<string, SlotValue> = {};
  for (const [name, value] of Object.entries(assigned)) {
    const filledAlike = skill.slots.filter((slot) => slot.kinds.includes(value.kind) && form.slots[slot.name]);
    const [only] = filledAlike;
    // Without a role in the words, a place corrects the one place that is there.
    const target = !form.slots[name] && filledAlike.length === 1 && only && !mentions.some(({ start, role }) => start === value.start && role) ? only.name : name;
    changed[target] = value;
  }
  if (Object.keys(changed).length > 0) return put(skill, form.slots, changed);
  const asked = form.asking === null ? undefined : slotOf(skill, form.asking);
  const fill = asked ? fillFor(engine, asked, text, mentions) : null;
  return asked && fill ? put(skill, form.slots, { [asked.name]: fill.value }) : null;
}
