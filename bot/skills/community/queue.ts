import { AssistantLeaveQueueDocument, AssistantReturnToQueueDocument, AssistantTakeTicketDocument, AssistantTicketsDocument, type AssistantTicketFragment } from '../../__generated__/operations.js';
import type { ChipEntity } from '../../contract.js';
import { dayOf } from '../say.js';
import { Refusal, type Answer, type Skill, type SkillTurn } from '../types.js';
import { appointmentSlot, bookAppointment, cancelAppointment, moveAppointment, myAppointments, timeSlot, whenSlot } from './appointments.js';
import { askBusiness, askCentre, businessIn, businessSlot, centreIn, centresOf, closedWords, hoursWords, nearSlot, queueAffairSlot, queueCentreSlot, waitingAt, waitWords, type Centre } from './centres.js';
import { queuePhrases } from './phrases.js';

const PAGE: ChipEntity = { label: '取号和预约', action: 'OPEN', value: '/queue' };

/** What is asked about numbers and appointments, the first that fits; what none fits asks how full the halls are. */
const RULES = /怎么办|算数|作废|能不能(?:优先|先)|能优先|优先叫|绿色通道|身份证|几个号|提前多久|还能办吗|还给办|一定要|要预约吗|直接去|取号机|怎么取|怎么弄|发短信|单丢了|要取号吗|几点(?:开始|结束)/u;
const MINE = /我的号|我前面|轮到我|到我|我排|叫我|我这个号|[a-z]\d{1,3}号?|我取的号|还有几个人?轮|过号|号(?:叫)?过/iu;
const GIVING_UP = /取消|退|不要|放弃|不去|不排|让给|来不及|去不了/u;
const BOOKING = /预约|约/u;
const MOVING = /改到|改成|改时间|改期|换个时|换到|改一下|改天|提前到|推迟/u;
const ASKING_MINE = /我约了|我的预约|预约记录|查.{0,4}预约|约的.{0,6}几点|我约的/u;
const TAKING = /取(?:个|一个)?号|拿(?:个|先)?号|排(?:个)?(?:号|队)|领(?:个)?号|抽(?:个)?号|给我排上|排上|线上取号|在线拿号/u;
const HOW_FULL = /多少|几个|多不多|人多|人少|多久|忙|闲|挤|轧|空|情况|排队吗|长伐|长不长|等吗|哪个|哪家|到几号|多少号|长队|排队最/u;
/** Short questions that go on with it. */
const FURTHER = /^(?:那|那么)?(?:(?:我要|我想|帮我|给我)?(?:预约|约)(?:一下|个时间)?|(?:帮我|给我)?(?:取|拿)(?:个)?号|轮到我了?吗|还要(?:等)?多久|我约了几点|我的预约)$/u;
const RETURNING = /重新排|再排|回来|补(?:叫|排)|重排/u;

/** Rules of the queues that the queues themselves keep. */
const RULED: readonly (readonly [words: RegExp, told: string])[] = [
  [/优先|绿色/u, '老年人（60 岁以上）、残疾人、孕妇、军人依法优先：实名账户满 60 岁自动优先；其他情形取号时选上理由，到窗口出示证件，不符的按取号时间叫号。'],
  [/过号|号.{0,2}过|没听见|错过/u, '过号当天可以重新排一次，排在几位之后：对我说“我的号过了重新排”，或在“取号和预约”里点“重新排”。'],
  [/几个号/u, '一个人在一个大厅里，同时只能有一个号。'],
  [/预约.{0,6}(?:取号|迟到|过了)|迟到/u, '预约时间前半小时到后半小时，在大厅取预约的号；再晚预约就作废了，可以取普通号。'],
];

/** community.queue: how long the queues are, one's number, appointments at the centres. */
export const queue: Skill = {
  intent: 'community.queue',
  title: '受理中心取号和预约',
  phrases: queuePhrases,
  slots: [queueCentreSlot, queueAffairSlot, whenSlot, nearSlot, businessSlot, timeSlot, appointmentSlot],
  own: /预约|约|取号|拿号|排队|排号|窗口|号/gu,
  further: (text) => FURTHER.test(text),
  async answer(turn) {
    const { text } = turn;
    const ofOther = turn.mentions.find(({ kind, person }) => kind === 'person' && person && person.relation !== 'self');
    const booking = BOOKING.test(text);
    if (RULES.test(text)) return rules(text);
    if (booking && ASKING_MINE.test(text) && !GIVING_UP.test(text) && !MOVING.test(text)) return myAppointments(turn);
    if (booking && GIVING_UP.test(text)) return cancelAppointment(turn);
    if (booking && MOVING.test(text)) return moveAppointment(turn);
    if (GIVING_UP.test(text)) return leave(turn);
    if (MINE.test(text)) return RETURNING.test(text) ? comeBack(turn) : mine(turn);
    if (ofOther && (booking || TAKING.test(text)) && !turn.speaker.actingFor) return forSomebody(ofOther.text);
    if (booking && !HOW_FULL.test(text.replace(/约满/u, ''))) return bookAppointment(turn);
    if (TAKING.test(text) && !HOW_FULL.test(text)) return take(turn);
    return howFull(turn);
  },
};

