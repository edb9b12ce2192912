import type { Mention, Understander, Understanding } from '../language/types.js';
import type { Skill } from '../skills/types.js';
import { inherit } from './forms.js';
import { put, slotsIn } from './given.js';
import { begin, family, isName, needsOf, pointsOnly, subjectOf, without } from './state.js';
import type { Form, IntentChoice, Topic, Utterance } from './types.js';
import { carriesOn, clausesOf, isWayBack, withoutPronoun } from './words.js';

/** What sentences are understood with. */
export interface Language {
  readonly engine: Understander;
  readonly skills: ReadonlyMap<string, Skill>;
}

/** So short is a question that leans on the last answer without a word that says so: 要几天. */
const LONGEST_FURTHER = 10;
/** What may be in it: it names nothing else to ask about. */
const NAMELESS: ReadonlySet<Mention['kind']> = new Set(['date', 'person', 'free']);

type Asked = Pick<Utterance, 'text' | 'now' | 'id'>;

/** A question that leans on the last answer, as the form that it begins: 那24路呢, 反方向呢, 它几点末班, 那周六呢. Null where it does not. */
export function carriedOn({ engine, skills }: Language, topic: Topic | null, { text, now, id }: Asked, understanding: Understanding): Form | null {
  const skill = topic && skills.get(topic.intent);
  if (!topic || !skill) return null;
  const { band, intent, mentions } = understanding;
  if (text.length <= LONGEST_FURTHER && mentions.every(({ kind }) => NAMELESS.has(kind)) && skill.further?.(text)) return begin(skill, text, topic.slots, id);
  if (!carriesOn(text)) return null;
  if (isWayBack(text) && topic.slots.from && topic.slots.to) {
    const { from, to, ...rest } = topic.slots;
    return begin(skill, text, { ...rest, from: to, to: from }, id);
  }
  const about = subjectOf(topic);
  const named = about ? withoutPronoun(text, about.value) : text;
  if (named !== text) {
    const meant = engine.understand(named, { now });
    const spoken = skills.get(meant.intent);
    if (meant.band === 'act' && spoken) return begin(spoken, named, inherit(spoken, slotsIn(engine, spoken, named, meant.mentions), topic, needsOf(spoken)), id);
  }
  const own = skills.get(intent);
  // Nothing but a name, a day or a direction: the same question of something else, or another day.
  const pointing = pointsOnly(text, mentions);
  const changed = slotsIn(engine, skill, text, mentions);
  const same = put(skill, without(topic.slots, changed), changed);
  if (pointing && mentions.every(({ kind }) => kind === 'direction')) return begin(skill, topic.text, { ...topic.slots, ...changed }, id);
  // Leaning on the last answer makes a neighbour of its intent likelier than it looks by itself.
  const meant = band === 'act' || (band === 'choose' && family(intent) === family(topic.intent));
  const any = Object.keys(changed).length > 0;
  if (!(pointing && any) && meant && own && own.intent !== topic.intent && !own.intent.startsWith('chat.')) {
    return begin(own, text, inherit(own, slotsIn(engine, own, text, mentions), topic, own.slots.map(({ name }) => name)), id);
  }
  if (!any) return null;
  // The same intent in words of its own says what of it is asked; a bare 那9路呢 asks what was asked before.
  if (meant && own === skill && !pointing) return begin(skill, text, same, id);
  return pointing || /呢[?？]?$/u.test(text) ? begin(skill, topic.text, same, id) : null;
}

/** A question that says less than it needs, taken with what the last answer was about: 坐一趟多少钱. Null where that makes no sense of it. */
export function leaning({ engine, skills }: Language, topic: Topic | null, { text, now, id }: Asked): Form | null {
  const about = topic && subjectOf(topic);
  if (!topic || !about || text.length < 4) return null;
  const whole = `${about.value}${text}`;
  const { intent, band, mentions } = engine.understand(whole, { now });
  const skill = skills.get(intent);
  if (band !== 'act' || !skill || family(intent) !== family(topic.intent)) return null;
  return begin(skill, whole, inherit(skill, slotsIn(engine, skill, whole, mentions), topic, needsOf(skill)), id);
}

/** Two or three questions of one message, each as understood; null where it is one. */
export function questionsOf({ engine, skills }: Language, written: string, now: number, whole: Understanding): readonly { readonly clause: string; readonly understood: Understanding }[] | null {
  // The common form has no punctuation any more.
  const clauses = clausesOf(written);
  if (clauses.length < 2) return null;
  const heard = clauses.map((clause) => ({ clause, understood: engine.understand(clause, { now }) }));
  const asked = heard.filter(({ understood: { band, intent } }) => band === 'act' && !intent.startsWith('chat.') && skills.has(intent));
  const told = new Set(asked.map(({ understood: { intent, slots } }) => `${intent} ${Object.values(slots).map(({ value }) => value).join(' ')}`));
  // What the halves say must be more than what the whole says.
  const saysMore = whole.band !== 'act' || !asked.every(({ understood }) => understood.intent === whole.intent && Object.keys(understood.slots).length === 0);
  return asked.length > 1 && told.size > 1 && saysMore ? asked : null;
}

/** What can be asked of a lone stop or route. */
export function askableOf(skills: ReadonlyMap<string, Skill>, [only, ...others]: readonly Mention[]): IntentChoice[] {
  if (!only || others.length > 0 || !isName(only)) return [];
  const asked = [...skills.values()].flatMap((skill) => skill.slots.filter(({ kinds }) => kinds[0] === only.kind).slice(0, 1).map(({ required }) => ({ skill, required })));
  return asked.sort((a, b) => Number(b.required ?? false) - Number(a.required ?? false)).slice(0, 3).map(({ skill: { intent, title } }) => ({ intent, title }));
}
