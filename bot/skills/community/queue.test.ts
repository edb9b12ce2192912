import { describe, expect, it } from '@jest/globals';
import {
  AssistantAppointmentDaysDocument, AssistantAppointmentsDocument, AssistantBookDocument, AssistantCancelAppointmentDocument, AssistantCentresDocument, AssistantLeaveQueueDocument, AssistantMoveDocument,
  AssistantTakeTicketDocument, AssistantTicketsDocument, type AssistantAppointmentFragment, type AssistantCentresQuery, type AssistantTicketFragment,
} from '../../__generated__/operations.js';
import { fakeTurn, saidAs } from '../testing.js';
import { Refusal, type Answer, type SkillTurn } from '../types.js';
import { queue } from './queue.js';

type Centre = AssistantCentresQuery['serviceCentres'][number];
const wait = (minutes: number) => ({ minutes, earliest: minutes, latest: minutes + 10 });
const centre = (id: string, name: string, waiting: number, openNow = true): Centre => ({
  id, name, openNow, address: '样例路1号', everyDay: false, hours: [{ from: '09:00', until: '17:00' }], closures: [],
  businesses: [{ id: 'social-insurance', name: '社保医保', serviceIds: ['social-card'], waiting, wait: wait(waiting * 5) }, { id: 'residence', name: '人口与居住证', serviceIds: ['permit'], waiting: 1, wait: wait(5) }],
});
const EAST = centre('east', '东街受理中心', 6);
const WEST = centre('west', '西街受理中心', 2);
const TICKET: AssistantTicketFragment = {
  id: 't1', number: 'A007', state: 'WAITING', priority: false, position: 3, wait: wait(10), window: null, calls: 0, mayReturn: false, appointmentAt: null, centre: { id: 'east', name: EAST.name }, business: { id: 'social-insurance', name: '社保医保' },
};
const at = (day: string, time: string): string => `${day}T${time}:00+08:00`;
const appointment = (id: string, startsAt: string): AssistantAppointmentFragment => ({
  id, state: 'BOOKED', startsAt, endsAt: new Date(Date.parse(startsAt) + 1_800_000).toISOString(), checkInFrom: startsAt, checkInUntil: startsAt, calendarPath: '/calendar/x', centre: { id: 'east', name: EAST.name, address: '样例路1号' }, business: { id: 'social-insurance', name: '社保医保' }, ticket: null,
});
const times = (day: string, free: readonly number[]) => free.map((seats, index) => ({ startsAt: at(day, `${String(9 + index).padStart(2, '0')}:00`), endsAt: at(day, `${String(10 + index).padStart(2, '0')}:00`), free: seats }));
const day = (date: string, free: readonly number[]) => ({ day: date, free: free.reduce((sum, seats) => sum + seats, 0), times: times(date, free) });

interface World { centres?: readonly Centre[]; tickets?: readonly AssistantTicketFragment[]; appointments?: readonly AssistantAppointmentFragment[] }

function play(text: string, turn: Partial<Omit<SkillTurn, 'execute'>> = {}, { centres = [EAST, WEST], tickets = [], appointments = [] }: World = {}) {
  const calls: { document: unknown; variables: unknown }[] = [];
  const answers = new Map<unknown, (variables: never) => unknown>([
    [AssistantCentresDocument, () => ({ serviceCentres: centres })],
    [AssistantTicketsDocument, () => ({ myTickets: tickets })],
    [AssistantAppointmentsDocument, () => ({ myAppointments: appointments })],
    [AssistantAppointmentDaysDocument, () => ({ appointmentDays: [day('2026-03-18', [0, 0]), day('2026-03-19', [2, 0, 1]), day('2026-03-20', [1])] })],
    [AssistantTakeTicketDocument, () => ({ takeTicket: { __typename: 'QueueTicket', ...TICKET } })],
    [AssistantLeaveQueueDocument, () => ({ leaveQueue: { __typename: 'QueueTicket', number: 'A007' } })],
    [AssistantBookDocument, ({ input }: { input: { startsAt: string } }) => ({ bookAppointment: { __typename: 'Appointment', ...appointment('a1', input.startsAt) } })],
    [AssistantMoveDocument, () => ({ moveAppointment: { __typename: 'AppointmentRefused', reason: 'FULL', message: '这个时间约满了。' } })],
    [AssistantCancelAppointmentDocument, () => ({ cancelAppointment: { __typename: 'Appointment', state: 'CANCELLED' } })],
  ]);
  const done = (document: unknown): readonly unknown[] => calls.filter((call) => call.document === document).map(({ variables }) => variables);
  return { answer: queue.answer(fakeTurn(answers, { text, ...turn }, calls)), done };
}
const textOf = (answer: Answer): string => ('text' in answer ? answer.text : answer.kind);
const atEast = { centre: saidAs('centre', EAST.name, 'east') };
const social = { kind: 'free' as const, value: '社保医保', text: '社保医保', start: -1, end: -1, how: 'name' as const, id: 'social-insurance' };
const on = (date: string, time?: { from: string; to: string }) => ({ kind: 'date' as const, value: date, text: date, start: 0, end: 2, how: 'pattern' as const, date: { from: date, to: date, ...(time ? { time } : {}) } });