function rules(text: string): Answer {
  const [, told] = RULED.find(([words]) => words.test(text)) ?? [];
  return { kind: 'said', ...(told ? {} : { unknown: true }), text: told ?? '在“取号和预约”里可以看各中心排队的人数、取号、预约，叫到前会通知您。', chips: [PAGE] };
}

function forSomebody(words: string): Answer {
  return { kind: 'said', text: `替${words}取号或预约，先换到替${words}办，号和通知就都是${words}的。`, chips: [{ label: `替${words}办`, action: 'SAY', value: `切换到给${words}办` }] };
}

async function howFull(turn: SkillTurn): Promise<Answer> {
  const centres = await centresOf(turn);
  const centre = centreIn(turn, centres);
  if (!centre) return compare(turn, centres);
  const business = businessIn(turn, centre);
  const shown = business ? [business] : centre.businesses;
  const lines = shown.map(({ name, waiting, wait }) => `${name}：${waiting} 人在等，${waitWords(wait)}`);
  return {
    kind: 'said', text: [centre.openNow ? `${centre.name}现在：` : `${centre.name}${notNow(turn, centre)}。`, ...(centre.openNow ? lines : [])].join('\n'),
    chips: [...(centre.openNow ? [{ label: '取个号', action: 'SAY' as const, value: `在${centre.name}取个号${business ? `办${business.name}` : ''}` }] : []), { label: '预约', action: 'SAY', value: `预约${centre.name}${business ? `办${business.name}` : ''}` }, PAGE],
  };
}

/** Why no number is given out now: the day is closed, or it is not the hour. */
const notNow = (turn: SkillTurn, centre: Centre): string => closedWords(centre, dayOf(turn.now), '今天') ?? `现在不取号（${hoursWords(centre)}）`;

/** All centres, the emptiest first. */
function compare(turn: SkillTurn, centres: readonly Centre[]): Answer {
  const open = centres.filter(({ openNow }) => openNow);
  if (open.length === 0) {
    const hours = [...new Set(centres.map(hoursWords))];
    const closed = centres.flatMap((centre) => closedWords(centre, dayOf(turn.now), `${centre.name}今天`) ?? []);
    return { kind: 'said', text: `现在各受理中心都不取号。${closed.length > 0 ? `${closed.join('；')}。` : ''}${hours.length === 1 ? `取号时间：${hours[0]}。` : ''}可以先预约。`, chips: [{ label: '预约', action: 'SAY', value: '预约窗口' }, PAGE] };
  }
  const rows = open.map((centre) => ({ centre, business: businessIn(turn, centre) })).map(({ centre, business }) => ({ centre, waiting: business?.waiting ?? waitingAt(centre), what: business?.name, wait: business?.wait })).sort((a, b) => a.waiting - b.waiting);
  const [least] = rows;
  return {
    kind: 'said', text: `${least?.what ? `办${least.what}，` : ''}现在人最少的是${least?.centre.name}（${least?.waiting} 人在等${least?.wait ? `，${waitWords(least.wait)}` : ''}）。`,
    cards: [{ __typename: 'ListCard', title: '各中心现在', link: '/queue', items: rows.map(({ centre, waiting, wait }) => ({ title: centre.name, detail: `${waiting} 人在等${wait ? `，${waitWords(wait)}` : ''}`, link: `/queue/${encodeURIComponent(centre.id)}` })) }],
    chips: [{ label: '取个号', action: 'SAY', value: `在${least?.centre.name ?? ''}取个号` }, PAGE],
  };
}

/** Takes a number: where, for what, and after a yes. */
async function take(turn: SkillTurn): Promise<Answer> {
  const centres = await centresOf(turn);
  const centre = centreIn(turn, centres);
  if (!centre) return askCentre(centres.filter(({ openNow }) => openNow).length > 0 ? centres.filter(({ openNow }) => openNow) : centres, '在哪个受理中心取号？');
  if (!centre.openNow) return { kind: 'said', text: `${centre.name}${notNow(turn, centre)}。可以预约一个时间。`, chips: [{ label: '预约', action: 'SAY', value: `预约${centre.name}` }, PAGE] };
  const business = businessIn(turn, centre);
  if (!business) return askBusiness(centre);
  if (!turn.speaker.signedIn) throw new Refusal('UNAUTHENTICATED', '请先登录');
  if (!turn.confirmed) {
    return { kind: 'confirm', text: `${business.name}现在 ${business.waiting} 人在等，${waitWords(business.wait)}。取号吗？`, form: { __typename: 'FormCard', title: '取号', fields: [{ label: '在哪里', value: centre.name }, { label: '办什么', value: business.name }] } };
  }
  const { takeTicket } = await turn.execute(AssistantTakeTicketDocument, { input: { centreId: centre.id, businessId: business.id }, idempotencyKey: turn.key('take') });
  if (takeTicket.__typename === 'QueueTicket') return { kind: 'said', text: `取好了，您的号是 ${takeTicket.number}。${standing(takeTicket)}快到时会通知您。老人、残疾人、孕妇、军人依法优先，请到“取号和预约”里选。`, chips: afterTaking(takeTicket) };
  return { kind: 'said', text: `没有取成：${takeTicket.message}${takeTicket.ticket ? `您手上的号是 ${takeTicket.ticket.number}。` : ''}`, chips: takeTicket.ticket ? afterTaking(takeTicket.ticket) : [PAGE] };
}

