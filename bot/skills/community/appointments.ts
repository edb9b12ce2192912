import { AssistantAppointmentDaysDocument, AssistantAppointmentsDocument, AssistantBookDocument, AssistantCancelAppointmentDocument, AssistantMoveDocument, type AssistantAppointmentDaysQuery, type AssistantAppointmentFragment } from '../../__generated__/operations.js';
import type { ChipEntity } from '../../contract.js';
import type { DateValue } from '../../language/types.js';
import { clockTime, dayName, dayOf } from '../say.js';
import { Refusal, type Answer, type Choice, type SkillSlot, type SkillTurn } from '../types.js';
import { dateSlot } from './slots.js';
import { askBusiness, askCentre, businessIn, centreIn, centresOf, closedWords, meant, type Centre } from './centres.js';

type Day = AssistantAppointmentDaysQuery['appointmentDays'][number];
type Time = Day['times'][number];

/** The day, or the time, or both, that were said. */
export const whenSlot: SkillSlot = { ...dateSlot, resets: ['time'] };
/** The time of an appointment that was chosen of those that are free, by its start. */
export const timeSlot: SkillSlot = { name: 'time', label: '时间', kinds: [], question: '约几点？', inner: true };
/** Which of several appointments is meant. */
export const appointmentSlot: SkillSlot = { name: 'appointment', label: '预约', kinds: [], question: '是哪一个预约？', inner: true };

const MOST_TIMES = 8;
const MOST_DAYS = 6;
const PAGE: ChipEntity = { label: '我的预约', action: 'OPEN', value: '/queue' };

/** Books: where, for what, which day, what time, and after a yes. */
export async function bookAppointment(turn: SkillTurn): Promise<Answer> {
  const centres = await centresOf(turn);
  const centre = centreIn(turn, centres);
  if (!centre) return askCentre(centres, '预约哪个受理中心？');
  const business = businessIn(turn, centre);
  if (!business) return askBusiness(centre);
  const chosen = await whenOf(turn, centre.id, business.id, { centre });
  if ('answer' in chosen) return chosen.answer;
  if (!turn.speaker.signedIn) throw new Refusal('UNAUTHENTICATED', '请先登录');
  const { startsAt } = chosen.time;
  if (!turn.confirmed) {
    return { kind: 'confirm', text: `约${spoken(startsAt, turn.now)}，可以吗？`, form: { __typename: 'FormCard', title: '预约', fields: [{ label: '在哪里', value: centre.name }, { label: '办什么', value: business.name }, { label: '时间', value: `${dayOf(startsAt)} ${clockTime(startsAt)}—${clockTime(chosen.time.endsAt)}` }] } };
  }
  const wait = chosen.time.free === 0;
  const { bookAppointment: result } = await turn.execute(AssistantBookDocument, { input: { centreId: centre.id, businessId: business.id, startsAt, wait }, idempotencyKey: turn.key(`book-${startsAt}`) });
  if (result.__typename === 'Appointment') return booked(result, turn.now);
  return { kind: 'said', text: `没有约成：${result.message}${result.appointment ? `您已经约了${spoken(result.appointment.startsAt, turn.now)}。` : ''}`, chips: [...(result.appointment ? [{ label: '改时间', action: 'SAY' as const, value: '窗口预约改时间' }] : []), PAGE] };
}

function booked(appointment: AssistantAppointmentFragment, now: number): Answer {
  const { state, startsAt, centre, business, checkInFrom } = appointment;
  const text = state === 'WAITING'
    ? `${spoken(startsAt, now)}满了，已经排进候补：有人退就给您，并马上通知您。`
    : `约好了：${spoken(startsAt, now)}，${centre.name}，${business.name}。请带好材料，${clockTime(checkInFrom)} 起到大厅取号。前一天会提醒您。`;
  return { kind: 'said', text, cards: [{ __typename: 'ListCard', title: centre.name, link: '/queue', items: [{ title: `${dayOf(startsAt)} ${clockTime(startsAt)}`, detail: `${business.name}，${centre.address}`, link: '/queue' }] }], chips: [{ label: '改时间', action: 'SAY', value: '窗口预约改时间' }, { label: '取消预约', action: 'SAY', value: '取消窗口预约' }, { label: '加到日历', action: 'OPEN', value: appointment.calendarPath }] };
}

