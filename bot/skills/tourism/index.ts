import { notOpen } from '../not-open.js';
import type { Skill, SkillSlot } from '../types.js';
import { attractionPhrases, crowdPhrases, eventPhrases, recommendPhrases, ticketPhrases } from './phrases.js';

const attraction: SkillSlot = { name: 'attraction', label: '景点', kinds: ['attraction'], question: '是哪个景点？' };
const count: SkillSlot = { name: 'count', label: '人数', kinds: ['count'], question: '几个人？' };
const date: SkillSlot = { name: 'date', label: '日期', kinds: ['date'], question: '哪一天？' };
const audience: SkillSlot = { name: 'audience', label: '什么人', kinds: ['audience'], question: '和什么人一起去？' };
const place: SkillSlot = { name: 'place', label: '地方', kinds: ['place', 'attraction', 'stop'], question: '在哪一带？' };

/** The skills of tourism. */
export const tourismSkills: readonly Skill[] = [
  notOpen({ intent: 'tourism.attraction', title: '查景点信息', phrases: attractionPhrases, slots: [attraction, date, audience] }),
  notOpen({ intent: 'tourism.crowd', title: '查景区人多不多', phrases: crowdPhrases, slots: [attraction, date, place, audience] }),
  notOpen({ intent: 'tourism.ticket', title: '查票价和订票', phrases: ticketPhrases, slots: [attraction, count, date, audience] }),
  notOpen({ intent: 'tourism.recommend', title: '推荐游玩的地方', phrases: recommendPhrases, slots: [{ ...place, kinds: ['place'] }, attraction, date, audience, count] }),
  notOpen({ intent: 'tourism.event', title: '查文化和节庆活动', phrases: eventPhrases, slots: [attraction, place, date, audience, count] }),
];
