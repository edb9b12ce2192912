import { notOpen } from '../not-open.js';
import type { Skill, SkillSlot } from '../types.js';
import { centrePhrases, conveniencePhrases, guidePhrases, progressPhrases, queuePhrases, reportPhrases, reportStatusPhrases, volunteerPhrases } from './phrases.js';

const affair: SkillSlot = { name: 'affair', label: '事项', kinds: ['affair'], question: '想办什么事？' };
const caseNumber: SkillSlot = { name: 'case_number', label: '办件编号', kinds: ['case-number'], question: '编号是多少？' };
const centre: SkillSlot = { name: 'centre', label: '受理中心', kinds: ['centre'], question: '是哪个受理中心？' };
const date: SkillSlot = { name: 'date', label: '日期', kinds: ['date'], question: '哪一天？' };
const category: SkillSlot = { name: 'category', label: '问题', kinds: ['category'], question: '是什么问题？' };
const place: SkillSlot = { name: 'place', label: '地点', kinds: ['address', 'place', 'stop', 'attraction'], question: '在什么地方？', free: true };
const service: SkillSlot = { name: 'service', label: '服务', kinds: ['service'], question: '需要什么服务？' };

/** The skills of the community. */
export const communitySkills: readonly Skill[] = [
  notOpen({ intent: 'community.guide', title: '查办事指南', phrases: guidePhrases, slots: [affair, centre, date], published: true }),
  notOpen({ intent: 'community.progress', title: '查办件进度', phrases: progressPhrases, slots: [affair, caseNumber, centre, date] }),
  notOpen({ intent: 'community.queue', title: '受理中心取号和预约', phrases: queuePhrases, slots: [centre, affair, date] }),
  notOpen({ intent: 'community.report', title: '反映身边的问题', phrases: reportPhrases, slots: [category, place, date] }),
  notOpen({ intent: 'community.report_status', title: '查反映的问题处理得怎样', phrases: reportStatusPhrases, slots: [category, place, caseNumber, date] }),
  notOpen({ intent: 'community.volunteer', title: '志愿服务', phrases: volunteerPhrases, slots: [place, date] }),
  notOpen({ intent: 'community.convenience', title: '找便民服务', phrases: conveniencePhrases, slots: [service, place, date] }),
  notOpen({ intent: 'community.centre', title: '查受理中心', phrases: centrePhrases, slots: [centre, place, affair, date] }),
];
