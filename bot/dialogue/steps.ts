import { turnFor } from '../skills/persons.js';
import { Refusal, type Answer, type SkillTurn } from '../skills/types.js';
import { asking, finished, handedOver, refused, sorry, waiting } from './answers.js';
import type { Language } from './carrying-on.js';
import { missingSlot } from './forms.js';
import { plain, quoted } from './said.js';
import type { DialogueDeps, DialogueState, Form, Step, Utterance, Way } from './types.js';

/** Takes forms on: to what they ask next, to their skill's answer, or away. */
export class FormSteps {
  readonly #language: Language;
  readonly #lookUp: DialogueDeps['lookUp'];

  constructor(language: Language, lookUp: DialogueDeps['lookUp']) {
    this.#language = language;
    this.#lookUp = lookUp;
  }

  /** Leaves the form, for what it interrupted where that is there. */
  async cancel(state: DialogueState, utterance: Utterance): Promise<Step> {
    const back = state.aside.at(-1);
    const next: DialogueState = { ...state, form: null, between: null, later: [], failures: 0 };
    if (!state.form || !back) return { state: next, said: { ...plain(state.form ? '好的，不办了。还有别的需要吗？' : '好的。有需要随时叫我。', 'cancel'), intent: 'chat.cancel' } };
    const said = await this.advance({ ...next, aside: state.aside.slice(0, -1) }, back, utterance, 'return');
    return { ...said, said: { ...said.said, text: `好的，这个不办了。接着刚才的：${said.said.text}` } };
  }

  /** Takes a form as far as it goes: asks for what is missing, or lets its skill answer. */
  async advance(state: DialogueState, form: Form, utterance: Utterance, way: Way, confirmed = false): Promise<Step> {
    const skill = this.#language.skills.get(form.intent);
    if (!skill) return { state: { ...state, form: null }, said: sorry(state, 'refuse') };
    const missing = missingSlot(skill, form.slots);
    if (missing) return asking(state, form, { slot: missing.name, text: missing.question ?? `请告诉我${missing.label}。` }, way);
    try {
      const own = this.turnOf(form, utterance, confirmed);
      const ready = skill.forWhom === undefined ? { turn: own } : await turnFor(own, skill.forWhom, utterance.executeFor);
      if ('answer' in ready) return await this.#answered(state, form, ready.answer, utterance, way);
      return await this.#answered(state, { ...form, slots: ready.turn.slots }, await skill.answer(ready.turn), utterance, way);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return refused(state, form, error, way);
    }
  }

  /** What a skill answers a form from. */
  turnOf(form: Form, { now, position, speaker, execute }: Utterance, confirmed: boolean): SkillTurn {
    const { engine } = this.#language;
    return {
      // Few skills look at more than their slots.
      get mentions() { return engine.mentions(form.text, { now }); },
      text: form.text, slots: form.slots, now, position, speaker, confirmed, execute, key: (step) => `${form.id}:${step}`,
    };
  }

  async #answered(state: DialogueState, form: Form, answer: Answer, utterance: Utterance, way: Way): Promise<Step> {
    switch (answer.kind) {
      case 'said': {
        const back = state.aside.at(-1);
        const passage = answer.unknown ? this.#lookUp(form.text, [form.intent]) : null;
        const [told, by] = passage ? [{ ...quoted(passage), kind: answer.kind }, 'faq' as const] : [answer, way];
        return finished(state, form, told, back && this.#language.skills.get(back.intent), by);
      }
      case 'ask':
        return asking(state, form, answer, way);
      case 'choice':
      case 'confirm':
        return waiting(state, form, answer, way);
      case 'cancel':
        return this.cancel(state, utterance);
      case 'human':
        return handedOver(state, form, answer, way);
    }
  }
}
