import type { SkillSlot } from '../types.js';

/** The affair that is spoken of. */
export const affairSlot: SkillSlot = { name: 'affair', label: '事项', kinds: ['affair'], question: '想办什么事？' };
/** The centre that is spoken of. */
export const centreSlot: SkillSlot = { name: 'centre', label: '受理中心', kinds: ['centre'], question: '是哪个受理中心？' };
/** The day that is spoken of. */
export const dateSlot: SkillSlot = { name: 'date', label: '日期', kinds: ['date'], question: '哪一天？' };