describe('how full the halls are', () => {
  it('tells a hall’s queues, the one that was asked for alone, and the emptiest of all', async () => {
    expect(textOf(await play('东街受理中心人多吗', { slots: atEast }).answer)).toContain('社保医保：6 人在等，约 30 分钟（30 到 40 分钟）');
    expect(textOf(await play('东街社保窗口人多吗', { slots: { ...atEast, business: { ...social, how: 'pattern' } } }).answer)).not.toContain('居住证');
    expect(textOf(await play('哪个受理中心人少').answer)).toContain('西街受理中心（3 人在等');
  });

  it('says when a hall is closed, and offers to book', async () => {
    const answer = await play('东街受理中心人多吗', { slots: atEast }, { centres: [centre('east', EAST.name, 0, false)] }).answer;
    expect(textOf(answer)).toContain('现在不取号（工作日 09:00—17:00）');
    expect(answer).toMatchObject({ chips: [{ label: '预约' }, { label: '取号和预约' }] });
  });

  it('takes a part of the district for its centre', async () => {
    expect(textOf(await play('那边人多吗', { slots: { near: saidAs('place', '西街') } }).answer)).toContain('西街受理中心现在');
  });
});

describe('a number', () => {
  it('asks where and for what, shows what it will take, and takes it after a yes only', async () => {
    expect(await play('取个号').answer).toMatchObject({ kind: 'choice', slot: 'centre', options: [{ label: '西街受理中心' }, { label: '东街受理中心' }] });
    expect(await play('在东街取个号', { slots: atEast }).answer).toMatchObject({ kind: 'choice', slot: 'business' });
    const asked = play('在东街取个号', { slots: { ...atEast, business: social } });
    expect(await asked.answer).toMatchObject({ kind: 'confirm' });
    expect(asked.done(AssistantTakeTicketDocument)).toEqual([]);
    const taken = play('在东街取个号', { slots: { ...atEast, business: social }, confirmed: true });
    expect(textOf(await taken.answer)).toContain('您的号是 A007。前面还有 2 位');
    expect(taken.done(AssistantTakeTicketDocument)).toEqual([{ input: { centreId: 'east', businessId: 'social-insurance' }, idempotencyKey: 'key-take' }]);
  });

  it('knows the business by the affair', async () => {
    expect(textOf(await play('办居住证取个号', { slots: { ...atEast, affair: saidAs('affair', '居住证签注', 'permit') } }).answer)).toContain('人口与居住证现在 1 人在等');
  });

  it('asks a guest to sign in before anything is taken', async () => {
    const asked = play('取个号', { slots: { ...atEast, business: social }, speaker: { signedIn: false, sensitive: false, actingFor: null } });
    await expect(asked.answer).rejects.toThrow(Refusal);
  });

  it('tells where mine stands, and gives it back after a yes only', async () => {
    expect(textOf(await play('轮到我了吗', {}, { tickets: [TICKET] }).answer)).toBe('A007（东街受理中心，社保医保）：前面还有 2 位，约 10 分钟（10 到 20 分钟）。');
    expect(textOf(await play('轮到我了吗').answer)).toContain('没有还在排的号');
    const asked = play('退掉我的号', {}, { tickets: [TICKET] });
    expect(await asked.answer).toMatchObject({ kind: 'confirm' });
    expect(asked.done(AssistantLeaveQueueDocument)).toEqual([]);
    expect(textOf(await play('退掉我的号', { confirmed: true }, { tickets: [TICKET] }).answer)).toBe('A007 退掉了。');
  });

  it('for somebody else is taken by acting for them', async () => {
    const mother = { kind: 'person' as const, value: '母亲', text: '我妈', start: 1, end: 3, how: 'pattern' as const, person: { relation: 'mother' as const } };
    expect(await play('帮我妈取个号', { mentions: [mother] }).answer).toMatchObject({ kind: 'said', chips: [{ value: '切换到给我妈办' }] });
  });
});