const afterTaking = ({ number }: Pick<AssistantTicketFragment, 'number'>): ChipEntity[] => [{ label: '还要等多久', action: 'SAY', value: '轮到我了吗' }, { label: `退掉 ${number}`, action: 'SAY', value: '退掉我的号' }, PAGE];

/** Where a number stands, in words. */
function standing({ state, position, wait, window, mayReturn }: AssistantTicketFragment): string {
  switch (state) {
    case 'WAITING': return `${(position ?? 1) <= 1 ? '您是下一位' : `前面还有 ${(position ?? 1) - 1} 位`}${wait ? `，${waitWords(wait)}` : ''}。`;
    case 'CALLED': return `正在叫您，请到 ${window} 号窗口。`;
    case 'SERVING': return `正在 ${window} 号窗口办理。`;
    case 'PASSED': return mayReturn ? '已经过号，可以重新排一次。' : '已经过号，请重新取号。';
    case 'DONE': return '已经办完。';
    case 'LEFT': return '已经退掉。';
  }
}

/** My numbers of today, those that count first. */
async function openTickets(turn: SkillTurn): Promise<AssistantTicketFragment[]> {
  const { myTickets } = await turn.execute(AssistantTicketsDocument, {});
  return myTickets.filter(({ state, mayReturn }) => ['WAITING', 'CALLED', 'SERVING'].includes(state) || mayReturn);
}

const NONE: Answer = { kind: 'said', text: '您今天没有还在排的号。', chips: [{ label: '取个号', action: 'SAY', value: '取个号' }, PAGE] };

async function mine(turn: SkillTurn): Promise<Answer> {
  const tickets = await openTickets(turn);
  if (tickets.length === 0) return NONE;
  return { kind: 'said', text: tickets.map((ticket) => `${ticket.number}（${ticket.centre.name}，${ticket.business.name}）：${standing(ticket)}`).join('\n'), chips: [...(tickets.some(({ mayReturn }) => mayReturn) ? [{ label: '重新排一次', action: 'SAY' as const, value: '我的号过了重新排' }] : []), PAGE] };
}

async function comeBack(turn: SkillTurn): Promise<Answer> {
  const [ticket] = (await openTickets(turn)).filter(({ mayReturn }) => mayReturn);
  if (!ticket) return mine(turn);
  if (!turn.confirmed) return { kind: 'confirm', text: `${ticket.number} 过号了。现在重新排进去，排在下面几位之后，可以吗？`, form: { __typename: 'FormCard', title: '过号重排', fields: [{ label: '号', value: ticket.number }, { label: '在哪里', value: ticket.centre.name }] } };
  const { returnToQueue } = await turn.execute(AssistantReturnToQueueDocument, { ticketId: ticket.id, idempotencyKey: turn.key('return') });
  return { kind: 'said', text: returnToQueue.__typename === 'QueueTicket' ? `排好了。${standing(returnToQueue)}` : `没有排成：${returnToQueue.message}`, chips: [PAGE] };
}

async function leave(turn: SkillTurn): Promise<Answer> {
  const waiting = (await openTickets(turn)).filter(({ state }) => state === 'WAITING' || state === 'CALLED');
  const [ticket] = waiting;
  if (!ticket) return NONE;
  if (!turn.confirmed) return { kind: 'confirm', text: `要退掉 ${ticket.number} 吗？退了就要重新排。`, form: { __typename: 'FormCard', title: '退号', fields: [{ label: '号', value: ticket.number }, { label: '在哪里', value: ticket.centre.name }, { label: '办什么', value: ticket.business.name }] } };
  const { leaveQueue } = await turn.execute(AssistantLeaveQueueDocument, { ticketId: ticket.id, idempotencyKey: turn.key('leave') });
  return { kind: 'said', text: leaveQueue.__typename === 'QueueTicket' ? `${leaveQueue.number} 退掉了。` : `没有退成：${leaveQueue.message}` };
}
