import type { ChipEntity } from '../contract.js';
import type { Answer, Skill } from './types.js';

/** What a skill says of itself while nothing answers it yet. */
export type ClosedSkill = Omit<Skill, 'answer' | 'forWhom'>;

/**
 * A skill whose service is not open yet: it is understood with its slots, says plainly that nothing can be looked up or
 * done here, and offers a person. It states no fact and asks for nothing, so that the turn is answered in full.
 * @param instead what is open and may have been meant: some ask for 我的预约 and say not where
 */
export function notOpen(skill: ClosedSkill, instead?: { readonly text: string; readonly chip: ChipEntity }): Skill {
  const answer: Answer = {
    kind: 'said',
    text: `“${skill.title}”这项服务还没有在这里开通，我现在不能替您查，也不能替您办。${instead?.text ?? ''}要紧的话，可以转人工问一问。`,
    chips: [...(instead ? [instead.chip] : []), { label: '转人工', action: 'SAY', value: '转人工' }],
  };
  return { ...skill, answer: () => Promise.resolve(answer) };
}