describe('an appointment', () => {
  const where = { ...atEast, business: social };

  it('asks for the day and the time of those that are free, and books after a yes only', async () => {
    expect(await play('预约东街', { slots: where }).answer).toMatchObject({ kind: 'choice', slot: 'date', options: [{ label: '明天' }, { label: '后天' }] });
    expect(await play('预约东街', { slots: { ...where, date: on('2026-03-19') } }).answer).toMatchObject({ kind: 'choice', slot: 'time', options: [{ label: '09:00' }, { label: '11:00' }] });
    const slots = { ...where, date: on('2026-03-19', { from: '11:00', to: '11:00' }) };
    const asked = play('预约东街', { slots });
    expect(await asked.answer).toMatchObject({ kind: 'confirm', text: '约明天 11:00，可以吗？' });
    expect(asked.done(AssistantBookDocument)).toEqual([]);
    const booked = play('预约东街', { slots, confirmed: true });
    expect(textOf(await booked.answer)).toContain('约好了：明天 11:00');
    expect(booked.done(AssistantBookDocument)).toMatchObject([{ input: { startsAt: at('2026-03-19', '11:00'), wait: false } }]);
  });

  it('says what is full, and offers what is not', async () => {
    expect(textOf(await play('预约东街', { slots: { ...where, date: on('2026-03-18') } }).answer)).toBe('今天约满了。这些天还有空：');
    expect(textOf(await play('预约东街', { slots: { ...where, date: on('2026-03-22') } }).answer)).toContain('3月22日不能约');
    expect(textOf(await play('预约东街', { slots: { ...where, date: on('2026-03-19', { from: '10:00', to: '10:00' }) } }).answer)).toContain('没有空位了');
  });

  it('on a day on which the centre is closed is told why, and offered other days', async () => {
    const closed = { ...EAST, closures: [{ day: '2026-03-18', reason: '全楼停电' }, { day: '2026-03-22', reason: '培训' }] };
    const centres = [closed, WEST];
    expect(textOf(await play('预约东街', { slots: { ...where, date: on('2026-03-22') } }, { centres }).answer)).toMatch(/^3月22日.*闭馆：培训。/);
    expect(textOf(await play('东街人多吗', { slots: atEast }, { centres: [{ ...closed, openNow: false }, WEST] }).answer)).toBe('东街受理中心今天闭馆：全楼停电。');
    expect(textOf(await play('在东街取个号', { slots: atEast }, { centres: [{ ...closed, openNow: false }, WEST] }).answer)).toContain('东街受理中心今天闭馆：全楼停电。可以预约一个时间。');
    expect(textOf(await play('哪里人少', {}, { centres: [{ ...closed, openNow: false }, { ...WEST, openNow: false }] }).answer)).toContain('东街受理中心今天闭馆：全楼停电。');
  });

  it('is told, moved and given back; a refusal leaves it as it was', async () => {
    const mine = { appointments: [appointment('a1', at('2026-03-19', '09:00'))] };
    expect(textOf(await play('我约了几点', {}, mine).answer)).toBe('明天 09:00 东街受理中心（社保医保）');
    const moved = play('窗口预约改到后天', { slots: { date: on('2026-03-20', { from: '09:00', to: '09:00' }) }, confirmed: true }, mine);
    expect(textOf(await moved.answer)).toBe('没有改成：这个时间约满了。原来的预约还在。');
    expect(await play('取消窗口预约', {}, mine).answer).toMatchObject({ kind: 'confirm' });
    expect(textOf(await play('取消窗口预约', { confirmed: true }, mine).answer)).toBe('预约取消了。');
    const two = { appointments: [appointment('a1', at('2026-03-19', '09:00')), appointment('a2', at('2026-03-20', '09:00'))] };
    expect(await play('取消窗口预约', {}, two).answer).toMatchObject({ kind: 'choice', slot: 'appointment', options: [{ label: '明天 09:00 东街受理中心（社保医保）' }, {}] });
  });
});

describe('the rules of the queues', () => {
  it('are told as the queues keep them; others are looked up', async () => {
    expect(await play('过号了怎么办').answer).not.toHaveProperty('unknown');
    expect(await play('取号要身份证吗').answer).toMatchObject({ unknown: true });
  });
});
