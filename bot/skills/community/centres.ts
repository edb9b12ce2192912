import { AssistantCentresDocument, type AssistantCentresQuery } from '../../__generated__/operations.js';
import type { SlotValue } from '../../language/types.js';
import type { Answer, Choice, EverydayWords, SkillSlot, SkillTurn } from '../types.js';
import { affairSlot, centreSlot } from './slots.js';

/** A centre with its businesses and queues. */
export type Centre = AssistantCentresQuery['serviceCentres'][number];
/** What is done at a centre, with its queue. */
export type Business = Centre['businesses'][number];
/** How long a wait is likely to be, minutes. */
export type Wait = Business['wait'];

/** Everyday words for a business, by its id. */
const WORDS: readonly EverydayWords[] = [
  { words: /社保|医保|保险/gu, value: '社保医保', id: 'social-insurance' }, { words: /民政|救助|低保|残疾|津贴|婚姻|生育/gu, value: '民政救助', id: 'civil-affairs' },
  { words: /居住证|人口|户口|户籍|签注|狗证|养犬/gu, value: '人口与居住证', id: 'residence' }, { words: /就业|失业|招聘|职介/gu, value: '就业与失业', id: 'employment' },
  { words: /住房(?:保障)?|公租房|廉租房?/gu, value: '住房保障', id: 'housing' }, { words: /综合|咨询|其他|别的/gu, value: '综合咨询', id: 'general' },
];

/** The business that is meant; its id differs from centre to centre no more than its name. */
export const businessSlot: SkillSlot = { name: 'business', label: '业务', kinds: [], question: '要办哪一类业务？', inner: true, words: WORDS, resets: ['affair', 'time'] };

/** The centre that is spoken of, by its name or, {@link nearSlot}, by its part of the district. */
export const queueCentreSlot: SkillSlot = { ...centreSlot, resets: ['near', 'time'] };

/** A part of the district that may stand for its centre: 那方松呢. */
export const nearSlot: SkillSlot = { name: 'near', label: '地方', kinds: ['place'], inner: true, resets: ['centre', 'time'] };

/** The affair, by which the business is known. */
export const queueAffairSlot: SkillSlot = { ...affairSlot, resets: ['business', 'time'] };

/** A value that an option puts into a slot. */
export const meant = (value: string, id: string): SlotValue => ({ kind: 'free', value, text: value, start: -1, end: -1, how: 'name', id });

/** The centres as they are now. */
export async function centresOf(turn: SkillTurn): Promise<readonly Centre[]> {
  return (await turn.execute(AssistantCentresDocument, {})).serviceCentres;
}

/** The centre that was named; undefined where none was, or none that is one. */
export function centreIn(turn: SkillTurn, centres: readonly Centre[]): Centre | undefined {
  const { centre, near } = turn.slots;
  const named = centre && centres.find(({ id, name }) => id === centre.id || name === centre.value);
  return named ?? (near && centres.find(({ name }) => name.startsWith(near.value.replace(/(?:街道|镇)$/u, ''))));
}

/** The business that was chosen, or is meant by the affair or by a word for it. */
export function businessIn(turn: SkillTurn, { businesses }: Centre): Business | undefined {
  const { business, affair } = turn.slots;
  const chosen = businesses.find(({ id }) => id === business?.id);
  // An affair says more than a word for a business; a business that was chosen of several says most.
  if (chosen && business?.how === 'name') return chosen;
  const ofAffair = affair && businesses.find(({ serviceIds }) => affair.id !== undefined && serviceIds.includes(affair.id));
  return ofAffair ?? chosen ?? businesses.find(({ name }) => turn.text.includes(name));
}

/** Which centre? Those with the shortest queues first. */
export function askCentre(centres: readonly Centre[], text: string): Answer {
  const options = [...centres].sort((a, b) => waitingAt(a) - waitingAt(b)).map((centre): Choice => ({ label: centre.name, detail: `${waitingAt(centre)} 人在等`, value: { ...meant(centre.name, centre.id), kind: 'centre' } }));
  return { kind: 'choice', slot: 'centre', text, options };
}

/** Which business of the centre? */
export function askBusiness({ businesses, name }: Centre): Answer {
  return { kind: 'choice', slot: 'business', text: `在${name}办哪一类业务？`, options: businesses.map((each): Choice => ({ label: each.name, value: meant(each.name, each.id) })) };
}

/** How many wait in a hall. */
export const waitingAt = ({ businesses }: Centre): number => businesses.reduce((sum, { waiting }) => sum + waiting, 0);

/** A wait in words: 约 20 分钟（10 到 35 分钟）. */
export function waitWords({ minutes, earliest, latest }: Wait): string {
  if (latest <= 1) return '几乎不用等';
  return latest - earliest <= 2 ? `约 ${minutes} 分钟` : `约 ${minutes} 分钟（${earliest} 到 ${latest} 分钟）`;
}

/** Why a centre is closed on a day, in words: 今天闭馆：停电; null where it is not. @param day `YYYY-MM-DD` */
export function closedWords({ closures }: Pick<Centre, 'closures'>, day: string, said: string): string | null {
  const closure = closures.find((each) => each.day === day);
  return closure ? `${said}闭馆：${closure.reason}` : null;
}

/** Opening hours in words. */
export const hoursWords = ({ hours, everyDay }: Centre): string => `${everyDay ? '每天' : '工作日'} ${hours.map(({ from, until }) => `${from}—${until}`).join('、')}`;