/** The free time that is meant by the day and the hour that were said, or the question that is left. */
async function whenOf(turn: SkillTurn, centreId: string, businessId: string, { centre, usualDay }: { readonly centre?: Centre; readonly usualDay?: string }): Promise<{ readonly time: Time } | { readonly answer: Answer }> {
  const { date: said, time } = turn.slots;
  const { appointmentDays } = await turn.execute(AssistantAppointmentDaysDocument, { centreId, businessId, day: null });
  const date = dayOfWish(said?.date, usualDay);
  const open = appointmentDays.filter(({ day }) => !date || (date.from <= day && day <= date.to));
  const chosen = appointmentDays.flatMap(({ times }) => times).find(({ startsAt }) => startsAt === time?.id);
  if (chosen) return { time: chosen };
  const free = open.filter((day) => day.free > 0);
  const [only, ...others] = free;
  if (!only) return { answer: noneFree(turn, appointmentDays, open, date, centre) };
  if (others.length > 0 && !date) return { answer: askDay(free, turn.now) };
  const hours = said?.date?.time;
  const within = only.times.filter(({ startsAt, endsAt }) => !hours || (hours.from === hours.to ? clockTime(startsAt) <= hours.from && hours.from < clockTime(endsAt) : hours.from <= clockTime(startsAt) && clockTime(startsAt) < hours.to));
  const [exact, ...more] = within.filter(({ free: seats }) => seats > 0);
  if (exact && hours && more.length === 0) return { time: exact };
  if (!exact && hours) return { answer: askTime(only, only.times, `${dayName(only.day, dayOf(turn.now))}那个时间没有空位了，这些时间还有：`) };
  return { answer: askTime(only, within, `${dayName(only.day, dayOf(turn.now))}这些时间有空，约几点？`) };
}

/** The days that were said; where only a time was, the day that an appointment is on already. */
function dayOfWish(said: DateValue | undefined, usualDay: string | undefined): Pick<DateValue, 'from' | 'to'> | undefined {
  if (said && !said.dayless) return said;
  return said && usualDay !== undefined ? { from: usualDay, to: usualDay } : undefined;
}

/** Nothing free: on the day that was said, or at all. */
function noneFree(turn: SkillTurn, all: readonly Day[], open: readonly Day[], date: Pick<DateValue, 'from' | 'to'> | undefined, centre?: Centre): Answer {
  const others = all.filter(({ free }) => free > 0);
  const today = dayOf(turn.now);
  const said = date && (date.from === date.to ? dayName(date.from, today) : `${dayName(date.from, today)}到${dayName(date.to, today)}`);
  const closed = centre && date && said !== undefined ? closedWords(centre, date.from, said) : null;
  const why = closed !== null ? `${closed}。` : said === undefined ? '最近两周都约满了。' : open.length === 0 ? `${said}不能约（休息日，或者还没有放出来）。` : `${said}约满了。`;
  if (others.length === 0) return { kind: 'said', text: `${why}可以当天取号，或者在页面上排候补。`, chips: [PAGE] };
  const answer = askDay(others, turn.now);
  return answer.kind === 'choice' ? { ...answer, text: `${why}这些天还有空：` } : answer;
}

function askDay(days: readonly Day[], now: number): Answer {
  return { kind: 'choice', slot: 'date', text: '约哪一天？', options: days.slice(0, MOST_DAYS).map(({ day, free }): Choice => ({ label: dayName(day, dayOf(now)), detail: `${day}，${free} 个空位`, value: { kind: 'date', value: day, text: day, start: -1, end: -1, how: 'name', date: { from: day, to: day } } })) };
}

function askTime({ day }: Day, times: readonly Time[], text: string): Answer {
  const free = times.filter((time) => time.free > 0);
  // Spread over the day where there are many.
  const step = Math.max(1, Math.ceil(free.length / MOST_TIMES));
  return { kind: 'choice', slot: 'time', text, options: free.filter((_time, index) => index % step === 0).map(({ startsAt }): Choice => ({ label: clockTime(startsAt), value: meant(`${day} ${clockTime(startsAt)}`, startsAt) })) };
}

/** Appointments that are still to come. */
async function coming(turn: SkillTurn): Promise<AssistantAppointmentFragment[]> {
  const { myAppointments: all } = await turn.execute(AssistantAppointmentsDocument, {});
  return all.filter(({ state, endsAt }) => state !== 'CANCELLED' && Date.parse(endsAt) > turn.now).sort((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt));
}

