import { notOpen } from '../not-open.js';
import type { Skill, SkillSlot } from '../types.js';
import { catchmentPhrases, enrolmentPhrases, gradesPhrases, homeworkPhrases, resourcesPhrases, teacherCreditsPhrases, timetablePhrases } from './phrases.js';

const school: SkillSlot = { name: 'school', label: '学校', kinds: ['school'], question: '是哪所学校？' };
const address: SkillSlot = { name: 'address', label: '地址', kinds: ['address', 'stop', 'free'], question: '住在哪个小区，或者哪条路几号？', free: true };
const child: SkillSlot = { name: 'child', label: '孩子', kinds: ['person'], question: '是哪个孩子？' };
const date: SkillSlot = { name: 'date', label: '日期', kinds: ['date'], question: '哪一天？' };
const subject: SkillSlot = { name: 'subject', label: '科目', kinds: ['subject'], question: '哪一门课？' };
const grade: SkillSlot = { name: 'grade', label: '年级', kinds: ['grade'], question: '几年级？' };

/** The skills of education. */
export const educationSkills: readonly Skill[] = [
  notOpen({ intent: 'education.enrolment', title: '入学报名和转学', phrases: enrolmentPhrases, slots: [school, child, grade, date] }),
  notOpen({ intent: 'education.catchment', title: '查对口学校和学区', phrases: catchmentPhrases, slots: [school, address, child] }),
  notOpen({ intent: 'education.timetable', title: '查课表和校历', phrases: timetablePhrases, slots: [child, school, grade, subject, date] }),
  notOpen({ intent: 'education.homework', title: '查作业和交作业', phrases: homeworkPhrases, slots: [child, subject, date, grade, school] }),
  notOpen({ intent: 'education.grades', title: '查成绩和评语', phrases: gradesPhrases, slots: [child, subject, grade, school, date] }),
  notOpen({ intent: 'education.resources', title: '找网课、课件和练习', phrases: resourcesPhrases, slots: [subject, grade, child, school] }),
  notOpen({ intent: 'education.teacher_credits', title: '查教师继续教育学分', phrases: teacherCreditsPhrases, slots: [subject, school, date] }),
];
