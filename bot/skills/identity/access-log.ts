import { AssistantAccessLogDocument } from '../../__generated__/operations.js';
import { clockTime, dayName, dayOf } from '../say.js';
import { Refusal, type Skill } from '../types.js';
import { accessLogPhrases } from './phrases.js';

const WRONG = /投诉|质疑|异议|不是我|不该|凭什么|没同意|举报|申诉|乱看/u;

/** identity.access_log: who looked at my data. */
export const accessLog: Skill = {
  intent: 'identity.access_log',
  title: '看谁看过我的数据',
  phrases: accessLogPhrases,
  slots: [],
  async answer({ execute, text, now }) {
    const { me } = await execute(AssistantAccessLogDocument, {});
    if (!me) throw new Refusal('UNAUTHENTICATED', '请先登录');
    const entries = me.accessLog.edges.map(({ node }) => node);
    const today = dayOf(now);
    const others = entries.filter(({ who }) => who !== '本人');
    const words = entries.length === 0 ? '还没有人看过您的数据。' : others.length === 0 ? `最近 ${entries.length} 次都是您本人。` : `最近看过您数据的有：${[...new Set(others.map(({ who }) => who))].slice(0, 3).join('、')}。`;
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
