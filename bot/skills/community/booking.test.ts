import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { AssistantAppointmentDaysDocument, AssistantBookDocument, AssistantCentresDocument, AssistantServiceDocument, AssistantServicesDocument, AssistantTakeTicketDocument, type AssistantCentresQuery } from '../../__generated__/operations.js';
import { Dialogue } from '../../dialogue/engine.js';
import { freshState, type DialogueState, type Said } from '../../dialogue/types.js';
import { createLexicon, createUnderstanding } from '../../language/index.js';
import type { Term } from '../../language/types.js';
import { allSkills } from '../index.js';
import type { SkillTurn } from '../types.js';

/** Appointments and numbers by whole conversations: every skill, the real engine, the sample's names of centres and parts of the district; the contract is played. */

/** Wednesday. */
const NOW = Date.parse('2026-03-18T09:00:00+08:00');
const data = (path: string): unknown => JSON.parse(readFileSync(new URL(`../../../data/${path}`, import.meta.url), 'utf8'));
const terms = data('lexicon/centres.json') as Term[]; // the lexicon's own reader checks each field when the assistant starts
const AFFAIRS: readonly Term[] = [['residence-permit-endorsement', '居住证签注', '居住证'], ['health-insurance-registration', '医保参保登记', '医保'], ['social-card-replacement', '社保卡补办', '社保卡']].map(([id = '', name = '', alias = '']) => ({ kind: 'affair', id, name, aliases: [alias] }));
const PLACES: readonly Term[] = ['泗泾', '方松', '岳阳', '佘山'].map((name) => ({ kind: 'place', name, aliases: [`${name}镇`, `${name}街道`] }));
const businesses = [['social-insurance', '社保医保', ['health-insurance-registration', 'social-card-replacement']], ['residence', '人口与居住证', ['residence-permit-endorsement']], ['housing', '住房保障', []], ['general', '综合咨询', []]] as const;
const CENTRES: AssistantCentresQuery['serviceCentres'] = terms.map(({ id = '', name }) => ({
  id, name, openNow: true, address: '样例路1号', everyDay: false, hours: [{ from: '09:00', until: '17:00' }], closures: [],
  businesses: businesses.map(([key, title, serviceIds]) => ({ id: key, name: title, serviceIds: [...serviceIds], waiting: 1, wait: { minutes: 5, earliest: 5, latest: 15 } })),
}));
const HOURS = ['09:00', '10:00', '11:00', '14:00', '15:00'];
const at = (day: string, hour: string): string => `${day}T${hour}:00+08:00`;
const DAYS = ['2026-03-19', '2026-03-20', '2026-03-23'].map((day) => ({ day, free: HOURS.length, times: HOURS.map((hour) => ({ startsAt: at(day, hour), endsAt: at(day, `${String(Number(hour.slice(0, 2)) + 1).padStart(2, '0')}:00`), free: 1 })) }));

let booked: unknown[];
const answers = new Map<unknown, (variables: never) => unknown>([
  [AssistantCentresDocument, () => ({ serviceCentres: CENTRES })],
  [AssistantAppointmentDaysDocument, () => ({ appointmentDays: DAYS })],
  [AssistantServicesDocument, () => ({ publicServices: [] })],
  [AssistantServiceDocument, () => ({ publicService: null })],
  [AssistantBookDocument, ({ input }: { input: unknown }) => (booked.push(input), { bookAppointment: { __typename: 'AppointmentRefused', reason: 'FULL', message: '这个时间约满了。', appointment: null } })],
  [AssistantTakeTicketDocument, ({ input }: { input: unknown }) => (booked.push(input), { takeTicket: { __typename: 'TicketRefused', reason: 'HALL_CLOSED', message: '现在不取号。', ticket: null } })],
]);
// The test that put an answer there says by its type what the operation returns.
const execute: SkillTurn['execute'] = async (document, variables) => (answers.get(document)?.(variables as never) ?? Promise.reject(new Error('nothing was to be asked of the contract'))) as never;

let dialogue: Dialogue;
beforeAll(() => {
  const lexicon = createLexicon();
  lexicon.set('test', [...terms, ...AFFAIRS, ...PLACES, { kind: 'stop', name: '泗泾地铁站', aliases: ['泗泾'] }]);
  const outOfScope = ['今天天气怎么样', '讲个笑话', '红烧肉怎么做', '股票涨了吗', '放一首歌', '翻译成英语', '火车票怎么买', '快递丢了', '叫辆出租车'];
  const engine = createUnderstanding({ skills: allSkills, lexicon, outOfScope });
  engine.train();
  dialogue = new Dialogue({ engine, skills: allSkills, lookUp: () => null });
});

async function play(turns: readonly string[]): Promise<{ readonly said: readonly Said[]; readonly state: DialogueState }> {
  booked = [];
  let state = freshState;
  const said: Said[] = [];
  for (const [index, text] of turns.entries()) {
    const reply = await dialogue.reply(state, { id: `t${index}`, text, now: NOW, position: null, speaker: { signedIn: true, sensitive: false, actingFor: null }, execute });
    state = reply.state;
    said.push(reply.said);
  }
  return { said, state };
}
const last = async (...turns: readonly string[]): Promise<Said> => (await play(turns)).said.at(-1) as Said; // there is a turn

const SIJING = 'centre-sijing';
/** What is booked in the end. */
const booking = (centreId: string, businessId: string, day: string, hour: string) => ({ centreId, businessId, startsAt: at(day, hour), wait: false });

