import type { ChipEntity } from '../contract.js';
import type { Mention, Understander, Understanding } from '../language/types.js';
import { Refusal, type Answer, type Skill } from '../skills/types.js';
import { dangerIn } from './danger.js';
import { HUMAN, optionChips, plain, quoted, SAY, type Passage } from './said.js';
import { aside, begin, covers, family, isName, needsOf, pointsOnly, remember, subjectOf, without } from './state.js';
import { corrected, fillFor, inherit, missingSlot, pick, slotOf, withSlot } from './forms.js';
import type { DialogueState, Form, Reply, Said, Utterance, Way } from './types.js';
import { afterLeaving, afterReturn, carriesOn, clausesOf, correctionIn, isCancel, isDone, isHere, isNo, isReturn, isUndo, isWayBack, isYes, ordinalIn, withoutPronoun, isNeither } from './words.js';


/** What a dialogue stands on. */
export interface DialogueDeps {
  readonly engine: Understander;
  readonly skills: readonly Skill[];
  /** The passage that answers a question best; null where none does. */
  readonly lookUp: (text: string, likely: readonly string[]) => Passage | null;
}

/** A message in its common form, and as it was written. */
interface Heeded extends Utterance {
  readonly written: string;
}

/** A turn under way: the state as it becomes. */
interface Step {
  readonly state: DialogueState;
  readonly said: Said;
}

/**
 * Leads a conversation. Pure but for what skills ask of the contract: from the state and a message to the next state and
 * the answer, so the same serves pages, WeChat, the terminal and tests.
 */
export class Dialogue {
  readonly #engine: Understander;
  readonly #skills: ReadonlyMap<string, Skill>;
  readonly #lookUp: DialogueDeps['lookUp'];
  /** Names of slots that only skills need. */
  readonly #inner: ReadonlySet<string>;

  constructor({ engine, skills, lookUp }: DialogueDeps) {
    this.#engine = engine;
    this.#skills = new Map(skills.map((skill) => [skill.intent, skill]));
    this.#lookUp = lookUp;
    this.#inner = new Set(skills.flatMap(({ slots }) => slots.filter(({ inner }) => inner).map(({ name }) => name)));
  }

  /** Answers one message. Never throws for anything that a person may say; what is no {@link Refusal} of the contract goes on up. */
  async reply(state: DialogueState, utterance: Utterance): Promise<Reply> {
    const understanding = this.#engine.understand(utterance.text, { now: utterance.now });
    const text = understanding.normalised;
    const { state: next, said } = await this.#turn(state, { ...utterance, text, written: utterance.text }, understanding);
    const done = next.form === null && next.later.length > 0 ? await this.#goOn({ state: next, said }, utterance) : { state: next, said };
    const top = [{ intent: understanding.intent, score: understanding.score }, ...understanding.alternatives];
    return { state: remember(state, done.state, done.said), said: this.#told(done.said), heard: { text: this.#engine.redact(text), band: understanding.band, top } };
  }

  /** Answers what waited for a sign-in or a second factor; null where nothing did. */
  async resume(state: DialogueState, utterance: Utterance): Promise<Reply | null> {
    const { form } = state;
    if (form?.waits !== 'signin' && form?.waits !== 'factor') return null;
    const step = await this.#advance(state, { ...form, waits: null }, utterance, 'resume');
    const done = step.state.form === null && step.state.later.length > 0 ? await this.#goOn(step, utterance) : step;
    return { ...done, said: this.#told(done.said), heard: { text: '', band: 'act', top: [] } };
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
    if (isCancel(text) && !(state.form?.waits === 'confirm')) return this.#cancel(state, utterance);
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
    return this.#advance(state, begin(human, utterance.text, {}, utterance.id), utterance, 'act');
  }

  /** Back to what was before the last answer. */
  #undo(state: DialogueState): Step {
    const before = state.past.at(-1);
    if (!before) return { state, said: plain('前面没有可以撤销的了。', 'undo') };
    const next: DialogueState = { ...state, ...before, between: null, later: [], past: state.past.slice(0, -1) };
    const again = this.#askAgain(next.form);
    return { state: next, said: { ...(again ?? plain('', 'undo')), text: `好的，退回上一步。${again?.text ?? '您接着说。'}`, way: 'undo' } };
  }

  /** What a form asked for, asked again. */
  #askAgain(form: Form | null): Said | null {
    const skill = form ? this.#skills.get(form.intent) : undefined;
    const slot = form?.asking && skill ? slotOf(skill, form.asking) : undefined;
    if (!form || !slot) return null;
    const chips = optionChips(form.options ?? []);
    return { ...plain(slot.question ?? `请告诉我${slot.label}。`, 'fill'), chips, asks: form.options ? 'choice' : slot.name, intent: form.intent, slots: form.slots, done: false };
  }

