import type { Understander, Understanding } from '../language/types.js';
import type { Skill, Slots } from '../skills/types.js';
import { askedAgain, beside, between, sorry } from './answers.js';
import { askableOf, carriedOn, leaning, questionsOf, type Language } from './carrying-on.js';
import { dangerIn } from './danger.js';
import { fillFor, inherit, pick, slotOf, withSlot } from './forms.js';
import { completed, corrected, givenTo, put, slotsIn, type Given } from './given.js';
import { HUMAN, plain, quoted, SAY } from './said.js';
import { aside, begin, covers, family, formOf, needsOf, remember, shared } from './state.js';
import { FormSteps } from './steps.js';
import type { DialogueDeps, DialogueState, Form, Reply, Said, Step, Utterance, Way } from './types.js';
import { afterLeaving, afterReturn, carriesOn, clausesOf, correctionIn, isCancel, isDone, isHere, isNeither, isNo, isReturn, isSentence, isUndo, isUnsure, isYes, ordinalIn } from './words.js';

/** A message in its common form, and as it was written. */
interface Heeded extends Utterance {
  readonly written: string;
}

/**
 * Leads a conversation. Pure but for what skills ask of the contract: from the state and a message to the next state and
 * the answer, so the same serves pages, WeChat, the terminal and tests.
 */
export class Dialogue {
  readonly #engine: Understander;
  readonly #skills: ReadonlyMap<string, Skill>;
  readonly #lookUp: DialogueDeps['lookUp'];
  readonly #language: Language;
  readonly #steps: FormSteps;
  /** Names of slots that only skills need. */
  readonly #inner: ReadonlySet<string>;

  constructor({ engine, skills, lookUp }: DialogueDeps) {
    this.#engine = engine;
    this.#skills = new Map(skills.map((skill) => [skill.intent, skill]));
    this.#lookUp = lookUp;
    this.#language = { engine, skills: this.#skills };
    this.#steps = new FormSteps(this.#language, lookUp);
    this.#inner = new Set(skills.flatMap(({ slots }) => slots.filter(({ inner }) => inner).map(({ name }) => name)));
  }