describe('an appointment takes all that one sentence says', () => {
  it.each<[readonly string[], ReturnType<typeof booking>]>([
    [['明天上午去泗泾办居住证帮我约一下', '九点'], booking(SIJING, 'residence', '2026-03-19', '09:00')],
    [['明天上午10点去泗泾办居住证帮我约一下'], booking(SIJING, 'residence', '2026-03-19', '10:00')],
    [['帮我约后天下午两点泗泾的住房窗口'], booking(SIJING, 'housing', '2026-03-20', '14:00')],
    [['我想预约方松受理中心办医保，周五上午', '十点吧'], booking('centre-fangsong', 'social-insurance', '2026-03-20', '10:00')],
    [['预约窗口', '泗泾', '住房', '明天下午两点'], booking(SIJING, 'housing', '2026-03-19', '14:00')],
    [['预约窗口', '去泗泾', '办居住证', '明天', '十一点'], booking(SIJING, 'residence', '2026-03-19', '11:00')],
    [['预约窗口', '就泗泾那边吧，明天下午两点', '社保医保'], booking(SIJING, 'social-insurance', '2026-03-19', '14:00')],
    [['预约窗口', '泗泾 住房 后天下午三点'], booking(SIJING, 'housing', '2026-03-20', '15:00')],
    [['预约窗口', '明天上午', '在方松', '公租房', '9点'], booking('centre-fangsong', 'housing', '2026-03-19', '09:00')],
    [['预约窗口', '下午三点', '佘山镇', '社保', '周五'], booking('centre-sheshan', 'social-insurance', '2026-03-20', '15:00')],
    [['预约泗泾受理中心', '社保医保', '明天下午两点'], booking(SIJING, 'social-insurance', '2026-03-19', '14:00')],
    [['预约泗泾受理中心', '医保', '明天下午两点'], booking(SIJING, 'social-insurance', '2026-03-19', '14:00')],
    [['预约泗泾受理中心', '明天九点的住房保障'], booking(SIJING, 'housing', '2026-03-19', '09:00')],
    [['预约泗泾受理中心', '办理居住证的事情', '后天', '下午两点可以吗'], booking(SIJING, 'residence', '2026-03-20', '14:00')],
    [['预约泗泾受理中心办居住证', '明天九点'], booking(SIJING, 'residence', '2026-03-19', '09:00')],
    [['预约泗泾受理中心办居住证', '第二个', '三点'], booking(SIJING, 'residence', '2026-03-20', '15:00')],
  ])('%j', async (turns, expected) => {
    const { said, state } = await play([...turns, '确认']);
    expect(said.at(-2)).toMatchObject({ intent: 'community.queue', asks: 'confirm' });
    expect(said.map(({ intent }) => intent)).toEqual(said.map(() => 'community.queue'));
    expect(booked).toEqual([expected]);
    expect(state.aside).toEqual([]);
  });
});

describe('a number takes all that one sentence says', () => {
  it.each([
    [['取个号', '泗泾 住房'], SIJING, 'housing'], [['取个号', '方松，办居住证'], 'centre-fangsong', 'residence'], [['我要取个号', '去岳阳办医保'], 'centre-yueyang', 'social-insurance'],
    [['我在泗泾，取个号', '社保'], SIJING, 'social-insurance'],
  ])('%j', async (turns, centreId, businessId) => {
    expect((await play([...turns, '是的'])).said.map(({ intent }) => intent)).toEqual([...turns, ''].map(() => 'community.queue'));
    expect(booked).toEqual([{ centreId, businessId }]);
  });
});

describe('how full a hall is', () => {
  it('is asked of another by its part of the district, after one that was named', async () => {
    expect((await last('方松受理中心人多吗', '那泗泾呢')).text).toContain('泗泾镇社区事务受理服务中心现在');
  });
});

describe('before the yes', () => {
  const asked = ['明天上午10点去泗泾办居住证帮我约一下'];
  it.each<[string, ReturnType<typeof booking>]>([
    ['后天吧', booking(SIJING, 'residence', '2026-03-20', '10:00')], ['下午两点行吗', booking(SIJING, 'residence', '2026-03-19', '14:00')], ['换成方松', booking('centre-fangsong', 'residence', '2026-03-19', '10:00')],
    ['不对，是住房', booking(SIJING, 'housing', '2026-03-19', '10:00')], ['改成周五下午三点', booking(SIJING, 'residence', '2026-03-20', '15:00')],
  ])('%s changes that alone', async (words, expected) => {
    expect(await last(...asked, words)).toMatchObject({ asks: 'confirm', intent: 'community.queue' });
    await play([...asked, words, '确认']);
    expect(booked).toEqual([expected]);
  });

  it('a time that was chosen does not outlive its day', async () => {
    await play(['预约泗泾受理中心办居住证', '明天', '09:00', '后天', '确认']);
    expect(booked).not.toContainEqual(booking(SIJING, 'residence', '2026-03-19', '09:00'));
  });
});

describe('a booking is left', () => {
  it.each([['预约泗泾受理中心', '办医保要什么材料'], ['预约窗口', '居住证怎么办'], ['预约泗泾受理中心', '社保卡补办要多少钱']])('for a guide that is asked for: %j', async (...turns) => {
    expect(await last(...turns)).toMatchObject({ intent: 'community.guide' });
  });

  it('and taken up again by what it lacks, rather than telling the guide once more', async () => {
    const { said } = await play(['预约泗泾受理中心', '办医保要什么材料', '明天下午两点', '社保医保', '确认']);
    expect(said.map(({ intent }) => intent)).toEqual(['community.queue', 'community.guide', 'community.queue', 'community.queue', 'community.queue']);
    expect(booked).toEqual([booking(SIJING, 'social-insurance', '2026-03-19', '14:00')]);
  });
});