  async #cancel(state: DialogueState, utterance: Utterance): Promise<Step> {
    const back = state.aside.at(-1);
    const next: DialogueState = { ...state, form: null, between: null, later: [], failures: 0 };
    if (!state.form || !back) return { state: next, said: { ...plain(state.form ? '好的，不办了。还有别的需要吗？' : '好的。有需要随时叫我。', 'cancel'), intent: 'chat.cancel' } };
    const said = await this.#advance({ ...next, aside: state.aside.slice(0, -1) }, back, utterance, 'return');
    return { ...said, said: { ...said.said, text: `好的，这个不办了。接着刚才的：${said.said.text}` } };
  }

  /** One of two intents was asked for. */
  async #between(state: DialogueState, utterance: Utterance): Promise<Step | null> {
    if (!state.between) return null;
    const { intents, text } = state.between;
    const cleared = { ...state, between: null };
    const said = utterance.text;
    const index = ordinalIn(said, intents.length);
    const chosen = index >= 0 ? intents[index] : intents.find(({ title }) => title === said || (said.length >= 2 && title.includes(said)));
    if (isNeither(said)) return { state: { ...cleared, failures: state.failures + 1 }, said: this.#sorry(state, 'between') };
    const skill = chosen && this.#skills.get(chosen.intent);
    if (!skill) return null;
    const mentions = this.#engine.mentions(text, { now: utterance.now });
    return this.#advance(cleared, begin(skill, text, this.#engine.assign(skill.slots, mentions), utterance.id), utterance, 'between');
  }

  /** The form waits for a choice, a yes, a sign-in. */
  async #waiting(state: DialogueState, utterance: Utterance, understanding: Understanding): Promise<Step | null> {
    const { form } = state;
    if (!form) return null;
    const { text, speaker } = utterance;
    if (form.waits === 'confirm') {
      if (isYes(text)) return this.#advance(state, { ...form, waits: null }, utterance, 'confirm', true);
      if (isNo(text) || isCancel(text)) return this.#cancel(state, utterance);
      return null;
    }
    if (form.waits === 'signin' || form.waits === 'factor') {
      const ready = form.waits === 'signin' ? speaker.signedIn : speaker.sensitive;
      if (isNo(text)) return this.#cancel(state, utterance);
      if (ready && (isDone(text) || isYes(text) || understanding.band !== 'act')) return this.#advance(state, { ...form, waits: null }, utterance, 'resume');
      return null;
    }
    // Where the device is answers for a place: the skill that asked goes on with it.
    if (form.asking !== null && utterance.position && isHere(text)) return this.#advance(state, { ...form, asking: null, options: null }, utterance, 'fill');
    if (!form.options || form.asking === null) return null;
    const chosen = pick(form.options, text);
    if (chosen === 'none') return this.#advance(state, withSlot(form, form.asking, null), utterance, 'option');
    return chosen ? this.#advance(state, withSlot(form, form.asking, chosen.value), utterance, 'option') : null;
  }

  /** 不对，我说的是24路: the form under way, or the last answer, with that changed. */
  async #correction(state: DialogueState, utterance: Utterance, understanding: Understanding): Promise<Step | null> {
    const rest = correctionIn(utterance.text);
    const form = state.form ?? (state.topic ? this.#formOf(state, utterance.id) : null);
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
      return this.#advance(state, { ...form, slots, asking: null, options: null, waits: null }, utterance, 'correction');
    }
    // Something else was meant altogether.
    return meant.band === 'act' ? this.#fresh({ ...state, form: null }, { ...utterance, text: rest }, meant, 'correction') : null;
  }

  /** The last answer as a form again. */
  #formOf(state: DialogueState, id: string): Form | null {
    return state.topic && { id, intent: state.topic.intent, text: '', slots: state.topic.slots, asking: null, options: null, waits: null };
  }

  /** An answer to “which …?”. A message that clearly asks something else interrupts the form instead. */
  async #fill(state: DialogueState, utterance: Utterance, understanding: Understanding): Promise<Step | null> {
    const { form } = state;
    const skill = form && this.#skills.get(form.intent);
    const slot = form?.asking && skill ? slotOf(skill, form.asking) : undefined;
    if (!form || !skill || !slot) return null;
    const { mentions, band, intent } = understanding;
    const fill = fillFor(this.#engine, slot, utterance.text, mentions);
    const elsewhere = band === 'act' && intent !== form.intent && this.#skills.has(intent);
    if (elsewhere && !(fill?.whole ?? false)) return null;
    if (fill) {
      const more = this.#engine.assign(skill.slots.filter(({ name }) => name !== slot.name), mentions.filter(({ start }) => start !== fill.value.start));
      const filled = withSlot(form, slot.name, fill.value);
      return this.#advance(state, { ...filled, slots: { ...more, ...filled.slots } }, utterance, 'fill');
    }
    const more = this.#engine.assign(skill.slots, mentions);
    if (Object.keys(more).length > 0) return this.#advance(state, { ...form, slots: { ...form.slots, ...more }, asking: null, options: null }, utterance, 'fill');
    // The same question in other words keeps what was said before.
    if (band === 'act' && intent === form.intent) return this.#advance(state, { ...form, asking: null, options: null }, utterance, 'fill');
    if (band === 'act' || clausesOf(utterance.text).length > 1) return null;
    const failures = state.failures + 1;
    const again = this.#askAgain(form);
    return again && { state: { ...state, failures }, said: { ...again, text: `抱歉，没听明白。${again.text}`, chips: [...again.chips, SAY('不办了', '算了'), ...(failures >= 2 ? [HUMAN] : [])] } };
  }

  /** 继续: back to the form that was interrupted. */
  async #return(state: DialogueState, utterance: Utterance): Promise<Step | null> {
    const back = state.aside.at(-1);
    if (!back || !isReturn(utterance.text)) return null;
    return this.#advance({ ...state, aside: state.aside.slice(0, -1) }, back, utterance, 'return');
  }

  /** Two or three questions in one message: the first is answered, the others wait for it. */
  async #several(state: DialogueState, utterance: Heeded, whole: Understanding): Promise<Step | null> {
    // The common form has no punctuation any more.
    const clauses = clausesOf(utterance.written);
    if (clauses.length < 2) return null;
    const heard = clauses.map((clause) => ({ clause, understood: this.#engine.understand(clause, { now: utterance.now }) }));
    const asked = heard.filter(({ understood: { band, intent } }) => band === 'act' && !intent.startsWith('chat.') && this.#skills.has(intent));
    const [first, ...others] = asked;
    const told = new Set(asked.map(({ understood: { intent, slots } }) => `${intent} ${Object.values(slots).map(({ value }) => value).join(' ')}`));
    // What the halves say must be more than what the whole says.
    if (!first || others.length === 0 || told.size < 2 || (whole.band === 'act' && asked.every(({ understood }) => understood.intent === whole.intent && Object.keys(understood.slots).length === 0))) return null;
    const next = { ...state, later: others.map(({ clause }) => clause) };
    return this.#fresh(next, { ...utterance, text: first.clause }, first.understood);
  }

  /** 那24路呢, 反方向呢, 它几点末班: the last answer's intent or slots, with what is new. */
  async #ellipsis(state: DialogueState, utterance: Utterance, understanding: Understanding): Promise<Step | null> {
    const topic = state.topic;
    const skill = topic && this.#skills.get(topic.intent);
    if (!topic || !skill || !carriesOn(utterance.text)) return null;
    if (isWayBack(utterance.text) && topic.slots.from && topic.slots.to) {
      const { from, to, ...rest } = topic.slots;
      return this.#advance(aside(state), begin(skill, utterance.text, { ...rest, from: to, to: from }, utterance.id), utterance, 'ellipsis');
    }
    const about = subjectOf(topic);
    const named = about ? withoutPronoun(utterance.text, about.value) : utterance.text;
    if (named !== utterance.text) {
      const meant = this.#engine.understand(named, { now: utterance.now });
      const spoken = this.#skills.get(meant.intent);
      if (meant.band === 'act' && spoken) return this.#advance(aside(state), begin(spoken, named, inherit(spoken, this.#engine.assign(spoken.slots, meant.mentions), topic, needsOf(spoken)), utterance.id), utterance, 'ellipsis');
    }
    const own = this.#skills.get(understanding.intent);
    // Nothing but a name or a direction: the same question of something else.
    const pointing = pointsOnly(utterance.text, understanding.mentions);
    if (pointing && understanding.mentions.every(({ kind }) => kind === 'direction')) {
      const turned = { ...topic.slots, ...this.#engine.assign(skill.slots, understanding.mentions) };
      return this.#advance(aside(state), begin(skill, utterance.text, turned, utterance.id), utterance, 'ellipsis');
    }
    const changed = this.#engine.assign(skill.slots, understanding.mentions);
    const bare = /呢[?？]?$/u.test(utterance.text) || pointing;
    // Leaning on the last answer makes a neighbour of its intent likelier than it looks by itself.
    const meant = understanding.band === 'act' || (understanding.band === 'choose' && family(understanding.intent) === family(topic.intent));
    if (!(pointing && Object.keys(changed).length > 0) && meant && own && own.intent !== topic.intent && !own.intent.startsWith('chat.')) {
      const slots = inherit(own, understanding.slots, topic, own.slots.map(({ name }) => name));
      return this.#advance(aside(state), begin(own, utterance.text, slots, utterance.id), utterance, 'ellipsis');
    }
    if (Object.keys(changed).length === 0 || !bare) return null;
    return this.#advance(aside(state), begin(skill, utterance.text, { ...without(topic.slots, changed), ...changed }, utterance.id), utterance, 'ellipsis');
  }

  /** A message by itself, by its band. */
  async #fresh(state: DialogueState, utterance: Utterance, understanding: Understanding, way: Way = 'act'): Promise<Step> {
    const { band, intent, alternatives, slots, mentions } = understanding;
    const skill = this.#skills.get(intent);
    const kept = state.form ? undefined : state.aside.at(-1);
    const wanted = kept?.intent === intent && kept.asking !== null ? slots[kept.asking] : undefined;
    // The answer to what was asked before another question came between.
    if (band === 'act' && kept && wanted && kept.asking !== null) return this.#advance({ ...state, aside: state.aside.slice(0, -1) }, withSlot({ ...kept, slots: { ...kept.slots, ...slots } }, kept.asking, wanted), utterance, 'return');
    if (band === 'act' && skill) {
      const needed = skill.slots.filter(({ required }) => required).map(({ name }) => name);
      const lent = state.topic && family(state.topic.intent) === family(intent) ? inherit(skill, slots, state.topic, needed) : slots;
      return this.#advance(aside(state), begin(skill, utterance.text, lent, utterance.id), utterance, way);
    }
    const leant = band === 'act' || state.form ? null : await this.#leaning(state, utterance);
    if (leant) return leant;
    const likely = [intent, ...alternatives.map((each) => each.intent)].filter((each) => this.#skills.has(each));
    const passage = this.#lookUp(utterance.text, likely);
    if (passage) return { state: { ...state, failures: 0 }, said: quoted(passage) };
    if (band === 'choose' && likely.length > 0) {
      const intents = likely.slice(0, 2).map((each) => ({ intent: each, title: this.#skills.get(each)?.title ?? each }));
      const said: Said = { ...plain(`您是想${intents.map(({ title }) => `“${title}”`).join('，还是')}？`, 'choose'), chips: [...intents.map(({ title }) => SAY(title)), SAY('都不是')], asks: 'choice', intent, slots, done: false };
      return { state: { ...state, between: { text: utterance.text, intents } }, said };
    }
    // A bare name: what can be asked of it.
    const named = state.form ? [] : this.#askOf(mentions);
    if (named.length > 0) {
      const subject = mentions[0]?.value ?? '';
      const said: Said = { ...plain(`${subject}，您想了解什么？`, 'choose'), chips: named.map(({ title }) => SAY(title)), asks: 'choice', done: false };
      return { state: { ...state, between: { text: utterance.text, intents: named } }, said };
    }
    return { state: { ...state, failures: state.failures + 1 }, said: this.#sorry(state, 'refuse') };
  }

  /** A question that says less than it needs, taken with what the last answer was about: 坐一趟多少钱. */
  async #leaning(state: DialogueState, utterance: Utterance): Promise<Step | null> {
    const about = state.topic && subjectOf(state.topic);
    if (!state.topic || !about || utterance.text.length < 4) return null;
    const text = `${about.value}${utterance.text}`;
    const { intent, band, mentions } = this.#engine.understand(text, { now: utterance.now });
    const skill = this.#skills.get(intent);
    if (band !== 'act' || !skill || family(intent) !== family(state.topic.intent)) return null;
    return this.#advance(aside(state), begin(skill, text, inherit(skill, this.#engine.assign(skill.slots, mentions), state.topic, needsOf(skill)), utterance.id), utterance, 'ellipsis');
  }

  /** The skills that a lone stop or route may be meant for. */
  #askOf(mentions: readonly Mention[]): { intent: string; title: string }[] {
    const [only] = mentions;
    if (!only || mentions.length > 1 || !isName(only)) return [];
    const asked = [...this.#skills.values()].flatMap((skill) => skill.slots.filter(({ kinds }) => kinds[0] === only.kind).slice(0, 1).map(({ required }) => ({ skill, required })));
    return asked.sort((a, b) => Number(b.required ?? false) - Number(a.required ?? false)).slice(0, 3).map(({ skill: { intent, title } }) => ({ intent, title }));
  }

  #sorry(state: DialogueState, way: Way): Said {
    const again = state.failures + 1 >= 2;
    return {
      ...plain(again ? '抱歉，还是没能帮上您。要不要转给人工？' : '这个我办不了。我能查公交到站、线路和换乘，看账号和代办，也可以转人工。', way),
      chips: [...(again ? [HUMAN] : []), SAY('你能做什么'), ...(again ? [] : [HUMAN])], intent: 'oos', done: false, ...(again ? { offersPerson: true as const } : {}),
    };
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

  /** Takes a form as far as it goes: asks for what is missing, or lets its skill answer. */
  async #advance(state: DialogueState, form: Form, utterance: Utterance, way: Way, confirmed = false): Promise<Step> {
    const skill = this.#skills.get(form.intent);
    if (!skill) return { state: { ...state, form: null }, said: this.#sorry(state, 'refuse') };
    const missing = missingSlot(skill, form.slots);
    if (missing) return this.#ask(state, form, missing.name, missing.question ?? `请告诉我${missing.label}。`, [], way);
    let answer: Answer;
    const engine = this.#engine;
    try {
      answer = await skill.answer({
        // Few skills look at more than their slots.
        get mentions() { return engine.mentions(form.text, { now: utterance.now }); },
        text: form.text, slots: form.slots, now: utterance.now, position: utterance.position, speaker: utterance.speaker, confirmed,
        key: (step) => `${form.id}:${step}`, execute: utterance.execute,
      });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return this.#refused(state, form, error, way);
    }
    return this.#answered(state, form, answer, utterance, way);
  }

  #ask(state: DialogueState, form: Form, slot: string, text: string, chips: readonly ChipEntity[], way: Way): Step {
    return { state: { ...state, form: { ...form, asking: slot, options: null, waits: null } }, said: { ...plain(text, way), chips, asks: slot, intent: form.intent, slots: form.slots, done: false } };
  }

  async #answered(state: DialogueState, form: Form, answer: Answer, utterance: Utterance, way: Way): Promise<Step> {
    const waiting = { ...plain('text' in answer ? answer.text : '', way), intent: form.intent, slots: form.slots, done: false };
    switch (answer.kind) {
      case 'said': {
        const back = state.aside.at(-1);
        const chat = form.intent.startsWith('chat.');
        const topic = chat ? state.topic : { intent: form.intent, slots: { ...form.slots, ...answer.about } };
        const chips = [...(answer.chips ?? []), ...(back ? [SAY('继续刚才的')] : [])];
        const text = back ? `${answer.text}\n刚才的“${this.#skills.get(back.intent)?.title ?? ''}”还没说完，要继续吗？` : answer.text;
        return { state: { ...state, form: null, topic, failures: 0 }, said: { ...waiting, text, cards: answer.cards ?? [], chips, done: true } };
      }
      case 'ask':
        return this.#ask(state, form, answer.slot, answer.text, answer.chips ?? [], way);
      case 'choice': {
        const chips = optionChips(answer.options);
        return { state: { ...state, form: { ...form, asking: answer.slot, options: answer.options, waits: null } }, said: { ...waiting, chips, asks: 'choice' } };
      }
      case 'confirm':
        return { state: { ...state, form: { ...form, asking: null, options: null, waits: 'confirm' } }, said: { ...waiting, cards: [answer.form], chips: [SAY('确认'), SAY('取消')], asks: 'confirm' } };
      case 'cancel':
        return this.#cancel(state, utterance);
      case 'human':
        return { state: { ...state, form: null, failures: 0 }, said: { ...waiting, text: '好的，正在为您转人工。', done: true, handover: answer.reason } };
    }
  }

  /** A fault of the contract: asks in place for what it wants, or says plainly what is the matter. */
  #refused(state: DialogueState, form: Form, { code, message }: Refusal, way: Way): Step {
    const base = { intent: form.intent, slots: form.slots, done: false };
    if (code === 'UNAUTHENTICATED') {
      return { state: { ...state, form: { ...form, asking: null, options: null, waits: 'signin' } }, said: { ...plain('这件事要先登录。登录后我接着为您办，不用再说一遍。', way), ...base, chips: [{ label: '登录', action: 'SIGN_IN', value: null }], asks: 'signin' } };
    }
    if (code === 'STEP_UP_REQUIRED') {
      return { state: { ...state, form: { ...form, asking: null, options: null, waits: 'factor' } }, said: { ...plain('为了您的信息安全，请再验证一次身份。验证后我接着为您办。', way), ...base, chips: [{ label: '验证身份', action: 'STEP_UP', value: null }], asks: 'factor' } };
    }
    const chips: ChipEntity[] = code === 'NOT_PROOFED' ? [{ label: '去实名认证', action: 'OPEN', value: '/me/proof' }] : code === 'CONSENT_REQUIRED' ? [{ label: '查看并同意', action: 'OPEN', value: '/me/consents' }] : [HUMAN];
    return { state: { ...state, form: null, failures: state.failures + (code === 'UNAVAILABLE' || code === 'INTERNAL' ? 1 : 0) }, said: { ...plain(`${message}。`, way), ...base, chips } };
  }
}
