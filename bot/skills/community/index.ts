import { notOpen } from '../not-open.js';
import type { Skill, SkillSlot } from '../types.js';
import { guide } from './guide.js';
import { progress } from './progress.js';
import { queue } from './queue.js';
import { affairSlot as affair, centreSlot as centre, dateSlot as date } from './slots.js';
import { centrePhrases, conveniencePhrases, reportPhrases, reportStatusPhrases, volunteerPhrases } from './phrases.js';

const caseNumber: SkillSlot = { name: 'case_number', label: '办件编号', kinds: ['case-number'], question: '编号是多少？' };
const category: SkillSlot = { name: 'category', label: '问题', kinds: ['category'], question: '是什么问题？' };
const place: SkillSlot = { name: 'place', label: '地点', kinds: ['address', 'place', 'stop', 'attraction'], question: '在什么地方？', free: true };
const service: SkillSlot = { name: 'service', label: '服务', kinds: ['service'], question: '需要什么服务？' };

/** The skills of the community. */
export const communitySkills: readonly Skill[] = [
  guide,
  progress,
  queue,
  notOpen({ intent: 'community.report', title: '反映身边的问题', phrases: reportPhrases, slots: [category, place, date] }),
  notOpen({ intent: 'community.report_status', title: '查反映的问题处理得怎样', phrases: reportStatusPhrases, slots: [category, place, caseNumber, date] }),
  notOpen({ intent: 'community.volunteer', title: '志愿服务', phrases: volunteerPhrases, slots: [place, date] }),
  notOpen({ intent: 'community.convenience', title: '找便民服务', phrases: conveniencePhrases, slots: [service, place, date] }),
  notOpen({ intent: 'community.centre', title: '查受理中心', phrases: centrePhrases, slots: [centre, place, affair, date] }),
];