const NONE: Answer = { kind: 'said', text: '您现在没有窗口预约。', chips: [{ label: '预约', action: 'SAY', value: '预约窗口' }, PAGE] };

/** My appointments that are still to come. */
export async function myAppointments(turn: SkillTurn): Promise<Answer> {
  const all = await coming(turn);
  if (all.length === 0) return NONE;
  return { kind: 'said', text: all.map((each) => `${titleOf(each, turn.now)}${each.state === 'WAITING' ? '（候补中）' : ''}`).join('\n'), chips: [{ label: '改时间', action: 'SAY', value: '窗口预约改时间' }, { label: '取消预约', action: 'SAY', value: '取消窗口预约' }, PAGE] };
}

/** Which of my appointments is meant: the one that was chosen, the only one of that centre or day, or the question. */
async function whichOf(turn: SkillTurn, question: string): Promise<{ readonly appointment: AssistantAppointmentFragment } | { readonly answer: Answer }> {
  const all = await coming(turn);
  const { appointment, centre } = turn.slots;
  const there = all.filter((each) => !centre || each.centre.id === centre.id);
  const at = there.length > 0 ? there : all;
  const found = all.find(({ id }) => id === appointment?.id) ?? (at.length === 1 ? at[0] : undefined);
  if (found) return { appointment: found };
  if (all.length === 0) return { answer: NONE };
  return { answer: { kind: 'choice', slot: 'appointment', text: question, options: at.map((each): Choice => ({ label: titleOf(each, turn.now), value: meant(titleOf(each, turn.now), each.id) })) } };
}

/** Gives an appointment back, after a yes. */
export async function cancelAppointment(turn: SkillTurn): Promise<Answer> {
  const which = await whichOf(turn, '要取消哪一个？');
  if ('answer' in which) return which.answer;
  const { appointment } = which;
  if (!turn.confirmed) return { kind: 'confirm', text: `要取消${titleOf(appointment, turn.now)}吗？位子会让给候补的人。`, form: formOf('取消预约', appointment) };
  const { cancelAppointment: result } = await turn.execute(AssistantCancelAppointmentDocument, { id: appointment.id, idempotencyKey: turn.key(`cancel-${appointment.id}`) });
  return { kind: 'said', text: result.__typename === 'Appointment' ? '预约取消了。' : `没有取消成：${result.message}` };
}

/** Another time for an appointment, after a yes. */
export async function moveAppointment(turn: SkillTurn): Promise<Answer> {
  const which = await whichOf(turn, '要改哪一个预约？');
  if ('answer' in which) return which.answer;
  const { appointment } = which;
  const chosen = await whenOf(turn, appointment.centre.id, appointment.business.id, { usualDay: dayOf(appointment.startsAt) });
  if ('answer' in chosen) return chosen.answer;
  const { startsAt } = chosen.time;
  if (!turn.confirmed) return { kind: 'confirm', text: `从${spoken(appointment.startsAt, turn.now)}改到${spoken(startsAt, turn.now)}，可以吗？`, form: formOf('改预约', appointment) };
  const { moveAppointment: result } = await turn.execute(AssistantMoveDocument, { id: appointment.id, startsAt, idempotencyKey: turn.key(`move-${startsAt}`) });
  if (result.__typename === 'Appointment') return booked(result, turn.now);
  return { kind: 'said', text: `没有改成：${result.message}原来的预约还在。`, chips: [PAGE] };
}

const spoken = (instant: string, now: number): string => `${dayName(dayOf(instant), dayOf(now))} ${clockTime(instant)}`;
const titleOf = ({ startsAt, centre, business }: AssistantAppointmentFragment, now: number): string => `${spoken(startsAt, now)} ${centre.name}（${business.name}）`;
const formOf = (title: string, { startsAt, centre, business }: AssistantAppointmentFragment): Extract<Answer, { readonly kind: 'confirm' }>['form'] => ({
  __typename: 'FormCard', title, fields: [{ label: '时间', value: `${dayOf(startsAt)} ${clockTime(startsAt)}` }, { label: '在哪里', value: centre.name }, { label: '办什么', value: business.name }],
});
