import { AssistantAccessLogDocument } from '../../__generated__/operations.js';
import { dateSaid, daySlot } from '../dates.js';
import { clockTime, dayName, dayOf } from '../say.js';
import { Refusal, type Skill } from '../types.js';
import { accessLogPhrases } from './phrases.js';

const WRONG = /投诉|质疑|异议|不是我|不该|凭什么|没(?:有|经过?)?(?:我)?(?:同意|授权)|不认可|不认识|举报|申诉|乱[看查]|偷看|私自|侵犯|泄[露漏]|哪告/u;

/** identity.access_log: who looked at my data. */
export const accessLog: Skill = {
  intent: 'identity.access_log',
  title: '看谁看过我的数据',
  phrases: accessLogPhrases,
  slots: [daySlot],
  async answer({ execute, text, mentions, slots, now }) {
    const { me } = await execute(AssistantAccessLogDocument, {});
    if (!me) throw new Refusal('UNAUTHENTICATED', '请先登录');
    const today = dayOf(now);
    const day = dateSaid({ mentions, slots });
    const entries = me.accessLog.edges.map(({ node }) => node).filter(({ at }) => !day || (dayOf(at) >= day.from && dayOf(at) <= day.to));
    const others = entries.filter(({ who }) => who !== '本人');
    const span = day ? (day.from === day.to ? dayName(day.from, today) : '那几天') : '最近';
    const who = [...new Set(others.map((entry) => entry.who))];
    const words = entries.length === 0 ? (day ? `${span}没有人看过您的数据。` : '还没有人看过您的数据。') : who.length === 0 ? `${span} ${entries.length} 次都是您本人。` : `${span}看过您数据的有：${who.slice(0, 3).join('、')}${who.length > 3 ? `等 ${who.length} 处` : ''}。`;
    const dispute = WRONG.test(text) ? '\n觉得哪一次不应该，点开它就能提出异议，安全管理员会查清楚回复您。' : '';
    return {
      kind: 'said', text: `${words}${dispute}`, chips: [{ label: '查看全部', action: 'OPEN', value: '/me/access-log' }],
      cards: entries.length === 0 ? [] : [{
        __typename: 'ListCard', title: '谁看过我的数据', link: '/me/access-log',
        items: entries.map(({ at, who, what, purpose, emergency }) => ({ title: `${who} ${what}`, detail: `${dayName(dayOf(at), today)} ${clockTime(at)}，${purpose}${emergency ? '，紧急查看' : ''}`, link: '/me/access-log' })),
      }],
    };
  },
};