  /** Answers one message. Never throws for anything that a person may say; what is no {@link Refusal} of the contract goes on up. */
  async reply(state: DialogueState, utterance: Utterance): Promise<Reply> {
    const understanding = this.#engine.understand(utterance.text, { now: utterance.now });
    const text = understanding.normalised;
    const { state: next, said } = await this.#ended(await this.#turn(state, { ...utterance, text, written: utterance.text }, understanding), utterance);
    const top = [{ intent: understanding.intent, score: understanding.score }, ...understanding.alternatives];
    return { state: remember(state, next, said), said, heard: { text: this.#engine.redact(text), band: understanding.band, top } };
  }

  /** Answers what waited for a sign-in or a second factor; null where nothing did. */
  async resume(state: DialogueState, utterance: Utterance): Promise<Reply | null> {
    const { form } = state;
    if (form?.waits !== 'signin' && form?.waits !== 'factor') return null;
    const ended = await this.#ended(await this.#steps.advance(state, { ...form, waits: null }, utterance, 'resume'), utterance);
    return { ...ended, heard: { text: '', band: 'act', top: [] } };
  }

  /** A step with the further questions of its message. */
  async #ended(step: Step, utterance: Utterance): Promise<Step> {
    const { state, said } = step.state.form === null && step.state.later.length > 0 ? await this.#goOn(step, utterance) : step;
    return { state, said: this.#told(said) };
  }

  /** What is said, without the slots that only skills need. */
  #told(said: Said): Said {
    return { ...said, slots: Object.fromEntries(Object.entries(said.slots).filter(([name]) => !this.#inner.has(name))) };
  }

  async #turn(state: DialogueState, utterance: Heeded, understanding: Understanding): Promise<Step> {
    const { text } = utterance;
    const danger = dangerIn(text);
    if (danger) return { state, said: { ...danger, done: state.form === null } };
    if (text === '') return { state, said: plain('您请说，我在听。', 'blank') };
    if (isUndo(text)) return this.#undo(state);
    if (isCancel(text) && !(state.form?.waits === 'confirm')) return this.#steps.cancel(state, utterance);
    const [left, returned] = [afterLeaving(text), afterReturn(text)];
    if (left !== null) return this.#again({ ...state, form: null, between: null, later: [] }, utterance, left);
    const back = returned === null ? undefined : state.aside.at(-1);
    if (back && returned !== null) return this.#again({ ...state, form: back, aside: state.aside.slice(0, -1) }, utterance, returned);
    return (
      (await this.#offered(state, utterance)) ??
      (await this.#between(state, utterance)) ??
      (await this.#waiting(state, utterance, understanding)) ??
      (await this.#correction(state, utterance, understanding)) ??
      (await this.#fill(state, utterance, understanding)) ??
      (await this.#return(state, utterance)) ??
      (await this.#several(state, utterance, understanding)) ??
      (await this.#ellipsis(state, utterance, understanding)) ??
      (await this.#fresh(state, utterance, understanding))
    );
  }

  /** A message without the words that only lead to what it says. */
  #again(state: DialogueState, utterance: Heeded, text: string): Promise<Step> {
    return this.#turn(state, { ...utterance, text, written: text }, this.#engine.understand(text, { now: utterance.now }));
  }

  /** Yes to the offer of a person. */
  async #offered(state: DialogueState, utterance: Heeded): Promise<Step | null> {
    const human = this.#skills.get('chat.human');
    if (!human || state.form || state.between || state.failures < 2 || !isYes(utterance.text)) return null;
    return this.#steps.advance(state, begin(human, utterance.text, {}, utterance.id), utterance, 'act');
  }

  /** Back to what was before the last answer. */
  #undo(state: DialogueState): Step {
    const before = state.past.at(-1);
    if (!before) return { state, said: plain('前面没有可以撤销的了。', 'undo') };
    const next: DialogueState = { ...state, ...before, between: null, later: [], past: state.past.slice(0, -1) };
    const again = this.#askAgain(next.form);
    return { state: next, said: { ...(again ?? plain('', 'undo')), text: `好的，退回上一步。${again?.text ?? '您接着说。'}`, way: 'undo' } };
  }

  #askAgain(form: Form | null): Said | null {
    return askedAgain(form ? this.#skills.get(form.intent) : undefined, form);
  }

  /** One of two intents was asked for. */
  async #between(state: DialogueState, utterance: Utterance): Promise<Step | null> {
    if (!state.between) return null;
    const { intents, text } = state.between;
    const cleared = { ...state, between: null };
    const said = utterance.text;
    const index = ordinalIn(said, intents.length);
    const chosen = index >= 0 ? intents[index] : intents.find(({ title }) => title === said || (said.length >= 2 && title.includes(said)));
    if (isNeither(said)) return { state: { ...cleared, failures: state.failures + 1 }, said: sorry(state, 'between') };
    const skill = chosen && this.#skills.get(chosen.intent);
    if (!skill) return null;
    const mentions = this.#engine.mentions(text, { now: utterance.now });
    return this.#steps.advance(cleared, begin(skill, text, slotsIn(this.#engine, skill, text, mentions), utterance.id), utterance, 'between');
  }

  /** The form waits for a choice, a yes, a sign-in. */
  async #waiting(state: DialogueState, utterance: Utterance, understanding: Understanding): Promise<Step | null> {
    const { form } = state;
    if (!form) return null;
    const { text, speaker } = utterance;
    if (form.waits === 'confirm') {
      if (isYes(text)) return this.#steps.advance(state, { ...form, waits: null }, utterance, 'confirm', true);
      if (isNo(text) || isCancel(text)) return this.#steps.cancel(state, utterance);
      return null;
    }
    if (form.waits === 'signin' || form.waits === 'factor') {
      const ready = form.waits === 'signin' ? speaker.signedIn : speaker.sensitive;
      if (isNo(text)) return this.#steps.cancel(state, utterance);
      if (ready && (isDone(text) || isYes(text) || understanding.band !== 'act')) return this.#steps.advance(state, { ...form, waits: null }, utterance, 'resume');
      return null;
    }
    // Where the device is answers for a place: the skill that asked goes on with it.
    if (form.asking !== null && utterance.position && isHere(text)) return this.#steps.advance(state, { ...form, asking: null, options: null }, utterance, 'fill');
    if (!form.options || form.asking === null) return null;
    const chosen = pick(form.options, text);
    if (chosen === 'none') return this.#steps.advance(state, withSlot(form, form.asking, null), utterance, 'option');
    if (!chosen) return null;
    const given = this.#givenTo(form, utterance);
    const more = chosen.label === text || ordinalIn(text, form.options.length) >= 0 ? {} : (given?.slots ?? {});
    // 明天九点 says more than the option 明天.
    if (Object.values(more).some(({ kind, text: words }) => kind === 'date' && words.length > chosen.label.length && words.includes(chosen.label))) return null;
    return this.#steps.advance(state, withSlot(this.#filled(form, more), form.asking, completed(form.slots[form.asking], chosen.value)), utterance, 'option');
  }

  /** What a message gives the form; null where its skill is gone. */
  #givenTo(form: Form, { text, now }: Utterance): Given | null {
    const skill = this.#skills.get(form.intent);
    return skill ? givenTo(this.#engine, skill, form.asking, text, this.#engine.mentions(text, { now })) : null;
  }

  /** A form with what was said for it, waiting for nothing. */
  #filled(form: Form, slots: Slots): Form {
    const skill = this.#skills.get(form.intent);
    return { ...form, slots: skill ? put(skill, form.slots, slots) : form.slots, asking: null, options: null, waits: null };
  }

  /** 不对，我说的是24路: the form under way, or the last answer, with that changed. */
  async #correction(state: DialogueState, utterance: Utterance, understanding: Understanding): Promise<Step | null> {
    const rest = correctionIn(utterance.text);
    const form = state.form ?? (state.topic && formOf(state.topic, utterance.id));
    const skill = form && this.#skills.get(form.intent);
    if (rest === null || !form || !skill) return null;
    if (rest === '') {
      const again = this.#askAgain(state.form);
      if (again) return { state, said: { ...again, text: `抱歉，那您再说一遍：${again.text}`, way: 'correction' } };
      return { state: { ...state, failures: state.failures + 1 }, said: { ...plain('抱歉，我可能理解错了。请您换个说法，或者直接说要改成什么。', 'correction'), chips: [HUMAN], done: false } };
    }
    const meant = this.#engine.understand(rest, { now: utterance.now });
    const slots = corrected(this.#engine, skill, form, rest, meant.mentions.length > 0 ? meant.mentions : understanding.mentions);
    if (slots && (meant.band !== 'act' || meant.intent === form.intent || covers(rest, meant.mentions))) {
      return this.#steps.advance(state, { ...form, slots, asking: null, options: null, waits: null }, utterance, 'correction');
    }
    // Something else was meant altogether.
    return meant.band === 'act' ? this.#fresh({ ...state, form: null }, { ...utterance, text: rest }, meant, 'correction') : null;
  }

  /** An answer to “which …?”. A message that clearly asks something else interrupts the form instead. */
  async #fill(state: DialogueState, utterance: Utterance, understanding: Understanding): Promise<Step | null> {
    const { form } = state;
    const skill = form && this.#skills.get(form.intent);
    const slot = form?.asking && skill ? slotOf(skill, form.asking) : undefined;
    const { mentions, band, intent } = understanding;
    const given = form && this.#givenTo(form, utterance);
    // Whoever says nothing but a day, a place, a business answers with it, whatever that would ask for by itself.
    if (form && given?.whole) return this.#steps.advance(state, this.#filled(form, given.slots), utterance, 'fill');
    // What waits for a yes or a sign-in goes on waiting through small talk and what is out of scope.
    if (form?.waits && (band === 'refuse' || intent.startsWith('chat.'))) return this.#beside(state, form, utterance, understanding);
    if (!form || !skill || !slot) return null;
    const fill = fillFor(this.#engine, slot, utterance.text, mentions);
    const elsewhere = band === 'act' && intent !== form.intent && this.#skills.has(intent);
    if (elsewhere && !(fill?.whole ?? false)) return this.#beside(state, form, utterance, understanding);
    // Any words may name a place, but not any sentence.
    if (fill && !(fill.value.kind === 'free' && isElsewhere(utterance.text, understanding))) return this.#steps.advance(state, this.#filled(form, { ...given?.slots, [slot.name]: fill.value }), utterance, 'fill');
    if (given && Object.keys(given.slots).length > 0) return this.#steps.advance(state, this.#filled(form, given.slots), utterance, 'fill');
    // The same question in other words keeps what was said before.
    if (band === 'act' && intent === form.intent) return this.#steps.advance(state, { ...form, asking: null, options: null }, utterance, 'fill');
    if (band === 'act' || clausesOf(utterance.text).length > 1) return null;
    return this.#beside(state, form, utterance, understanding);
  }

  /** Small talk, what is out of scope, and what nobody can read, while a form waits: it is answered as it would be by itself, and the form asks again. Null for what interrupts the form. */
  async #beside(state: DialogueState, form: Form, utterance: Utterance, { band, intent, alternatives }: Understanding): Promise<Step | null> {
    const again = this.#askAgain(form);
    const skill = this.#skills.get(intent);
    if (!again) return null;
    if (isUnsure(utterance.text)) return beside(state, { text: '不要紧。', intent: form.intent }, again);
    if (band === 'act') {
      const answer = skill && intent.startsWith('chat.') ? await skill.answer(this.#steps.turnOf(begin(skill, utterance.text, {}, utterance.id), utterance, false)) : null;
      return answer?.kind === 'said' ? beside(state, { ...answer, text: `${answer.text}
`, intent }, again) : null;
    }
    const passage = this.#lookUp(utterance.text, [intent, ...alternatives.map((each) => each.intent)].filter((each) => this.#skills.has(each)));
    if (passage) return beside(state, { ...quoted(passage), text: `${quoted(passage).text}
`, intent: null }, again);
    const failed = { ...state, failures: state.failures + 1 };
    return band === 'refuse' ? beside(failed, { text: '这个我办不了。', intent: 'oos' }, again) : beside(failed, { text: '抱歉，没听明白。', intent: form.intent }, again);
  }

  /** 继续, or nothing but what the form that was interrupted still lacks: back to it. */
  async #return(state: DialogueState, utterance: Utterance): Promise<Step | null> {
    const back = state.aside.at(-1);
    if (!back) return null;
    const before = { ...state, aside: state.aside.slice(0, -1) };
    if (isReturn(utterance.text)) return this.#steps.advance(before, back, utterance, 'return');
    const given = state.form || carriesOn(utterance.text) ? null : this.#givenTo(back, utterance);
    const lacked = given?.whole && Object.keys(given.slots).some((name) => name === back.asking || !back.slots[name]);
    return lacked ? this.#steps.advance(before, this.#filled(back, given.slots), utterance, 'return') : null;
  }

  /** Two or three questions in one message: the first is answered, the others wait for it. */
  async #several(state: DialogueState, utterance: Heeded, whole: Understanding): Promise<Step | null> {
    const [first, ...others] = questionsOf(this.#language, utterance.written, utterance.now, whole) ?? [];
    return first ? this.#fresh({ ...state, later: others.map(({ clause }) => clause) }, { ...utterance, text: first.clause }, first.understood) : null;
  }

  /** 那24路呢, 反方向呢, 它几点末班: the last answer's intent or slots, with what is new. */
  async #ellipsis(state: DialogueState, utterance: Utterance, understanding: Understanding): Promise<Step | null> {
    const form = carriedOn(this.#language, state.topic, utterance, understanding);
    return form && this.#steps.advance(aside(state), form, utterance, 'ellipsis');
  }

  /** A message by itself, by its band. */
  async #fresh(state: DialogueState, utterance: Utterance, understanding: Understanding, way: Way = 'act'): Promise<Step> {
    const { band, intent, alternatives, mentions } = understanding;
    const skill = this.#skills.get(intent);
    const slots = skill ? slotsIn(this.#engine, skill, utterance.text, mentions) : understanding.slots;
    const kept = state.form ? undefined : state.aside.at(-1);
    const wanted = kept?.intent === intent && kept.asking !== null ? slots[kept.asking] : undefined;
    // The answer to what was asked before another question came between.
    if (band === 'act' && kept && wanted && kept.asking !== null) return this.#steps.advance({ ...state, aside: state.aside.slice(0, -1) }, this.#filled(kept, { ...slots, [kept.asking]: wanted }), utterance, 'return');
    if (band === 'act' && skill) {
      const lent = state.topic && family(state.topic.intent) === family(intent) ? inherit(skill, mentions.length === 0 ? { ...shared(skill, state.topic), ...slots } : slots, state.topic, needsOf(skill)) : slots;
      return this.#steps.advance(aside(state), begin(skill, utterance.text, lent, utterance.id), utterance, way);
    }
    const leant = band === 'act' || state.form ? null : leaning(this.#language, state.topic, utterance);
    if (leant) return this.#steps.advance(aside(state), leant, utterance, 'ellipsis');
    const likely = [intent, ...alternatives.map((each) => each.intent)].filter((each) => this.#skills.has(each));
    const passage = this.#lookUp(utterance.text, likely);
    if (passage) return { state: { ...state, failures: 0 }, said: quoted(passage) };
    if (band === 'choose' && likely.length > 0) {
      const intents = likely.slice(0, 2).map((each) => ({ intent: each, title: this.#skills.get(each)?.title ?? each }));
      const step = between(state, { text: utterance.text, intents }, `您是想${intents.map(({ title }) => `“${title}”`).join('，还是')}？`, { intent, slots });
      return { ...step, said: { ...step.said, chips: [...step.said.chips, SAY('都不是')] } };
    }
    // A bare name: what can be asked of it.
    const named = state.form ? [] : askableOf(this.#skills, mentions);
    if (named.length > 0) return between(state, { text: utterance.text, intents: named }, `${mentions[0]?.value ?? ''}，您想了解什么？`);
    return { state: { ...state, failures: state.failures + 1 }, said: sorry(state, 'refuse') };
  }

  /** The further questions of a message, one after the other, as far as none has to wait. */
  async #goOn(step: Step, utterance: Utterance): Promise<Step> {
    let { state, said } = step;
    for (let index = 1; state.form === null && state.later.length > 0; index++) {
      const [text = '', ...later] = state.later;
      const understanding = this.#engine.understand(text, { now: utterance.now });
      const next = { ...utterance, text, id: `${utterance.id}.${index}` };
      const answer = (await this.#ellipsis({ ...state, later }, next, understanding)) ?? (await this.#fresh({ ...state, later }, next, understanding));
      state = answer.state;
      said = { ...answer.said, text: `${said.text}\n\n${answer.said.text}`, cards: [...said.cards, ...answer.said.cards], chips: answer.said.chips, slots: { ...said.slots, ...answer.said.slots }, intent: said.intent, way: said.way };
    }
    return { state, said };
  }
}

/** Whether a text that nothing was found in is a sentence about something else, rather than a name that nobody knows. */
function isElsewhere(text: string, { band, intent, score, mentions }: Understanding): boolean {
  return band === 'refuse' && intent === 'oos' && score >= 0.8 && isSentence(text) && mentions.every(({ kind }) => kind === 'date' || kind === 'free' || kind === 'person');
}
