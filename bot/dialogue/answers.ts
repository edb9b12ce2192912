import type { ChipEntity } from '../contract.js';
import type { Answer, Refusal, Skill } from '../skills/types.js';
import { slotOf } from './forms.js';
import { HUMAN, optionChips, plain, SAY } from './said.js';
import type { DialogueState, Form, IntentChoice, Said, Step, Way } from './types.js';

/** What a slot of a form is asked with. */
export function asking(state: DialogueState, form: Form, { slot, text, chips = [] }: { readonly slot: string; readonly text: string; readonly chips?: readonly ChipEntity[] }, way: Way): Step {
  return { state: { ...state, form: { ...form, asking: slot, options: null, waits: null } }, said: { ...plain(text, way), chips, asks: slot, intent: form.intent, slots: form.slots, done: false } };
}

const SIGN_IN: ChipEntity = { label: '登录', action: 'SIGN_IN', value: null };
const STEP_UP: ChipEntity = { label: '验证身份', action: 'STEP_UP', value: null };
const CONFIRMING = [SAY('确认'), SAY('取消')];
/** What a form that asks for no slot waits for, asked again in a sentence. */
const WAITED: Readonly<Record<NonNullable<Form['waits']>, { readonly text: string; readonly chips: readonly ChipEntity[] }>> = {
  signin: { text: '登录后我接着办刚才的事。', chips: [SIGN_IN] }, factor: { text: '验证身份后我接着办刚才的事。', chips: [STEP_UP] }, confirm: { text: '刚才的事还没办，要确认吗？', chips: CONFIRMING },
};

/** What a form asked for, asked again; null where it waits for nothing. */
export function askedAgain(skill: Skill | undefined, form: Form | null): Said | null {
  if (!form || !skill) return null;
  const base = { intent: form.intent, slots: form.slots, done: false };
  if (form.waits) return { ...plain(WAITED[form.waits].text, 'fill'), ...base, chips: WAITED[form.waits].chips, asks: form.waits };
  const slot = form.asking === null ? undefined : slotOf(skill, form.asking);
  if (!slot) return null;
  return { ...plain(slot.question ?? `请告诉我${slot.label}。`, 'fill'), ...base, chips: optionChips(form.options ?? []), asks: form.options ? 'choice' : slot.name };
}

/** An answer that ends the form. What it interrupted is offered again. */
export function finished(state: DialogueState, form: Form, answer: Extract<Answer, { readonly kind: 'said' }>, interrupted: Skill | undefined, way: Way): Step {
  const topic = form.intent.startsWith('chat.') ? state.topic : { intent: form.intent, text: form.text, slots: { ...form.slots, ...answer.about } };
  const chips = [...(answer.chips ?? []), ...(interrupted ? [SAY('继续刚才的')] : [])];
  const text = interrupted ? `${answer.text}\n刚才的“${interrupted.title}”还没说完，要继续吗？` : answer.text;
  return { state: { ...state, form: null, topic, failures: 0 }, said: { ...plain(text, way), intent: form.intent, slots: form.slots, cards: answer.cards ?? [], chips } };
}

/** An answer that waits: for one of several, or a yes. */
export function waiting(state: DialogueState, form: Form, answer: Extract<Answer, { readonly kind: 'choice' | 'confirm' }>, way: Way): Step {
  const base = { ...plain(answer.text, way), intent: form.intent, slots: form.slots, done: false };
  if (answer.kind === 'choice') {
    return { state: { ...state, form: { ...form, asking: answer.slot, options: answer.options, waits: null } }, said: { ...base, chips: optionChips(answer.options), asks: 'choice' } };
  }
  return { state: { ...state, form: { ...form, asking: null, options: null, waits: 'confirm' } }, said: { ...base, cards: [answer.form], chips: CONFIRMING, asks: 'confirm' } };
}

/** Hands over to a person. */
export function handedOver(state: DialogueState, form: Form, { reason }: Extract<Answer, { readonly kind: 'human' }>, way: Way): Step {
  return { state: { ...state, form: null, failures: 0 }, said: { ...plain('好的，正在为您转人工。', way), intent: form.intent, slots: form.slots, handover: reason } };
}

/** A fault of the contract: asks in place for what it wants, or says plainly what is the matter. */
export function refused(state: DialogueState, form: Form, { code, message }: Refusal, way: Way): Step {
  const base = { intent: form.intent, slots: form.slots, done: false };
  const held = (waits: 'signin' | 'factor', text: string, chip: ChipEntity): Step => ({ state: { ...state, form: { ...form, asking: null, options: null, waits } }, said: { ...plain(text, way), ...base, chips: [chip], asks: waits } });
  if (code === 'UNAUTHENTICATED') return held('signin', '这件事要先登录。登录后我接着为您办，不用再说一遍。', SIGN_IN);
  if (code === 'STEP_UP_REQUIRED') return held('factor', '为了您的信息安全，请再验证一次身份。验证后我接着为您办。', STEP_UP);
  const chips: ChipEntity[] = code === 'NOT_PROOFED' ? [{ label: '去实名认证', action: 'OPEN', value: '/me/proof' }] : code === 'CONSENT_REQUIRED' ? [{ label: '查看并同意', action: 'OPEN', value: '/me/consents' }] : [HUMAN];
  return { state: { ...state, form: null, failures: state.failures + (code === 'UNAVAILABLE' || code === 'INTERNAL' ? 1 : 0) }, said: { ...plain(`${message}。`, way), ...base, chips } };
}

/** What the assistant cannot do; the second time in a row a person is offered. */
export function sorry({ failures }: DialogueState, way: Way): Said {
  const again = failures + 1 >= 2;
  return {
    ...plain(again ? '抱歉，还是没能帮上您。要不要转给人工？' : '这个我办不了。我能查公交、办事指南和办件进度，替您取号、预约，看账号和代办，也可以转人工。', way),
    chips: [...(again ? [HUMAN] : []), SAY('你能做什么'), ...(again ? [] : [HUMAN])], intent: 'oos', done: false, ...(again ? { offersPerson: true as const } : {}),
  };
}

/** Words beside a form, which still waits: they are answered, and it asks again. */
export function beside(state: DialogueState, said: Pick<Said, 'text' | 'intent'> & Partial<Pick<Said, 'cards' | 'chips'>>, again: Said): Step {
  const chips = [...again.chips, ...(said.chips ?? []), SAY('不办了', '算了'), ...(state.failures >= 2 ? [HUMAN] : [])];
  return { state, said: { ...again, text: `${said.text}${again.text}`, cards: said.cards ?? [], chips, intent: said.intent } };
}

/** Asks which of two intents, or of what can be asked of a name, is meant. */
export function between(state: DialogueState, asked: { readonly text: string; readonly intents: readonly IntentChoice[] }, question: string, more: Partial<Said> = {}): Step {
  return { state: { ...state, between: asked }, said: { ...plain(question, 'choose'), chips: asked.intents.map(({ title }) => SAY(title)), asks: 'choice', done: false, ...more } };
}
