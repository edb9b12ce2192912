import { notOpen } from '../not-open.js';
import type { Skill, SkillSlot } from '../types.js';
import { appointmentPhrases, facilityPhrases, familyDoctorPhrases, followUpPhrases, immunisationPhrases, recordPhrases } from './phrases.js';

const person: SkillSlot = { name: 'person', label: '谁', kinds: ['person'], question: '是给谁查？' };
const vaccine: SkillSlot = { name: 'vaccine', label: '疫苗', kinds: ['vaccine'], question: '是哪一种疫苗？' };
const hospital: SkillSlot = { name: 'hospital', label: '医院', kinds: ['clinic'], question: '想去哪家医院？' };
const department: SkillSlot = { name: 'department', label: '科室', kinds: ['specialty', 'department'], question: '想看哪个科？' };
const date: SkillSlot = { name: 'date', label: '日期', kinds: ['date'], question: '哪一天？' };

/** The skills of health. */
export const healthSkills: readonly Skill[] = [
  notOpen({ intent: 'health.record', title: '查健康档案和检查报告', phrases: recordPhrases, slots: [person, hospital, department, date] }),
  notOpen({ intent: 'health.immunisation', title: '查疫苗和预约接种', phrases: immunisationPhrases, slots: [person, vaccine, hospital, date] }),
  notOpen({ intent: 'health.appointment', title: '预约挂号', phrases: appointmentPhrases, slots: [person, hospital, department, date] }, { text: '受理中心（办事大厅）的预约可以查、改期和取消。', chip: { label: '受理中心的预约', action: 'OPEN', value: '/queue' } }),
  notOpen({ intent: 'health.follow_up', title: '随访和上报血压血糖', phrases: followUpPhrases, slots: [person, hospital, date] }),
  notOpen({ intent: 'health.family_doctor', title: '家庭医生签约', phrases: familyDoctorPhrases, slots: [person, hospital, date] }),
  notOpen({ intent: 'health.facility', title: '查医院和社区卫生服务中心', phrases: facilityPhrases, slots: [hospital, department, person, date] }),
];
